from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.quotations import find_quotations

MARKED = st.text(alphabet=st.sampled_from(list("ab sS.,A\n“”\"‘’'«»„‚「」『』1")), max_size=80)


def quotes(text: str) -> list[str]:
    return [q.quote for q in find_quotations(text)]


def only(text: str, start: str = ""):
    found = [q for q in find_quotations(text) if q.quote.strip('“"‘«„「').startswith(start)]
    assert len(found) == 1, found
    return found[0]


@given(st.one_of(MARKED, st.text(max_size=120)))
def test_any_text_gives_spans_that_are_their_quotes_and_that_never_cross(text: str) -> None:
    found = find_quotations(text)
    for q in found:
        assert text[q.start : q.end] == q.quote
        if q.speaker_start is not None:
            assert 0 <= q.speaker_start < q.speaker_end <= len(text)
    for one, other in pairwise(found):
        assert one.start < other.start
        assert other.end <= one.end or other.start >= one.end


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He called it “a long shot” twice.", ["“a long shot”"]),
        ('He called it "a long shot" twice.', ['"a long shot"']),
        ("He called it 'a long shot' twice.", ["'a long shot'"]),
        ("Il parle de « la crise » ici.", ["« la crise »"]),
        ("Er sprach von „der Krise“ dort.", ["„der Krise“"]),
        ("Er sprach von »der Krise« dort.", ["»der Krise«"]),
        ("Han talade om ”krisen” där.", ["”krisen”"]),
        ("他说「明天再来」。", ["「明天再来」"]),
    ],
)
def test_marks_of_every_house_style_are_found_with_their_marks(text: str, expected: list[str]) -> None:
    assert quotes(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The students' books and the workers’ wages weren’t late.",
        "It was the summer of '68 and rock 'n' roll was on; ’tis gone.",
        'She is 5\' 11" tall and the plank is 6" wide.',
        "O’Brien didn't see the ’90s coming.",
    ],
)
def test_apostrophes_and_inches_are_no_quotation_marks(text: str) -> None:
    assert quotes(text) == []


def test_a_plural_possessive_inside_single_marks_does_not_close_them() -> None:
    assert quotes("They backed the ‘workers’ rights movement’ at once.") == ["‘workers’ rights movement’"]


def test_a_quotation_inside_another_is_nested() -> None:
    found = find_quotations("“They told me ‘never again’ and left,” Ana Silva said.")
    assert [(q.quote, q.type) for q in found] == [
        ("“They told me ‘never again’ and left,”", "direct"),
        ("‘never again’", "nested"),
    ]


def test_a_double_mark_that_stands_for_a_single_one_closes_only_the_inner_quotation() -> None:
    text = "She said “the word is ‘shelters” and it fits. We all saw them.”"
    assert quotes(text)[0] == "“the word is ‘shelters” and it fits. We all saw them.”"
    assert "mismatched" in find_quotations(text)[1].flags


def test_a_speech_over_two_paragraphs_is_continued_by_its_second_open_mark() -> None:
    first, second = find_quotations("“We waited for hours,” said Ana Silva. “Nobody came.\n\n“Then it rained.”\n")[1:]
    assert first.flags == ("continued",)
    assert second.flags == ("continuation",)
    assert second.speaker == "Ana Silva"


def test_an_open_mark_without_its_close_is_flagged_and_ends_with_the_paragraph() -> None:
    found = only("He told reporters: 'This is no school, it is a camp\n\nAnother paragraph.")
    assert found.quote == "'This is no school, it is a camp"
    assert found.flags == ("unclosed",)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A report titled “Rivers of the North” came out.", "title"),
        ("The so-called “free ports” stayed shut.", "scare"),
        ("“We will not go back to the old rules,” said Ana Silva.", "direct"),
        ("Ana Silva said the rules were “far too old for us”.", "partial"),
        ("Under “fair use” we ask no permission of the copyright owner.", "boilerplate"),
    ],
)
def test_each_quotation_has_a_type(text: str, kind: str) -> None:
    assert only(text).type == kind


@pytest.mark.parametrize(
    ("text", "speaker", "beside"),
    [
        ("“It is over,” said Ana Silva.", "Ana Silva", "Ana Silva"),
        ("“It is over,” Ana Silva said.", "Ana Silva", "Ana Silva"),
        ("Ana Silva said: “It is over.”", "Ana Silva", "Ana Silva"),
        ("Ana Silva, a lecturer in law at Leeds, said “it is over”.", "Ana Silva", "Ana Silva"),
        ("“It is over,” Ana Silva, a lecturer in law, told reporters.", "Ana Silva", "Ana Silva"),
        ("According to Ana Silva, “it is over”.", "Ana Silva", "Ana Silva"),
        ("“It is over,” according to Ana Silva.", "Ana Silva", "Ana Silva"),
        ("“It is over,” the academic said.", "the academic", "the academic"),
        ("Ana Silva came in. She said “it is over”.", "She", "She"),
        ("Rights groups say the rules are “far too old for us”.", "Rights groups", "Rights groups"),
    ],
)
def test_the_speaker_is_named_with_the_words_that_stand_for_it(text: str, speaker: str, beside: str) -> None:
    found = only(text)
    assert found.speaker == speaker
    assert text[found.speaker_start : found.speaker_end] == beside


def test_a_second_quotation_behind_the_attribution_has_the_same_speaker() -> None:
    found = find_quotations("“It is over,” said Ana Silva. “We are going home.”")
    assert [q.speaker for q in found] == ["Ana Silva", "Ana Silva"]


def test_a_pronoun_is_resolved_to_the_speaker_named_last() -> None:
    text = "“It is over,” said Ana Silva.\n\n“We are going home,” she said."
    second = find_quotations(text)[1]
    assert second.speaker == "Ana Silva"
    assert text[second.speaker_start : second.speaker_end] == "she"


def test_a_last_name_becomes_the_full_name_unless_two_people_share_it() -> None:
    assert only("Ana Silva arrived. “It is over,” Silva said.").speaker == "Ana Silva"
    assert only("Ana Silva met Rui Silva. “It is over,” Silva said.").speaker == "Silva"


@pytest.mark.parametrize("text", ["They walked past the “old mill” at noon.", "“Old mill” stood on the sign."])
def test_without_words_of_speaking_nobody_is_guessed(text: str) -> None:
    assert only(text).speaker is None

"""How two texts are related: one word per pair, and what only a corpus can tell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.relations import (
    RELATIONS,
    Pair,
    Spoken,
    mosaics,
    quoted_spans,
    relation,
    relation_of_texts,
    relations_of,
    spoken_sides,
)
from lineage.values import Passage


def runs(*words: int, kind: str = "verbatim") -> list[Passage]:
    """Passages of so many words, one behind the other on both sides."""
    found, at = [], 0
    for count in words:
        found.append(Passage(at, at + count * 6, at, at + count * 6, count, kind))  # type: ignore[arg-type]
        at += count * 6 + 10
    return found


def between(a: str, b: str, said: str) -> Passage:
    return Passage(a.index(said), a.index(said) + len(said), b.index(said), b.index(said) + len(said), len(said.split()))


# --- one pair -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("shares", "passages", "name"),
    [
        ((1.0, 1.0), runs(400), "identical"),
        ((1.0, 1.0), runs(200, 200), "identical"),
        ((1.0, 0.996), runs(400), "full reprint"),
        ((1.0, 1.0), runs(400, kind="edited"), "full reprint"),
        ((1.0, 1.0), [Passage(0, 9, 90, 99, 200), Passage(10, 19, 0, 9, 200)], "full reprint"),
        ((0.95, 0.6), runs(300, 80), "full reprint"),
        ((0.9, 0.4), runs(90, 80), "abridged"),
        ((0.3, 0.2), runs(90), "excerpt"),
        ((0.9, 0.05), runs(45), "excerpt"),
        ((0.2, 0.2), runs(12, 10, 9, 8, 30), "excerpt"),
        ((0.1, 0.05), runs(12), "quotation"),
        ((0.2, 0.1), runs(20, 20, 20), "quotation"),
        ((0.5, 0.5), runs(100, kind="template"), "shared text"),
        ((0.0, 0.0), [], "shared text"),
    ],
)
def test_a_relation_is_named_alike_from_either_side(shares, passages, name):
    assert relation(*shares, passages) == relation(*reversed(shares), passages) == name


def test_words_in_quotation_marks_on_one_side_are_a_quotation_however_long():
    assert relation(0.4, 0.3, runs(300), [Spoken(True, False)]) == "quotation"
    assert relation(0.7, 0.3, runs(300), [Spoken(True, False)]) == "quotation"
    assert relation(0.05, 1.0, runs(30), [Spoken(True, False)]) == "quotation"  # of a statement that stands by itself there
    assert relation(0.4, 0.3, runs(300), [Spoken(False, False)]) == "excerpt"


def test_words_that_nobody_marks_are_an_excerpt_however_short():
    assert relation(0.1, 0.05, runs(12), [Spoken(False, False)]) == "excerpt"
    assert relation(0.1, 0.05, runs(12, 20), [Spoken(True, False), Spoken(False, False)]) == "excerpt"


def test_what_both_quote_has_a_common_source_only_if_nothing_else_is_shared():
    both, neither = Spoken(True, True), Spoken(False, False)
    assert relation(0.2, 0.1, runs(20, 30), [both, both]) == "common source"
    assert relation(0.2, 0.1, runs(20, 30), [both, neither]) == "excerpt"
    assert relation(0.95, 0.9, runs(300), [both]) == "full reprint"


def test_template_text_beside_a_common_quotation_changes_nothing():
    passages = [*runs(20), *runs(30, kind="template")]
    assert relation(0.3, 0.2, passages, [Spoken(True, True), Spoken(False, False)]) == "common source"


shares = st.floats(0, 1)
passages = st.lists(st.integers(1, 200), max_size=5).map(lambda words: runs(*words))


@given(shares, shares, passages, st.randoms())
def test_any_pair_has_one_relation_from_either_side(a, b, found, chance):
    spoken = [Spoken(chance.random() < 0.5, chance.random() < 0.5) for _ in found]
    turned = [Spoken(each.there, each.here) for each in spoken]
    assert relation(a, b, found, spoken) == relation(b, a, found, turned)
    assert relation(a, b, found, spoken) in RELATIONS
    assert (relation(a, b, found, spoken) == "shared text") == (not found)


# --- in somebody's mouth ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("He said: “We will not go.” Then he left.", ["We will not go."]),
        ('"We go," she said, "at once."', ["We go,", "at once."]),
        ("„Wir gehen nicht“, sagte er.", ["Wir gehen nicht"]),
        ("»Wir gehen«, sagte er.", ["Wir gehen"]),
        ("« Nous partons », dit-il.", [" Nous partons "]),
        ("他说“我们不会走”，然后走了。", ["我们不会走"]),
        ("彼は「行かない」と言った。", ["行かない"]),
        ("“One paragraph.\n“The next one.” Out.", ["One paragraph.\n", "The next one."]),
        ("»Ja,« sagte er. « Bon », dit-elle. «Da», он.", ["Ja,", " Bon ", "Da"]),
        ("「雨と『風』の話」と言う。«Он “там”», я.", ["雨と『風』の話", "Он “там”"]),
        ("«A stray mark, and “one” and “two” of others.", ["one", "two"]),
        ("“A stray mark.\nThen “a closed one” here.", ["a closed one"]),
        ("It’s the boys’ game. ‘No way,’ she said. ‘The boys’ game is off.’ Don’t.", ["No way,", "The boys’ game is off."]),
        ("Six feet 2\" tall, rock 'n' roll, no speech", ["n"]),
        ("“", []),
        ("", []),
    ],
)
def test_words_between_quotation_marks(text, inside):
    assert [text[start:end] for start, end in quoted_spans(text)] == inside


def test_a_speech_that_never_ends_is_no_quotation():
    assert quoted_spans("“" + "word " * 1_000 + "”") == ()


@given(st.text(st.sampled_from("ab “”\"'‘’«»„\n.,中「」"), max_size=200))
def test_quoted_spans_are_disjoint_and_inside_the_text(text):
    spans = quoted_spans(text)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(end < start for (_, end), (start, _) in pairwise(spans))


SAID = "the bank will keep its rate at two percent until spring at the earliest"


@pytest.mark.parametrize(
    ("a", "b", "spoken", "name"),
    [
        (
            f"Rain fell. “{SAID},” the governor said. Snow fell.",
            f'Other news. He said: "{SAID}." Bye.',
            (True, True),
            "common source",
        ),
        (f"Rain fell, {SAID}, and snow fell.", f"Other news. He said: “{SAID}.” Bye.", (False, True), "quotation"),
        (f"Ottar Lund said {SAID}. Rain.", f"News. In short: {SAID}, according to Ottar Lund. Bye.", (True, True), "common source"),
        (f"Ottar Lund said {SAID}. Rain.", f"News. In short: {SAID}, according to Mira Voss. Bye.", (False, False), "excerpt"),
        (f"Ottar Lund said no. And {SAID}. Rain.", f"Ottar Lund said no. But {SAID}. Bye.", (False, False), "excerpt"),
    ],
)
def test_a_sentence_that_two_stories_quote_has_a_common_source(a, b, spoken, name):
    found = (between(a, b, SAID),)
    assert spoken_sides(a, b, found) == (Spoken(*spoken),)
    assert relation_of_texts(a, b, found, 0.3, 0.2) == name
    assert spoken_sides(b, a, (between(b, a, SAID),)) == (Spoken(*spoken[::-1]),)


def to(a: str, b: str, a_end: str, b_end: str) -> Passage:
    """From the words in quotation marks to the end of what is given, on both sides."""
    start, other = a.index(SHORT), b.index(SHORT)
    return Passage(start, a.index(a_end) + len(a_end), other, b.index(b_end) + len(b_end), 11, "edited")


SHORT = "The tide does not wait for your paperwork, minister"


@pytest.mark.parametrize(
    ("a_end", "b_end", "name"),
    [
        ("said crane driver Wanda Ferro", "Wanda Ferro", "common source"),
        ("said crane driver Wanda Ferro", "Wanda Ferro told the crowd. She", "quotation"),
        ("said crane driver Wanda Ferro, who has worked there for years", "Wanda Ferro told the crowd. She", "excerpt"),
    ],
)
def test_a_short_quotation_with_its_speaker_is_spoken_and_with_more_it_is_not(a_end, b_end, name):
    a = f"Lorries wait. “{SHORT},” said crane driver Wanda Ferro, who has worked there for years. By noon it rained."
    b = f"A line of the year. «{SHORT}», Wanda Ferro told the crowd. She was right, and mugs will be printed."
    found = (to(a, b, a_end, b_end),)
    assert relation_of_texts(a, b, found, 0.2, 0.2) == name


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (f"Rain.\n\n> {SAID}\n\nSnow fell.", f"News.\n> {SAID}.\nBye."),
        (f"雨。﹁{SAID}﹂雪。", f"News ｢{SAID}｣ bye."),
        (f"Дождь. {SAID}, — сообщил Линд. Снег.", f"Новости. Линд добавил: {SAID}. Всё."),
        (f"مطر. وقالت ليندكفيست {SAID}. ثلج.", f"أخبار. {SAID}، بحسب ليندكفيست. وداعا."),
        (f"Pluie. {SAID}, a déclaré Lindqvist. Neige.", f"Selon Lindqvist, {SAID}. Fin."),
    ],
)
def test_quotations_are_known_by_the_marks_and_the_words_of_other_places(a, b):
    assert relation_of_texts(a, b, (between(a, b, SAID),), 0.3, 0.2) == "common source"


@pytest.mark.parametrize(
    ("there", "name"),
    [
        ("The slip cost $5 million, 4.5% of it lost at -3 degrees.", "identical"),
        ("THE SLIP COST  $5 million, 4.5% of it lost at −3 degrees!", "identical"),
        ("The slip cost €5 million, 4.5% of it lost at -3 degrees.", "full reprint"),
        ("The slip cost $5 million, 4.5 of it lost at -3 degrees.", "full reprint"),
        ("The slip cost $5 million, 4.5% of it lost at 3 degrees.", "full reprint"),
    ],
)
def test_texts_that_differ_in_a_sign_or_a_currency_are_not_identical(there, name):
    here = "The slip cost $5 million, 4.5% of it lost at -3 degrees."
    found = (Passage(0, len(here) - 1, 0, len(there) - 1, 14),)
    assert relation_of_texts(here, there, found, 1.0, 1.0) == name
    (pair,) = relations_of([Pair("a", "b", 1.0, 1.0, found, spoken_sides(here, there, found))])
    assert pair == name


# --- among all pairs ----------------------------------------------------------------------------------------------------


def part(a: str, b: str, share: float, of_other: float, start: int, end: int) -> Pair:
    """A pair of which characters start to end of a come from b."""
    return Pair(a, b, share, of_other, (Passage(start, end, 5_000, 5_000 + end - start, (end - start) // 6),))


def turned(pair: Pair) -> Pair:
    back = tuple(Passage(p.b_start, p.b_end, p.a_start, p.a_end, p.tokens) for p in pair.passages)
    return Pair(pair.b, pair.a, pair.containment_b, pair.containment_a, back)


MIXED = [part("m", "s1", 0.45, 0.4, 0, 900), part("m", "s2", 0.4, 0.3, 900, 1_700)]


def test_a_text_from_two_others_in_disjoint_stretches_is_a_mosaic():
    assert mosaics(MIXED) == {"m": ("s1", "s2")}
    assert relations_of(MIXED) == ["mosaic", "mosaic"]


def test_a_copy_of_a_source_is_in_the_mosaic_but_no_part_of_its_own():
    pairs = [*MIXED, part("m", "s1copy", 0.44, 0.4, 0, 880), part("m", "third", 0.1, 0.1, 1_700, 1_900)]
    assert mosaics(pairs) == {"m": ("s1", "s2")}
    assert relations_of(pairs) == ["mosaic", "mosaic", "mosaic", "quotation"]


@pytest.mark.parametrize(
    "pairs",
    [
        [part("m", "s1", 0.45, 0.4, 0, 900), part("m", "s2", 0.45, 0.4, 0, 900)],
        [part("m", "s1", 0.35, 0.4, 0, 900), part("m", "s2", 0.2, 0.3, 900, 1_700)],
        [part("m", "s1", 0.3, 0.4, 0, 900), part("m", "s2", 0.28, 0.3, 900, 1_700)],
        [part("m", "whole", 0.95, 0.9, 0, 1_900), part("m", "s1", 0.4, 0.9, 0, 900), part("m", "s2", 0.4, 0.9, 900, 1_700)],
    ],
    ids=["the same stretch", "too small a part", "too little together", "two excerpts of a text that a copy holds whole"],
)
def test_what_is_no_mosaic(pairs):
    assert mosaics(pairs) == {}


def test_neither_the_order_of_pairs_nor_of_their_sides_matters():
    pairs = [*MIXED, part("s1", "x", 0.5, 0.5, 0, 900), part("m", "y", 0.3, 0.3, 100, 700)]
    words = dict(zip(pairs, relations_of(pairs), strict=True))
    assert relations_of(pairs[::-1]) == [words[pair] for pair in pairs[::-1]]
    assert relations_of([turned(pair) for pair in pairs]) == list(words.values())

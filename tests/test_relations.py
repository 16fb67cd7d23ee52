"""How two texts are related: one word per pair, and what only a corpus can tell."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.relations import RELATIONS, Pair, mosaics, quoted_spans, relation, relation_of_texts, relations_of, spoken_sides
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
        ((1.0, 0.996), runs(200, 200), "identical"),
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
    assert relation(0.4, 0.3, runs(300), [(True, False)]) == "quotation"
    assert relation(0.4, 0.3, runs(300), [(False, False)]) == "excerpt"


def test_what_both_quote_has_a_common_source_only_if_nothing_else_is_shared():
    assert relation(0.2, 0.1, runs(20, 30), [(True, True), (True, True)]) == "common source"
    assert relation(0.2, 0.1, runs(20, 30), [(True, True), (False, False)]) == "quotation"
    assert relation(0.95, 0.9, runs(300), [(True, True)]) == "full reprint"


def test_template_text_beside_a_common_quotation_changes_nothing():
    passages = [*runs(20), *runs(30, kind="template")]
    assert relation(0.3, 0.2, passages, [(True, True), (False, False)]) == "common source"


shares = st.floats(0, 1)
passages = st.lists(st.integers(1, 200), max_size=5).map(lambda words: runs(*words))


@given(shares, shares, passages, st.randoms())
def test_any_pair_has_one_relation_from_either_side(a, b, found, chance):
    spoken = [(chance.random() < 0.5, chance.random() < 0.5) for _ in found]
    turned = [(there, here) for here, there in spoken]
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
        (f"Ottar Lund said {SAID}. Rain.", f"News. In short: {SAID}, according to Mira Voss. Bye.", (False, False), "quotation"),
        (f"Ottar Lund said no. And {SAID}. Rain.", f"Ottar Lund said no. But {SAID}. Bye.", (False, False), "quotation"),
    ],
)
def test_a_sentence_that_two_stories_quote_has_a_common_source(a, b, spoken, name):
    found = (between(a, b, SAID),)
    assert spoken_sides(a, b, found) == (spoken,)
    assert relation_of_texts(a, b, found, 0.3, 0.2) == name
    assert spoken_sides(b, a, (between(b, a, SAID),)) == (spoken[::-1],)


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

"""Two sides of a passage, word on word: every word in one part, spans exact, what differs said as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.values import Passage
from lineage.word_alignment import align_words, words_of


def whole(a: str, b: str) -> Passage:
    return Passage(0, len(a), 0, len(b), 0)


def parts(a: str, b: str) -> list[tuple[str, str, str]]:
    return [(p.op, a[p.a_start : p.a_end], b[p.b_start : p.b_end]) for p in align_words(a, b, whole(a, b))]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        (
            "The port counted 415,400 boxes, he said.",
            "The port counted 451,400 boxes, he said.",
            [
                ("equal", "The port counted", "The port counted"),
                ("replaced", "415,400", "451,400"),
                ("equal", "boxes, he said", "boxes, he said"),
            ],
        ),
        (
            "it grew by -5 percent",
            "it grew by 5 percent",
            [("equal", "it grew by", "it grew by"), ("replaced", "-5", "5"), ("equal", "percent", "percent")],
        ),
        ("cost $5 then", "cost €5 then", [("equal", "cost", "cost"), ("replaced", "$5", "€5"), ("equal", "then", "then")]),
        (
            "the labour centre opened",
            "the labor center opened",
            [("equal", "the", "the"), ("respelled", "labour centre", "labor center"), ("equal", "opened", "opened")],
        ),
        (
            "one two really three",
            "one two three",
            [("equal", "one two", "one two"), ("added", "really", ""), ("equal", "three", "three")],
        ),
        ("one three", "one two three", [("equal", "one", "one"), ("left out", "", "two"), ("equal", "three", "three")]),
        ("“It’s ON,” he said", '"It\'s on", he said', [("equal", "It’s ON,” he said", "It's on\", he said")]),
        (
            "港口十个月处理了",
            "港口九个月处理了",
            [("equal", "港口", "港口"), ("replaced", "十", "九"), ("equal", "个月处理了", "个月处理了")],
        ),
        ("alpha", "beta", [("replaced", "alpha", "beta")]),
        ("", "", []),
        ("...", "word", [("left out", "", "word")]),
    ],
)
def test_words_are_laid_on_words(a, b, expected):
    assert parts(a, b) == expected


def test_a_word_that_the_edge_of_a_passage_cuts_is_shown_whole():
    a, b = "a non-violent protest", "a violent protest"
    cut = Passage(a.index("violent"), len(a), b.index("violent"), len(b), 2)
    found = [(p.op, a[p.a_start : p.a_end], b[p.b_start : p.b_end]) for p in align_words(a, b, cut)]
    assert found == [("replaced", "non-violent", "violent"), ("equal", "protest", "protest")]


def test_chance_words_between_rewritten_stretches_do_not_scatter_them():
    a = "start every ship left early in winter to reach open northern water end"
    b = "start each boat sailed before snow to avoid thick polar ice end"
    assert [op for op, *_ in parts(a, b)] == ["equal", "replaced", "equal"]


words = st.lists(st.sampled_from(["a", "b", "c", "-5", "labour", "labor", "non-x", "中", "“", ".", "\u200b", "é"]), max_size=40)


@given(words.map(" ".join), words.map(" ".join))
def test_every_word_lies_in_one_part_and_the_other_way_round_is_the_mirror(a, b):
    found = align_words(a, b, whole(a, b))
    for text, starts, counts in ((a, ("a_start", "a_end"), "a_words"), (b, ("b_start", "b_end"), "b_words")):
        inside = [words_of(text, *(getattr(p, side) for side in starts)) if getattr(p, counts) else [] for p in found]
        assert [span for spans in inside for span in spans] == words_of(text, 0, len(text))
        assert [len(spans) for spans in inside] == [getattr(p, counts) for p in found]
    names = {"added": "left out", "left out": "added"}
    mirrored = [(names.get(p.op, p.op), p.b_start, p.b_end, p.a_start, p.a_end) for p in align_words(b, a, whole(b, a))]
    assert mirrored == [(p.op, p.a_start, p.a_end, p.b_start, p.b_end) for p in found]
    assert all(p.a_words == p.b_words for p in found if p.op in ("equal", "respelled"))


def test_a_passage_too_long_to_align_at_once_is_cut_at_words_that_occur_once(monkeypatch):
    monkeypatch.setattr("lineage.word_alignment._COMPARED", 10_000)
    monkeypatch.setattr("lineage.word_alignment._CUT_EVERY", 20)
    a = " ".join(f"word{n}" for n in range(1_000))
    b = " ".join(f"word{n}" if n % 50 else f"other{n}" for n in range(1_000))
    assert [x for op, x, _ in parts(a, b) if op == "replaced"] == [f"word{n}" for n in range(0, 1_000, 50)]


def test_a_sentence_repeated_without_end_is_aligned_all_the_same(monkeypatch):
    monkeypatch.setattr("lineage.word_alignment._COMPARED", 10_000)
    a, b = "to be or not " * 300, "not to be or " * 280
    found = align_words(a, b, whole(a, b))
    assert sum(p.a_words for p in found) == 1_200
    assert sum(p.b_words for p in found) == 1_120

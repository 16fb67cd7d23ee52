"""No text can make the patterns of citations, works and figures run beyond linear time.

Two halves: by structure, a match is bounded in length or never gives back what it took; and every finder meets its worst
repetitions.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]

import pytest

from lineage.citations import find_citations
from lineage.discrepancies import COMPARED, FiguresOf, _met, _place
from lineage.figures import find_figures
from lineage.linking import NEIGHBOURS, _bucket_keys, _candidates, _nodes
from lineage.work_mentions import mentions_of

MODULES = [
    "works",
    "citations",
    "instruments",
    "discrepancies",
    "periods",
    "figures",
    "numbers",
    "dates",
    "issuers",
    "linking",
    "work_mentions",
    "variants",
]
WORST = [
    "A",
    "Aa ",
    "A-",
    "A’s ",
    "The ",
    "a report ",
    "the report from A ",
    "1",
    "1,",
    "1-",
    "half ",
    "one ",
    "of the ",
    "(",
    "On Monday A ",
]


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    for name in MODULES:
        for label, value in vars(importlib.import_module(f"lineage.{name}")).items():
            if isinstance(value, re.Pattern):
                yield f"{name}.{label}", value


def gives_back(tree: parser.SubPattern) -> bool:
    """Whether a pattern holds a repetition without an upper bound that can give back what it took."""
    for code, detail in tree:
        inner: list[parser.SubPattern] = []
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
            if detail[1] == codes.MAXREPEAT:
                return True
            inner = [detail[2]]
        elif code is codes.SUBPATTERN:
            inner = [detail[3]]
        elif code is codes.BRANCH:
            inner = list(detail[1])
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            inner = [detail[1]]
        if any(gives_back(each) for each in inner):
            return True
    return False


def test_no_pattern_repeats_without_bound_and_gives_back() -> None:
    assert [name for name, pattern in patterns() if gives_back(parser.parse(pattern.pattern, pattern.flags))] == []
    assert gives_back(parser.parse("(a+)b"))
    assert not gives_back(parser.parse("(?:a{0,9}|b*+)c"))


@pytest.mark.parametrize("piece", WORST)
def test_every_finder_comes_through_its_worst_repetitions(piece: str) -> None:
    text = piece * (6_000 // len(piece))
    citations, figures = find_citations(text), find_figures(text)
    told = mentions_of("a", text, citations, (), figures)
    assert all(text[each.start : each.end] == each.quote for each in (*citations, *figures, *told))


def test_figures_are_compared_with_a_bounded_number_of_others() -> None:
    line = "The river office trained {} fishing workers in the southern valley. "
    text = "".join(line.format(f"{number:,}") for number in range(1000, 1300))
    placed = _place(FiguresOf("a", text, find_figures(text)))
    index: dict[str, list[int]] = {}
    for place, each in enumerate(placed):
        for word in each.around:
            index.setdefault(word, []).append(place)
    assert len(placed) == 300
    assert max(len(_met(each, index)) for each in placed) == COMPARED


def test_works_meet_a_bounded_number_of_others() -> None:
    text = "Officials named the report Rivers and Lakes of the North today."
    citations = find_citations(text)
    nodes = _nodes([m for n in range(200) for m in mentions_of(f"d{n:03}", text, citations)], set())
    keys_of_one = len(_bucket_keys(nodes[0]))
    assert len(nodes) == 200
    assert 0 < len(_candidates(nodes)) <= NEIGHBOURS * len(nodes) * keys_of_one

"""Looking only around necessary words finds what looking everywhere finds."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.nearby import around, lowered, matches, matches_in_lines, places

RULE = re.compile(r"(?<!\w)[ab]{0,3}x[ab]{0,3}(?!\w)")
LINES = re.compile(r"\bx[^\n]*")


@settings(max_examples=200, deadline=None)
@given(st.text("abx -\n", max_size=80))
def test_a_rule_run_around_its_necessary_words_finds_what_it_finds_in_the_whole_text(text: str) -> None:
    near = [hit.span() for hit in matches(RULE, text, places(text, "x"), 3, 5)]
    assert near == [hit.span() for hit in RULE.finditer(text)]
    lines = [hit.span() for hit in matches_in_lines(LINES, text, places(text, "x"), 0)]
    assert lines == [hit.span() for hit in LINES.finditer(text)]


@given(st.lists(st.integers(0, 60), max_size=12).map(sorted))
def test_stretches_are_apart_and_hold_every_place(found: list[int]) -> None:
    stretches = list(around(found, 4, 6, 0, 60))
    assert all(one[1] < other[0] for one, other in pairwise(stretches))
    assert all(any(first <= at <= last for first, last in stretches) for at in found)


def test_lower_case_keeps_every_place() -> None:
    assert lowered("İSTANBUL ONE") == "İstanbul one"

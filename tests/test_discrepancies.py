from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lineage.discrepancies import FiguresOf, classify, compare_figures
from lineage.figures import find_figures

BASE = "From 2014 to 2019 the river office trained an average of {} fishing workers from the southern valley every year."


def side(text: str, name: str = "x") -> FiguresOf:
    return FiguresOf(name, text, find_figures(text))


def kinds(left: str, right: str) -> list[str]:
    return [d.kind for d in compare_figures(side(left, "a"), side(right, "b"))]


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("1.29 million", "1.288 million", "rounding"),
        ("1.3 million", "1.288 million", "rounding"),
        ("451,400", "415,400", "transposition"),
        ("451,400", "45,140", "factor of ten"),
        ("451,400", "478,900", "conflict"),
    ],
)
def test_two_reports_of_one_figure_are_told_apart_by_how_they_differ(one: str, other: str, kind: str) -> None:
    assert kinds(BASE.format(one), BASE.format(other)) == [kind]


def test_a_transposition_is_found_in_other_words_and_without_a_counted_noun() -> None:
    left = "Of those workers, about 72,950 were from the southern valley, an area it said was poor."
    right = "It said some workers, including 79,250 from the southern valley, had left."
    (found,) = compare_figures(side(left, "a"), side(right, "b"))
    assert found.kind == "transposition"
    assert (found.left["document"], found.left["value"], found.right["value"]) == ("a", 72950, 79250)
    assert left[found.left["start"] : found.left["end"]] == found.left["quote"]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (BASE.format("451,400"), BASE.format("451,400")),
        (BASE.format("451,400"), "Some 478,900 workers joined trade unions in the capital last week."),
        (BASE.format("451,400"), BASE.format("415,400").replace("2014 to 2019", "2009 to 2013")),
        (BASE.format("451,400"), BASE.format("415,400").replace("every year", "every month")),
        (BASE.format("451,400"), BASE.format("17.2 percent of")),
        (BASE.format("2"), BASE.format("3")),
        (BASE.format("451,400"), BASE.format("478,900") + " " + BASE.format("451,400")),
    ],
)
def test_equal_unrelated_and_otherwise_dated_figures_are_not_reported(left: str, right: str) -> None:
    assert kinds(left, right) == []


@given(
    st.lists(
        st.sampled_from(["12 boats ", "1.2 million boats ", "120 boats ", "21 boats", ". ", "river office trained workers "]),
        max_size=12,
    )
)
def test_a_text_never_disagrees_with_itself_in_both_directions_differently(pieces: list[str]) -> None:
    text = "".join(pieces)
    one, other = side(text, "a"), side(text.upper().lower(), "b")
    forth, back = compare_figures(one, other), compare_figures(other, one)
    assert sorted(d.kind for d in forth) == sorted(d.kind for d in back)


@pytest.mark.parametrize(
    ("a", "b", "units", "qualifiers", "kind"),
    [
        ("1290000", "1290000", (None, None), (None, None), "equal"),
        ("1290000", "1288000", (None, None), (None, None), "rounding"),
        ("1000", "1200", (None, None), ("at least", None), "qualifier-compatible"),
        ("1200", "1000", (None, None), (None, "more than"), "qualifier-compatible"),
        ("1250", "1120", (None, None), ("more than", None), "conflict"),
        ("500", "480", (None, None), ("about", None), "qualifier-compatible"),
        ("451400", "415400", (None, None), (None, None), "transposition"),
        ("451400", "45140", (None, None), (None, None), "factor of ten"),
        ("1290000", "1.29", (None, None), (None, None), "unit lost"),
        ("17.2", "17.2", ("percent", None), (None, None), "unit lost"),
        ("451400", "478900", (None, None), (None, None), "conflict"),
        ("2", "3", (None, None), (None, None), "none"),
    ],
)
def test_pairs_of_numbers_are_classed(
    a: str, b: str, units: tuple[str | None, str | None], qualifiers: tuple[str | None, str | None], kind: str
) -> None:
    assert classify(Decimal(a), Decimal(b), units=units, qualifiers=qualifiers) == kind
    assert classify(Decimal(b), Decimal(a), units=units[::-1], qualifiers=qualifiers[::-1]) == kind


def test_agreeing_figures_are_given_on_request() -> None:
    one, other = side(BASE.format("451,400"), "a"), side(BASE.format("451,400"), "b")
    assert [d.kind for d in compare_figures(one, other, agreeing=True)] == ["equal"]


def test_two_populations_are_not_compared() -> None:
    assert kinds(BASE.format("451,400 urban"), BASE.format("478,900 rural")) == []

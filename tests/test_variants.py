from __future__ import annotations

import pytest

from lineage.discrepancies import FiguresOf
from lineage.figures import find_figures
from lineage.quotations import find_quotations
from lineage.variants import compare_names, compare_quotations, inner_discrepancies


def inner(text: str) -> list[tuple[str, object, object]]:
    found = inner_discrepancies(FiguresOf("a", text, find_figures(text)))
    return [(each.kind, each.left["value"], each.right["value"]) for each in found]


def test_a_number_the_text_works_out_is_held_against_the_one_it_states() -> None:
    text = "One million Lapps held there was the rumour. They wrote that one tenth of the 20 million people in the north are held."
    assert inner(text) == [("conflict", 1_000_000, 2_000_000)]


@pytest.mark.parametrize(
    "text",
    [
        "Two million Lapps held there. They wrote that one tenth of the 20 million people in the north are held.",
        "Some million boats sold there. They wrote that one tenth of the 20 million people in the north are held.",
        "Employment rose from 11.35 million to 13.3 million, an increase of 17.2 percent.",
        "More than 471,200 people (148,000 in the south, accounting for 31.4 percent) came.",
        "Sales fell from 200 boats to 150 boats, a decrease of 25 percent.",
    ],
)
def test_what_adds_up_or_counts_something_else_is_not_told(text: str) -> None:
    assert inner(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Employment rose from 11.35 million to 13.3 million, an increase of 27.2 percent.",
        "More than 471,200 people (148,000 in the south, accounting for 41.4 percent) came.",
    ],
)
def test_a_percentage_that_its_numbers_do_not_give_is_told(text: str) -> None:
    assert [kind for kind, _, _ in inner(text)] == ["conflict"]


def test_names_a_letter_apart_are_told_and_house_spelling_is_not() -> None:
    left, right = "They met Zumretay Arkin in Leeds.", "They met Zumretai Arkin in Leeds."
    (found,) = compare_names(("a", left), ("b", right))
    assert (found.kind, found.left["quote"], found.right["quote"]) == ("name", "Zumretay Arkin", "Zumretai Arkin")
    assert right[found.right["start"] : found.right["end"]] == "Zumretai Arkin"
    assert compare_names(("a", "The Labour Party of Leeds."), ("b", "The Labor Party of Leeds.")) == ()
    assert compare_names(("a", "Near Eastern Borduria it rained."), ("b", "Near Western Borduria it rained.")) == ()
    assert compare_names(("a", left + " " + right), ("b", right)) == ()
    assert len(compare_names(("a", left + " " + right), ("a", left + " " + right))) == 1


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("“We have never sold the boats to anyone in the north,” she said.", 1),
        ("“We have never sold the boats to anybody in the south,” she said.", 0),
        ("“We have never sold … to anybody in the south,” she said.", 0),
        ("“We have never sold the boats to anybody,” she said.", 0),
        ("“It rained and rained on every single day of that year,” she said.", 0),
    ],
)
def test_only_altered_quotations_are_told(said: str, told: int) -> None:
    original = "“We have never sold the boats to anybody in the south,” she said."
    found = compare_quotations(("a", find_quotations(original)), ("b", find_quotations(said)))
    assert len(found) == told
    assert all(each.kind == "quotation" for each in found)

"""Reported speech: every hop, from the outermost reporter to the speaker; and statements without quotation marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.outlets import OutletTable
from lineage.quotations import find_quotations
from lineage.reported import Reported, find_reported, indirect_quotations
from lineage.values import Outlet

TABLE = OutletTable((Outlet("Northern Wire", "wire agency", ("NW",)), Outlet("The Lamp", "newspaper")))


def reported(text: str, outlets: OutletTable | None = TABLE) -> tuple[Reported, ...]:
    return find_reported(text, find_quotations(text), outlets)


def hops(text: str) -> list[str]:
    found = reported(text)
    assert len(found) == 1, found
    return [hop.name for hop in found[0].hops]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "“It leaks,” the ministry, quoted by the agency, said, the paper reported.",
            ["the paper", "the agency", "the ministry"],
        ),
        ("The Northern Wire quoted Mia Falk as saying: “It leaks.”", ["The Northern Wire", "Mia Falk"]),
        ("“It leaks,” the Lamp reported on Monday, citing Mia Falk.", ["the Lamp", "Mia Falk"]),
        ("“It leaks,” Mia Falk was quoted as saying by the Lamp.", ["the Lamp", "Mia Falk"]),
        ("The Lamp reported, citing the Northern Wire, which quoted Mia Falk as saying “it leaks”.", None),
        ("According to the Lamp, Mia Falk said “it leaks”.", ["the Lamp", "Mia Falk"]),
        ("The Lamp said Costa had called it “a disgrace to us all”.", ["The Lamp", "Costa"]),
        ("“It leaks,” Mia Falk said, according to Northern Wire, the Lamp reported.", ["the Lamp", "Northern Wire", "Mia Falk"]),
        ("“It leaks,” said Mia Falk, as reported by the Lamp.", ["the Lamp", "Mia Falk"]),
        ("“It leaks,” Mia Falk said in a statement carried by the Lamp.", ["the Lamp", "Mia Falk"]),
        ("“It leaks,” Mia Falk told Northern Wire.", ["Northern Wire", "Mia Falk"]),
        ("“It leaks,” Mia Falk told Rui Costa.", ["Mia Falk"]),
        ("“It leaks,” Mia Falk told reporters.", ["Mia Falk"]),
        ("Mia Falk said she feared “a disgrace to us all”.", None),
        ("北线社援引陈明的话说：“船已经沉没了。”", ["北线社", "陈明"]),
        ("据北线社报道，陈明表示：“船已经沉没了。”", ["北线社", "陈明"]),
        ("نقلت وكالة نوردا عن سامي نور قوله: «غرقت السفينة قبل الفجر.»", ["وكالة نوردا", "سامي نور"]),
        ("“It leaks,” said Mia Falk.", ["Mia Falk"]),
    ],
)
def test_hops_stand_from_the_outermost_reporter_to_the_speaker(text: str, names: list[str] | None) -> None:
    if names is not None:
        assert hops(text) == names
    elif "which" in text:
        assert hops(text) == ["The Lamp", "the Northern Wire", "Mia Falk"] or hops(text)[-1] == "Mia Falk"
    else:
        assert len(hops(text)) == 1


def test_nobody_reports_words_that_the_text_only_negates() -> None:
    assert reported("The Lamp never said that the boats had sunk.") == ()


@pytest.mark.parametrize(
    ("text", "statement", "names"),
    [
        ("The minister said that the boats had sunk in the night.", "the boats had sunk in the night.", ["The minister"]),
        ("The boats had sunk in the night, the minister said on Monday.", "The boats had sunk in the night", ["the minister"]),
        ("According to Mia Falk, the boats had sunk in the night.", "the boats had sunk in the night.", ["Mia Falk"]),
        ("The agency reported that the minister had said the boats sank.", "the boats sank.", ["The agency", "the minister"]),
        ("The boats had sunk, the ministry said, according to the Lamp.", "The boats had sunk", ["the Lamp", "the ministry"]),
    ],
)
def test_a_statement_without_marks_has_its_words_and_its_hops(text: str, statement: str, names: list[str]) -> None:
    (found,) = reported(text)
    assert (found.kind, found.quote, [hop.name for hop in found.hops]) == ("indirect", statement, names)
    (quotation,) = indirect_quotations([found])
    assert (quotation.type, quotation.speaker, quotation.quote) == ("indirect", names[-1], statement)


@pytest.mark.parametrize(
    "text",
    [
        "He was told that the boats had sunk.",
        "He said nothing of the boats and left.",
        "She claimed a loss of nine boats in the storm.",
        "The ministry added a week of leave for the crew.",
        "“It leaks,” said Mia Falk.",
    ],
)
def test_what_is_no_statement_gives_none(text: str) -> None:
    assert [one for one in reported(text) if one.kind == "indirect"] == []


PIECES = st.sampled_from(
    [
        "“It leaks,”",
        " said ",
        "Mia Falk",
        ", quoted by ",
        "the Lamp",
        ", citing ",
        " that ",
        ". ",
        "\n\n",
        "told ",
        "He ",
        "“",
        "”",
        "说：",
    ]
)


@settings(max_examples=120, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_spans_are_exact_and_parties_apart(pieces: list[str]) -> None:
    text = "".join(pieces)
    for one in reported(text):
        assert text[one.start : one.end] == one.quote
        spans = sorted((hop.start, hop.end) for hop in one.hops if hop.start is not None and hop.end is not None)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))
        for hop in one.hops:
            assert hop.cue is None or text[hop.cue_start : hop.cue_end] == hop.cue


@pytest.mark.parametrize(
    "unit",
    ["the ministry, quoted by the agency, said ", "“a,” Ann said, ", "A said that B ", "Ann told Bob ", "据报道，", "A, B, "],
)
def test_hostile_texts_end(unit: str) -> None:
    """A size at which work in the square of the length would not end within the suite's time."""
    assert len(reported(unit * (150_000 // len(unit)))) >= 0

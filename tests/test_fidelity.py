"""Quotations held against their source: what is said of the words must be so, and nothing is said of another sentence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.fidelity import Difference, check_quotation

SOURCE = (
    "The ministry spoke on Monday. “We will not recognise the programme, and closed harbours do not exist,” the minister said. "
    "In 2019, 17.2 percent of the well-known workers left the region.\n\n"
    "More than 1,200 people were trained there. We stand with the people of the region because they are our friends and "
    "neighbours. We're not afraid of violent protest.\n\n"
    "Output rose 5 percent in May in the north. Output rose 7 percent in June in the south. 港口在黎明前关闭，没有人受伤。"
)


def said(quote: str, source: str = SOURCE) -> tuple[str, list[tuple[str, str, str]]]:
    check = check_quotation(quote, source)
    return check.verdict, [
        (d.kind, quote[d.quote_start : d.quote_end], source[d.source_start : d.source_end]) for d in check.differences
    ]


@pytest.mark.parametrize(
    ("quote", "verdict", "differences"),
    [
        ("“We will not recognise the programme,”", "exact", []),
        ("'Output rose 5 percent.'", "exact", []),
        ("“港口在黎明前关闭。”", "exact", []),
        (
            "“We will not recognize the program”",
            "respelled",
            [("spelling", "recognize", "recognise"), ("spelling", "program", "programme")],
        ),
        ("“We’re not afraid”", "respelled", [("typography", "We’re", "We're")]),
        ("“17.2 per cent of the well known workers”", "respelled", None),
        ("“17.2% of the well-known workers”", "respelled", [("spelling", "%", "percent")]),
        ("“1200 people were trained”", "respelled", [("spelling", "1200", "1,200")]),
        ("“closed harbors … exist”", "elided", [("spelling", "harbors", "harbours"), ("left out", " … ", " do not ")]),
        ("“closed harbours [...] exist”", "elided", [("left out", " [...] ", " do not ")]),
        ("“[Such harbours] do not exist”", "elided", [("put in", "[Such harbours]", "")]),
        ("“[w]e stand with the people”", "elided", [("spelling", "[w]e", "We")]),
        ("“We stand with [them] because they are our friends”", "elided", None),
        ("“We stand with the nation of the region”", "altered", [("replaced", "nation", "people")]),
        ("“afraid of non-violent protest”", "altered", [("replaced", "non-violent", "violent")]),
        ("“We’re not very afraid of violent protest”", "altered", None),
        ("“200 people were trained there”", "altered", [("replaced", "200", "1,200")]),
        (
            "“We stand with the people because they are our friends”",
            "altered",
            [("left out", "", "of the region")],
        ),
        ("“Were not afraid of violent protest”", "altered", [("replaced", "Were", "We're")]),
        ("“exist … We will not recognise”", "not found", []),
        ("“Output rose 6 percent in April in the north.”", "not found", []),
        ("“The harbour was never open to any of the foreign ships”", "not found", []),
        ("“the the”", "not found", []),
        ("“…”", "not found", []),
        ("", "not found", []),
    ],
)
def test_each_verdict_comes_with_its_differences(quote: str, verdict: str, differences: list[tuple[str, str, str]] | None) -> None:
    got = said(quote)
    assert got[0] == verdict, got
    if differences is not None:
        assert got[1] == differences
    elif verdict in ("altered", "elided"):
        assert got[1]


def test_words_that_stand_several_times_are_exact_and_say_so() -> None:
    check = check_quotation("“in the”", SOURCE)
    assert (check.verdict, check.places) == ("exact", 2)
    assert check.reasons


def test_what_is_not_found_shows_the_nearest_words_whole_and_claims_nothing() -> None:
    check = check_quotation("“Output rose 6 percent in April in the north.”", SOURCE)
    assert check.hint is not None
    assert SOURCE[slice(*check.hint)].startswith("Output rose")
    assert (check.start, check.parts) == (None, ())


def test_parts_between_ellipses_must_keep_their_order_and_their_neighbourhood() -> None:
    far = SOURCE + " word" * 2_000 + " and the night was cold and long."
    assert check_quotation("“The ministry spoke on … the night was cold and long”", far).verdict == "not found"
    assert check_quotation("“The ministry spoke … on Monday”", far).verdict == "elided"


SENTENCE = "we will not open the harbour before spring because ice and wind are strong there and pilots stay home this year"
WORDS = SENTENCE.split()


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 12), st.integers(4, 9), st.integers(0, 8), st.sampled_from(["never", "boats", "12", "-"]))
def test_one_changed_word_is_never_exact_and_spans_always_hold(at: int, length: int, place: int, other: str) -> None:
    source = "Pilots spoke. " + " ".join(WORDS).capitalize() + ". They left."
    words = " ".join(WORDS).capitalize().split()[at : at + length]
    whole = check_quotation(" ".join(words), source)
    assert whole.verdict == "exact"
    assert whole.start is not None
    assert source[whole.start : whole.end] == " ".join(words)
    words[min(place, len(words) - 1)] = other
    check = check_quotation(" ".join(words), source)
    assert check.verdict in (("altered", "not found", "respelled", "exact") if other == "-" else ("altered", "not found"))
    for difference in check.differences:
        assert isinstance(difference, Difference)
        assert 0 <= difference.quote_start <= difference.quote_end <= len(" ".join(words))
        assert 0 <= difference.source_start <= difference.source_end <= len(source)


@pytest.mark.parametrize("unit", ["a ", "… ", "[a] ", "a[b] ", "the the … ", "1,2", "“‘"])
def test_hostile_quotations_and_sources_end(unit: str) -> None:
    """Sizes at which work in the square of the length would not end within the suite's time."""
    long = unit * (40_000 // len(unit))
    assert check_quotation(long[:5_000], long).verdict in ("exact", "respelled", "elided", "altered", "not found")
    assert check_quotation("x" + long[:2_000] + "y", long).verdict in ("elided", "altered", "not found")

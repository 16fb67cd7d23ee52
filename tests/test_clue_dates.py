"""Dates with their meaning, feeds, house style, and what was measured of rules."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from lineage.attribution import attribute
from lineage.clue_rules.dates import date_meaning, written_dates
from lineage.clue_rules.feeds import find_feed_clues
from lineage.clues import find_clues, text_clues
from lineage.markup import read_markup
from lineage.measured import MEASURED, measured
from lineage.outlets import OutletTable
from lineage.values import Clue, FeedEntry, Outlet

TABLE = OutletTable(
    (
        Outlet("Northern Wire", "wire agency", ("NW", "北线社"), ("northernwire.example",)),
        Outlet("The Harbour Gazette", "newspaper", (), ("gazette.example",), ("img.gazette.example",)),
    )
)
BODY = (
    "Officials said that the bridge will be closed for repairs until the spring, and traffic led over the old road. " * 3 + "\n\n"
) * 4


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2020-09-18", "2020-09-18"),
        ("2020/10/20 12:40:39", "2020-10-20T12:40:00"),
        ("2020年10月15日", "2020-10-15"),
        ("2020년 10월 15일", "2020-10-15"),
        ("17 September 2020", "2020-09-17"),
        ("Sept. 17, 2020", "2020-09-17"),
        ("17. März 2020", "2020-03-17"),
        ("1er février 2020", "2020-02-01"),
        ("5 de mayo de 2020", "2020-05-05"),
        ("5 мая 2020", "2020-05-05"),
        ("12 أكتوبر 2020", "2020-10-12"),
        ("23-Feb-2021", "2021-02-23"),
        ("17.09.2020", "2020-09-17"),
        ("25/12/2020", "2020-12-25"),
        ("5/5/2020", "2020-05-05"),
        ("05/06/2020", None),
        ("31 June 2020", None),
        ("2020-13-01", None),
        ("1234567", None),
        ("September 2020", None),
    ],
)
def test_a_date_is_read_only_where_its_day_is_certain(words: str, iso: str | None) -> None:
    assert [found for _, found in written_dates(words, 0, len(words))] == ([iso] if iso else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A title\n\nPublished: 20 October 2020\n\n" + BODY, ("this copy", "2020-10-20")),
        ("A title\n\nPosted by Jane Roe on March 3, 2021 at 9:00 am\n\n" + BODY, ("this copy", "2021-03-03")),
        (BODY + "Bridge to be painted\n3 Jun 2022\n\n" + BODY, ("lower bound", "2022-06-03")),
        ("A title\n\n北线社首都9月21日电 " + BODY, ("first publication", None)),
        ("标题\n\n发布时间：2020-10-20 08:00\n\n" + BODY, ("this copy", "2020-10-20T08:00:00")),
        ("A title\n\nOctober 20, 2020\n\n" + BODY, ("this copy", "2020-10-20")),
        (BODY + "This article was first published on 20 October 2020 in The Lamp.\n", ("first publication", "2020-10-20")),
        ("PORT CITY, Oct. 20, 2020 (NW) -- " + BODY, ("first publication", "2020-10-20")),
        ("PORT CITY, Oct. 20 (NW) -- " + BODY, ("first publication", None)),
        ("The bridge fell on 20 October 2020. " + BODY, ("event", "2020-10-20")),
        (BODY + "Related articles\n\nBridge falls — October 20, 2020\n", ("lower bound", "2020-10-20")),
        (BODY + "Comments\n\nAnn, 20 October 2020: Well said.\n", ("upper bound", "2020-10-20")),
    ],
)
def test_each_date_of_a_text_says_what_it_bounds(text: str, expected: tuple[str, str | None]) -> None:
    dated = [c for c in text_clues(text, TABLE) if c.kind == "date"]
    assert [(date_meaning(c), c.date) for c in dated] == [expected]
    assert all(text[c.start : c.end] == c.quote and c.role == "time" for c in dated)


def test_the_dates_of_a_page_keep_their_fields_and_teasers_and_comments_bound_the_copy() -> None:
    page = (
        '<html><head><meta property="article:published_time" content="2020-09-18T08:00:00Z">'
        '<script type="application/ld+json">{"@type": "NewsArticle", "dateCreated": "2020-09-17"}</script></head><body>'
        '<article><p>Text.</p></article><div class="related-posts"><b>A</b> <span class="date">3 October 2020</span></div>'
        '<div class="comment-list"><div class="comment"><time datetime="2020-10-05">5 Oct</time></div></div></body></html>'
    )
    found = find_clues(BODY, read_markup(page, None, ""), None, TABLE)
    assert {(date_meaning(c), (c.date or "")[:10], c.carrier.split("/")[-1]) for c in found if c.kind == "date"} == {
        ("this copy", "2020-09-18", 'meta[@property="article:published_time"]'),
        ("first publication", "2020-09-17", "json-ld:$[0].dateCreated"),
        ("lower bound", "2020-10-03", "span"),
        ("upper bound", "2020-10-05", "time"),
    }


def test_a_picture_path_gives_its_day_and_the_number_of_the_article() -> None:
    text = BODY + "![x](https://img.gazette.example/2020/09/17/33296584-0-image.jpg)\n"
    found = {(c.kind, c.value) for c in text_clues(text, TABLE)}
    assert found >= {("asset date", "lower bound: 2020-09-17"), ("asset id", "33296584")}


def entry(**more: str) -> FeedEntry:
    return FeedEntry("https://blog.example/p", published=datetime(2020, 10, 1, tzinfo=UTC), **more)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"source_title": "NW", "source_address": "https://northernwire.example/rss"}, ("Northern Wire", "states")),
        ({"source_title": "Pelican Post", "source_address": "https://pelican.example/rss"}, ("Pelican Post", "states")),
        ({"source_address": "https://pelican.example/rss"}, ("pelican.example", "states")),
        ({"source_title": "Pelican Post"}, ("Pelican Post", "hints")),
        ({"source_title": "My Blog", "source_address": "https://blog.example/rss"}, None),
        ({}, None),
    ],
)
def test_a_feed_credits_only_a_source_elsewhere(fields: dict[str, str], expected: tuple[str, str] | None) -> None:
    found = list(find_feed_clues(entry(**fields), TABLE))
    credited = [(c.outlet or c.value, c.strength) for c in found if c.role == "credited_source"]
    assert credited == ([expected] if expected else [])
    assert [c.date for c in found if c.role == "time"] == ["2020-10-01T00:00:00Z"]
    if expected and expected[1] == "states":
        assert attribute(found).credited_source.name == expected[0]


def test_via_in_a_feed_is_a_tip() -> None:
    found = [c for c in find_feed_clues(entry(via="https://gazette.example/a"), TABLE) if c.role != "time"]
    assert [(c.kind, c.role, c.outlet) for c in found] == [("tip", "other", "The Harbour Gazette")]


def test_house_style_is_noticed_where_it_is_consistent_and_never_decides() -> None:
    british = "Labour leaders in the harbour centre recognised the programme. " * 3
    found = [c for c in text_clues(british, TABLE) if c.kind == "house style"]
    assert [(c.value, c.role, c.strength, c.quote) for c in found] == [("British spelling", "other", "hints", "harbour")]
    assert attribute(found) == attribute(())
    assert [c for c in text_clues("The harbor of labour and the color of the centre.", TABLE) if c.kind == "house style"] == []


def test_a_clue_carries_its_rules_precision_only_where_it_was_measured() -> None:
    found = find_clues("PORT CITY (NW) -- " + BODY + "Via NW\n", None, None, TABLE)
    by_kind: dict[str, Clue] = {c.kind: c for c in found}
    row = measured("dateline/brackets", "states")
    assert row is not None
    assert by_kind["dateline"].confidence == row.precision
    assert by_kind["tip"].confidence is None
    assert measured("dateline/brackets", "hints") is None
    assert all(one.asked >= 5 and one.right <= one.asked for one in MEASURED.values())


def test_a_name_that_nobody_goes_by_becomes_an_outlet_marked_as_unknown() -> None:
    assert TABLE.outlet_named("NW").kind == "wire agency"
    assert TABLE.outlet_named("  Pelican   Post. ") == Outlet("Pelican Post", "unknown")


@pytest.mark.parametrize(
    "line",
    [
        "По материалам: Northern Wire", "Repris de : Northern Wire", "Quellenangabe: Northern Wire", "Tomado de: Northern Wire",
        "Fonte original: Northern Wire", "Tratto da: Northern Wire", "情報提供：NW", "[출처] NW", "Haber kaynağı: NW",
        "稿件来源：NW",
    ],
)  # fmt: skip
def test_source_lines_of_many_languages_are_rows_of_data(line: str) -> None:
    found = [c for c in text_clues(BODY + line + "\n", TABLE) if c.role == "credited_source"]
    assert [(c.outlet, c.strength) for c in found] == [("Northern Wire", "states")]

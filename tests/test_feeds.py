"""Feeds: what is one, what its entries are, and what is refused."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.errors import FetchError, LimitError
from lineage.values import Limits
from snapshots.feeds import FEED_BYTES, FeedError, looks_like_feed, parse_feed, read_feed
from snapshots.reading import Reader

ADDRESS = "https://portal.example/news/feed.xml"

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<!-- made by hand -->
<rss version="2.0"><channel><title>Portal</title><link>https://portal.example/</link>
<item><title>Bridges &amp;amp; roads</title><link>/news/bridges</link><pubDate>Mon, 01 Mar 2021 10:00:00 +0100</pubDate>
  <source url="https://wire.example/rss">The Wire</source></item>
<item><title>Same again</title><link>https://portal.example/news/bridges</link></item>
<item><title>Nowhere to go</title></item>
<item><title>A trap</title><link>javascript:alert(1)</link></item>
<item><link>roads?a=1&amp;b=2</link></item>
</channel></rss>"""

ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>Portal</title><id>urn:x</id>
<entry><title type="html">&lt;b&gt;Bridges&lt;/b&gt; open</title><link href="https://portal.example/a"/>
  <link rel="via" href="https://wire.example/original"/><published>2021-03-01T09:00:00Z</published>
  <updated>2022-01-01T00:00:00Z</updated>
  <source><title>The Wire</title><link href="https://wire.example/"/></source></entry>
<entry><title>Only touched</title><link rel="alternate" href="b"/><updated>2022-01-01T00:00:00Z</updated></entry></feed>"""

RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>P</title></channel>
<item rdf:about="https://portal.example/c"><title>Third</title><link>https://portal.example/c</link>
<dc:date>2020-05-06T07:08:09Z</dc:date></item></rdf:RDF>"""


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader(Limits(read_seconds_wall=5.0)) as made:
        yield made


def test_rss_entries_have_resolved_addresses_once_each(reader: Reader) -> None:
    entries = read_feed(RSS.encode(), ADDRESS, reader=reader)
    assert [e.address for e in entries] == ["https://portal.example/news/bridges", "https://portal.example/news/roads?a=1&b=2"]
    first = entries[0]
    assert (first.title, first.published) == ("Bridges & roads", datetime(2021, 3, 1, 9, tzinfo=UTC))
    assert (first.source_title, first.source_address) == ("The Wire", "https://wire.example/rss")


def test_atom_entries_keep_source_and_via_and_do_not_take_an_update_for_publication(reader: Reader) -> None:
    first, second = reader.feed(ATOM.encode(), ADDRESS)
    assert first.title == "Bridges open"
    assert first.published == datetime(2021, 3, 1, 9, tzinfo=UTC)
    assert (first.source_title, first.source_address, first.via) == (
        "The Wire",
        "https://wire.example/",
        "https://wire.example/original",
    )
    assert (second.address, second.published) == ("https://portal.example/news/b", None)


def test_rdf_entries_are_read_with_their_date(reader: Reader) -> None:
    (entry,) = reader.feed(RDF.encode("utf-16"), ADDRESS)
    assert (entry.address, entry.title) == ("https://portal.example/c", "Third")
    assert entry.published == datetime(2020, 5, 6, 7, 8, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", [RSS, ATOM, RDF, "\ufeff" + RSS, "\n " + ATOM])
def test_feeds_are_known_by_their_root_element(text: str) -> None:
    assert looks_like_feed(text.encode(), None)
    assert looks_like_feed(text.encode(), "text/html")


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE html><html><body><p>about &lt;rss&gt;</p></body></html>",
        "<!-- <rss> --><html><body></body></html>",
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><foaf:Person/></rdf:RDF>',
        '<?xml version="1.0"?><urlset></urlset>',
        "<feedback>no</feedback>",
        "A text about <rss> feeds.",
        "",
    ],
)
def test_other_things_are_no_feeds_even_under_a_feeds_media_type(text: str) -> None:
    assert not looks_like_feed(text.encode(), "application/rss+xml")


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss version='2.0'><channel><item><link>/x</link><title>&i;</title></item></channel></rss>"
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_unread_in_any_encoding(codec: str, reader: Reader) -> None:
    with pytest.raises(FetchError, match="document type declaration") as caught:
        reader.feed(BOMB.encode(codec), ADDRESS)
    assert caught.value.where == ADDRESS


def test_what_is_no_feed_says_so(reader: Reader) -> None:
    with pytest.raises(FetchError, match="not RSS, Atom or RDF"):
        reader.feed(b"<html><body>hello", ADDRESS)


def test_a_feed_over_the_size_limit_is_not_parsed(reader: Reader) -> None:
    with pytest.raises(LimitError, match="larger than 5,000,000 bytes"):
        reader.feed(RSS.encode() + b" " * FEED_BYTES, ADDRESS)


def test_a_feed_that_takes_too_long_is_stopped_and_the_next_one_is_read() -> None:
    heavy = "<rss version='2.0'><channel>" + "<item><link>/a</link><title>t</title></item>" * 60_000 + "</channel></rss>"
    with Reader(Limits(read_seconds_wall=0.4)) as impatient, pytest.raises(LimitError, match=r"longer than 0\.4 s"):
        impatient.feed(heavy.encode(), ADDRESS)
    with Reader() as patient:
        assert len(patient.feed(RSS.encode(), ADDRESS)) == 2


def test_markup_inside_an_entry_is_not_a_document_type(reader: Reader) -> None:
    item = "<item><link>/x</link><description><![CDATA[<!DOCTYPE html><p>x]]></description></item>"
    text = f"<rss version='2.0'><channel>{item}</channel></rss>"
    assert [e.address for e in reader.feed(text.encode(), ADDRESS)] == ["https://portal.example/x"]


REFUSED = [
    BOMB.encode(),
    b"<html><body>hello",
    b"<rss",
    b"\x00\xff" * 50,
    b"",
    RSS.encode() + b" " * FEED_BYTES,
]


@pytest.mark.parametrize("content", REFUSED, ids=range(len(REFUSED)))
def test_what_a_feed_holds_never_raises_anything_else_and_no_message_claims_what_the_reader_cannot_know(
    content: bytes, reader: Reader
) -> None:
    with pytest.raises((FetchError, LimitError)) as caught:
        reader.feed(content, ADDRESS)
    assert "stored" not in f"{caught.value} {caught.value.advice}"
    assert caught.value.where == ADDRESS


def test_a_reference_to_no_character_costs_one_character_and_not_the_feed(reader: Reader) -> None:
    broken = RSS.replace("roads</title>", "roads &#xd800;&#0;&#99999999999; again</title>")
    assert reader.feed(broken.encode(), ADDRESS)[0].title == "Bridges & roads \ufffd\ufffd\ufffd again"


BROKEN_PIECES = ["<rss>", "<item>", "</item>", "<link>", "&#xd800;", "&#0;", "http://[", "/x", "\ud7ff", "]]>", "<title>"]


@given(st.lists(st.sampled_from(BROKEN_PIECES)))
@settings(max_examples=40, deadline=None)
def test_no_feed_however_broken_raises_anything_else(pieces: list[str]) -> None:
    with contextlib.suppress(FeedError):
        for entry in parse_feed(("<rss version='2.0'><channel>" + "".join(pieces)).encode(), None, ADDRESS):
            assert json.loads(json.dumps(entry)) == entry

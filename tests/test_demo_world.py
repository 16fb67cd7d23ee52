"""The demo's world: servers that answer as the story tells, and a story that holds together."""

from __future__ import annotations

import gzip
import http.client
import re
import socket
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from urllib.parse import urlsplit

import lxml.etree
import lxml.html
import pytest
import trafilatura

from citetrail.demo import story
from citetrail.demo.world import World
from lineage.outlets import OutletTable
from lineage.values import Limits
from models.outlet_table import load_outlets
from snapshots.transport import Transport

DAYS: tuple[story.Day, ...] = (1, 2)
ADDRESSES = [article.address for article in story.ARTICLES]
OUTLETS = {
    table["name"]: table for table in tomllib.loads(files("citetrail.demo").joinpath("outlets.toml").read_text("utf-8"))["outlet"]
}


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with World() as world:
        yield world


def ask(world: World, address: str, day: story.Day = 1, host: str | None = None, **headers: str) -> Answer:
    """One request as a browser sends it, to where the world's resolver leads."""
    world.day = day
    parts = urlsplit(address)
    ((ip, port),) = world.resolver.resolve(parts.hostname or "", 80)
    connection = http.client.HTTPConnection(ip, port, timeout=10)
    try:
        connection.request("GET", parts.path, headers={"Host": host or parts.netloc, **headers})
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()


def page(address: str, day: story.Day = 1) -> str:
    answer = story.served(address, day)
    assert answer is not None
    return answer.text


def main_text(address: str, day: story.Day = 1) -> str:
    return trafilatura.extract(page(address, day), fast=True) or ""


def visible_text(address: str, day: story.Day = 1) -> str:
    """What a visitor sees, template included, on one line."""
    body = lxml.html.document_fromstring(page(address, day).encode(), parser=lxml.html.HTMLParser(encoding="utf-8")).body
    lxml.etree.strip_elements(body, "script", "style", with_tail=False)
    return " ".join(" ".join(body.itertext()).split())


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


# --- the servers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_every_address_answers_with_the_page_of_the_day_in_its_declared_charset(world: World, day: story.Day) -> None:
    for address in (*ADDRESSES, story.FEED):
        answer = ask(world, address, day)
        told = story.served(address, day)
        assert told is not None
        media_type, charset = answer.headers["content-type"].split("; charset=")
        assert (answer.status, media_type, answer.body.decode(charset)) == (200, told.media_type, told.text)


def test_the_newspaper_compresses_for_those_who_accept_it_and_only_for_them(world: World) -> None:
    plain = ask(world, story.NEWSPAPER)
    packed = ask(world, story.NEWSPAPER, **{"Accept-Encoding": "gzip, deflate"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert "content-encoding" not in ask(world, story.WIRE, **{"Accept-Encoding": "gzip"}).headers


def test_the_portal_speaks_an_old_charset_and_says_so(world: World) -> None:
    answer = ask(world, story.PORTAL)
    assert answer.headers["content-type"] == "text/html; charset=windows-1252"
    assert "charset=windows-1252" in answer.body.decode("windows-1252")


def test_an_unknown_path_is_404_and_a_foreign_host_is_not_served(world: World) -> None:
    assert ask(world, "http://www.norvane.example/no/such/dispatch").status == 404
    assert ask(world, story.WIRE, host="tidewatch-log.example").status == 421


def test_the_resolver_leads_each_host_to_a_port_of_its_own_and_refuses_all_others(world: World) -> None:
    places = {host: world.resolver.resolve(host, 80) for host in world.hosts}
    assert len(places) == 10
    assert all(len(place) == 1 and place[0][0] == "127.0.0.1" for place in places.values())
    assert len({place[0][1] for place in places.values()}) == len(places)
    for host, port in (("example.org", 80), ("norvane.example", 80), ("localhost", 80), ("www.norvane.example", 443)):
        with pytest.raises(socket.gaierror):
            world.resolver.resolve(host, port)


def test_the_real_transport_reaches_every_outlet_through_the_resolver_and_nothing_else(world: World) -> None:
    world.day = 1
    with Transport(resolver=world.resolver, allow_private=True) as transport:
        replies = [transport.fetch(address, Limits()).final() for address in ADDRESSES]
        elsewhere = transport.fetch("http://another.example/", Limits())
    assert {reply.hop.status for reply in replies} == {200}
    assert {reply.hop.peer for reply in replies} == {"127.0.0.1"}
    assert elsewhere.replies == ()
    assert "no outlet of the demo" in str(elsewhere.problem)


def test_after_the_world_ends_its_ports_are_closed() -> None:
    with World() as short:
        ((ip, port),) = short.resolver.resolve(short.hosts[0], 80)
    with pytest.raises(OSError, match="refused"):
        socket.create_connection((ip, port), timeout=5)


# --- the cast ------------------------------------------------------------------------------------------------------------


def test_every_article_is_hosted_by_its_outlet_and_every_outlet_is_invented() -> None:
    for article in story.ARTICLES:
        host = urlsplit(article.address).hostname or ""
        assert any(host == known or host.endswith("." + known) for known in OUTLETS[article.outlet]["hosts"])
    hosts = [host for table in OUTLETS.values() for host in (*table["hosts"], *table["asset_hosts"])]
    assert all(host.endswith(".example") for host in hosts)
    assert len(hosts) == len(set(hosts))


def test_the_outlet_table_of_the_demo_is_one_that_a_workspace_can_load() -> None:
    table = OutletTable(load_outlets(Path(str(files("citetrail.demo").joinpath("outlets.toml")))))
    for article in story.ARTICLES:
        found = table.by_host(urlsplit(article.address).hostname or "")
        assert found is not None
        assert found.name == article.outlet


@pytest.mark.parametrize("day", DAYS)
def test_no_page_names_a_real_place_on_the_web(day: story.Day) -> None:
    vocabularies = {"schema.org", "www.w3.org", "purl.org"}
    for address in (*ADDRESSES, story.FEED):
        named = set(re.findall(r"https?://([\w.-]+)", page(address, day))) - vocabularies
        assert all(host.endswith(".example") for host in named), named


def test_every_article_survives_extraction_with_its_furniture_left_behind() -> None:
    for address in ADDRESSES:
        text = main_text(address)
        length = len(words(text))
        assert 350 <= length <= 620 or (address == story.AGGREGATOR and 150 <= length <= 250), (address, length)
        assert not re.search(r"All rights reserved|Leave a Reply|Most read|More from the ports|Also in this issue|مشاركة", text)


def test_the_feed_lists_the_articles_of_its_outlet() -> None:
    links = re.findall(r"<link>(.*?)</link>", page(story.FEED))
    assert links[1:] == [story.EXPLAINER, story.NEWSPAPER]


# --- how the dispatch and the transcript travel -----------------------------------------------------------------------------


def test_the_newspaper_keeps_the_whole_dispatch_with_its_dateline_and_adds_one_paragraph() -> None:
    wire, paper = (Counter(words(main_text(a))) for a in (story.WIRE, story.NEWSPAPER))
    own = Counter(words(" ".join(story.paragraphs_of("courier-paragraph"))))
    title = Counter(words(story.TITLES[story.WIRE]))
    assert paper - own == wire - title
    assert main_text(story.NEWSPAPER).startswith(story.DATELINE)
    assert "By Norvane" in visible_text(story.NEWSPAPER)


def test_the_blog_keeps_the_newspapers_paragraph_and_names_neither_newspaper_nor_agency() -> None:
    assert set(story.blog_text()[1:]) < set(story.newspaper_text())
    assert story.newspaper_text()[5] in story.blog_text()
    assert not re.search("norvane|courier", page(story.BLOG), re.IGNORECASE)


def test_the_portal_differs_from_the_wire_by_two_transposed_digits_only() -> None:
    assert Counter(story.FIGURE) == Counter(story.MISPRINT)
    assert sum(a != b for a, b in zip(story.FIGURE, story.MISPRINT, strict=True)) == 2
    wire = "\n".join(story.paragraphs_of("dispatch"))
    assert wire.count(story.FIGURE) == 1
    assert main_text(story.PORTAL) == wire.replace(story.FIGURE, story.MISPRINT)
    assert "Source: Norvane Press Agency" in visible_text(story.PORTAL)


def test_the_aggregator_cuts_the_dispatch_short_inside_an_arabic_page() -> None:
    text = main_text(story.AGGREGATOR)
    assert text.endswith("…")
    assert text.removesuffix(" …") in main_text(story.WIRE)
    assert 'lang="ar"' in page(story.AGGREGATOR)
    assert "مشاركة :" in visible_text(story.AGGREGATOR)


def test_the_transcript_travels_unchanged_and_only_the_last_copy_names_the_embassy_as_source() -> None:
    transcript = "\n".join(story.paragraphs_of("transcript"))
    assert all(main_text(address).endswith(transcript) for address in (story.OFFICE, story.EMBASSY, story.CARRIER))
    credit = "Source: Embassy of Veyland in Halvoria"
    assert [credit in visible_text(a) for a in (story.OFFICE, story.EMBASSY, story.CARRIER)] == [False, False, True]


def test_own_articles_share_no_run_of_eight_words_with_any_other() -> None:
    told = {origin.address for origin in story.ORIGINS}
    for own in set(ADDRESSES) - told:
        others = set().union(*(runs(main_text(address), 8) for address in ADDRESSES if address != own))
        assert not runs(main_text(own), 8) & others


def test_the_wire_and_the_review_cite_one_report_under_two_spellings() -> None:
    american, british = story.WORK_SPELLINGS
    assert american in main_text(story.WIRE)
    assert british in main_text(story.ANALYSIS)
    assert american.replace("Labor", "Labour") == british


def test_every_name_the_chains_must_state_is_an_outlet_and_every_address_an_article() -> None:
    for told in story.ORIGINS:
        assert {told.text_origin, told.credited_source} - {None} <= OUTLETS.keys()
        assert {told.address, told.origin, *told.candidates} - {None} <= set(ADDRESSES)


# --- what changes overnight, and what the pins meet --------------------------------------------------------------------------


@pytest.mark.parametrize("pin", story.PINS, ids=lambda pin: pin.quote[:30])
def test_every_pinned_quote_stands_in_its_page_on_day_one_as_often_as_told(pin: story.StoryPin) -> None:
    text = visible_text(pin.address)
    assert text.count(pin.quote) == (pin.occurrence or 1)
    assert main_text(pin.address).count(pin.quote) == (0 if pin.quote == story.OWNERSHIP else pin.occurrence or 1)


def test_the_pins_are_enough_and_their_verdicts_are_those_the_story_promises() -> None:
    assert len(story.PINS) >= 10
    assert len({pin.address for pin in story.PINS}) >= 5
    verdicts = Counter(pin.verdict for pin in story.PINS)
    assert verdicts == {"verbatim": len(story.PINS) - 3, "altered": 1, "moved": 1, "not auditable": 1}


def test_the_review_alters_exactly_the_declared_words() -> None:
    before, after = words(main_text(story.ANALYSIS, 1)), words(main_text(story.ANALYSIS, 2))
    differing = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
    assert differing == [(story.ALTERED.was, story.ALTERED.now)]
    assert page(story.ANALYSIS, 2) == page(story.ANALYSIS, 1).replace(story.DEMAND, story.SOFTENED)
    (pin,) = [pin for pin in story.PINS if pin.verdict == "altered"]
    assert pin.edits == (story.ALTERED,)


def test_the_explainer_moves_one_paragraph_and_changes_no_word() -> None:
    before, after = (main_text(story.EXPLAINER, day).splitlines() for day in DAYS)
    assert sorted(before) == sorted(after)
    assert [line for line in before if line != story.SLIP] == [line for line in after if line != story.SLIP]
    assert abs(before.index(story.SLIP) - after.index(story.SLIP)) > 2


def test_the_footer_changes_around_the_pinned_sentence_which_stays() -> None:
    footers = [page(story.EXPLAINER, day).split('<footer class="site-footer">')[1] for day in DAYS]
    (before, after) = (footer.split(story.OWNERSHIP) for footer in footers)
    assert before[0] != after[0]
    assert before[1] != after[1]


def test_the_stations_page_is_a_soft_404_on_day_two(world: World) -> None:
    answer = ask(world, story.BROADCAST, 2)
    assert answer.status == 200
    assert b"Page not found" in answer.body
    assert "bell" not in visible_text(story.BROADCAST, 2)


def test_each_page_changes_overnight_in_the_way_its_change_class_says() -> None:
    observed = {}
    for address in ADDRESSES:
        if page(address, 1) == page(address, 2):
            observed[address] = "unchanged"
        elif visible_text(address, 1) == visible_text(address, 2):
            observed[address] = "markup only"
        elif main_text(address, 1) == main_text(address, 2):
            observed[address] = "template only"
        else:
            observed[address] = "not comparable" if address == story.BROADCAST else "text"
    assert observed == story.CHANGES

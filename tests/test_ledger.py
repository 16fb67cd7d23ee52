"""The ledger: what goes in comes out as it was, one step is one transaction, and two writers never harm each other."""

from __future__ import annotations

import struct
import subprocess
import sys
import types
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
import sqlalchemy as sa
from databases import KINDS, database
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from support import Site, article

from flows import steps
from flows.steps import Request, capture_all
from flows.workspace import Workspace
from lineage.attribution import attribute
from lineage.errors import LedgerError
from lineage.text import digest_of
from lineage.values import (
    Analysis,
    Anchor,
    Change,
    Citation,
    Clue,
    Edge,
    Exchange,
    Extractor,
    Figure,
    HashLadder,
    Outlet,
    Passage,
    PinCheck,
    Quality,
    Reading,
    Rival,
    Stored,
    WorkRef,
)
from lineage.word_arrays import keys_blob
from models.ledger import Ledger
from models.records import AuditRecord, PinRecord, Recorded, SharedRecord, Step
from models.tables import Row

ROOT = Path(__file__).resolve().parents[1]
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PAGE = "https://paper.example/a"


def blob(*keys: int) -> bytes:
    """A body's blob of these keys, at positions 0, 1, 2, ..."""
    return struct.pack(f"<{len(keys)}q", *keys)


def holders(ledger: Ledger, *keys: int) -> list[int]:
    """The bodies that hold any of the keys."""
    return sorted(set(ledger.bodies_sharing(blob(*keys)).bodies.tolist()))


def exchange(address: str = PAGE, payload: bytes = b"<p>One</p>", *, at: datetime = NOON, **other: Any) -> Exchange:
    digest = digest_of(payload)
    made: dict[str, Any] = {
        "final_address": address,
        "seconds": 0.25,
        "outcome": "captured",
        "reason": "200 OK",
        "status": 200,
        "media_type": "text/html",
        "body": payload,
        "content": payload,
        "payload_digest": digest,
        "content_digest": digest,
        "warc": Stored(digest_of(payload + repr(at).encode()), 900, f"{digest[7:9]}/{digest[7:]}-{at:%H%M%S%f}.warc.gz"),
        "record_id": f"urn:uuid:{digest[7:15]}-{at:%H%M%S}",
    }
    return Exchange(address=address, started=at, **(made | other))


def reading(text: str = "One two three.", **other: Any) -> Reading:
    made: dict[str, Any] = {"extractor": Extractor("some", "1.0", "{}"), "encoding": "utf-8", "page_text": f"Menu\n{text}"}
    return Reading(main_text=text, **(made | other))


def ladder(text: str = "One two three.") -> HashLadder:
    digest = digest_of(text)
    return HashLadder(digest, digest, digest, digest, digest, (digest,))


def step(captured: Exchange | None = None, text: str | None = "One two three.", **other: Any) -> Step:
    made: dict[str, Any] = {"exchange": captured or exchange(), "quality": Quality("ok"), "source_kind": "url"}
    if text is not None:
        made |= {"reading": reading(text), "ladder": ladder(text), "analysis": Analysis(), "keys": blob(1, 2, 3)}
    return Step(**(made | other))


def failed(address: str = PAGE, at: datetime = NOON) -> Step:
    nothing: dict[str, Any] = {
        "body": b"",
        "content": b"",
        "payload_digest": None,
        "content_digest": None,
        "warc": None,
        "record_id": None,
    }
    came = exchange(address, at=at, outcome="failed", reason="the connection was refused", status=None, media_type=None, **nothing)
    return step(came, None, quality=Quality("undetermined", ("nothing came",)))


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    with database(kind, tmp_path) as made:
        yield made


@contextmanager
def fresh(kind: str) -> Iterator[Ledger]:
    """An empty ledger for one of many examples."""
    if kind == "sqlite":
        with Ledger.create("sqlite://") as ledger:
            yield ledger
        return
    with database(kind, Path()) as url, Ledger.open(url) as ledger:
        yield ledger


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    with Ledger.create(url) as made:
        yield made


# --- values of every kind -----------------------------------------------------------------------------------------------

AWKWARD = st.sampled_from(["\x00", "\ud800", "\udc00", "\ud83d\ude00", "\U0010fffd", "\U0010fffd0000", "%s :x ?", "é漢🙂"])
TEXTS = st.lists(st.text(st.characters(), max_size=6) | AWKWARD, max_size=3).map("".join)
TIMES = st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)).map(lambda naive: naive.replace(tzinfo=UTC))  # noqa: DTZ001
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXTS,
    int: st.integers(0, 2**31 - 1),
    float: st.floats(allow_nan=False, allow_infinity=False),
    bool: st.booleans(),
    bytes: st.binary(max_size=5),
    datetime: TIMES,
    type(None): st.none(),
}


def anything(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type that `lineage/values.py` or `models/records.py` uses."""
    if kind in PLAIN:
        return PLAIN[kind]
    origin, inside = get_origin(kind), get_args(kind)
    if origin is Literal:
        return st.sampled_from(inside)
    if origin in (Union, types.UnionType):
        return st.one_of(*map(anything, inside))
    if origin is Mapping:  # a side of a discrepancy
        texts, places = PLAIN[str], st.integers(0, 9)
        values = st.one_of(st.floats(0, 9), texts, st.tuples(places, places))
        return st.fixed_dictionaries({"document": texts, "quote": texts, "start": places, "end": places, "value": values})
    if origin is tuple and inside[-1] is ...:
        return st.lists(anything(inside[0]), max_size=2).map(tuple)
    if origin is tuple:
        return st.tuples(*map(anything, inside))
    return value(kind)


def value(kind: Any, **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Any value of a frozen class, with some fields as given."""
    hints = get_type_hints(kind)
    return st.builds(kind, **({one.name: anything(hints[one.name]) for one in fields(kind) if one.name not in fixed} | fixed))


calm = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
often = settings(max_examples=15, deadline=None, suppress_health_check=calm)


@often
@given(value(Reading), value(HashLadder), value(Analysis))
@example(reading("a\x00b \ud800 \ud83d\ude00 \U0010fffd"), ladder(), Analysis())
@example(reading("", page_text=""), ladder(), Analysis())
@example(reading("", page_text="only a menu"), ladder(), Analysis())
def test_a_reading_with_all_its_findings_comes_out_as_it_went_in(
    kind: str, read: Reading, rungs: HashLadder, found: Analysis
) -> None:
    with fresh(kind) as ledger:
        recorded = ledger.record(step(reading=read, ladder=rungs, analysis=found))
        kept = ledger.current_reading(recorded.document)
        assert kept is not None
        assert (kept.reading, kept.ladder, kept.analysis) == (read, rungs, found)
        assert kept.body == recorded.body
        assert (recorded.body is None) == (read.main_text == "")
        assert ledger.reading_of(kept.snapshot) == ledger.reading_of(kept.snapshot, recorded.document) == kept


@often
@given(st.data())
def test_captures_documents_and_outlets_come_out_as_they_went_in(kind: str, data: st.DataObject) -> None:
    came = data.draw(value(Exchange, hops=st.just(()), outcome=st.sampled_from(["captured", "not found", "refused", "failed"])))
    quality, outlets = data.draw(value(Quality)), data.draw(st.lists(value(Outlet), unique_by=lambda one: one.name))
    with fresh(kind) as ledger:
        ledger.put_outlets(outlets)
        assert ledger.outlets() == tuple(outlets)
        came = replace(came, record_id=came.record_id or "urn:x")
        document = ledger.record(step(came, None, quality=quality, outlet=outlets[0].name if outlets else None)).document
        (capture,), (known,) = ledger.captures(document), ledger.documents()
        for name in ("address", "final_address", "started", "seconds", "outcome", "reason", "status", "truncated", "claimed"):
            assert getattr(capture, name) == getattr(came, name)
        assert (capture.quality, capture.quality_reasons) == (quality.verdict, quality.reasons)
        assert capture.warc_path == (came.warc.path if came.warc else None)
        stored = came.warc is not None and came.payload_digest is not None
        assert (capture.snapshot is not None) == stored
        if capture.snapshot is not None:
            assert (capture.snapshot.digest, capture.snapshot.size) == (came.payload_digest, len(came.body))
        assert known == ledger.document(document)
        assert (known.address, known.first_seen, known.claimed_date) == (came.address, came.started, came.claimed_date)
        assert known.outlet == (outlets[0].name if outlets else None)
        assert document in [each.id for each in ledger.find_documents(came.address)] or not came.address.strip()


@often
@given(st.lists(value(Edge, target=st.just("d1")), unique_by=repr), TEXTS, TIMES)
def test_edges_come_out_as_they_went_in(kind: str, edges: list[Edge], engine: str, made: datetime) -> None:
    with fresh(kind) as ledger:
        ledger.record_edges("d1", edges, engine, now=made)
        kept = ledger.edges(target="d1")
        assert [each.edge for each in kept] == list(dict.fromkeys(edges))
        assert {(each.engine, each.made, each.superseded) for each in kept} <= {(engine, made, None)}


@often
@given(st.data())
def test_pins_and_audits_come_out_as_they_went_in(kind: str, data: st.DataObject) -> None:
    with fresh(kind) as ledger:
        recorded = ledger.record(step())
        document, snapshot = st.just(recorded.document), st.just(exchange().payload_digest)
        pin = data.draw(value(PinRecord, document=document, snapshot=snapshot))
        assert ledger.add_pin(pin)
        assert ledger.pins() == ledger.pins(recorded.document) == [pin]
        audit = data.draw(
            value(
                AuditRecord,
                document=document,
                was_snapshot=snapshot,
                now_snapshot=st.none() | snapshot,
                now_capture=st.just(recorded.capture),
                pins=st.lists(st.tuples(st.just(pin.id), value(PinCheck)), max_size=3).map(tuple),
            )
        )
        number = ledger.record_audit(audit)
        assert ledger.audits(recorded.document) == [replace(audit, number=number)]


@often
@given(st.lists(value(Passage), max_size=5).map(tuple), st.floats(0, 1), st.floats(0, 1))
def test_shared_passages_are_seen_from_either_side(kind: str, passages: tuple[Passage, ...], here: float, there: float) -> None:
    with fresh(kind) as ledger:
        first, second = two_bodies(ledger)
        ledger.record_passages([SharedRecord(second, first, passages, there, here)])
        assert ledger.shared_with(second) == [SharedRecord(second, first, passages, there, here)]
        turned = tuple(replace(one, a_start=one.b_start, a_end=one.b_end, b_start=one.a_start, b_end=one.a_end) for one in passages)
        assert ledger.shared_with(first) == [SharedRecord(first, second, turned, here, there)]


def two_bodies(ledger: Ledger) -> tuple[int, int]:
    first = ledger.record(step()).body
    second = ledger.record(step(exchange("https://other.example/", b"two"), "Two.", keys=blob(2, 3, 4))).body
    assert first is not None
    assert second is not None
    return first, second


def test_whole_numbers_stay_whole_and_big_ones_exact(ledger: Ledger) -> None:
    figures = tuple(Figure("x", 0, 1, number, None, None, None, "r", "1") for number in (5, 5.0, 2**80, 0.1, (1, 2.5)))
    document = ledger.record(step(analysis=Analysis(figures=figures))).document
    kept = ledger.current_reading(document)
    assert kept is not None
    assert [repr(one.value) for one in kept.analysis.figures] == [repr(one.value) for one in figures]


def test_times_in_any_zone_come_out_as_the_same_moment_in_utc(ledger: Ledger) -> None:
    from datetime import timezone

    local = datetime(2026, 3, 1, 13, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    started = ledger.captures(ledger.record(step(exchange(at=local))).document)[0].started
    assert started == local
    assert started.tzinfo == UTC


# --- a step ---------------------------------------------------------------------------------------------------------------


def test_a_first_capture_makes_document_source_snapshot_reading_and_body(ledger: Ledger) -> None:
    recorded = ledger.record(step())
    assert recorded == Recorded(recorded.document, 1, 1, 1, True)
    assert recorded.document.startswith("d")
    assert len(recorded.document) == 13
    assert ledger.body_text(1) == "One two three."
    assert ledger.documents_of_body(1) == [recorded.document]
    (source,) = ledger.sources()
    assert (source.address, source.kind, source.added, source.last_capture) == (PAGE, "url", NOON, NOON)
    assert (source.last_outcome, source.last_reason, source.captures) == ("captured", "200 OK", 1)


def test_an_unchanged_capture_keeps_snapshot_reading_and_body(ledger: Ledger) -> None:
    first = ledger.record(step())
    revisit = exchange(at=NOON + timedelta(hours=1), outcome="unchanged", body=b"")
    again = ledger.record(step(revisit, None))
    assert again == Recorded(first.document, 2, first.reading, first.body, False)
    earlier, later = ledger.captures(first.document)
    assert later.snapshot == earlier.snapshot
    assert later.snapshot is not None
    assert later.snapshot.size == len(b"<p>One</p>")
    assert ledger.committed_files() == {earlier.warc_path, later.warc_path}
    assert ledger.counts().outcomes == {"captured": 1, "unchanged": 1}


def test_the_same_extractor_reads_a_snapshot_once_and_another_one_reads_it_anew(ledger: Ledger) -> None:
    first = ledger.record(step())
    same = ledger.record(step(exchange(at=NOON + timedelta(hours=1)), reading=reading("Something else.")))
    assert (same.reading, same.body, same.new_body) == (first.reading, first.body, False)
    newer = reading("One two three!", extractor=Extractor("some", "1.1", "{}"))
    digest = str(exchange().payload_digest)
    number = ledger.add_reading(first.document, digest, newer, ladder(), Analysis(), blob(1, 2, 9), now=NOON)
    assert number != first.reading
    assert ledger.add_reading(first.document, digest, newer, ladder(), Analysis(), b"", now=NOON) == number
    current = ledger.current_reading(first.document)
    assert current == ledger.reading_of(digest)
    assert current is not None
    assert current.reading == newer


def test_the_same_bytes_at_two_addresses_share_snapshot_and_body_but_each_document_has_its_own_reading(ledger: Ledger) -> None:
    here, there = (Analysis(clues=(Clue("host", "host", name, "text", name, "r", "1"),)) for name in ("here", "there"))
    first = ledger.record(step(analysis=here))
    second = ledger.record(step(exchange("https://mirror.example/a"), analysis=there))
    assert (second.body, second.new_body) == (first.body, False)
    assert first.body is not None
    assert ledger.counts().snapshots == 1
    assert ledger.documents_of_body(first.body) == sorted([first.document, second.document])
    digest = str(exchange().payload_digest)
    for recorded, found in ((first, here), (second, there)):
        kept = ledger.reading_of(digest, recorded.document)
        assert kept == ledger.current_reading(recorded.document)
        assert kept is not None
        assert (kept.document, kept.analysis) == (recorded.document, found)
    assert ledger.reading_of(digest, "d0") is None


def test_a_reading_without_findings_gets_them_when_a_sound_capture_brings_it_again(ledger: Ledger) -> None:
    bad = ledger.record(step(quality=Quality("blocked"), analysis=None, keys=b""))
    held = ledger.reading_of(str(exchange().payload_digest), bad.document)
    assert held is not None
    assert not held.analysed
    found = Analysis(citations=(cites("w1", "A work"),))
    sound = ledger.record(step(exchange(at=NOON + timedelta(hours=1)), "One two four.", analysis=found))
    assert (sound.reading, sound.new_body) == (bad.reading, True)
    current = ledger.current_reading(bad.document)
    assert current is not None
    assert (current.analysed, current.analysis, current.reading.main_text) == (True, found, "One two four.")
    again = ledger.record(step(exchange(at=NOON + timedelta(hours=2)), analysis=Analysis()))
    assert (again.reading, again.new_body) == (bad.reading, False)
    assert ledger.current_reading(bad.document) == current


def test_a_newer_reading_without_findings_does_not_hide_the_one_that_has_them(ledger: Ledger) -> None:
    document = ledger.record(step(analysis=Analysis(citations=(cites("w1", "A work"),)))).document
    newer = reading(extractor=Extractor("some", "1.1", "{}"))
    later = exchange(at=NOON + timedelta(hours=1))
    ledger.record(step(later, quality=Quality("blocked"), reading=newer, analysis=None, keys=b""))
    current = ledger.current_reading(document)
    assert current is not None
    assert current.analysed
    assert [work.id for work in ledger.works()] == ["w1"]


def test_the_id_of_a_document_is_known_before_its_first_capture(ledger: Ledger) -> None:
    expected = ledger.document_id(PAGE)
    assert ledger.documents() == []
    assert ledger.record(step()).document == ledger.document_id(PAGE) == expected


def test_a_failed_capture_is_a_fact_with_its_reason(ledger: Ledger) -> None:
    recorded = ledger.record(failed())
    assert (recorded.reading, recorded.body) == (None, None)
    (capture,) = ledger.captures(recorded.document)
    assert (capture.outcome, capture.reason, capture.snapshot) == ("failed", "the connection was refused", None)
    assert ledger.known(PAGE) is None
    assert ledger.sources()[0].last_outcome == "failed"


def test_what_is_known_of_an_address_is_the_record_that_holds_the_payload_seen_last(ledger: Ledger) -> None:
    ledger.record(step(exchange("https://mirror.example/a")))
    ledger.record(step(exchange(at=NOON + timedelta(hours=1))))
    ledger.record(failed(at=NOON + timedelta(hours=2)))
    known = ledger.known(PAGE)
    assert known is not None
    assert (known.payload_digest, known.captured, known.address) == (
        exchange().payload_digest,
        NOON + timedelta(hours=1),
        PAGE,
    )
    assert ledger.known("https://paper.example/other") is None


def test_only_sound_captures_are_current(ledger: Ledger) -> None:
    document = ledger.record(step()).document
    gone = exchange(payload=b"gone", at=NOON + timedelta(days=1))
    soft = step(gone, "Sorry, not here.", quality=Quality("soft-404"), keys=b"")
    recorded = ledger.record(soft)
    current = ledger.current_reading(document)
    assert current is not None
    assert current.reading.main_text == "One two three."
    assert recorded.body is not None
    assert ledger.documents_of_body(recorded.body) == []


def test_a_text_first_seen_in_a_bad_capture_enters_the_index_when_a_sound_one_brings_it(ledger: Ledger) -> None:
    bad = ledger.record(step(quality=Quality("undetermined"), keys=b""))
    assert holders(ledger, 1, 2, 3) == []
    good = ledger.record(step(exchange("https://other.example/", b"other bytes")))
    assert (good.body, good.new_body) == (bad.body, True)
    assert holders(ledger, 1, 2, 3) == [good.body]


def test_title_and_claim_only_get_better(ledger: Ledger) -> None:
    claimed = exchange(claimed=True, claimed_date=NOON, origin_path="/home/x/saved.html", at=NOON + timedelta(hours=1))
    document = ledger.record(
        step(claimed, reading=reading(title="First")),
    ).document
    blocked = exchange(payload=b"wait", at=NOON + timedelta(hours=2), claimed=True)
    ledger.record(step(blocked, reading=reading("wait", title="Just a moment"), quality=Quality("blocked")))
    known = ledger.document(document)
    assert known is not None
    assert (known.title, known.claimed, known.claimed_date, known.origin_path) == ("First", True, NOON, "/home/x/saved.html")
    ledger.record(step(exchange(payload=b"new"), reading=reading("new", title="Second")))
    known = ledger.document(document)
    assert known is not None
    assert (known.title, known.claimed, known.first_seen) == ("Second", False, NOON)


def test_the_outlet_a_person_gave_a_source_outranks_the_hosts(ledger: Ledger) -> None:
    assert ledger.add_source(PAGE, "url", "The Evening Paper", now=NOON)
    assert not ledger.add_source(PAGE, "url", now=NOON)
    document = ledger.record(step(outlet="Some Host")).document
    known = ledger.document(document)
    assert known is not None
    assert known.outlet == ledger.sources()[0].outlet == "The Evening Paper"
    assert ledger.outlets() == ()


def test_an_address_that_answered_as_a_feed_stays_one(ledger: Ledger) -> None:
    ledger.add_source(PAGE, "url", now=NOON)
    ledger.record(step(text=None, source_kind="feed"))
    ledger.record(failed(at=NOON + timedelta(hours=1)))
    entry = step(exchange("https://paper.example/entry", b"entry"), via_feed=PAGE)
    ledger.record(entry)
    assert [(source.kind, source.captures) for source in ledger.sources()] == [("feed", 2), ("url", 1)]


def test_a_step_that_contradicts_the_schema_leaves_no_trace(ledger: Ledger, url: str) -> None:
    wrong = Citation("q", 0, 1, "whispered", WorkRef("w1", "A"), "r", "1")  # type: ignore[arg-type]
    with pytest.raises(LedgerError, match="contradicts the ledger") as error:
        ledger.record(step(analysis=Analysis(citations=(wrong,))))
    assert error.value.where is not None
    assert error.value.where == ledger._database.where
    assert ledger.counts().captures == 0
    assert ledger.documents() == []
    assert holders(ledger, 1, 2, 3) == []


def test_a_revisit_of_something_the_ledger_never_saw_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError, match="contradicts the ledger"):
        ledger.record(step(exchange(outcome="unchanged"), None))


# --- names of documents ---------------------------------------------------------------------------------------------------


def test_a_document_is_found_by_address_path_file_name_id_digest_and_title(ledger: Ledger, tmp_path: Path) -> None:
    file = tmp_path / "a text.txt"
    address = file.resolve().as_uri()
    first = ledger.record(step(exchange(address, origin_path=str(file)), reading=reading(title="Über das Wetter"))).document
    second = ledger.record(step(exchange(payload=b"two"), "Two.", reading=reading("Two.", title="The weather"))).document
    digest = str(exchange(payload=b"two").payload_digest)

    def found(name: str) -> list[str]:
        return [one.id for one in ledger.find_documents(name)]

    assert found(address) == found(str(file)) == found("a text.txt") == found(first) == found("ÜBER") == [first]
    assert found(PAGE) == found(digest) == found(digest[:13]) == found(digest[7:17].upper()) == [second]
    assert found(digest[7:12]) == found("") == found("  ") == found("\x00") == found("\udcff") == found("no such thing") == []
    assert found("the weather") == [second]


def test_a_part_of_several_titles_finds_them_all_and_a_whole_title_only_its_own(ledger: Ledger) -> None:
    for place, title in enumerate(("Rain", "Rain and snow", "Snow")):
        came = exchange(f"https://x.example/{place}", b"%d" % place, at=NOON + timedelta(seconds=place))
        ledger.record(step(came, reading=reading(title=title)))
    assert [one.title for one in ledger.find_documents("snow")] == ["Snow"]
    assert [one.title for one in ledger.find_documents("rai")] == ["Rain", "Rain and snow"]


def test_addresses_longer_than_an_index_can_hold_are_told_apart(ledger: Ledger) -> None:
    long = "https://x.example/?q=" + "a" * 20_000
    ids = {ledger.record(step(exchange(long + end, end.encode()))).document for end in "abc"}
    assert len(ids) == 3
    assert [one.address[-1] for one in ledger.find_documents(long + "b")] == ["b"]


# --- bodies, edges, works, pins ---------------------------------------------------------------------------------------------


def test_new_passages_of_a_pair_replace_the_old_ones(ledger: Ledger) -> None:
    first, second = two_bodies(ledger)
    ledger.record_passages([SharedRecord(first, second, (Passage(0, 3, 0, 3, 1), Passage(4, 7, 4, 7, 1)), 1.0, 0.5)])
    ledger.record_passages([SharedRecord(second, first, (), 0.0, 0.0)])
    assert ledger.shared_with(first) == [SharedRecord(first, second, (), 0.0, 0.0)]


def test_a_body_is_unmatched_until_its_passages_are_recorded_and_recording_them_again_changes_nothing(ledger: Ledger) -> None:
    first, second = two_bodies(ledger)
    ledger.record(step(exchange("https://x.example/", b"x"), "Blocked.", quality=Quality("blocked"), analysis=None, keys=b""))
    assert ledger.unmatched_bodies() == [first, second]
    ledger.record_passages([], matched=first)
    assert ledger.unmatched_bodies() == [second]
    shared = SharedRecord(second, first, (Passage(0, 3, 0, 3, 1),), 1.0, 0.5)
    ledger.record_passages([shared], matched=second)
    assert ledger.unmatched_bodies() == []
    before = dump(ledger)
    ledger.record_passages([shared], matched=second)
    assert dump(ledger) == before


def dump(ledger: Ledger) -> dict[str, list[str]]:
    """Every row of the ledger, table by table."""
    with ledger._database.read() as db:
        return {
            table.name: sorted(repr(tuple(row)) for row in db.execute(sa.select(table))) for table in Row.metadata.sorted_tables
        }


def test_documents_are_underived_from_what_may_change_their_edges_until_these_are_recorded(ledger: Ledger) -> None:
    first, second = two_bodies(ledger)
    (one,), (other,) = ledger.documents_of_body(first), ledger.documents_of_body(second)
    assert ledger.underived_documents() == sorted([one, other])
    for document in (one, other):
        ledger.record_edges(document, [], "descent 1", now=NOON)
    assert ledger.underived_documents() == []
    ledger.record_passages([SharedRecord(second, first, (), 1.0, 0.5)])
    assert ledger.underived_documents() == sorted([one, other])
    for document in (one, other):
        ledger.record_edges(document, [], "descent 1", now=NOON)
    ledger.record(step(exchange(at=NOON + timedelta(hours=1), outcome="unchanged", body=b""), None))
    assert ledger.underived_documents() == []
    mirror = ledger.record(step(exchange("https://mirror.example/a"))).document
    assert ledger.underived_documents() == sorted([one, other, mirror])


def test_a_text_that_gives_way_to_another_and_comes_back_has_the_edges_of_both_asked_anew_each_time(ledger: Ledger) -> None:
    """An edge that was withdrawn because the copy changed would stay withdrawn above the passage that is shared again."""
    first, second = two_bodies(ledger)
    ledger.record_passages([SharedRecord(second, first, (), 1.0, 0.5)])
    (one,), (other,) = ledger.documents_of_body(first), ledger.documents_of_body(second)
    address = next(each.address for each in ledger.documents() if each.id == one)
    for hours, page, text in ((1, b"new", "New."), (2, b"<p>One</p>", "One two three."), (3, b"new", "New.")):
        for document in (one, other):
            ledger.record_edges(document, [], "descent 1", now=NOON)
        ledger.record(step(exchange(address, page, at=NOON + timedelta(hours=hours)), text))
        assert ledger.underived_documents() == sorted([one, other])


def test_what_is_recorded_while_somebody_derives_is_not_taken_for_derived(ledger: Ledger) -> None:
    document = ledger.record(step()).document
    seen = ledger.changes_of(document)
    ledger.record(step(exchange("https://mirror.example/a")))
    assert ledger.changes_of(document) > seen
    ledger.record_edges(document, [], "descent 1", seen=seen, now=NOON)
    assert document in ledger.underived_documents()
    ledger.record_edges(document, [], "descent 1", seen=ledger.changes_of(document), now=NOON)
    assert document not in ledger.underived_documents()


def edge(origin: str, **other: Any) -> Edge:
    return Edge(origin, "d2", "reprint", "undetermined", ("shares 9 words",), (Rival("d9", ("why",)),), **other)


def test_equal_edges_stay_untouched_and_others_are_superseded(ledger: Ledger) -> None:
    later = NOON + timedelta(days=1)
    ledger.record_edges("d2", [edge("d1"), edge("outlet:X")], "descent 1", now=NOON)
    ledger.record_edges("d2", [edge("d3"), edge("d1")], "descent 2", now=later)
    assert [(one.edge.origin, one.engine, one.made) for one in ledger.edges(target="d2")] == [
        ("d1", "descent 1", NOON),
        ("d3", "descent 2", later),
    ]
    assert ledger.edges(origin="outlet:X") == []
    assert [one.edge.origin for one in ledger.edges()] == ["d1", "d3"]
    with pytest.raises(ValueError, match="another target"):
        ledger.record_edges("d1", [edge("d3")], "descent 2", now=later)
    assert len(ledger.edges()) == 2


def cites(work: str | None, title: str | None, issuer: str | None = None, start: int = 0) -> Citation:
    return Citation("the report", start, start + 10, "titled", WorkRef(work, title, issuer), "titled work", "1")


def test_works_gather_the_mentions_of_current_readings(ledger: Ledger) -> None:
    one = Analysis(citations=(cites("w1", "Labour in Xanadu"), cites(None, None), cites("w1", None, start=20)))
    two = Analysis(citations=(cites("w1", "Labor in Xanadu", "The Office"),))
    ledger.record(step(analysis=one))
    ledger.record(step(exchange("https://other.example/", b"two"), "Two.", analysis=two))
    (work,) = ledger.works()
    assert (work.id, work.title, work.issuer) == ("w1", "Labour in Xanadu", "The Office")
    assert sorted((mention.title or "", mention.start) for mention in work.mentions) == [
        ("", 20),
        ("Labor in Xanadu", 0),
        ("Labour in Xanadu", 0),
    ]
    assert ledger.counts().works == 1
    for place, address in enumerate((PAGE, "https://other.example/")):
        ledger.record(step(exchange(address, b"v2-%d" % place, at=NOON + timedelta(days=1)), f"Without {place}."))
    assert ledger.works() == []
    assert ledger.counts().works == 0


def test_a_dropped_pin_is_gone_but_its_audits_stay_and_it_can_come_back(ledger: Ledger) -> None:
    document = ledger.record(step()).document
    pin = PinRecord("p1", document, Anchor("two", "One ", " three.", 4), str(exchange().payload_digest), NOON, "a note")
    assert ledger.add_pin(pin)
    assert not ledger.add_pin(pin)
    audit = AuditRecord(0, document, NOON, True, None, None, None, None, Change("unchanged"), (("p1", PinCheck("verbatim")),))
    ledger.record_audit(audit)
    assert ledger.drop_pin("p1", now=NOON)
    assert not ledger.drop_pin("p1", now=NOON)
    assert not ledger.drop_pin("p-unknown", now=NOON)
    assert ledger.pins() == []
    assert ledger.counts().pins == 0
    assert ledger.audits(document)[0].pins == audit.pins
    assert ledger.add_pin(pin)
    assert ledger.pins(document) == [pin]


def test_a_listed_outlet_is_replaced_by_its_name_and_keeps_its_documents(ledger: Ledger) -> None:
    document = ledger.record(step(outlet="The Paper")).document
    ledger.put_outlets([Outlet("The Paper", "newspaper", hosts=("paper.example",)), Outlet("Wire", "wire agency")])
    ledger.put_outlets([Outlet("The Paper", "blog")])
    assert ledger.outlets() == (Outlet("The Paper", "blog"), Outlet("Wire", "wire agency"))
    known = ledger.document(document)
    assert known is not None
    assert known.outlet == "The Paper"


def test_an_empty_ledger_answers_everything_with_nothing(ledger: Ledger) -> None:
    assert (ledger.documents(), ledger.sources(), ledger.works(), ledger.pins(), ledger.edges()) == ([], [], [], [], [])
    assert (ledger.outlets(), ledger.committed_files(), ledger.counts().outcomes) == ((), frozenset(), {})
    assert ledger.document("d0") is None
    assert ledger.current_reading("d0") is None
    assert ledger.reading_of("sha256:0") is None
    with pytest.raises(LedgerError, match="no body 7"):
        ledger.body_text(7)


# --- many writers -----------------------------------------------------------------------------------------------------------

WRITER = """
import struct, sys, time
from pathlib import Path
from datetime import UTC, datetime
from lineage.values import Analysis, Citation, Exchange, Extractor, HashLadder, Quality, Reading, Stored, WorkRef
from models.ledger import Ledger
from models.records import Step
url, folder, name = sys.argv[1:]
digest = "sha256:" + "ab" * 32
reading = Reading(Extractor("some", "1", "{}"), "utf-8", "Same text.", "Same text.")
cited = Analysis(citations=(Citation("q", 0, 1, "titled", WorkRef("w1", "A work"), "r", "1"),))
ladder = HashLadder(digest, digest, digest, digest, digest, ())
Path(folder, name).touch()
while len(list(Path(folder).glob("writer-*"))) < 2:
    time.sleep(0.001)
with Ledger.create(url) as ledger:
    for turn in range(15):
        address = f"https://paper.example/{turn}"
        payload = f"sha256:{turn:064x}"
        warc = Stored(digest, 1, f"{name}/{turn}.warc.gz")
        exchange = Exchange(address, address, datetime.now(UTC), 0.1, "captured", "200 OK", 200, body=b"x",
                            payload_digest=payload, warc=warc, record_id=f"{name}-{turn}")
        ledger.record(Step(exchange, Quality("ok"), "url", "The Paper", reading, ladder, cited, struct.pack("<3q", 1, 2, 3)))
        print(turn, flush=True)
    if name == "writer-b":
        import os, signal
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def bare(kind: str, tmp_path: Path) -> Iterator[str]:
    """The URL of a database without any table."""
    with database(kind, tmp_path, made=False) as url:
        yield url


def test_two_processes_make_a_ledger_and_record_the_same_addresses_and_nothing_is_lost_or_doubled(
    tmp_path: Path, bare: str
) -> None:
    command = [sys.executable, "-c", WRITER, bare, str(tmp_path)]
    writers = [
        subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for name in ("writer-a", "writer-b")
    ]
    ended = [(*writer.communicate(timeout=120), writer.returncode) for writer in writers]
    assert [code for _, _, code in ended] == [0, -9], ended
    assert all(len(said.split()) == 15 for said, _, _ in ended)
    with Ledger.open(bare) as ledger:
        counts = ledger.counts()
        assert (counts.documents, counts.sources, counts.snapshots, counts.captures) == (15, 15, 15, 30)
        assert len(ledger.committed_files()) == 30
        assert holders(ledger, 1, 2, 3) == [1]
        assert len(ledger.works()[0].mentions) == 15


def test_threads_share_a_ledger(ledger: Ledger) -> None:
    def write(thread: int) -> None:
        for turn in range(5):
            ledger.record(step(exchange(f"https://x.example/{turn}", b"%d" % turn, at=NOON + timedelta(seconds=thread))))
            assert ledger.counts().captures > 0

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ledger.counts().captures, ledger.counts().documents, ledger.counts().snapshots) == (20, 5, 5)


def test_readers_see_the_state_before_while_a_writer_is_at_work(ledger: Ledger, url: str) -> None:
    ledger.record(step())
    with Ledger.open(url) as other, ledger._database.write() as writing:
        writing.exec_driver_sql("DELETE FROM sources WHERE 1 = 0")
        assert other.counts().captures == 1


# --- through the steps --------------------------------------------------------------------------------------------------------

STORY = (
    "The town council voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door.",
    "The shipyard has offered 1.4 million crowns for the ground, according to the council's own minutes of the meeting.",
    "A decision by the county is expected before the summer, and until then the ferries will keep their timetable.",
)


@pytest.fixture
def on_either(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workspaces of this test keep their ledger there."""
    monkeypatch.setenv("CITETRAIL_DATABASE", url)


@pytest.fixture
def opened(on_either: None, workspace: Path) -> Iterator[Workspace]:
    from flows.settings import load_settings
    from flows.workspace import open_workspace

    with open_workspace(load_settings(workspace)) as found:
        yield found


def captured(workspace: Workspace, *addresses: str) -> list[str]:
    """Take the addresses through all steps; the ids of their documents."""
    return [outcome.recorded.document for outcome in capture_all(workspace, [Request(address) for address in addresses])]


def recorded_only(workspace: Workspace, address: str) -> Recorded:
    """Take an address through the steps of a run that is killed after it was recorded."""
    request = Request(address)
    with workspace.store.writing():
        exchange = steps.capture(workspace, request)
        found = steps.understand(workspace, exchange)
        return steps.record(workspace, request, exchange, found, steps.analyse(workspace, exchange, found))


def test_each_of_two_hosts_that_serve_the_same_bytes_is_the_host_of_its_own_document(opened: Workspace, site: Site) -> None:
    numbered = site.put("/slip", article("Council closes slip", *STORY))
    named = numbered.replace("127.0.0.1", "localhost")
    hosts = []
    for document in captured(opened, numbered, named):
        current = opened.ledger.current_reading(document)
        assert current is not None
        hosts.append(attribute(current.analysis.clues).host.name)
    assert hosts == ["127.0.0.1", "localhost"]
    assert opened.ledger.counts().snapshots == 1


def test_a_page_first_served_with_an_error_gets_its_findings_when_it_is_served_well(opened: Workspace, site: Site) -> None:
    address = site.put("/slip", article("Council closes slip", *STORY), status=503)
    (document,) = captured(opened, address)
    assert opened.ledger.current_reading(document) is None
    site.put("/slip", article("Council closes slip", *STORY))
    captured(opened, address)
    current = opened.ledger.current_reading(document)
    assert current is not None
    assert current.analysis.figures
    assert current.body is not None
    assert opened.ledger.bodies_sharing(keys_blob(current.reading.main_text)).bodies.tolist()[:1] == [current.body]
    before = dump(opened.ledger)
    assert steps.understand(opened, steps.capture(opened, Request(address))).step_reading is None
    assert dump(opened.ledger) == before


def edges_and_passages(workspace: Workspace) -> tuple[list[tuple[str, str]], int]:
    ledger = workspace.ledger
    assert (ledger.unmatched_bodies(), ledger.underived_documents()) == ([], [])
    return [(each.edge.origin, each.edge.target) for each in ledger.edges()], len(ledger.shared_with(1))


@pytest.mark.parametrize("killed", ["before matching", "before deriving"])
def test_what_a_killed_run_left_unmatched_or_underived_is_made_up_for_at_the_next_start(
    opened: Workspace, site: Site, killed: str
) -> None:
    first = captured(opened, site.put("/slip", article("Council closes slip", *STORY)))[0]
    second = recorded_only(opened, site.put("/copy", article("Our slip", *STORY, "So much for the ferry.")))
    assert second.body is not None
    if killed == "before deriving":
        steps.match(opened, second.body)
    assert opened.ledger.edges() == []
    capture_all(opened, [])
    edges, pairs = edges_and_passages(opened)
    assert sorted(edges) == sorted([(first, second.document), (second.document, first)])
    assert pairs == 1


def test_a_killed_copy_of_the_same_text_is_derived_at_the_next_start(opened: Workspace, site: Site) -> None:
    address = site.put("/slip", article("Council closes slip", *STORY))
    first = captured(opened, address)[0]
    second = recorded_only(opened, address.replace("127.0.0.1", "localhost")).document
    captured(
        opened, site.put("/other", article("Weather", "Rain is expected along the whole coast from noon until late on Friday."))
    )
    edges, pairs = edges_and_passages(opened)
    assert sorted(edges) == sorted([(first, second), (second, first)])
    assert pairs == 0


def test_a_copy_captured_later_is_a_candidate_for_the_documents_that_were_there_before(opened: Workspace, site: Site) -> None:
    address = site.put("/slip", article("Council closes slip", *STORY))
    first, second = captured(opened, address, address.replace("127.0.0.1", "localhost"))
    assert [each.edge.origin for each in opened.ledger.edges(target=first)] == [second]

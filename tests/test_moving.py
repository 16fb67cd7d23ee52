"""Moving: a whole ledger to another database and back, with nothing changed on the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from databases import KINDS, database
from test_ledger import NOON, blob, cites, dump, edge, exchange, failed, holders, reading, step

from lineage.errors import LedgerError, UsageError
from lineage.linking import link_works
from lineage.values import (
    Analysis,
    Anchor,
    Change,
    Clue,
    Discrepancy,
    Figure,
    Judgement,
    Outlet,
    Passage,
    PinCheck,
    Quality,
    Quotation,
    Reported,
    SpokenHop,
    Turn,
)
from lineage.work_mentions import WorkMention
from models import moving
from models.ledger import Ledger
from models.records import AuditRecord, PinRecord, Schedule, SharedRecord, SlotClaim

AWKWARD = "NUL \x00, half a sign \ud800, the escape \U0010fffd, 白皮书, é, 🙂, tab\t, %s, 'quoted'"
SOURCES = [f"https://paper.example/{number}" for number in range(4)]


def fill(ledger: Ledger) -> None:
    """Something of everything, with texts that databases dislike."""
    ledger.identity()
    ledger.put_outlets([Outlet("The Paper", "newspaper", ("Paper",), ("paper.example",)), Outlet("Wire " + AWKWARD, "wire agency")])
    side = {"document": "", "quote": AWKWARD, "start": 0, "end": 1, "value": (1.5, 2.0)}
    told = Discrepancy("conflict", AWKWARD, side, side, "r", "1")
    found = Analysis(
        clues=(Clue("host", "host", AWKWARD, "text", "q", "r", "1", confidence=0.1),),
        citations=(cites("w1", AWKWARD, "Office"), cites(None, None)),
        quotations=(Quotation("q", 0, 1, "direct", "r", "1", "he", 3, 5, ("flag",)),),
        figures=tuple(Figure("x", 0, 1, one, None, None, None, "r", "1") for one in (5, 5.0, 2**80, 0.1, (1, 2.5), None)),
        turns=(Turn("t", 1, 2, "A", 0, "r", "1"),),
        reported=(Reported("indirect", "q", 0, 1, (SpokenHop("he", None, None),), True, "r", "1"),),
        discrepancies=(told,),
    )
    for number, address in enumerate(SOURCES):
        came = exchange(address, b"%d" % number, at=NOON + timedelta(hours=number, microseconds=123_456), claimed_date=NOON)
        text = f"{AWKWARD} number {number}"
        ledger.record(
            step(came, text, reading=reading(text, title=AWKWARD), analysis=found, keys=blob(-(2**63), number, 2**63 - 1))
        )
        ledger.record(step(replace(came, started=NOON + timedelta(days=1), outcome="unchanged", body=b""), None))
    ledger.record(
        step(exchange("https://feed.example/e", b"e"), "Blocked.", quality=Quality("blocked", ("a wall",)), via_feed=SOURCES[0])
    )
    document = ledger.record(failed(at=NOON + timedelta(days=2))).document
    ledger.record_passages([SharedRecord(1, 2, (Passage(0, 3, 1, 4, 2), Passage(5, 9, 5, 9, 2)), 1 / 3, 0.1)], matched=1)
    ledger.put_mask("paper.example", np.array([1, 5]), now=NOON)
    ledger.merge_postings()
    ledger.record(step(exchange("https://tail.example/", b"tail"), "In the tail.", keys=blob(1, 7)))
    ledger.record_edges("d2", [edge("d1"), edge("outlet:X")], "descent 1", now=NOON)
    ledger.record_edges("d2", [edge("d1", confidence=0.3)], "descent 2", now=NOON + timedelta(days=1))
    pinned = exchange(SOURCES[0], b"0").payload_digest
    for name in ("p1", "p2"):
        ledger.add_pin(PinRecord(name, document, Anchor(AWKWARD, "", "", 0), str(pinned), NOON, AWKWARD))
    ledger.drop_pin("p2", now=NOON)
    verdicts = (("p1", PinCheck("absent", reasons=("gone",))),)
    ledger.record_audit(AuditRecord(0, document, NOON, True, pinned, None, 1, "ok", Change("unchanged"), verdicts))
    ledger.set_schedule(SOURCES[0], Schedule(None, "0 6 * * *", "Europe/Berlin"), next_due=NOON, now=NOON)
    ledger.set_paused(SOURCES[1], True, now=NOON)
    ledger.claim(SOURCES[0], NOON, "a", now=NOON, seconds=60, made_up=True)
    ledger.record(step(exchange(SOURCES[0], b"new", at=NOON + timedelta(days=3)), "New."), SlotClaim(SOURCES[0], NOON, "a", NOON))
    ledger.claim(SOURCES[1], NOON, "dead", now=NOON, seconds=60)
    ledger.skip(SOURCES[2], NOON, reason="slept", now=NOON)
    ledger.finish_run(ledger.start_run("capture", "4 sources", "me", NOON), "completed", {"captured": 4}, AWKWARD, NOON)
    ledger.start_run("audit", "died", "me", NOON)
    ledger.judge(Judgement("e1", "edge", "confirmed", "A", AWKWARD, NOON, {"origin": "d1", "target": "d2", "relation": AWKWARD}))
    document, number = ledger.unmentioned_readings("1")[0]
    mention = WorkMention("m1", document, "q", 0, 1, "titled", "w1", None, AWKWARD, "Office", None, "May", None, False, None)
    ledger.record_mentions("1", {number: [mention]})
    state = ledger.works_waiting("1")
    assert state is not None
    ledger.record_works([(work, [told]) for work in link_works([mention])], state, now=NOON)


def answers(ledger: Ledger) -> dict[str, Any]:
    """What every method that reads says."""
    documents = ledger.documents()
    ids = [document.id for document in documents]
    bodies = holders(ledger, -(2**63)) + ledger.unmatched_bodies()
    return {
        "documents": documents,
        "outlets": ledger.outlets(),
        "sources": ledger.sources(),
        "due": ledger.due_sources(NOON),
        "known": [ledger.known(address) for address in SOURCES],
        "named": [ledger.find_documents(name) for name in (AWKWARD, "白皮", SOURCES[0], "sha256:")],
        "captures": [ledger.captures(one) for one in ids],
        "readings": [ledger.current_reading(one) for one in ids],
        "bodies": [(body, ledger.body_text(body), ledger.documents_of_body(body), ledger.shared_with(body)) for body in bodies],
        "underived": ledger.underived_documents(),
        "edges": ledger.edges(),
        "works": ledger.works(),
        "pins": ledger.pins(),
        "audits": [ledger.audits(one) for one in ids],
        "slots": ledger.slots(),
        "runs": ledger.runs(),
        "search": [ledger.search(query) for query in ("number", '"half a sign"', "白皮", "new", "quoted -number")],
        "counts": ledger.counts(),
        "files": ledger.committed_files(),
    }


@pytest.fixture(params=[(one, other) for one in KINDS for other in KINDS], ids="-".join)
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Ledger, Ledger]]:
    one, other = request.param
    with database(one, tmp_path) as here, database(other, tmp_path) as there, Ledger.open(here) as a, Ledger.open(there) as b:
        yield a, b


def test_a_ledger_is_the_same_on_the_other_side_and_back_again(pair: tuple[Ledger, Ledger], tmp_path: Path) -> None:
    origin, target = pair
    fill(origin)
    assert all(dump(origin).values()), "a table without rows proves nothing"
    assert origin.copy_to(target) == origin.counts()
    assert dump(target) == dump(origin)
    assert answers(target) == answers(origin)
    kind = "sqlite" if origin._database.path else "postgresql"
    with database(kind, tmp_path) as url, Ledger.open(url) as back:
        target.copy_to(back)
        assert dump(back) == dump(origin)
        assert answers(back) == answers(origin)


def test_a_moved_ledger_goes_on_with_the_next_numbers(pair: tuple[Ledger, Ledger]) -> None:
    origin, target = pair
    fill(origin)
    origin.copy_to(target)
    came = step(exchange("https://next.example/", b"next"), "Next of all.", outlet="A new one")
    assert origin.record(came) == target.record(came)
    for ledger in pair:
        ledger.add_source("https://last.example/", "url", now=NOON)
        ledger.start_run("report", "next", "me", NOON)
    assert dump(target) == dump(origin)
    assert target.search("next all") == origin.search("next all") != []


def test_what_holds_anything_is_not_copied_into(pair: tuple[Ledger, Ledger]) -> None:
    origin, target = pair
    target.start_run("capture", "x", "me", NOON)
    before = dump(target)
    with pytest.raises(UsageError, match="not empty") as error:
        origin.copy_to(target)
    assert error.value.where == target._database.where
    assert dump(target) == before
    with pytest.raises(UsageError, match="not empty"):
        target.copy_to(target)


def test_progress_is_told_batch_by_batch_and_an_error_leaves_the_target_empty(
    pair: tuple[Ledger, Ledger], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 2)
    origin, target = pair
    fill(origin)
    told: list[tuple[str, int]] = []

    def stop(table: str, rows: int) -> None:
        told.append((table, rows))
        if table == "slots":
            raise LedgerError("stopped")

    with pytest.raises(LedgerError, match="stopped"):
        origin.copy_to(target, told=stop)
    assert [rows for table, rows in told if table == "captures"] == [2, 4, 6, 8, 10, 12]
    assert not any(dump(target).values())
    origin.copy_to(target)
    assert dump(target) == dump(origin)

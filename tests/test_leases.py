"""Schedules, slots and runs: what is due is known at once, each slot is done once whoever tries, and a kill harms nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from databases import KINDS, database
from test_ledger import NOON, PAGE, exchange, failed, step

from models.leases import LeaseLostError
from models.ledger import Ledger
from models.records import RunRecord, Schedule, SlotClaim

ROOT = Path(__file__).resolve().parents[1]
HOURLY = Schedule(3600, None, "UTC")
NIGHTLY = Schedule(None, "0 6 * * *", "Europe/Berlin")
NEXT = NOON + timedelta(hours=1)


def later(**by: float) -> datetime:
    return NOON + timedelta(**by)


@pytest.fixture(params=KINDS)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with database(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """A ledger that watches one page, due at noon."""
    with Ledger.open(url) as made:
        made.add_source(PAGE, "url", now=NOON)
        made.set_schedule(PAGE, HOURLY, next_due=NOON, now=NOON)
        yield made


def due(ledger: Ledger, now: datetime) -> list[str]:
    return [source.address for source in ledger.due_sources(now)]


# --- what is due --------------------------------------------------------------------------------------------------------


def test_a_source_has_the_schedule_it_was_given_last(ledger: Ledger) -> None:
    ledger.add_source("https://x.example/", "feed", now=NOON)
    assert ledger.set_schedule(PAGE, NIGHTLY, next_due=NEXT, now=NOON)
    first, second = ledger.sources()
    assert (first.schedule, first.next_due, first.paused) == (NIGHTLY, NEXT, False)
    assert (second.schedule, second.next_due, second.paused) == (None, None, False)
    assert ledger.set_schedule(PAGE, None, next_due=None, now=NOON)
    assert (ledger.sources()[0].schedule, ledger.sources()[0].next_due) == (None, None)


def test_what_waits_longest_is_due_first_and_what_is_paused_never(ledger: Ledger) -> None:
    for minutes in (30, 10, 20):
        ledger.add_source(f"https://x.example/{minutes}", "url", now=NOON)
        ledger.set_next_due(f"https://x.example/{minutes}", later(minutes=-minutes))
    assert due(ledger, later(seconds=-1)) == [f"https://x.example/{minutes}" for minutes in (30, 20, 10)]
    assert due(ledger, NOON)[-1] == PAGE
    assert [source.address for source in ledger.due_sources(NOON, 1)] == ["https://x.example/30"]
    ledger.set_paused("https://x.example/30", True)
    ledger.set_next_due("https://x.example/20", None)
    assert due(ledger, NOON) == ["https://x.example/10", PAGE]
    ledger.set_paused("https://x.example/30", False)
    assert due(ledger, NOON)[0] == "https://x.example/30"


def test_a_source_that_is_not_watched_has_neither_schedule_nor_slots(ledger: Ledger) -> None:
    nowhere = "https://nowhere.example/"
    assert not ledger.set_schedule(nowhere, HOURLY, next_due=NOON, now=NOON)
    assert not ledger.set_next_due(nowhere, NOON)
    assert not ledger.claim(nowhere, NOON, "a", now=NOON, seconds=60)
    assert not ledger.skip(nowhere, NOON, reason="why", now=NOON)
    assert not ledger.drop_source(nowhere)


# --- slots --------------------------------------------------------------------------------------------------------------


def test_a_slot_is_had_by_one_holder_and_done_once(ledger: Ledger) -> None:
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60, made_up=True)
    assert not ledger.claim(PAGE, NOON, "b", now=later(seconds=59), seconds=60)
    assert not ledger.claim(PAGE, NOON, "a", now=later(seconds=59), seconds=60)
    (slot,) = ledger.slots(PAGE)
    assert (slot.state, slot.holder, slot.made_up, slot.lease_expires, slot.started) == (
        "running",
        "a",
        True,
        later(seconds=60),
        NOON,
    )
    end = later(seconds=40)
    assert not ledger.finish(PAGE, NOON, "b", outcome="x", reason=None, capture=None, next_due=NEXT, now=end)
    assert ledger.finish(PAGE, NOON, "a", outcome="unchanged", reason="304", capture=None, next_due=NEXT, now=end)
    (slot,) = ledger.slots(PAGE)
    assert (slot.state, slot.outcome, slot.reason, slot.finished, slot.lease_expires) == ("done", "unchanged", "304", end, None)
    assert not ledger.claim(PAGE, NOON, "b", now=later(days=9), seconds=60)
    assert not ledger.renew(PAGE, NOON, "a", now=end, seconds=60)
    assert not ledger.finish(PAGE, NOON, "a", outcome="x", reason=None, capture=None, next_due=NOON, now=end)
    assert (due(ledger, later(minutes=59)), due(ledger, NEXT)) == ([], [PAGE])


def test_a_slot_whose_lease_ended_is_taken_over_and_its_first_holder_cannot_finish_it(ledger: Ledger) -> None:
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60)
    assert ledger.renew(PAGE, NOON, "a", now=later(seconds=50), seconds=60)
    assert not ledger.claim(PAGE, NOON, "b", now=later(seconds=109), seconds=60)
    assert ledger.claim(PAGE, NOON, "b", now=later(seconds=110), seconds=60)
    assert not ledger.renew(PAGE, NOON, "a", now=later(seconds=111), seconds=60)
    with pytest.raises(LeaseLostError, match="not recorded") as error:
        ledger.record(step(), SlotClaim(PAGE, NOON, "a", NEXT))
    assert error.value.where is not None
    assert PAGE in error.value.where
    assert (ledger.documents(), ledger.counts().captures, ledger.slots()[0].state) == ([], 0, "running")
    recorded = ledger.record(step(), SlotClaim(PAGE, NOON, "b", NEXT))
    (slot,) = ledger.slots()
    assert (slot.state, slot.outcome, slot.reason, slot.capture) == ("done", "captured", "200 OK", recorded.capture)
    assert ledger.sources()[0].next_due == NEXT


def test_a_capture_and_the_end_of_its_slot_are_one_transaction(ledger: Ledger) -> None:
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60)
    ledger.record(failed(), SlotClaim(PAGE, NOON, "a", NEXT))
    (slot,) = ledger.slots()
    assert (slot.state, slot.outcome, slot.finished) == ("done", "failed", NOON + timedelta(seconds=0.25))
    with pytest.raises(LeaseLostError):
        ledger.record(failed(), SlotClaim(PAGE, NOON, "a", NEXT))
    assert ledger.counts().captures == 1


def test_a_due_time_that_a_person_set_while_the_slot_ran_stays(ledger: Ledger) -> None:
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60)
    ledger.set_schedule(PAGE, NIGHTLY, next_due=later(hours=18), now=NOON)
    assert ledger.finish(PAGE, NOON, "a", outcome="captured", reason=None, capture=None, next_due=NEXT, now=NOON)
    assert ledger.sources()[0].next_due == later(hours=18)


def test_a_slot_that_did_not_run_says_why_unless_it_ran(ledger: Ledger) -> None:
    assert ledger.skip(PAGE, later(hours=-1), reason="the machine slept", now=NOON)
    assert not ledger.skip(PAGE, later(hours=-1), reason="again", now=NOON)
    assert not ledger.claim(PAGE, later(hours=-1), "a", now=NOON, seconds=60)
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60)
    assert not ledger.skip(PAGE, NOON, reason="busy", now=NOON)
    running, skipped = ledger.slots()
    assert (running.state, skipped.state, skipped.reason, skipped.holder) == ("running", "skipped", "the machine slept", None)
    assert ledger.skip(PAGE, NOON, reason="the run died", now=later(hours=1))
    assert (ledger.slots()[0].state, ledger.slots()[0].lease_expires) == ("skipped", None)
    assert ledger.slots(since=later(minutes=-1)) == ledger.slots(limit=1) == ledger.slots()[:1]
    assert ledger.slots("https://nowhere.example/") == []


def test_a_clock_set_back_an_hour_runs_nothing_twice_and_waits_for_nothing(ledger: Ledger) -> None:
    back = later(hours=-1)
    assert ledger.claim(PAGE, NOON, "dead", now=NOON, seconds=60)
    assert not ledger.claim(PAGE, NOON, "b", now=later(seconds=-50), seconds=60)  # a clock that is a little off takes nothing away
    assert ledger.claim(PAGE, NOON, "b", now=back, seconds=60)
    assert not ledger.claim(PAGE, NOON, "c", now=back, seconds=60)
    ledger.record(step(exchange(at=back)), SlotClaim(PAGE, NOON, "b", NEXT))
    assert not ledger.claim(PAGE, NOON, "c", now=back, seconds=60)
    assert due(ledger, back) == []
    assert due(ledger, NEXT) == [PAGE]


def test_a_source_that_is_dropped_while_its_slot_runs_keeps_its_captures_and_the_run_is_told(ledger: Ledger) -> None:
    document = ledger.record(step()).document
    assert ledger.claim(PAGE, NOON, "a", now=NOON, seconds=60)
    assert ledger.drop_source(PAGE)
    assert (ledger.sources(), ledger.slots(), due(ledger, NEXT)) == ([], [], [])
    assert len(ledger.captures(document)) == 1
    with pytest.raises(LeaseLostError):
        ledger.record(step(exchange(at=NEXT)), SlotClaim(PAGE, NOON, "a", NEXT))
    assert ledger.sources() == []
    assert not ledger.finish(PAGE, NOON, "a", outcome="x", reason=None, capture=None, next_due=NEXT, now=NOON)


# --- many at once -------------------------------------------------------------------------------------------------------


def test_threads_that_claim_the_same_slots_get_each_of_them_once(ledger: Ledger) -> None:
    slots = [later(hours=number) for number in range(8)]
    start, had = Barrier(4), []

    def run(name: str) -> None:
        start.wait()
        for at in slots:
            if ledger.claim(PAGE, at, name, now=NOON, seconds=60):
                had.append(at)
                ledger.finish(PAGE, at, name, outcome="captured", reason=None, capture=None, next_due=NEXT, now=NOON)

    threads = [Thread(target=run, args=(f"holder {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(had) == Counter(slots)


WORKER = """
import os, sys, time
from datetime import timedelta
from pathlib import Path
sys.path[:0] = ["tests"]
from test_ledger import NOON, exchange, step
from models.ledger import Ledger
from models.records import SlotClaim
url, folder, name = sys.argv[1:]
with Ledger.open(url) as ledger:
    Path(folder, name).touch()
    while len(list(Path(folder).glob("worker-*"))) < 3:
        time.sleep(0.001)
    for number in range(12):
        address = f"https://x.example/{number}"
        if ledger.claim(address, NOON, name, now=NOON, seconds=60):
            came = exchange(address, b"%d" % number, record_id=name)
            if name == "worker-killed" and number >= 3:
                print("dies", address, flush=True)
                time.sleep(600)
            ledger.record(step(came), SlotClaim(address, NOON, name, NOON + timedelta(hours=1)))
            print("done", address, flush=True)
        time.sleep(0.01)
"""


def test_processes_do_each_slot_once_and_what_a_killed_one_held_is_taken_over_when_its_lease_ended(
    url: str, tmp_path: Path
) -> None:
    addresses = [f"https://x.example/{number}" for number in range(12)]
    with Ledger.open(url) as ledger:
        for address in addresses:
            ledger.add_source(address, "url", now=NOON)
            ledger.set_next_due(address, NOON)
        command = [sys.executable, "-c", WORKER, url, str(tmp_path)]
        names = ("worker-a", "worker-b", "worker-killed")
        workers = [subprocess.Popen([*command, name], cwd=ROOT, stdout=subprocess.PIPE, text=True) for name in names]
        said = [worker.communicate(timeout=120)[0] for worker in workers[:2]]
        os.kill(workers[2].pid, signal.SIGKILL)
        said.append(workers[2].communicate()[0])
        done = [line.split()[1] for one in said for line in one.splitlines() if line.startswith("done")]
        left = [line.split()[1] for one in said for line in one.splitlines() if line.startswith("dies")]
        assert len(left) <= 1
        assert sorted(done + left) == sorted(addresses)
        assert due(ledger, NOON) == left
        for address in left:
            assert not ledger.claim(address, NOON, "again", now=later(seconds=59), seconds=60)
            assert ledger.claim(address, NOON, "again", now=later(seconds=60), seconds=60)
            ledger.record(step(exchange(address, b"late")), SlotClaim(address, NOON, "again", NEXT))
        assert {(slot.address, slot.state) for slot in ledger.slots()} == {(address, "done") for address in addresses}
        assert (ledger.counts().captures, due(ledger, NOON), len(due(ledger, NEXT))) == (12, [], 12)


# --- runs ---------------------------------------------------------------------------------------------------------------


def test_a_run_is_running_until_its_end_is_told(ledger: Ledger) -> None:
    dead = ledger.start_run("capture", "capture 3 sources", "schedule", NOON)
    number = ledger.start_run("audit", "audit all", "me", NOON)
    assert ledger.finish_run(number, "completed", {"verbatim": 3, "altered": 1}, "one altered", NEXT)
    assert not ledger.finish_run(99, "completed", {}, None, NEXT)
    assert ledger.runs() == [
        RunRecord(number, "audit", "audit all", "me", NOON, NEXT, "completed", {"verbatim": 3, "altered": 1}, "one altered"),
        RunRecord(dead, "capture", "capture 3 sources", "schedule", NOON, None, "running", {}, None),
    ]
    assert [run.number for run in ledger.runs(1)] == [number]

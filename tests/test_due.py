"""Slots: each is done once, whoever runs, whatever dies, wherever the clock goes."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from support import article

from flows import due, steps
from flows.due import capture_due, claim, due_now, holder, transient
from flows.settings import load_settings
from flows.steps import Request, capture_document
from flows.workspace import open_workspace
from models.leases import LeaseLostError

BOTH_DATABASES = True

STORY = article(
    "Ferry returns",
    "The ferry between the two islands returned to service on Friday after a winter in the yard, its owner said.",
    "Captain Odd Rekdal said the engine had been rebuilt from the keel up, and that the crew had missed the crossing.",
)


@pytest.fixture
def desk(workspace):
    with open_workspace(load_settings(workspace)) as opened:
        yield opened


@pytest.fixture
def source(desk, run, site):
    address = site.put("/ferry", STORY)
    assert run("add", address, "--every", "1h").code == 0
    return address


def make_due(desk, address, ago=timedelta(seconds=30)):
    moment = steps.now() - ago
    desk.ledger.set_next_due(address, moment)
    return moment


def no_wait(_seconds):
    return None


def test_a_source_is_not_due_before_its_time(desk, source):
    assert due_now(desk) == []


def test_what_is_due_is_captured_once_and_due_again_later(desk, source):
    slot = make_due(desk, source)
    assert [each.exchange.outcome for each in capture_due(desk, due_now(desk), holder())] == ["captured"]
    assert due_now(desk) == []
    (done,) = desk.ledger.slots(source)
    assert (done.due, done.state, done.outcome, done.made_up) == (slot, "done", "captured", False)
    (known,) = desk.ledger.sources()
    assert steps.now() < known.next_due <= steps.now() + timedelta(hours=1)


def test_two_schedulers_at_once_do_a_slot_once(workspace, desk, source, site):
    make_due(desk, source)
    site.asked.clear()
    captured = []

    def scheduler():
        with open_workspace(load_settings(workspace)) as own:
            captured.extend(capture_due(own, due_now(own), holder()))

    both = [threading.Thread(target=scheduler) for _ in range(4)]
    for each in both:
        each.start()
    for each in both:
        each.join(60)
    assert len(captured) == 1
    assert site.asked == ["/ferry"]


def test_a_slot_left_by_a_dead_run_is_taken_over_once_its_lease_ends(desk, source, monkeypatch):
    make_due(desk, source)
    (known,) = due_now(desk)
    assert claim(desk, known, "the dead") is not None
    assert claim(desk, known, "the living") is None
    later = steps.now() + timedelta(seconds=due.LEASE_SECONDS + 5)
    monkeypatch.setattr(due, "now", lambda: later)
    assert claim(desk, known, "the living") is not None


def test_who_lost_the_lease_records_nothing(desk, source, monkeypatch):
    make_due(desk, source)
    (known,) = due_now(desk)
    mine = claim(desk, known, "slow")
    later = steps.now() + timedelta(seconds=due.LEASE_SECONDS + 5)
    monkeypatch.setattr(due, "now", lambda: later)
    assert claim(desk, known, "quick") is not None
    before = desk.ledger.counts().captures
    with pytest.raises(LeaseLostError):
        capture_document(desk, mine.request, finishes=mine.slot)
    assert desk.ledger.counts().captures == before


def test_slots_missed_while_nothing_ran_are_made_up_once_and_said(desk, source, run):
    oldest = make_due(desk, source, timedelta(hours=7, minutes=10))
    assert len(list(capture_due(desk, due_now(desk), holder()))) == 1
    assert list(capture_due(desk, due_now(desk), holder())) == []
    done, skipped = desk.ledger.slots(source)
    assert (done.state, done.made_up, done.due) == ("done", True, oldest + timedelta(hours=7))
    assert (skipped.state, skipped.due) == ("skipped", oldest)
    assert skipped.reason.startswith("7 slots")
    shown = run("status", "--json").json
    assert [each["reason"] for each in shown["not_run"]] == [skipped.reason]


def test_a_clock_set_back_an_hour_runs_nothing_twice(desk, source, site):
    slot = make_due(desk, source)
    list(capture_due(desk, due_now(desk), holder()))
    site.asked.clear()
    desk.ledger.set_next_due(source, slot)
    assert list(capture_due(desk, due_now(desk), holder())) == []
    assert site.asked == []
    (known,) = desk.ledger.sources()
    assert known.next_due > slot


def test_a_busy_server_is_asked_again_and_only_the_last_answer_finishes_the_slot(desk, source, site):
    make_due(desk, source)
    site.put("/ferry", "busy", status=503)
    pauses = []
    (outcome,) = capture_due(desk, due_now(desk), holder(), wait=pauses.append)
    assert outcome.exchange.status == 503
    assert len(pauses) == due.ATTEMPTS - 1
    assert pauses[0] < pauses[1] * 2
    assert len(desk.ledger.captures(outcome.recorded.document)) == due.ATTEMPTS
    (slot,) = desk.ledger.slots(source)
    assert (slot.state, slot.outcome) == ("done", "failed")


def test_a_page_that_is_gone_is_not_asked_again(desk, source, site):
    make_due(desk, source)
    del site.answers["/ferry"]
    site.asked.clear()
    (outcome,) = capture_due(desk, due_now(desk), holder(), wait=no_wait)
    assert not transient(outcome.exchange)
    assert site.asked == ["/ferry"]


def test_one_bad_source_does_not_keep_the_others(desk, source, run, site):
    bad = "http://127.0.0.1:1/"
    assert run("add", bad, "--every", "1h").code == 0
    for address in (bad, source):
        make_due(desk, address)
    outcomes = {each.exchange.address: each.exchange.outcome for each in capture_due(desk, due_now(desk), holder(), wait=no_wait)}
    assert outcomes == {bad: "failed", source: "captured"}


def test_a_schedule_is_taken_away_again(desk, source, run):
    assert run("add", source, "--by-hand").code == 0
    (known,) = desk.ledger.sources()
    assert (known.schedule, known.next_due) == (None, None)


def test_a_verb_by_hand_finishes_the_slot_that_is_due(desk, source, run, site):
    make_due(desk, source)
    site.asked.clear()
    assert run("capture", source).code == 0
    assert [slot.state for slot in desk.ledger.slots(source)] == ["done"]
    assert list(capture_due(desk, due_now(desk), holder())) == []
    assert site.asked == ["/ferry"]


def test_a_verb_by_hand_leaves_a_slot_alone_that_a_flow_is_at(desk, source, run, site):
    make_due(desk, source)
    (known,) = due_now(desk)
    assert claim(desk, known, "the flow") is not None
    site.asked.clear()
    result = run("capture")
    assert result.code == 0
    assert site.asked == []
    assert "the flow" in result.err


def test_pasted_text_is_never_due(desk, run):
    address = "https://gull.example/pasted"
    assert (
        run("capture", "-", "--claimed-address", address, stdin="A pasted text about the ferry, long enough to be one.").code == 0
    )
    desk.ledger.set_schedule(address, due.next_slot and _hourly(), next_due=steps.now() - timedelta(minutes=1), now=steps.now())
    assert list(capture_due(desk, due_now(desk), holder())) == []
    assert due_now(desk) == []
    assert "pasted" in desk.ledger.slots(address)[0].reason


def _hourly():
    from flows.timing import schedule_of

    return schedule_of("1h", None, None)


def test_requests_made_by_hand_need_no_schedule(desk, site):
    outcome = capture_document(desk, Request(site.put("/other", STORY)))
    assert desk.ledger.slots(outcome.exchange.address) == []


def test_a_source_that_is_dropped_while_its_flow_runs_ends_nothing(desk, source, run, site):
    other = site.put("/other", STORY.replace("Friday", "Sunday"))
    assert run("add", other, "--every", "1h").code == 0
    for address in (source, other):
        make_due(desk, address)
    waiting = due_now(desk)
    assert desk.ledger.drop_source(source)
    assert [each.exchange.address for each in capture_due(desk, waiting, holder(), wait=no_wait)] == [other]
    assert due_now(desk) == []


def test_a_source_that_is_dropped_between_claim_and_capture_records_nothing_for_its_slot(desk, source):
    make_due(desk, source)
    (known,) = due_now(desk)
    mine = claim(desk, known, "me")
    assert desk.ledger.drop_source(source)
    with pytest.raises(LeaseLostError):
        capture_document(desk, mine.request, finishes=mine.slot)

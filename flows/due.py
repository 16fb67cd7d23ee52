"""What is due now, each slot once: the ledger's leases, honoured by flows and one-off verbs alike.

A slot is claimed before the source is captured and finished in the transaction that records the capture, so a run killed in between
leaves a lease that expires and a slot that the next run takes over; whoever lost a lease records nothing. Slots that passed while
nobody ran are made up once, by the newest of them; the others are kept as skipped, with the reason.

A transient failure (no answer, a time-out, a busy server) is tried again here, with growing pauses and jitter, and every attempt is
a recorded capture; only the last one finishes the slot.
"""

from __future__ import annotations

import os
import random
import socket
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from flows.intake import request_again
from flows.steps import Outcome, Request, capture_document, now
from flows.timing import MOST_COUNTED, missed, next_slot
from lineage.values import Exchange
from models.records import Schedule, SlotClaim, SourceRecord
from snapshots.capture import absolute

if TYPE_CHECKING:
    from flows.workspace import Workspace

LEASE_SECONDS = 180
"""How long a claim holds without being renewed, which happens before each attempt: the longest attempt, with room to spare."""

LATE_SECONDS = 900
"""A slot begun later than this after its time is said to be made up: nobody was there when it was due."""

ATTEMPTS = 3
FIRST_PAUSE = 2.0
"""Seconds before the second attempt; each further pause is three times as long, plus or minus half of it."""

_TRANSIENT_STATUS = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Claimed:
    """A source whose slot is ours until the lease ends."""

    source: SourceRecord
    request: Request
    slot: SlotClaim
    made_up: bool


def holder() -> str:
    """Who we are, for the lease: machine and process, and a word that tells two runs of one process apart."""
    return f"{socket.gethostname()}:{os.getpid()}:{random.getrandbits(32):08x}"


def due_now(workspace: Workspace, *, moment: datetime | None = None, limit: int | None = None) -> list[SourceRecord]:
    """The sources that are due, the longest waiting first."""
    return workspace.ledger.due_sources(moment or now(), limit)


def claim(workspace: Workspace, source: SourceRecord, me: str) -> Claimed | None:
    """Claim the slot a source is due for; None if somebody else has it, or nothing can be captured there.

    If slots passed without a run, the newest of them is claimed and the rest are put on record.
    """
    moment = now()
    schedule, due = source.schedule, source.next_due
    if schedule is None or due is None or due > moment:
        return None
    request = request_again(workspace, source)
    if request is None:
        reason = "the text was pasted in, so there is nothing to capture again"
        workspace.ledger.skip(source.address, due, reason=reason, now=moment)
        workspace.ledger.set_next_due(source.address, None)
        return None
    newest, passed = missed(schedule, source.address, due, moment)
    made_up = passed > 0 or moment - newest > timedelta(seconds=LATE_SECONDS)
    following = next_slot(schedule, source.address, max(newest, moment))
    if not workspace.ledger.claim(source.address, newest, me, now=moment, seconds=LEASE_SECONDS, made_up=made_up):
        _step_over(workspace, source, schedule, newest)
        return None
    if passed:
        workspace.ledger.skip(source.address, due, reason=_passed_words(passed, newest), now=moment)
    return Claimed(source, request, SlotClaim(source.address, newest, me, following), made_up)


def _step_over(workspace: Workspace, source: SourceRecord, schedule: Schedule, slot: datetime) -> None:
    """A slot that is finished already (the clock was set back, or the source was moved on by another run) is not waited for."""
    done = [each for each in workspace.ledger.slots(source.address, limit=20) if each.due == slot and each.state != "running"]
    if done:
        workspace.ledger.set_next_due(source.address, next_slot(schedule, source.address, slot))


def _passed_words(passed: int, newest: datetime) -> str:
    number = f"more than {MOST_COUNTED:,}" if passed >= MOST_COUNTED else str(passed)
    slots = "slot" if passed == 1 else "slots"
    by = f"made up once by the slot of {newest:%Y-%m-%d %H:%M} UTC"
    return f"{number} {slots} from here on did not run, because nothing was running then; {by}"


def capture_claimed(workspace: Workspace, claimed: Claimed, *, wait: Callable[[float], None] = time.sleep) -> Outcome:
    """Capture a claimed source; transient failures are tried again, and only the last attempt finishes the slot.

    Raises:
        LeaseLostError: the lease had run out and somebody else has the slot; nothing of the last attempt was recorded.
    """
    for attempt in range(1, ATTEMPTS):
        outcome = capture_document(workspace, claimed.request, finishes=claimed.slot, unless=transient)
        if not transient(outcome.exchange):
            return outcome
        wait(pause_before(attempt + 1))
        slot = claimed.slot
        workspace.ledger.renew(slot.address, slot.due, slot.holder, now=now(), seconds=LEASE_SECONDS)
    return capture_document(workspace, claimed.request, finishes=claimed.slot)


def transient(exchange: Exchange) -> bool:
    """Whether trying again soon may help: no answer at all, or an answer that says so."""
    if exchange.outcome != "failed" or not exchange.address.startswith("http"):
        return False
    return exchange.status is None or exchange.status in _TRANSIENT_STATUS


def pause_before(attempt: int) -> float:
    """Seconds to wait before an attempt (the second is the first one waited for)."""
    return FIRST_PAUSE * float(3 ** (attempt - 2)) * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret


def capture_due(
    workspace: Workspace,
    sources: Iterable[SourceRecord],
    me: str,
    *,
    wait: Callable[[float], None] = time.sleep,
) -> Iterator[Outcome]:
    """Claim and capture sources one after the other, skipping those that somebody else has. Gives each outcome as it comes."""
    from models.leases import LeaseLostError

    for source in sources:
        claimed = claim(workspace, source, me)
        if claimed is None:
            continue
        try:
            yield capture_claimed(workspace, claimed, wait=wait)
        except LeaseLostError:
            continue


def by_hand(workspace: Workspace, me: str, busy: Callable[[str, str], None]) -> Callable[[Workspace, Request], Outcome | None]:
    """How a one-off verb captures: a source whose slot is due is claimed, so that no flow does it again.

    Args:
        workspace: where the slots are.
        me: who we are.
        busy: is told the address and the holder of a slot that somebody else is at; it is left alone.
    """
    due = {source.address: source for source in due_now(workspace)}

    def take(workspace: Workspace, request: Request) -> Outcome | None:
        source = due.pop(_address_of(request), None)
        claimed = claim(workspace, source, me) if source else None
        if claimed is not None:
            return capture_document(workspace, request, finishes=claimed.slot)
        held = _held(workspace, source) if source else None
        if source is not None and held is not None:
            busy(source.address, held)
            return None
        return capture_document(workspace, request)

    return take


def _address_of(request: Request) -> str:
    if request.path is not None and request.claimed_address is None:
        return absolute(request.path).as_uri()
    return request.claimed_address or request.address or ""


def _held(workspace: Workspace, source: SourceRecord) -> str | None:
    """Who is at a source's slot right now, None if nobody is."""
    running = [each for each in workspace.ledger.slots(source.address, limit=20) if each.state == "running"]
    alive = [each for each in running if each.lease_expires is not None and each.lease_expires > now()]
    return alive[0].holder if alive else None


def plan(workspace: Workspace, address: str, schedule: Schedule | None) -> datetime | None:
    """Give a source its schedule, or take it away; gives when it is due first."""
    moment = now()
    first = next_slot(schedule, address, moment) if schedule else None
    workspace.ledger.set_schedule(address, schedule, next_due=first, now=moment)
    return first

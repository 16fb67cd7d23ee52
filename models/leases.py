"""When things run: schedules, slots with their leases, and runs.

A *slot* is one time at which a source was due. Invariants: a slot is one row, so it is done once whatever happens; it is worked on
by at most one holder at a time, who holds a lease that ends by itself; what a slot brought, its end and the next due time of its
source are written in one transaction. Each function that races with others is one statement that is right by itself, so nobody
has to queue for it.

Times come from the callers' clocks. A lease that was given further in the future than a lease lasts was given by a clock that
was set back since: it counts as ended, so that nothing waits for an hour to pass twice. A holder whose lease was taken over
cannot record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.errors import LedgerError
from lineage.values import Exchange
from models.columns import col
from models.database import inserted, kind_named, kind_of
from models.records import RunRecord, Schedule, SlotClaim, SlotRecord
from models.rows import address_key, run_of, slot_of
from models.tables import CaptureRow, RunRow, ScheduleRow, SlotRow, SourceRow

_SOURCE = sa.select(col(SourceRow.id)).where(col(SourceRow.address_key) == sa.bindparam("key"))
_HELD = sa.and_(
    col(SlotRow.source) == _SOURCE.scalar_subquery(),
    col(SlotRow.due) == sa.bindparam("at"),
    col(SlotRow.holder) == sa.bindparam("by"),
    col(SlotRow.state) == "running",
)
_HOLD = sa.update(SlotRow).where(_HELD)
_SLOTS = sa.select(SlotRow, col(SourceRow.address)).join(SourceRow)


class LeaseLostError(LedgerError):
    """The slot that a capture was made for is not the holder's any more: somebody took it over, finished it or removed it."""


# --- schedules ----------------------------------------------------------------------------------------------------------


def write_schedule(db: Connection, address: str, schedule: Schedule | None, next_due: datetime | None, now: datetime) -> bool:
    """Give a source its schedule, or take it away, with the time it is due next; False when there is no such source."""
    rule = {name: getattr(schedule, name, None) for name in ("every_seconds", "cron", "time_zone")}
    return _plan(
        db, address, {"next_due": next_due, "paused": False, "changed": now}, {**rule, "next_due": next_due, "changed": now}
    )


def write_next_due(db: Connection, address: str, next_due: datetime | None, now: datetime) -> bool:
    """Set the time a source is due next; False when there is no such source."""
    return _plan(db, address, {"next_due": next_due, "paused": False, "changed": now}, {"next_due": next_due})


def write_paused(db: Connection, address: str, paused: bool, now: datetime) -> bool:
    """Let nothing run by itself for a source, or let it run again; False when there is no such source."""
    return _plan(db, address, {"next_due": None, "paused": paused, "changed": now}, {"paused": paused, "changed": now})


def _plan(db: Connection, address: str, first: Mapping[str, Any], later: Mapping[str, Any]) -> bool:
    """Write the row of a source's schedule: `first` and `later` if it is new, `later` over what is there if it is not."""
    source = db.scalar(_SOURCE, {"key": address_key(address)})
    if source is None:
        return False
    put = kind_of(db).insert(ScheduleRow).values(source=source, **{**first, **later})
    db.execute(put.on_conflict_do_update(index_elements=["source"], set_=dict(later)))
    return True


def _advance(db: Connection, slot: SlotClaim) -> None:
    """Note when the source of a finished slot is due next, unless a person planned something later than the slot meanwhile."""
    source = db.scalar(_SOURCE, {"key": address_key(slot.address)})
    moved = db.execute(_ADVANCED, {"of": source, "at": slot.due, "next_due": slot.next_due})
    if not moved.rowcount and slot.next_due is not None:
        columns = {"source": source, "next_due": slot.next_due, "paused": False, "changed": slot.due}
        db.execute(kind_of(db).insert(ScheduleRow).values(**columns).on_conflict_do_nothing(index_elements=["source"]))


_ADVANCED = sa.update(ScheduleRow).where(
    col(ScheduleRow.source) == sa.bindparam("of"),
    sa.or_(col(ScheduleRow.next_due).is_(None), col(ScheduleRow.next_due) <= sa.bindparam("at", type_=SlotRow.due.type)),  # type: ignore[attr-defined]
)


# --- slots --------------------------------------------------------------------------------------------------------------


def claim(db: Connection, slot: SlotClaim, now: datetime, seconds: float, made_up: bool) -> bool:
    """Take a slot that nobody took, or whose holder's lease ended before it was finished; False when it cannot be had."""
    lasting = timedelta(seconds=seconds)
    columns = {"due": slot.due, "state": "running", "holder": slot.holder, "leased": now, "lease_expires": now + lasting}
    columns |= {"made_up": made_up, "started": now}
    ended = {"now": now, "ahead": now + lasting, "key": address_key(slot.address)}
    return db.execute(_taking(db.dialect.name), columns | ended).first() is not None


def skip(db: Connection, address: str, due: datetime, reason: str, now: datetime) -> bool:
    """Note that a slot did not run; False when it did, or does."""
    columns = {"due": due, "state": "skipped", "made_up": False, "finished": now, "reason": reason, "holder": None}
    columns |= {"leased": None, "lease_expires": None, "started": None}
    # A lease counts as given by a wrong clock from a day on here: no holder says how long its own lasts.
    ended = {"now": now, "ahead": now + timedelta(days=1), "key": address_key(address)}
    return db.execute(_taking(db.dialect.name), columns | ended).first() is not None


_TAKEN = ("state", "holder", "leased", "lease_expires", "made_up", "started", "finished", "reason")


@cache
def _taking(dialect: str) -> Any:
    """Return the statement that makes a slot, or takes over one whose lease ended: one statement, whoever else does the same."""
    table = sa.inspect(SlotRow).local_table
    names = ("due", *_TAKEN)
    values = [sa.bindparam(name, type_=table.c[name].type, required=name not in {"finished", "reason"}) for name in names]
    new = sa.select(col(SourceRow.id), *values).where(col(SourceRow.address_key) == sa.bindparam("key"))
    new = new.with_for_update(read=True, key_share=True)  # else a source that is dropped just now would be an error
    put = kind_named(dialect).insert(SlotRow).from_select(["source", *names], new)
    time = table.c.leased.type
    ended = sa.or_(
        col(SlotRow.lease_expires) <= sa.bindparam("now", type_=time), col(SlotRow.leased) > sa.bindparam("ahead", type_=time)
    )
    return put.on_conflict_do_update(
        index_elements=["source", "due"],
        set_={name: put.excluded[name] for name in _TAKEN},
        where=sa.and_(col(SlotRow.state) == "running", ended),
    ).returning(sa.literal(True))


def renew(db: Connection, slot: SlotClaim, now: datetime, seconds: float) -> bool:
    """Make a lease last from now on; False when it was lost."""
    columns = {"leased": now, "lease_expires": now + timedelta(seconds=seconds)}
    return bool(db.execute(_HOLD, columns | _names(slot)).rowcount)


def finish(db: Connection, slot: SlotClaim, outcome: str, reason: str | None, capture: int | None, now: datetime) -> bool:
    """Finish a slot with what came of it, and plan the source's next one; False when the lease was lost, and nothing is written."""
    columns = {"state": "done", "outcome": outcome, "reason": reason, "capture": capture, "finished": now, "lease_expires": None}
    if not db.execute(_HOLD, columns | _names(slot)).rowcount:
        return False
    _advance(db, slot)
    return True


def finish_by_capture(db: Connection, slot: SlotClaim, exchange: Exchange, capture: int) -> None:
    """Finish a slot with the capture that was made for it.

    Raises:
        LeaseLostError: the slot is not the holder's any more; the transaction must not be committed.
    """
    ended = exchange.started + timedelta(seconds=exchange.seconds)
    if not finish(db, slot, exchange.outcome, exchange.reason, capture, ended):
        raise LeaseLostError(
            "this capture was not recorded: its slot was taken over or done by somebody else",
            where=f"{slot.address}, due {slot.due.isoformat()}",
            advice="Nothing is lost: the other run records it. If that comes often, raise the time a lease lasts",
        )


def _names(slot: SlotClaim) -> dict[str, Any]:
    """Return what a slot and its holder are found by."""
    return {"key": address_key(slot.address), "at": slot.due, "by": slot.holder}


def slots(db: Connection, address: str | None, since: datetime | None, limit: int) -> list[SlotRecord]:
    """Return the slots of a source, or all, the one that was due last first."""
    query = _SLOTS
    if address is not None:
        query = query.where(col(SourceRow.address_key) == address_key(address))
    if since is not None:
        query = query.where(col(SlotRow.due) >= since)
    ordered = query.order_by(col(SlotRow.due).desc(), col(SlotRow.source)).limit(limit)
    return [slot_of(row) for row in db.execute(ordered).mappings()]


def drop_source(db: Connection, address: str) -> bool:
    """Watch an address no longer, and return whether it was watched: its schedule and slots go, its captures stay."""
    source = db.scalar(_SOURCE.with_for_update(), {"key": address_key(address)})
    if source is None:
        return False
    db.execute(sa.delete(SlotRow).where(col(SlotRow.source) == source))
    db.execute(sa.delete(ScheduleRow).where(col(ScheduleRow.source) == source))
    db.execute(sa.update(CaptureRow).where(col(CaptureRow.source_id) == source), {"source_id": None})
    db.execute(sa.update(CaptureRow).where(col(CaptureRow.feed_id) == source), {"feed_id": None})
    db.execute(sa.delete(SourceRow).where(col(SourceRow.id) == source))
    return True


# --- runs ---------------------------------------------------------------------------------------------------------------


def start_run(db: Connection, flow: str, name: str, by: str, now: datetime) -> int:
    """Note that a run began, and return its number."""
    return inserted(db, RunRow, flow=flow, name=name, started_by=by, started=now, state="running", counts={})


def finish_run(db: Connection, number: int, state: str, counts: Mapping[str, int], note: str | None, now: datetime) -> bool:
    """Note how a run ended, and return whether there is such a run."""
    columns = {"state": state, "counts": dict(counts), "note": note, "ended": now}
    return bool(db.execute(sa.update(RunRow).where(col(RunRow.number) == number), columns).rowcount)


def runs(db: Connection, limit: int) -> list[RunRecord]:
    """Return the runs, newest first."""
    return [run_of(row) for row in db.execute(sa.select(RunRow).order_by(col(RunRow.number).desc()).limit(limit)).mappings()]

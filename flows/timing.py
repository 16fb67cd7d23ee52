"""When a source is due: intervals and cron lines, daylight saving, spreading, and the slots that passed meanwhile.

A schedule is a rule; a *slot* is one moment at which it asks for a run. Slots follow from the rule and the source's address alone,
so every scheduler on every machine computes the same ones, and a slot is done once because it is one row in the ledger.

- `--every 6h` gives a grid of slots six hours apart. Each source has a grid of its own (an offset drawn from its address), so that
  a thousand sources do not come due in the same second.
- `--cron "0 6 * * *"` is read in the source's time zone as Debian's cron reads it (the `cronsim` package): a time that daylight
  saving skips runs right after the gap, one that it repeats runs once. Up to `CRON_SPREAD` seconds are added, again drawn from the
  address.

Nothing here reads a clock.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lineage.errors import UsageError
from models.records import Schedule

SHORTEST_EVERY = 60
"""The shortest interval, in seconds, at which one source may be captured: watching closer than that is an attack, not a watch."""

CRON_SPREAD = 30
"""The most seconds that a cron slot is put off, so that all sources of six o'clock do not start in one second."""

MOST_COUNTED = 10_000
"""Missed slots that are counted one by one; after a longer silence the number is said to be larger."""

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_EVERY = re.compile(r"(?:\d{1,6}[smhdw])+")
_PART = re.compile(r"(\d+)([smhdw])")


def schedule_of(every: str | None, cron: str | None, time_zone: str | None) -> Schedule | None:
    """The schedule a person typed; None if neither an interval nor a cron line was given.

    Raises:
        UsageError: both were given, the interval or cron line cannot be read, or there is no such time zone.
    """
    if every and cron:
        raise UsageError("A source has either an interval or a cron line", advice="Leave out --every or --cron")
    if not every and not cron:
        if time_zone:
            raise UsageError("A time zone belongs to a schedule", advice="Add --every or --cron")
        return None
    zone = time_zone or "UTC"
    _zone(zone)
    if every:
        return Schedule(every_seconds=seconds_of(every), cron=None, time_zone=zone)
    line = " ".join((cron or "").split())
    _cron(line, datetime(2000, 1, 1, tzinfo=UTC))
    return Schedule(every_seconds=None, cron=line, time_zone=zone)


def seconds_of(every: str) -> int:
    """An interval such as `6h`, `90m` or `1d12h`, in seconds.

    Raises:
        UsageError: it cannot be read, or is shorter than `SHORTEST_EVERY`.
    """
    compact = every.replace(" ", "").lower()
    if not _EVERY.fullmatch(compact):
        raise UsageError("This is no interval", where=every, advice="Write it like 6h, 90m, 1d or 1d12h (units: s, m, h, d, w)")
    seconds = sum(int(number) * _UNITS[unit] for number, unit in _PART.findall(compact))
    if not SHORTEST_EVERY <= seconds <= 366 * 86400:
        raise UsageError("An interval is at least one minute and at most a year", where=every, advice="Choose another one")
    return seconds


def next_slot(schedule: Schedule, address: str, after: datetime) -> datetime:
    """The first slot later than `after` (aware), in UTC."""
    if schedule.every_seconds:
        return _next_on_grid(schedule.every_seconds, _drawn(address, schedule.every_seconds), after)
    spread = timedelta(seconds=_drawn(address, CRON_SPREAD))
    local = (after - spread).astimezone(_zone(schedule.time_zone))
    return _cron(schedule.cron or "", local).astimezone(UTC) + spread


def missed(schedule: Schedule, address: str, due: datetime, now: datetime) -> tuple[datetime, int]:
    """The newest slot that is not in the future, and how many slots before it, from `due` on, passed without a run.

    The count ends at `MOST_COUNTED`.
    """
    newest, count = due, 0
    if schedule.every_seconds:
        steps = int((now - due).total_seconds() // schedule.every_seconds)
        return due + timedelta(seconds=steps * schedule.every_seconds), min(steps, MOST_COUNTED)
    while count < MOST_COUNTED and (following := next_slot(schedule, address, newest)) <= now:
        newest, count = following, count + 1
    return newest, count


def _next_on_grid(every: int, offset: int, after: datetime) -> datetime:
    seconds = after.timestamp() - offset
    return datetime.fromtimestamp((seconds // every + 1) * every + offset, UTC)


def _drawn(address: str, below: int) -> int:
    """A number from 0 up to `below`, always the same for one address."""
    return int.from_bytes(hashlib.sha256(address.encode("utf-8", "surrogatepass")).digest()[:8], "big") % max(below, 1)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        advice = "Use a name such as Europe/Berlin, Asia/Shanghai or UTC"
        raise UsageError("There is no such time zone", where=name, advice=advice) from None


def _cron(line: str, after: datetime) -> datetime:
    from cronsim import CronSim, CronSimError

    try:
        return next(CronSim(line, after))
    except (CronSimError, StopIteration) as error:
        advice = 'Write five fields, such as "0 6 * * *" for six in the morning, or "*/30 8-18 * * 1-5"'
        raise UsageError(f"This is no cron line: {error or 'it names no moment'}", where=line, advice=advice) from None

"""When a source is due: the same for every scheduler, over daylight saving, and after a silence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.timing import CRON_SPREAD, missed, next_slot, schedule_of, seconds_of
from lineage.errors import UsageError
from models.records import Schedule

ADDRESS = "https://gull.example/slip"
HOURLY = Schedule(every_seconds=3600, cron=None, time_zone="UTC")
MOMENTS = st.integers(10**9, 28 * 10**8).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


def at_six(zone: str) -> Schedule:
    return Schedule(every_seconds=None, cron="0 6 * * *", time_zone=zone)


@pytest.mark.parametrize(("typed", "seconds"), [("6h", 21600), ("90m", 5400), ("1d12h", 129600), ("1 w", 604800), ("60s", 60)])
def test_intervals_are_read_as_people_write_them(typed, seconds):
    assert seconds_of(typed) == seconds


@pytest.mark.parametrize("typed", ["", "6", "h", "-1h", "1y", "6 hours", "59s", "400d", "1h and more", "9" * 30 + "d"])
def test_what_is_no_interval_is_refused_with_an_example(typed):
    with pytest.raises(UsageError, match="interval"):
        seconds_of(typed)


@pytest.mark.parametrize("line", ["", "61 * * * *", "* * * *", "0 6 * * * * *", "@never", "0 6 31 2 *", "a b c d e"])
def test_a_wrong_cron_line_is_refused(line):
    with pytest.raises(UsageError):
        schedule_of(None, line or " ", "UTC")


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "../etc/passwd", "Europe/berlin\0", "é"])
def test_a_time_zone_that_does_not_exist_is_refused(zone):
    if not zone:
        assert schedule_of("6h", None, zone).time_zone == "UTC"
        return
    with pytest.raises(UsageError, match="time zone"):
        schedule_of("6h", None, zone)


@given(MOMENTS, st.integers(60, 366 * 86400))
def test_a_grid_has_one_slot_in_every_interval(moment, every):
    schedule = Schedule(every_seconds=every, cron=None, time_zone="UTC")
    slot = next_slot(schedule, ADDRESS, moment)
    assert moment < slot <= moment + timedelta(seconds=every, microseconds=1)
    assert next_slot(schedule, ADDRESS, slot) == slot + timedelta(seconds=every)


def test_sources_of_one_interval_are_spread_over_it():
    moment = datetime(2026, 3, 1, tzinfo=UTC)
    minutes = {next_slot(HOURLY, f"https://gull.example/{n}", moment).minute for n in range(200)}
    assert len(minutes) > 45


@pytest.mark.parametrize(
    ("after", "local"),
    [
        (datetime(2026, 3, 28, 12, tzinfo=UTC), "2026-03-29T06:00"),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "2026-10-25T06:00"),
        (datetime(2026, 7, 1, 12, tzinfo=UTC), "2026-07-02T06:00"),
    ],
)
def test_six_in_the_morning_is_six_in_the_morning_across_daylight_saving(after, local):
    slot = next_slot(at_six("Europe/Berlin"), ADDRESS, after).astimezone(ZoneInfo("Europe/Berlin"))
    assert slot.replace(second=0).isoformat()[:16] == local
    assert slot.second <= CRON_SPREAD


def test_a_time_that_the_clock_skips_runs_once_after_the_gap_and_one_it_repeats_runs_once():
    nightly = Schedule(every_seconds=None, cron="30 2 * * *", time_zone="Europe/Berlin")
    for start, days in ((datetime(2026, 3, 27, 12, tzinfo=UTC), 4), (datetime(2026, 10, 23, 12, tzinfo=UTC), 4)):
        slots, moment = [], start
        while moment < start + timedelta(days=days):
            moment = next_slot(nightly, ADDRESS, moment)
            slots.append(moment.astimezone(ZoneInfo("Europe/Berlin")).date())
        assert len(slots) == len(set(slots))
        assert all((b - a).days == 1 for a, b in pairwise(slots))


@given(MOMENTS, st.integers(0, 5000))
def test_what_was_missed_is_counted_and_the_newest_is_made_up(due, hours):
    now = due + timedelta(hours=hours, minutes=5)
    newest, count = missed(HOURLY, ADDRESS, due, now)
    assert (newest, count) == (due + timedelta(hours=hours), hours)


def test_a_long_silence_of_a_cron_line_is_counted_too():
    schedule = at_six("Asia/Shanghai")
    due = next_slot(schedule, ADDRESS, datetime(2026, 1, 1, tzinfo=UTC))
    newest, count = missed(schedule, ADDRESS, due, due + timedelta(days=10, hours=3))
    assert (newest, count) == (due + timedelta(days=10), 10)


def test_nothing_is_missed_when_the_slot_has_just_come():
    due = datetime(2026, 3, 1, 6, tzinfo=UTC)
    assert missed(HOURLY, ADDRESS, due, due) == (due, 0)

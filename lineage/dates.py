"""Dates as texts write them, in part: "Thursday", "March 1", "in March 2020", "2020-09-17"; and whether two of them agree.

A date keeps only what is written. Where the day of the text itself is known, a weekday or a day without a year stands for the
nearest such day not after it, as news writes. Pure calendar arithmetic: no clock is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan\.?|Feb\.?|Mar\.?|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
WRITTEN = (
    rf"(?:{WEEKDAY}|(?:\d{{1,2}}(?:st|nd|rd|th)? )?{MONTH}(?: \d{{1,2}}(?:st|nd|rd|th)?(?!\d))?(?:,? (?:19|20)\d\d)?|(?:19|20)\d\d)"
)
"""A date in running text: a weekday, a day or month with or without its year, a year."""

_ISO = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
_MONTH = re.compile(rf"\b(?P<month>{MONTH})(?![a-z])")
_DAY = re.compile(r"(?<![\d])(\d{1,2})(?:st|nd|rd|th)?(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_WEEKDAY = re.compile(rf"\b{WEEKDAY}\b", re.IGNORECASE)

Agreement = Literal["same", "weekday", "compatible", "contrary"]


@dataclass(frozen=True, slots=True)
class PartDate:
    """What is known of a date; `weekday` is 0 for Monday."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None


def read_date(written: str, anchor: date | None = None) -> PartDate | None:
    """The date that words stand for; None for words without one.

    Args:
        written: as `WRITTEN` matches it, or ISO 8601.
        anchor: the day of the text, if known; weekdays and days without a year are then resolved to days not after it.
    """
    if iso := _ISO.search(written):
        found = PartDate(int(iso[1]), int(iso[2]), int(iso[3]))
    else:
        month, year, weekday = _MONTH.search(written), _YEAR.search(written), _WEEKDAY.search(written)
        day = _DAY.search(written) if month else None
        found = PartDate(
            int(year[1]) if year else None,
            MONTHS.index(month["month"][:3].lower()) + 1 if month else None,
            int(day[1]) if day and 1 <= int(day[1]) <= 31 else None,
            WEEKDAYS.index(weekday.group().lower()) if weekday else None,
        )
    if found == PartDate():
        return None
    return _with_weekday(_anchored(found, anchor) if anchor else found)


def _anchored(found: PartDate, anchor: date) -> PartDate:
    if found.weekday is not None and found.month is None and found.year is None:
        day = anchor - timedelta(days=(anchor.weekday() - found.weekday) % 7)
        return PartDate(day.year, day.month, day.day, found.weekday)
    if found.year is None and found.month and found.day:
        year = anchor.year if (found.month, found.day) <= (anchor.month, anchor.day) else anchor.year - 1
        return replace(found, year=year)
    return found


def _with_weekday(found: PartDate) -> PartDate:
    """A whole date knows its weekday; an impossible one (31 June) stays without."""
    if found.weekday is None and found.year and found.month and found.day:
        try:
            return replace(found, weekday=date(found.year, found.month, found.day).weekday())
        except ValueError:
            return found
    return found


def dates_agree(one: PartDate, other: PartDate) -> Agreement:
    """`same`: day and month in common; `weekday`: only that; `compatible`: less; `contrary`: they cannot be one date."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("year", "month", "day", "weekday")]
    if any(a is not None and b is not None and a != b for a, b in pairs):
        return "contrary"
    if one.month and one.month == other.month and one.day and one.day == other.day:
        return "same"
    return "weekday" if one.weekday is not None and one.weekday == other.weekday else "compatible"

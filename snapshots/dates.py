"""Dates as fields and first lines write them, as ISO 8601. What a date means is for the caller to say."""

from __future__ import annotations

import re
from datetime import date, datetime

YEARS = range(1990, 2101)
"""Years a page of the web can have been published in; others are mistakes or fill-ins (1970-01-01, 0001-01-01)."""

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_FIRST = re.compile(r"\b([A-Z][a-z]{2,8})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?\s([A-Z][a-z]{2,8})\.?,?\s(\d{4})\b")
_NUMERIC = re.compile(r"\b(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_CLOCK = re.compile(r"T| \d{2}:\d{2}")


def iso_date(value: str) -> str | None:
    """A date as ISO 8601: with its time if the whole value is ISO, else the day; None if there is none in `YEARS`.

    Read are ISO, year-first numbers, and English words with day and year ("November 29, 2021", "29 Nov 2021"). Day and month
    in numbers alone ("03/04/2021") are ambiguous and give None.
    """
    text = value.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return _day(text)
    if when.year not in YEARS:
        return None
    return when.isoformat() if _CLOCK.search(text) else when.date().isoformat()


def _day(text: str) -> str | None:
    if found := _NUMERIC.search(text):
        year, month, day = int(found[1]), int(found[3]), int(found[4])
    elif found := _CHINESE.search(text):
        year, month, day = (int(part) for part in found.groups())
    elif found := _MONTH_FIRST.search(text):
        year, month, day = int(found[3]), _month(found[1]), int(found[2])
    elif found := _DAY_FIRST.search(text):
        year, month, day = int(found[3]), _month(found[2]), int(found[1])
    else:
        return None
    try:
        return date(year, month, day).isoformat() if year in YEARS else None
    except ValueError:
        return None


def _month(name: str) -> int:
    short = name[:3].lower()
    return _MONTHS.index(short) + 1 if short in _MONTHS else 0

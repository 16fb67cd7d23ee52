"""Addresses of pictures: the host shows whose picture server it is, the path often when the file was made.

Invariants: a host is resolved through the outlet table only; a known picture host shows the asset origin and makes its
outlet a candidate for the text (a copy that points at somebody's picture server was often copied together with the text),
unless it is a photo agency's, whose pictures go everywhere. A date in the path is a lower bound of the copy's time, never
its publication date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from lineage.clue_rules.dates import time_value
from lineage.clue_rules.scan import Scan
from lineage.outlets import OutletTable, host_of, registrable
from lineage.values import Clue, Outlet

_IMAGE_END = r"\.(?:jpe?g|png|gif|webp|avif|svg|bmp|tiff?)\b"
_IN_TEXT = re.compile(
    r"!\[[^\]\n]{0,300}\]\(<?(?P<markdown>https?://[^\s)>]{4,600})|"
    r"<img\b[^>\n]{0,300}?\bsrc=[\"']?(?P<html>https?://[^\s\"'>]{4,600})|"
    r"(?P<plain>https?://[^\s\"'<>()]{4,600})"
)
_PLAIN_IMAGE = re.compile(rf"[^?#]+{_IMAGE_END}", re.IGNORECASE)
_PATH_DATE = re.compile(r"/((?:19|20)\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_.-]|T\d|$)")
_EPOCH = re.compile(r"(?<!\d)(1\d{12}|1\d{9})(?!\d)")
_ID = re.compile(r"/(\d{6,10})(?=[-_.][^/]*$|/[^/]*$)")
"""The number of the article or picture in a path; a day is shorter or parted, an epoch longer."""
_NOT_BEFORE = datetime(2001, 9, 9, tzinfo=UTC)
_SLACK = timedelta(days=2)
_NO_TEXT_KINDS = frozenset({"photo agency", "aggregator", "portal"})


@dataclass(frozen=True, slots=True)
class Asset:
    """A picture's address and how to make a clue at the place it stands."""

    address: str
    make: Callable[..., Clue]


def find_asset_hosts(scan: Scan) -> Iterator[Clue]:
    """Picture addresses that stand in the text itself: Markdown and HTML images, and plain addresses of image files."""
    for match in _IN_TEXT.finditer(scan.text, scan.start):
        group = match.lastgroup or "plain"
        address = match.group(group).rstrip(".,;:)")
        if group == "plain" and not _PLAIN_IMAGE.match(address):
            continue
        span = (match.start(group), match.start(group) + len(address))
        yield from asset_clues(Asset(address, text_maker(scan, span)), scan.outlets, own=None)


def text_maker(scan: Scan, span: tuple[int, int], carrier: str = "text") -> Callable[..., Clue]:
    """A maker of clues at one span."""

    def make(kind: str, role: str, value: str, rule: str, **more: object) -> Clue:
        return scan.clue(kind, role, value, span, rule, carrier=carrier, **more)  # type: ignore[arg-type]

    return make


def asset_clues(asset: Asset, outlets: OutletTable, own: Outlet | str | None, *, unknown: bool = False) -> Iterator[Clue]:
    """What one picture's address says. `own` is the host's own outlet or registrable name: its own pictures say nothing.

    `unknown` asks for a hint even if the table does not know the host (for a field that names just one picture).
    """
    host = host_of(asset.address)
    if host is None or "." not in host or registrable(host) == own:
        return
    outlet = outlets.by_asset_host(host) or outlets.by_host(host)
    if outlet is not None and outlet == own:
        return
    if outlet is None:
        if unknown:
            yield asset.make("asset host", "asset_origin", host, "asset host/unknown", strength="hints", date=_day(asset.address))
            yield from _times(asset)
        return
    yield asset.make(
        "asset host", "asset_origin", host, "asset host/table", strength="shows", outlet=outlet.name, date=_day(asset.address)
    )
    if outlet.kind not in _NO_TEXT_KINDS:
        yield asset.make("asset host", "text_origin", host, "asset host/text candidate", strength="hints", outlet=outlet.name)
    identity = _ID.search(asset.address)
    if identity is not None:
        yield asset.make("asset id", "other", identity[1], "asset id/path", strength="hints", outlet=outlet.name)
    yield from _times(asset)


def _times(asset: Asset) -> Iterator[Clue]:
    for when, rule in ((_day(asset.address), "asset date/path"), (_moment(asset.address), "asset date/epoch")):
        if when is not None:
            yield asset.make("asset date", "time", time_value("lower bound", when), rule, strength="shows", date=when)


def _day(address: str) -> str | None:
    """The day in the path, as an ISO date."""
    match = _PATH_DATE.search(address)
    try:
        return date(int(match[1]), int(match[2]), int(match[3])).isoformat() if match else None
    except ValueError:
        return None


def _moment(address: str) -> str | None:
    """The time in epoch digits: milliseconds, or seconds if a day in the path confirms them; both must agree with such a
    day."""
    day = _day(address)
    for match in _EPOCH.finditer(address):
        digits = match.group()
        moment = datetime.fromtimestamp(int(digits[:10]), tz=UTC)
        near = day is not None and abs(moment - datetime.fromisoformat(day + "T12:00:00+00:00")) <= _SLACK
        if near or (day is None and len(digits) == 13 and moment >= _NOT_BEFORE):
            return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
    return None

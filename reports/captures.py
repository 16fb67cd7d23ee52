"""What `capture` and `pin` answer, as JSON and as text for a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from lineage.values import Exchange, Quality
from models.records import PinRecord, Recorded
from reports.views import Json, instant
from reports.visible import one_line

WENT_WRONG = ("not found", "refused", "failed")


def capture_view(exchange: Exchange, quality: Quality, recorded: Recorded, title: str | None, entries: Sequence[str]) -> Json:
    """One capture: what was asked, what came back, where it is kept."""
    return {
        "address": exchange.address,
        "final_address": exchange.final_address,
        "document": recorded.document,
        "capture": recorded.capture,
        "title": title,
        "outcome": exchange.outcome,
        "reason": exchange.reason,
        "status": exchange.status,
        "quality": quality.verdict,
        "quality_reasons": list(quality.reasons),
        "truncated": exchange.truncated,
        "started": instant(exchange.started),
        "seconds": round(exchange.seconds, 3),
        "snapshot": exchange.payload_digest,
        "warc": exchange.warc.path if exchange.warc else None,
        "claimed": exchange.claimed,
        "entries": list(entries),
    }


def render_captures(view: Mapping[str, Any]) -> str:
    """The captures, one after the other; what went wrong says why and what to do next."""
    captures = view["captures"]
    if not captures:
        return "Nothing to capture: no source is registered. Next: citetrail capture ADDRESS"
    lines = [line for each in captures for line in _capture_lines(each)]
    wrong = sum(each["outcome"] in WENT_WRONG for each in captures)
    if len(captures) > 1:
        lines.append(
            f"{len(captures) - wrong} of {len(captures)} captured"
            + (f", {wrong} failed (recorded, with the reason)" if wrong else "")
        )
    return "\n".join(lines)


def _capture_lines(capture: Mapping[str, Any]) -> list[str]:
    lines = [f"{capture['outcome']:<10} {capture['document']}  {one_line(capture['title'] or capture['address'])}"]
    if capture["title"]:
        lines.append(f"{'':<10} {one_line(capture['address'])}")
    if capture["outcome"] in WENT_WRONG:
        lines.append(f"{'':<10} why: {one_line(capture['reason'])}")
    elif capture["quality"] != "ok":
        lines.append(f"{'':<10} but: {capture['quality']}: {one_line('; '.join(capture['quality_reasons']))}")
        lines.append(f"{'':<10} kept as it came; nothing is concluded from its text")
    if capture["entries"]:
        lines.append(f"{'':<10} a feed: {len(capture['entries'])} entries")
    return lines


def pins_view(pins: Sequence[PinRecord], dropped: Sequence[str] = ()) -> Json:
    """Pins, and the ids of those that were just dropped."""
    return {
        "pins": [
            {
                "id": pin.id,
                "document": pin.document,
                "exact": pin.anchor.exact,
                "prefix": pin.anchor.prefix,
                "suffix": pin.anchor.suffix,
                "start": pin.anchor.start,
                "layer": pin.anchor.layer,
                "snapshot": pin.snapshot,
                "made": instant(pin.made),
                "note": pin.note,
            }
            for pin in pins
        ],
        "dropped": list(dropped),
    }


def render_pins(view: Mapping[str, Any]) -> str:
    """Pins, one after the other."""
    if view["dropped"]:
        return "\n".join(f"dropped {one_line(each)}" for each in view["dropped"])
    if not view["pins"]:
        return "No pins yet. Next: citetrail pin DOCUMENT --quote TEXT"
    return "\n".join(
        f"{pin['id']}  {pin['document']}  “{one_line(pin['exact'])}”"
        + ("  (outside the article)" if pin["layer"] == "page" else "")
        for pin in view["pins"]
    )

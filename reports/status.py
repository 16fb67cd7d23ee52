"""What the verbs `status`, `audit`, `diff` and `inspect` answer, as plain JSON.

The shapes are the contracts of those verbs; fields beyond them are ours. Nothing is decided here: verdicts, change
classes and findings come in as values.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lineage.judging import clue_id
from lineage.measured import measured
from lineage.values import Analysis, Change, DiffPart, Digest, Discrepancy
from models.records import (
    AuditRecord,
    CaptureRecord,
    DocumentRecord,
    PinRecord,
    Schedule,
    SlotRecord,
    SourceRecord,
)
from models.rows import document_key
from reports.views import Json, capture_item, instant, plain

if TYPE_CHECKING:
    from models.ledger import Ledger

RECENT_SLOTS = 100
RECENT_RUNS = 10
"""How many slots and runs `status` looks back on."""


def status_view(ledger: Ledger) -> Json:
    """How much the ledger holds; every watched source with its last outcome, its schedule and when it is due next; the slots that
    did not run, and the last runs of the flows; and under `attention` the sources that are not in order.
    """
    sources = sorted(ledger.sources(), key=lambda source: source.address)
    slots = ledger.slots(limit=RECENT_SLOTS)
    return {
        "counts": plain(ledger.counts()),
        "sources": [plain(source) | {"schedule": schedule_words(source.schedule)} for source in sources],
        "attention": [{"address": source.address, "problem": problem} for source in sources if (problem := _problem(source))],
        "not_run": [_slot_item(slot) for slot in slots if slot.state == "skipped"],
        "running": [_slot_item(slot) for slot in slots if slot.state == "running"],
        "runs": [plain(run) for run in ledger.runs(RECENT_RUNS)],
    }


def schedule_words(schedule: Schedule | None) -> str | None:
    """A schedule as a person would write it: `every 6h`, `0 6 * * * (Europe/Berlin)`; None for none."""
    if schedule is None:
        return None
    if schedule.every_seconds:
        return f"every {_interval(schedule.every_seconds)}"
    return f"{schedule.cron} ({schedule.time_zone})"


def _interval(seconds: int) -> str:
    parts = []
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        parts += [f"{count}{unit}"] if count else []
    return "".join(parts)


def _slot_item(slot: SlotRecord) -> Json:
    return {
        "address": slot.address,
        "due": instant(slot.due),
        "state": slot.state,
        "reason": slot.reason,
        "holder": slot.holder,
        "lease_expires": instant(slot.lease_expires),
    }


def _problem(source: SourceRecord) -> str | None:
    if source.last_capture is None:
        return "never captured"
    if source.last_outcome in ("captured", "unchanged"):
        return None
    return f"{source.last_outcome}: {source.last_reason}" if source.last_reason else str(source.last_outcome)


def audit_view(audits: Sequence[AuditRecord], pins: Sequence[PinRecord] = (), documents: Sequence[DocumentRecord] = ()) -> Json:
    """The verdicts of one or more audits.

    `pins` give the pinned words (`was`); a pin that is missing there has none. `documents` give the addresses; without
    them a document goes by its id alone.
    """
    pinned = {pin.id: pin for pin in pins}
    addresses = {document.id: document.address for document in documents}
    return {
        "pins": [item | {"address": addresses.get(audit.document)} for audit in audits for item in _audited_pins(audit, pinned)],
        "documents": [_audited_document(audit) | {"address": addresses.get(audit.document)} for audit in audits],
    }


def _audited_pins(audit: AuditRecord, pinned: dict[str, PinRecord]) -> list[Json]:
    found = []
    for pin_id, check in audit.pins:
        pin = pinned.get(pin_id)
        evidence = {
            "audit": audit.number,
            "made": instant(audit.made),
            "was_snapshot": pin.snapshot if pin else audit.was_snapshot,
            "was_start": pin.anchor.start if pin else None,
            "now_snapshot": audit.now_snapshot,
            "now_start": check.start,
            "now_capture": audit.now_capture,
            "reasons": list(check.reasons),
        }
        item: Json = {"pin": pin_id, "document": audit.document, "verdict": check.verdict, "now": check.now}
        item |= {"was": pin.anchor.exact if pin else None, "edits": plain(check.edits), "evidence": evidence}
        found.append(item)
    return found


def _audited_document(audit: AuditRecord) -> Json:
    return {
        "document": audit.document,
        "change": audit.change.word,
        "quality": audit.quality,
        "reasons": list(audit.change.reasons),
        "rungs": list(audit.change.rungs),
        "offline": audit.offline,
        "was_snapshot": audit.was_snapshot,
        "now_snapshot": audit.now_snapshot,
    }


def diff_view(
    document: DocumentRecord, was: CaptureRecord, now: CaptureRecord, change: Change, parts: Sequence[DiffPart] | None = None
) -> Json:
    """What changed between two captures of a document; `parts` defaults to those of the change."""
    shown = change.parts if parts is None else parts
    return {
        "document": {"id": document.id, "address": document.address, "title": document.title},
        "was": capture_item(was),
        "now": capture_item(now),
        "change": change.word,
        "reasons": list(change.reasons),
        "rungs": list(change.rungs),
        "parts": [plain(part) for part in shown],
    }


def inspect_view(
    address: str | None,
    title: str | None,
    text: str,
    digest: Digest,
    language: str | None,
    analysis: Analysis,
    checks: Sequence[Json] = (),
) -> Json:
    """What one text says about itself. Every span indexes `text`, which is given whole.

    `checks` are its quotations held against captured texts, where there is a workspace that has them.
    """
    document = {"address": address, "title": title, "text": text, "text_digest": digest, "language": language}
    known = document_key(address) if address else digest
    return {
        "document": document,
        "clues": [_measured(plain(clue) | {"finding": clue_id(known, clue)}, clue.confidence) for clue in analysis.clues],
        "citations": plain(analysis.citations),
        "quotations": [_measured(plain(each)) for each in analysis.quotations],
        "figures": plain(analysis.figures),
        "turns": plain(analysis.turns),
        "reported": plain(analysis.reported),
        "discrepancies": [_placed(each) for each in analysis.discrepancies],
        "checks": list(checks),
    }


def _measured(item: Json, precision: float | None = None) -> Json:
    """A finding with its rule's measured precision; null where nobody measured."""
    found = measured(item["rule"])
    return item | {"confidence": precision if precision is not None else found.precision if found else None}


def _placed(discrepancy: Discrepancy) -> Json:
    """A discrepancy with the place of its left side, so that it has a quote and a span as every item of `inspect` has."""
    left = discrepancy.left
    item: Json = plain(discrepancy)
    return item | {"quote": left.get("quote"), "start": left.get("start"), "end": left.get("end")}

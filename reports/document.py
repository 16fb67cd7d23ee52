"""The report on one document as plain JSON: the single source of its HTML and Markdown.

No clock and no chance: the same ledger gives the same report, byte for byte. A renderer adds layout and escaping, never
facts. What could not be captured stands here too: a failed capture is evidence of absence at that time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lineage.values import Analysis, Citation, Clue
from models.records import CaptureRecord, ReadingRecord, SnapshotRecord, WorkRecord
from reports.apparatus import notes_of
from reports.chain import chain_of
from reports.judged import judgement_item
from reports.quoted import checks_of
from reports.shared import text_of
from reports.views import Json, Lookup, capture_item, clue_view, instant, pin_item, plain
from reports.words import LIMITS

if TYPE_CHECKING:
    from models.ledger import Ledger

FORMAT = "citetrail report"
FORMAT_VERSION = 1
CONTEXT = 60
"""Characters shown on either side of a clue."""


def document_report(ledger: Ledger, document_id: str, *, version: str) -> Json:
    """Everything known of one document, in the order a reader needs it; `version` is citetrail's own.

    Raises:
        UnknownDocumentError: the ledger has no such document.
    """
    lookup = Lookup(ledger)
    chain = chain_of(lookup, document_id, most=None)
    reading = lookup.reading(document_id)
    analysis = reading.analysis if reading else Analysis()
    audits = sorted(ledger.audits(document_id), key=lambda audit: audit.number)
    pins = sorted(ledger.pins(document_id), key=lambda pin: (pin.anchor.layer, pin.anchor.start, pin.id))
    report = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "document": chain["document"],
        "verdict": chain["verdict"],
        "chain": {part: chain[part] for part in ("nodes", "edges", "copies", "withdrawn", "rejected")},
        "clues": _clues(lookup, document_id, analysis.clues, reading),
        "shared": [each for each in chain["shared"] if each["of"] == document_id],
        "discrepancies": chain["discrepancies"],
        "citations": _citations(analysis.citations, ledger.works(), document_id),
        "quotations": plain(analysis.quotations),
        "figures": plain(analysis.figures),
        "pins": [pin_item(pin, audits) for pin in pins],
        "audits": plain(audits),
        "snapshots": _snapshots(lookup, document_id),
        "captures": [capture_item(capture) for capture in lookup.captures(document_id)],
        "names": chain["names"],
        "method": _method(analysis, reading, chain, version),
        "limits": list(LIMITS),
        "reported": plain(analysis.reported),
        "checks": lookup.checks(document_id, checks_of),
        "judgements": _judgements(lookup, chain),
        "text": reading.reading.main_text if reading else "",
    }
    flat = report | {"citations": plain(analysis.citations), "discrepancies": report["discrepancies"]}
    return report | {"notes": notes_of(flat)}


def _judgements(lookup: Lookup, chain: Json) -> list[Json]:
    """What persons judged of findings that this report shows, in the order they were made, superseded ones too."""
    shown = {edge["finding"] for part in ("edges", "copies", "rejected") for edge in chain[part]}
    shown |= {clue["finding"] for role in chain["verdict"].values() for clue in [*role["clues"], *role["rejected"]]}
    made = [each for each in lookup.ledger.judgements() if each.finding in shown]
    return [(judgement_item(each) or {}) | {"finding": each.finding, "kind": each.kind} for each in made]


def _clues(lookup: Lookup, document_id: str, clues: Sequence[Clue], reading: ReadingRecord | None) -> list[Json]:
    """Each clue with the text around it; a clue found in markup only has no place in the text and no context."""
    if reading is None:
        return []
    spans = [(clue.start, clue.end, clue.quote) for clue in clues if clue.start is not None and clue.end is not None]
    text = text_of(reading, spans)
    return [clue_view(clue, document_id, lookup.judgements) | _context(text, clue) for clue in clues]


def _context(text: str, clue: Clue) -> Json:
    if clue.start is None or clue.end is None or text[clue.start : clue.end] != clue.quote:
        return {"before": None, "after": None}
    return {"before": text[max(0, clue.start - CONTEXT) : clue.start], "after": text[clue.end : clue.end + CONTEXT]}


def _citations(citations: Sequence[Citation], works: Sequence[WorkRecord], document_id: str) -> list[Json]:
    """The works this document cites: its own mentions, the variants in all documents, and who else cites them."""
    by_work: dict[str, list[Citation]] = {}
    for citation in citations:
        by_work.setdefault(citation.work.id or "", []).append(citation)
    known = {work.id: work for work in works}
    ordered = sorted(by_work.items(), key=lambda item: (item[0] == "", item[1][0].start))
    return [_cited(work_id, mentions, known.get(work_id), document_id) for work_id, mentions in ordered]


def _cited(work_id: str, mentions: Sequence[Citation], work: WorkRecord | None, document_id: str) -> Json:
    first = mentions[0].work
    everywhere = work.mentions if work else ()
    return {
        "id": work_id or None,
        "title": work.title if work else (first.title if work_id else None),
        "issuer": work.issuer if work else (first.issuer if work_id else None),
        "date": work.date if work else (first.date if work_id else None),
        "variants": sorted(
            {each.title for each in everywhere if each.title} | {each.work.title for each in mentions if each.work.title}
        ),
        "also_cited_by": sorted({each.document for each in everywhere} - {document_id}),
        "mentions": [plain(each) for each in mentions],
    }


def _snapshots(lookup: Lookup, document_id: str) -> list[Json]:
    """Each distinct payload once, in order of first capture, with its digests from the wire to the paragraph."""
    seen: dict[str, list[CaptureRecord]] = {}
    for capture in lookup.captures(document_id):
        if capture.snapshot is not None:
            seen.setdefault(capture.snapshot.digest, []).append(capture)
    return [_snapshot(lookup, captures[0].snapshot, captures) for captures in seen.values() if captures[0].snapshot]


def _snapshot(lookup: Lookup, snapshot: SnapshotRecord, captures: Sequence[CaptureRecord]) -> Json:
    reading = lookup.ledger.reading_of(snapshot.digest, captures[0].document)
    item: Json = plain(snapshot)
    return item | {
        "captured": [instant(capture.started) for capture in captures],
        "ladder": plain(reading.ladder) if reading else None,
        "extractor": plain(reading.reading.extractor) if reading else None,
        "problem": reading.reading.problem if reading else None,
    }


def _method(analysis: Analysis, reading: ReadingRecord | None, chain: Json, version: str) -> Json:
    """Which program, extractor, rules and engines spoke."""
    findings: list[Any] = [*analysis.clues, *analysis.citations, *analysis.quotations, *analysis.figures, *analysis.turns]
    findings += analysis.reported
    rules = {(each.rule, each.rule_version) for each in findings}
    rules |= {(each["rule"], each["rule_version"]) for each in chain["discrepancies"]}
    return {
        "tool": {"name": "citetrail", "version": version},
        "extractor": plain(reading.reading.extractor) if reading else None,
        "encoding": reading.reading.encoding if reading else None,
        "rules": [{"rule": rule, "version": number} for rule, number in sorted(rules)],
        "engines": sorted({edge["engine"] for edge in [*chain["edges"], *chain["copies"]]}),
    }

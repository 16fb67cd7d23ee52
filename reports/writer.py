"""Writes reports into a folder: JSON, HTML and Markdown per document, and an index of all documents.

Every file is written beside its place and renamed into it, so that a reader never sees half a report and a crash leaves
the old one. Files that are not ours, and reports of earlier titles, are left alone.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from lineage.errors import UsageError
from models.records import AuditRecord
from reports import html, markdown
from reports.chain import chain_view
from reports.document import document_report
from reports.naming import report_name
from reports.views import Json, Lookup, instant, to_json, verdict_view

if TYPE_CHECKING:
    from models.ledger import Ledger


def write_reports(ledger: Ledger, document_ids: Sequence[str], folder: Path, *, version: str) -> list[Path]:
    """Writes the reports of these documents and the index of all; returns the files in the order they were written.

    Raises:
        UnknownDocumentError: an id names no document; nothing was written then.
        UsageError: the folder cannot be written.
    """
    reports = [document_report(ledger, document_id, version=version) for document_id in document_ids]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [path for report in reports for path in _write_report(report, folder)]
        return written + _write_index(ledger, folder)
    except OSError as error:
        advice = "Choose a folder you may write to, or free some space"
        raise UsageError(f"Reports cannot be written: {error.strerror or error}", where=str(folder), advice=advice) from error


def html_report(ledger: Ledger, document_id: str) -> str:
    """The chain of one document as a page of its own, for `chain --format html`.

    Raises:
        UnknownDocumentError: the ledger has no such document.
    """
    return html.render_chain_page(chain_view(ledger, document_id))


def _write_report(report: Json, folder: Path) -> list[Path]:
    document = report["document"]
    name = report_name(document["id"], document["title"], document["address"])
    texts = {".json": to_json(report), ".html": html.render_report(report), ".md": markdown.render_report(report)}
    return [_write(folder / f"{name}{suffix}", text) for suffix, text in texts.items()]


def _write_index(ledger: Ledger, folder: Path) -> list[Path]:
    lookup = Lookup(ledger)
    found = [index_entry(lookup, document.id, folder) for document in ledger.documents()]
    entries = sorted(found, key=lambda entry: ((entry["title"] or "").casefold(), entry["id"]))
    texts = {"index.html": html.render_index(entries), "index.json": to_json({"documents": entries})}
    return [_write(folder / name, text) for name, text in texts.items()]


def index_entry(lookup: Lookup, document_id: str, folder: Path) -> Json:
    """One line of the index; `html` is the report's file name if it lies in the folder, else None."""
    document = lookup.demand(document_id)
    reading = lookup.reading(document_id)
    clues = reading.analysis.clues if reading else ()
    title = document.title or (reading.reading.title if reading else None)
    page = f"{report_name(document_id, title, document.address)}.html"
    captures, audits = lookup.captures(document_id), lookup.ledger.audits(document_id)
    last = captures[-1] if captures else None
    verdict = verdict_view(lookup, document_id, clues)
    return {
        "id": document_id,
        "title": title,
        "address": document.address,
        "html": page if (folder / page).exists() else None,
        "verdict": {role: _brief(said) for role, said in verdict.items()},
        "last_capture": {"started": instant(last.started), "outcome": last.outcome, "quality": last.quality} if last else None,
        "last_audit": _last_audit(audits),
    }


def _brief(role: Json) -> Json:
    return {"name": role["name"], "word": role["word"], "candidates": [each["name"] for each in role["candidates"]]}


def _last_audit(audits: Sequence[AuditRecord]) -> Json | None:
    if not audits:
        return None
    last = max(audits, key=lambda audit: audit.number)
    verdicts = Counter(check.verdict for _, check in last.pins)
    return {"made": instant(last.made), "change": last.change.word, "pins": dict(sorted(verdicts.items()))}


def _write(path: Path, text: str) -> Path:
    """Writes a file beside its place, flushes it to disk and renames it into place."""
    beside = path.with_name(f".{path.name[:120]}.{os.getpid()}.part")
    try:
        with beside.open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return path

"""The flows: capture what is due, audit what is pinned, write the reports; each wraps the plain steps and adds what Prefect is for.

Names that say what a run does, tasks (a source each, up to a hundred sources; above that a batch by host), a progress artifact, a
table of outcomes, a link to each report. A source that fails is an outcome in the table, never a failed run. What a run did is in
the ledger as well (`runs`, `slots`, `captures`), so that `status` can tell without Prefect.

The only place that decorates; `flows/serving.py` puts these on a schedule.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from prefect import flow, task
from prefect.artifacts import create_link_artifact, create_progress_artifact, create_table_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import ArtifactCollectionFilter, ArtifactCollectionFilterKey
from prefect.runtime import flow_run
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.auditing import audit_document
from flows.due import capture_due, due_now, holder
from flows.settings import load_settings
from flows.steps import Outcome, now, settle, sweep
from flows.workspace import Workspace, open_workspace
from models.records import AuditRecord, DocumentRecord, SourceRecord

SINGLY = 100
"""Up to so many sources, each is a task of its own; above that a task is a batch."""

BATCH = 100
_TOLD: ContextVar[Callable[[str], None]] = ContextVar("told", default=lambda _: None)

TABLE_ROWS = 200
"""Rows that an artifact's table shows; the ledger has them all."""


# --- capture --------------------------------------------------------------------------------------------------------------------


@flow(name="capture", flow_run_name=lambda: _run_name("capture what is due"))
def capture_flow(workspace: str, limit: int | None = None) -> dict[str, int]:
    """Capture every source that is due, each slot once.

    Args:
        workspace: the workspace's folder.
        limit: the most sources to take in this run.
    """
    with _run(workspace, "capture") as (found, finish):
        sweep(found)
        settle(found)
        sources = due_now(found, limit=limit)
        counts: Counter[str] = Counter(due=len(sources))
        rows: list[dict[str, Any]] = []
        progress = _Progress("capture", len(sources))
        for batch in batches(sources):
            outcomes = _capture_batch.with_options(task_run_name=_batch_name(batch))(found, batch)
            rows += [_outcome_row(each) for each in outcomes]
            counts.update(each.exchange.outcome for each in outcomes)
            progress.step(len(batch))
        settle(found)
        _table(
            "capture-outcomes", rows, f"{len(rows)} of {len(sources)} due sources captured; the others were done by somebody else"
        )
        finish(counts)
    return dict(counts)


@task(name="capture", persist_result=False, cache_policy=NO_CACHE)
def _capture_batch(workspace: Workspace, sources: Sequence[SourceRecord]) -> list[Outcome]:
    return list(capture_due(workspace, sources, holder()))


def batches(sources: Sequence[SourceRecord]) -> list[list[SourceRecord]]:
    """The tasks of a run: one source each, or above `SINGLY` sources batches of up to `BATCH`, a host's sources side by side."""
    if len(sources) <= SINGLY:
        return [[source] for source in sources]
    by_host = sorted(sources, key=lambda source: (_host(source), source.next_due or now(), source.address))
    found: list[list[SourceRecord]] = [[]]
    for _, of_host in groupby(by_host, _host):
        for source in of_host:
            if len(found[-1]) == BATCH:
                found.append([])
            found[-1].append(source)
    return found


def _host(source: SourceRecord) -> str:
    return urlsplit(source.address).hostname or ""


def _batch_name(batch: Sequence[SourceRecord]) -> str:
    if len(batch) == 1:
        return f"capture {batch[0].address[:200]}"
    hosts = list(dict.fromkeys(_host(source) or "files" for source in batch))
    shown = ", ".join(hosts[:3]) + (f" and {len(hosts) - 3} more" if len(hosts) > 3 else "")
    return f"capture {len(batch)} sources of {shown}"


def _outcome_row(outcome: Outcome) -> dict[str, Any]:
    return {
        "outcome": outcome.exchange.outcome,
        "quality": outcome.quality.verdict,
        "address": outcome.exchange.address,
        "title": outcome.title or "",
        "reason": outcome.exchange.reason,
        "document": outcome.recorded.document,
    }


# --- audit ----------------------------------------------------------------------------------------------------------------------


@flow(name="audit", flow_run_name=lambda: _run_name("audit what is pinned"))
def audit_flow(workspace: str, documents: list[str] | None = None, offline: bool = False) -> dict[str, int]:
    """Audit every document that has pins (or these, by their ids) against a fresh capture.

    Args:
        workspace: the workspace's folder.
        documents: ids of documents; by default all that have pins.
        offline: compare with what is stored instead of capturing.
    """
    with _run(workspace, "audit") as (found, finish):
        chosen = _to_audit(found, documents)
        counts: Counter[str] = Counter()
        rows: list[dict[str, Any]] = []
        progress = _Progress("audit", len(chosen))
        for part in _parts(chosen):
            name = f"audit {part[0].address[:200]}" if len(part) == 1 else f"audit {len(part)} documents"
            audits = _audit_part.with_options(task_run_name=name)(found, part, offline)
            rows += [row for document, audit in zip(part, audits, strict=True) for row in _audit_rows(document, audit)]
            counts.update(check.verdict for audit in audits for _, check in audit.pins)
            progress.step(len(part))
        settle(found)
        _table("audit-verdicts", rows, f"{sum(counts.values())} pins in {len(chosen)} documents")
        finish(counts)
    return dict(counts)


@task(name="audit", persist_result=False, cache_policy=NO_CACHE)
def _audit_part(workspace: Workspace, documents: Sequence[DocumentRecord], offline: bool) -> list[AuditRecord]:
    return [audit_document(workspace, document, offline=offline) for document in documents]


def _to_audit(workspace: Workspace, documents: list[str] | None) -> list[DocumentRecord]:
    wanted = set(documents) if documents is not None else {pin.document for pin in workspace.ledger.pins()}
    return [document for document in workspace.ledger.documents() if document.id in wanted]


def _parts(documents: Sequence[DocumentRecord]) -> Iterator[Sequence[DocumentRecord]]:
    size = 1 if len(documents) <= SINGLY else BATCH
    for start in range(0, len(documents), size):
        yield documents[start : start + size]


def _audit_rows(document: DocumentRecord, audit: AuditRecord) -> list[dict[str, Any]]:
    base = {"document": document.id, "address": document.address, "change": audit.change.word}
    checks = [{"pin": pin, "verdict": check.verdict, "now": check.now or ""} for pin, check in audit.pins]
    return [base | check for check in checks] or [base | {"pin": "", "verdict": "", "now": ""}]


# --- report ---------------------------------------------------------------------------------------------------------------------


@flow(name="report", flow_run_name=lambda: _run_name("write the reports"))
def report_flow(workspace: str) -> dict[str, int]:
    """Write the report of every document, and the index page.

    Args:
        workspace: the workspace's folder.
    """
    with _run(workspace, "report") as (found, finish):
        documents = found.ledger.documents()
        written = _write_reports.with_options(task_run_name=f"write {len(documents)} reports")(
            found, [each.id for each in documents]
        )
        pages = [path for path in written if path.suffix == ".html"]
        for page in sorted(pages, key=lambda path: path.name != "index.html")[:TABLE_ROWS]:
            create_link_artifact(link=page.as_uri(), link_text=page.name, description=f"the report {page.name}")
        counts = {"documents": len(documents), "pages": len(pages)}
        finish(counts)
    return counts


@task(name="report", persist_result=False, cache_policy=NO_CACHE)
def _write_reports(workspace: Workspace, documents: Sequence[str]) -> list[Path]:
    from reports.writer import write_reports

    return write_reports(workspace.ledger, documents, workspace.settings.reports_folder, version=_version())


def _version() -> str:
    from importlib.metadata import version

    return version("citetrail")


# --- what every flow does -------------------------------------------------------------------------------------------------------


@contextmanager
def _run(folder: str, flow_name: str) -> Iterator[tuple[Workspace, Callable[[dict[str, int]], None]]]:
    """Open the workspace and put the run into the ledger: begun here, finished by the function handed out, or failed."""
    with open_workspace(load_settings(Path(folder)), told=_TOLD.get()) as workspace:
        number = workspace.ledger.start_run(
            flow_name, flow_run.get_name() or flow_name, f"prefect {flow_run.get_id() or ''}".strip(), now()
        )

        def finish(counts: dict[str, int]) -> None:
            workspace.ledger.finish_run(number, "done", dict(counts), None, now())

        try:
            yield workspace, finish
        except BaseException as error:
            workspace.ledger.finish_run(number, "failed", {}, f"{type(error).__name__}: {error}", now())
            raise


def _run_name(what: str) -> str:
    return f"{what}, {now():%Y-%m-%d %H:%M:%S} UTC"


class _Progress:
    """The progress artifact of a run; a run over nothing has none."""

    def __init__(self, key: str, total: int) -> None:
        self._key, self._total, self._done = key, total, 0
        self._artifact: UUID | None = None
        if total:
            made = create_progress_artifact(progress=0.0, key=f"{key}-progress", description=f"{total} to {key}")
            self._artifact = made if isinstance(made, UUID) else None

    def step(self, count: int) -> None:
        """So many more are done."""
        self._done += count
        _TOLD.get()(f"{self._key}: {self._done} of {self._total}")
        if self._artifact is not None:
            update_progress_artifact(self._artifact, progress=round(100 * self._done / self._total, 1))


def _table(key: str, rows: list[dict[str, Any]], description: str) -> None:
    """The table of a run; a run over nothing leaves none."""
    if rows:
        more = f"; the first {TABLE_ROWS} are shown" if len(rows) > TABLE_ROWS else ""
        create_table_artifact(rows[:TABLE_ROWS], key=key, description=description + more)


def run_once(name: str, folder: Path, *, told: Callable[[str], None] = lambda _: None, **parameters: Any) -> dict[str, int]:
    """Run one flow in this process and give its counts; `told` is given a line after each task.

    Without its heartbeat, whose thread would hold the end of the run up for a second.
    """
    flows: dict[str, Callable[..., Any]] = {"capture": capture_flow, "audit": audit_flow, "report": report_flow}
    token = _TOLD.set(told)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return dict(flows[name](str(folder), **parameters))
    finally:
        _TOLD.reset(token)


def newest_table(key: str) -> list[dict[str, Any]]:
    """The rows of the newest table artifact of this key, as the server has it; none if there is no such artifact."""
    wanted = ArtifactCollectionFilter(key=ArtifactCollectionFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        found = client.read_latest_artifacts(artifact_filter=wanted)
    return list(json.loads(str(found[0].data))) if found else []

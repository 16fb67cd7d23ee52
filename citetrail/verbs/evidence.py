"""Verbs about what somebody relies on: pin, audit, diff."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from citetrail.verbs.common import common_options, opened, progress, show
from lineage.errors import UsageError


@click.command()
@click.argument("document", required=False)
@click.option("--quote", help="The words to pin, as they stand there; `-` reads them from standard input.")
@click.option(
    "--occurrence", type=click.IntRange(min=1), help="Which one, if the words stand there several times (1 is the first)."
)
@click.option("--note", help="Why it is pinned, for the report.")
@click.option("--drop", metavar="ID", help="Drop a pin instead; its audits stay on record.")
@common_options
def pin(
    document: str | None,
    quote: str | None,
    occurrence: int | None,
    note: str | None,
    drop: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Pin a quote in a DOCUMENT: from now on every audit says whether it still stands there. Without --quote: list pins."""
    from flows.auditing import make_pin, one_document
    from reports.captures import pins_view, render_pins

    with opened(workspace) as found:
        if drop is not None:
            if not found.ledger.drop_pin(drop):
                raise UsageError("No pin has this id", where=drop, advice="List the pins with: citetrail pin")
            shown, dropped = [], [drop]
        elif quote is None:
            shown, dropped = found.ledger.pins(one_document(found, document).id if document else None), []
        elif document is None:
            raise UsageError("A pin needs a document", advice="citetrail pin DOCUMENT --quote TEXT")
        else:
            words = sys.stdin.read() if quote == "-" else quote
            made, _ = make_pin(found, one_document(found, document), words, occurrence=occurrence, note=note)
            shown, dropped = [made], []
        view = pins_view(shown, dropped)
    show(view, as_json, render_pins)


@click.command()
@click.argument("documents", nargs=-1)
@click.option("--offline", is_flag=True, help="Compare with the newest stored capture instead of capturing afresh.")
@common_options
def audit(documents: tuple[str, ...], offline: bool, workspace: Path | None, as_json: bool) -> None:
    """Check pins and DOCUMENTS against a fresh capture; without any, every document that has pins.

    Exit code 1 if any pin is altered, absent, ambiguous or not auditable; 4 if stored bytes are missing or damaged.
    """
    from flows.auditing import audit_all, damage, one_document
    from reports.status import audit_view
    from reports.terminal import render_audit

    with opened(workspace) as found:
        chosen = [one_document(found, name) for name in documents] or _pinned(found)
        if not chosen:
            raise UsageError(
                "There is nothing to audit: no pins yet", advice="Pin a quote first: citetrail pin DOCUMENT --quote TEXT"
            )
        audits = audit_all(
            found, chosen, offline=offline, told=lambda each: progress(f"audited {each.document}: {each.change.word}")
        )
        view = audit_view(audits, found.ledger.pins(), found.ledger.documents())
        damaged = damage(found, audits)
    show(view, as_json, render_audit)
    if damaged:
        raise damaged[0]
    if not all(check.verdict in ("verbatim", "moved", "typographic") for each in audits for _, check in each.pins):
        raise click.exceptions.Exit(1)


def _pinned(found: Any) -> list[Any]:
    with_pins = {each.document for each in found.ledger.pins()}
    return [document for document in found.ledger.documents() if document.id in with_pins]


@click.command()
@click.argument("document")
@click.option("--was", metavar="DIGEST", help="The older snapshot (a prefix of its digest); by default the one before the newest.")
@click.option("--now", "today", metavar="DIGEST", help="The newer snapshot; by default the newest good one.")
@common_options
def diff(document: str, was: str | None, today: str | None, workspace: Path | None, as_json: bool) -> None:
    """Show what changed between two snapshots of a DOCUMENT."""
    from flows.auditing import compare_snapshots, demand_evidence, one_document
    from reports.status import diff_view
    from reports.terminal import render_diff

    with opened(workspace) as found:
        chosen = one_document(found, document)
        before, after, change = compare_snapshots(found, chosen, was, today)
        demand_evidence(found, before, after)
        view = diff_view(chosen, before, after, change)
    show(view, as_json, render_diff)

"""Verbs that show what the ledger holds: chain, works, report, status."""

from __future__ import annotations

from pathlib import Path

import click

from citetrail.verbs.common import common_options, opened, progress, show


@click.command()
@click.argument("document")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "svg", "dot", "html"]),
    default="text",
    help="How to show it (default: text).",
)
@common_options
def chain(document: str, form: str, workspace: Path | None, as_json: bool) -> None:
    """Show the chain of republication of a DOCUMENT, with the evidence for each step."""
    from flows.auditing import one_document
    from reports.chain import chain_view
    from reports.terminal import render_chain

    with opened(workspace) as found:
        chosen = one_document(found, document)
        if form == "html":
            from reports.writer import html_report

            click.echo(html_report(found.ledger, chosen.id), nl=False)
            return
        view = chain_view(found.ledger, chosen.id)
    if form == "svg":
        from reports.svg import chain_svg

        click.echo(chain_svg(view), nl=False)
    elif form == "dot":
        from reports.dot import chain_dot

        click.echo(chain_dot(view), nl=False)
    else:
        show(view, as_json or form == "json", render_chain)


@click.command()
@common_options
def works(workspace: Path | None, as_json: bool) -> None:
    """List the works that the documents cite: under which titles and issuers, by whom, and where the documents disagree about them.

    Mentions in different documents are one work where at least two keys agree; the keys are shown, and so is what came near and was
    left apart, with the reason. `citetrail judge` confirms or rejects a link.
    """
    from flows.linking import link_all
    from reports.findings import render_works
    from reports.works import works_view

    with opened(workspace) as found:
        link_all(found)
        view = works_view(found.ledger)
    show(view, as_json, render_works)


@click.command()
@click.argument("documents", nargs=-1)
@click.option(
    "--to", "folder", type=click.Path(file_okay=False, path_type=Path), help="Where to write (default: reports/ of the workspace)."
)
@common_options
def report(documents: tuple[str, ...], folder: Path | None, workspace: Path | None, as_json: bool) -> None:
    """Write the provenance report of each DOCUMENT (by default all) as HTML, Markdown and JSON, and an index page."""
    from citetrail.cli import VERSION
    from flows.auditing import one_document
    from flows.linking import link_all
    from reports.writer import write_reports

    with opened(workspace) as found:
        link_all(found)
        chosen = [one_document(found, name) for name in documents] or found.ledger.documents()
        target = folder or found.settings.reports_folder
        if len(chosen) > 20:
            progress(f"writing {len(chosen)} reports to {target}")
        written = write_reports(found.ledger, [each.id for each in chosen], target, version=VERSION)
    show({"written": [str(path) for path in written]}, as_json, lambda view: "\n".join(view["written"]))


@click.command()
@common_options
def status(workspace: Path | None, as_json: bool) -> None:
    """Show what is watched, when it was captured last, and what failed."""
    from reports.status import status_view
    from reports.terminal import render_status

    with opened(workspace) as found:
        view = status_view(found.ledger)
    show(view, as_json, render_status)


@click.command()
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="The most documents to show.")
@common_options
def search(query: tuple[str, ...], limit: int, workspace: Path | None, as_json: bool) -> None:
    """Find documents by words in their titles and texts: words, "phrases", -excluded words."""
    from reports.search import render_search, search_view

    with opened(workspace) as found:
        words = " ".join(query)
        view = search_view(words, found.ledger.search(words, limit))
    show(view, as_json, render_search)

"""Verbs that take something in: init, add, capture, inspect."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citetrail.verbs.common import common_options, opened, progress, show
from lineage.errors import UsageError

if TYPE_CHECKING:
    from flows.steps import Outcome, Request


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path())
@click.option(
    "--from",
    "origin",
    metavar="WORKSPACE",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Move in from another workspace: its whole ledger, its snapshots and its outlets are copied.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def init(folder: Path, origin: Path | None, as_json: bool) -> None:
    """Make a workspace in FOLDER (by default here): settings, ledger, snapshot store, reports.

    The ledger is a file in the folder, unless CITETRAIL_DATABASE names a PostgreSQL database.
    """
    from flows.settings import load_settings, make_workspace
    from flows.workspace import demand_no_orphans

    made = make_workspace(folder)
    demand_no_orphans(load_settings(made))
    if origin is not None:
        from flows.moving import move_in

        move_in(origin, made, told=progress)
    else:
        from models.ledger import Ledger
        from models.outlet_table import load_outlets

        settings = load_settings(made)
        ledger = Ledger.create(settings.database_url)
        ledger.put_outlets(load_outlets(*settings.outlet_files))
        ledger.close()
    show({"workspace": str(made)}, as_json, lambda view: f"Workspace ready: {view['workspace']}\nNext: citetrail capture ADDRESS")


@click.command()
@click.argument("addresses", nargs=-1, required=True)
@click.option("--every", metavar="INTERVAL", help="Capture it so often from now on: 30m, 6h, 1d.")
@click.option("--cron", metavar="LINE", help='Capture it at these times: "0 6 * * *".')
@click.option("--time-zone", metavar="ZONE", help="The time zone of the cron line, such as Europe/Berlin (by default UTC).")
@click.option("--by-hand", is_flag=True, help="Take its schedule away: it is captured by hand only.")
@click.option("--outlet", help="Who publishes there, if you know.")
@common_options
def add(
    addresses: tuple[str, ...],
    every: str | None,
    cron: str | None,
    time_zone: str | None,
    by_hand: bool,
    outlet: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Register ADDRESSES as sources without capturing them yet; `-` reads a list, one a line, from standard input.

    With --every or --cron they are captured by themselves while `citetrail schedule` runs. A source that is there already gets the
    new schedule.
    """
    from flows.due import plan
    from flows.intake import addresses_of, register
    from flows.timing import schedule_of

    times = schedule_of(every, cron, time_zone)
    if by_hand and times:
        raise UsageError("A source captured by hand has no schedule", advice="Leave out --by-hand, or --every and --cron")
    with opened(workspace) as found:
        added = [register(found, address, kind, outlet) for address, kind in addresses_of(_listed(addresses))]
        for each in added:
            if times or by_hand:
                due = plan(found, each["address"], times)
                each["next_due"] = due.isoformat().replace("+00:00", "Z") if due else None
    show({"sources": added}, as_json, lambda _: "\n".join(_added_line(each) for each in added))


def _added_line(source: dict[str, Any]) -> str:
    due = f"  first due {source['next_due'][:16].replace('T', ' ')} UTC" if source.get("next_due") else ""
    return f"{'added' if source['new'] else 'known'}  {source['address']}{due}"


@click.command()
@click.argument("addresses", nargs=-1)
@click.option("--claimed-address", metavar="URL", help="The address a saved or pasted text is said to come from.")
@click.option(
    "--claimed-date", metavar="DATE", type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S"]), help="Its date, as claimed."
)
@click.option("--outlet", help="Who publishes there, if you know.")
@common_options
def capture(
    addresses: tuple[str, ...],
    claimed_address: str | None,
    claimed_date: datetime | None,
    outlet: str | None,
    workspace: Path | None,
    as_json: bool,
) -> None:
    """Capture ADDRESSES (URLs, feeds, files, `-` for pasted text) now; without any, all sources that are due.

    A source without a schedule is always due. One that another run is capturing right now is left alone.

    Each goes the whole path: fetched, stored, judged, read, analysed, matched with what is stored, derived. Exit code 6 if a source
    failed; what was answered is recorded all the same.
    """
    from flows.due import by_hand, holder
    from flows.intake import requests_for
    from flows.steps import capture_all
    from reports.captures import capture_view, render_captures

    date = claimed_date.replace(tzinfo=UTC) if claimed_date else None
    pasted = sys.stdin.buffer.read() if addresses == ("-",) else None
    with opened(workspace) as found:
        requests = requests_for(found, addresses, pasted=pasted, claimed_address=claimed_address, claimed_date=date, outlet=outlet)
        take = by_hand(found, holder(), _busy)
        outcomes = capture_all(found, requests, told=_progress_of(requests), take=take)
    captures = [capture_view(each.exchange, each.quality, each.recorded, each.title, each.from_feed) for each in outcomes]
    show({"captures": captures}, as_json, render_captures)
    if any(each.exchange.outcome in ("not found", "refused", "failed") for each in outcomes):
        raise click.exceptions.Exit(6)


def _busy(address: str, held: str) -> None:
    progress(f"left alone, because {held} is capturing it right now: {address}")


def _progress_of(requests: list[Request]) -> Any:
    done = 0

    def told(outcome: Outcome) -> None:
        nonlocal done
        done += 1
        if len(requests) > 1:
            progress(f"[{done}/{max(done, len(requests))}] {outcome.exchange.outcome}: {outcome.exchange.address}")

    return told


def _listed(addresses: tuple[str, ...]) -> list[str]:
    if addresses == ("-",):
        return [line.strip() for line in sys.stdin if line.strip() and not line.startswith("#")]
    return list(addresses)


@click.command()
@click.argument("what", metavar="ADDRESS|FILE|-")
@common_options
def inspect(what: str, workspace: Path | None, as_json: bool) -> None:
    """Analyse one text without storing anything: clues, citations, quotations, figures, turns, discrepancies.

    The text is shown with its findings in brackets, each with the mark of a note below it. In a workspace, what the text quotes
    from a captured work or document is held against that.
    """
    from flows.inspecting import inspect_text
    from reports.findings import render_inspect
    from reports.status import inspect_view

    pasted = sys.stdin.buffer.read() if what == "-" else None
    seen = inspect_text(what, pasted=pasted, workspace=workspace)
    view = inspect_view(seen.address, seen.title, seen.text, seen.digest, seen.language, seen.analysis, seen.checks)
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    show(view, as_json, lambda each: render_inspect(each, colour=colour))

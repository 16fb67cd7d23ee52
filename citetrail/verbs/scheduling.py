"""Verbs that run flows under Prefect: run, schedule, deploy. The only ones that load it, and only once they begin."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from citetrail.verbs.common import common_options, progress, show


@click.command()
@click.argument("flow", type=click.Choice(["capture", "audit", "report"]))
@common_options
def run(flow: str, workspace: Path | None, as_json: bool) -> None:
    """Run one FLOW once under Prefect: capture what is due, audit what is pinned, or write the reports.

    Without PREFECT_API_URL a Prefect server is started for the run and its data kept in the workspace. Exit codes as for the verbs
    capture and audit.
    """
    from flows.prefect_home import prepare
    from flows.settings import find_workspace, load_settings

    folder = find_workspace(workspace)
    load_settings(folder)
    prepare(folder)
    progress("Starting Prefect (the first time this takes up to half a minute) ...")
    from flows.scheduled import run_once

    # Prefect writes to stdout here and there; ours is for the answer alone.
    counts = run_once(flow, folder, told=progress)
    show({"flow": flow, "counts": counts}, as_json, lambda _: _counts_line(flow, counts))
    sys.stdout.flush()
    if any(counts.get(each) for each in ("not found", "refused", "failed")):
        raise click.exceptions.Exit(6)
    if any(counts.get(each) for each in ("altered", "absent", "ambiguous", "not auditable")):
        raise click.exceptions.Exit(1)


def _counts_line(flow: str, counts: dict[str, int]) -> str:
    said = ", ".join(f"{count} {word}" for word, count in counts.items())
    return f"{flow}: {said}" if said else f"{flow}: nothing to do"


@click.command()
@common_options
def schedule(workspace: Path | None, as_json: bool) -> None:
    """Run all flows by themselves until stopped: captures as sources come due, audits and reports as citetrail.toml says.

    On the Prefect server that PREFECT_API_URL names, or on a local one that is started here and stops with it.
    """
    from flows.serving import schedule_all
    from flows.settings import find_workspace, load_settings

    folder = find_workspace(workspace)
    schedule_all(load_settings(folder), told=progress)
    show({"workspace": str(folder), "stopped": True}, as_json, lambda _: "")


@click.command()
@click.option("--pool", default="citetrail", show_default=True, help="The process work pool; it is made if it is not there.")
@common_options
def deploy(pool: str, workspace: Path | None, as_json: bool) -> None:
    """Register the flows with a team's Prefect server, so that process workers on several machines run them.

    PREFECT_API_URL names the server. Each worker needs citetrail installed and this workspace's folder, ledger and store in reach;
    start one with: prefect worker start --pool citetrail
    """
    from flows.serving import deploy_all
    from flows.settings import find_workspace, load_settings

    names = deploy_all(load_settings(find_workspace(workspace)), pool, told=progress)
    view = {"pool": pool, "deployments": names}
    show(view, as_json, lambda _: "\n".join([*names, f"Next, on each machine: prefect worker start --pool {pool} --type process"]))

"""The verb that takes a person's word on a finding: judge."""

from __future__ import annotations

from pathlib import Path

import click

from citetrail.verbs.common import common_options, opened, show


@click.command()
@click.argument("finding")
@click.option("--confirm/--reject", "confirmed", default=None, required=True, help="Whether the finding is right.")
@click.option("--by", required=True, metavar="NAME", help="Who says so.")
@click.option("--because", required=True, metavar="TEXT", help="Why: what you saw, whom you asked.")
@common_options
def judge(finding: str, confirmed: bool, by: str, because: str, workspace: Path | None, as_json: bool) -> None:
    """Confirm or reject a FINDING: an edge (e...), a clue (c...), a link between mentions of works (l..., or m...:m...).

    `chain` and `works` show the ids. Your word outranks inference from then on, in every view and report, with your name and reason
    beside it; what was inferred is kept. Judge again to change your mind: nothing is deleted, the last word counts.
    """
    from flows.judging import judge as record
    from reports.judged import judged_view, render_judged

    with opened(workspace) as found:
        made = record(found, finding, confirmed=confirmed, by=by, because=because)
        view = judged_view(found.ledger, made)
    show(view, as_json, render_judged)

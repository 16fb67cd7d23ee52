"""The verb demo: a complete story on loopback."""

from __future__ import annotations

from pathlib import Path

import click

from citetrail.verbs.common import progress, show


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), default=Path("demo-workspace"))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def demo(folder: Path, as_json: bool) -> None:
    """Play a complete story on this machine: outlets that publish, reprint, miscredit, misprint and silently edit.

    Everything is invented and served on loopback; the workspace it makes (in FOLDER, by default demo-workspace) stays, to look
    around in. Exit code 0 if the story came out as told.
    """
    from citetrail.demo.play import play, render_story

    view = play(folder, say=progress)
    show(view, as_json, render_story)
    if not view["as_told"]:
        raise click.exceptions.Exit(1)

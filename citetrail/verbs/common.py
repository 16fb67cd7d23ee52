"""What every verb shares: the options `--workspace` and `--json`, opening the workspace, printing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from flows.workspace import Workspace

Verb = TypeVar("Verb", bound=Callable[..., Any])


def common_options(verb: Verb) -> Verb:
    """Add `--workspace FOLDER` and `--json` to a verb."""
    with_json = click.option("--json", "as_json", is_flag=True, help="Print JSON (its shape stands in docs/json.md).")
    with_folder = click.option(
        "--workspace",
        type=click.Path(file_okay=False, path_type=Path),
        help="The workspace's folder; by default the current folder or the nearest one above that holds citetrail.toml.",
    )
    return with_folder(with_json(verb))


@contextmanager
def opened(workspace: Path | None) -> Iterator[Workspace]:
    """The workspace of this run, opened and closed."""
    from flows.settings import find_workspace, load_settings
    from flows.workspace import open_workspace

    with open_workspace(load_settings(find_workspace(workspace)), told=progress) as found:
        yield found


def show(view: Mapping[str, Any], as_json: bool, render: Callable[[Mapping[str, Any]], str]) -> None:
    """Print a view as JSON, or as text for a person."""
    if as_json:
        from reports.views import to_json

        click.echo(to_json(view), nl=False)
    else:
        click.echo(render(view).rstrip("\n"))


def progress(message: str) -> None:
    """One line of progress, on stderr."""
    click.echo(message, err=True)

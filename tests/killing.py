"""A capture run that is killed, as by kill -9, at a named point: used by a test and by bench/kill.py.

    python tests/killing.py WORKSPACE POINT [prefect]

Runs what the capture flow runs (under Prefect if told so) and sends itself SIGKILL when the point is reached.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

POINTS: dict[str, tuple[str, str, bool, int]] = {
    # name: (where, which call, True to die before it and False after it, at which call of it)
    "before anything is claimed": ("flows.due:claim", "claim", True, 1),
    "after the first claim": ("models.ledger:Ledger.claim", "claim", False, 1),
    "after the first fetch": ("snapshots.transport:Transport.fetch", "fetch", False, 1),
    "before the bytes are stored": ("snapshots.store:SnapshotStore.put", "put", True, 2),
    "after the bytes are stored": ("snapshots.store:SnapshotStore.put", "put", False, 2),
    "after the page is read": ("snapshots.reading:Reader.read", "read", False, 1),
    "before the commit": ("models.ledger:Ledger.record", "record", True, 2),
    "after the commit": ("models.ledger:Ledger.record", "record", False, 2),
    "after the match": ("models.ledger:Ledger.record_passages", "record_passages", False, 1),
    "after the first derivation": ("models.ledger:Ledger.record_edges", "record_edges", False, 1),
}
"""Ten points of a run over several sources, in the order in which they come."""


def die_at(point: str) -> None:
    """Make this process end by SIGKILL at the point."""
    place, _, before, at = POINTS[point]
    module_name, path = place.split(":")
    holder: Any = import_module(module_name)
    *parents, name = path.split(".")
    for parent in parents:
        holder = getattr(holder, parent)
    setattr(holder, name, _deadly(getattr(holder, name), before, at))


def _deadly(original: Callable[..., Any], before: bool, at: int) -> Callable[..., Any]:
    calls = 0

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == at and before:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments, **named)
        if calls == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    return call


def run_plainly(workspace: Path) -> None:
    """What the capture flow does, without Prefect around it."""
    from flows.due import capture_due, due_now, holder
    from flows.settings import load_settings
    from flows.steps import settle, sweep
    from flows.workspace import open_workspace

    with open_workspace(load_settings(workspace)) as opened:
        sweep(opened)
        settle(opened)
        list(capture_due(opened, due_now(opened), holder()))
        settle(opened)


def run_under_prefect(workspace: Path) -> None:
    """The capture flow itself."""
    from flows.prefect_home import prepare

    prepare(workspace)
    from flows.scheduled import run_once

    run_once("capture", workspace)


def main(workspace: str, point: str, how: str = "plainly") -> None:
    """Run, and die on the way."""
    die_at(point)
    (run_under_prefect if how == "prefect" else run_plainly)(Path(workspace))


if __name__ == "__main__":
    main(*sys.argv[1:])

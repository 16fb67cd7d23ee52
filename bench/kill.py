"""Kill a scheduled run at ten different points, restart, and look whether each slot was done once and nothing is half there.

    python bench/kill.py [plainly]

Each round: a fresh workspace with six due sources on loopback; the capture flow under Prefect (or, with `plainly`, the same steps
without it) is killed by SIGKILL at the point; the next run begins after the lease has ended. Exits with 1 if anything is missing,
doubled or half written.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from datetime import timedelta
from http.server import ThreadingHTTPServer
from pathlib import Path

HERE = Path(__file__).resolve().parent
# In place of this folder, whose flows.py would hide the package.
sys.path[0] = str(HERE.parent / "tests")

from killing import POINTS, run_plainly  # noqa: E402 - the tests' own helper
from support import Site, SiteHandler, article  # noqa: E402

SOURCES = 6


def prepared(folder: Path, site: Site) -> list[str]:
    """A workspace in which every source is due; gives their addresses."""
    from flows.due import plan
    from flows.settings import load_settings, make_workspace
    from flows.steps import now
    from flows.timing import schedule_of
    from flows.workspace import open_workspace
    from models.ledger import Ledger

    settings = load_settings(make_workspace(folder))
    Ledger.create(settings.database_url).close()
    lead = "The council of the town voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door. "
    addresses = [site.put(f"/{n}", article(f"Story {n}", lead, f"It is story number {n} of the week.")) for n in range(SOURCES)]
    with open_workspace(settings) as desk:
        for address in addresses:
            desk.ledger.add_source(address, "url", None)
            plan(desk, address, schedule_of("1h", None, None))
            desk.ledger.set_next_due(address, now() - timedelta(seconds=5))
    return addresses


def verdict(folder: Path, addresses: list[str]) -> list[str]:
    """What is wrong after the restart; nothing is the right answer."""
    from flows.settings import load_settings
    from flows.workspace import open_workspace

    wrong = []
    with open_workspace(load_settings(folder)) as desk:
        done = sorted((slot.address, slot.state) for slot in desk.ledger.slots())
        if done != sorted((address, "done") for address in addresses):
            wrong.append(f"slots: {done}")
        if desk.ledger.counts().captures != len(addresses):
            wrong.append(f"{desk.ledger.counts().captures} captures of {len(addresses)} slots")
        if desk.ledger.unmatched_bodies() or desk.ledger.underived_documents():
            wrong.append("something waits to be matched or derived")
        files = {str(path.relative_to(desk.store.root)) for path in desk.store.root.rglob("*") if path.is_file()} - {
            ".lock",
            ".ledger",
        }
        if files != desk.ledger.committed_files():
            wrong.append("the store and the ledger name different files")
        for path in desk.ledger.committed_files():
            desk.store.read(path)  # raises if its bytes are not what its name says
    return wrong


def main(how: str = "prefect") -> None:
    """One round a point."""
    from flows import due, steps

    os.environ["CITETRAIL_ALLOW_PRIVATE_ADDRESSES"] = "1"
    handler = type("Handler", (SiteHandler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failed = False
    later = timedelta(seconds=due.LEASE_SECONDS + 1)
    for point in POINTS:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name).resolve()
            addresses = prepared(folder, handler.site)
            command = [sys.executable, str(HERE.parent / "tests" / "killing.py"), str(folder), point, how]
            # Prefect's own server outlives the killed run for a while: no pipe of ours may be left in its hands.
            quiet = subprocess.DEVNULL
            killed = subprocess.run(command, stdout=quiet, stderr=quiet, timeout=300, check=False)
            due.now = lambda: steps.now() + later
            run_plainly(folder)
            due.now = steps.now
            wrong = [] if killed.returncode == -signal.SIGKILL else [f"was not killed there (exit {killed.returncode})"]
            wrong += verdict(folder, addresses)
        failed = failed or bool(wrong)
        print(f"{point:<30} {'each slot once, nothing half there' if not wrong else '; '.join(wrong)}", flush=True)
    server.shutdown()
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])

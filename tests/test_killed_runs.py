"""A scheduled run killed half-way: after a restart each slot is done once and nothing is half there."""

from __future__ import annotations

import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from killing import run_plainly
from support import article

from flows import due, steps
from flows.settings import load_settings
from flows.workspace import open_workspace

BOTH_DATABASES = True

LEAD = "The council of the town voted on Tuesday to close the old ferry slip and to sell the ground to the shipyard next door. "


def stories(site, count=4):
    more = "Nobody asked the people who cross there every morning, said the woman who has run the kiosk for many years."
    return [site.put(f"/{n}", article(f"Story {n}", LEAD, more, f"It is story number {n} of the week.")) for n in range(count)]


@pytest.mark.parametrize("point", ["after the first claim", "before the commit", "after the commit"])
def test_a_killed_run_is_made_good_by_the_next(run, workspace, site, monkeypatch, point):
    addresses = stories(site)
    # A long grid: the next slot of a source must not fall into the minutes that the test lets pass.
    assert run("add", *addresses, "--every", "30d").code == 0
    settings = load_settings(workspace)
    with open_workspace(settings) as desk:
        for address in addresses:
            desk.ledger.set_next_due(address, steps.now() - timedelta(seconds=5))
    killer = Path(__file__).with_name("killing.py")
    killed = subprocess.run([sys.executable, str(killer), str(workspace), point], capture_output=True, timeout=120, check=False)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()

    later = steps.now() + timedelta(seconds=due.LEASE_SECONDS + 1)
    monkeypatch.setattr(due, "now", lambda: later)
    run_plainly(workspace)

    with open_workspace(settings) as desk:
        slots = desk.ledger.slots()
        assert sorted((slot.address, slot.state) for slot in slots) == sorted((address, "done") for address in addresses)
        assert desk.ledger.counts().captures == len(addresses)
        assert desk.ledger.unmatched_bodies() == []
        assert desk.ledger.underived_documents() == []
        files = {str(path.relative_to(desk.store.root)) for path in desk.store.root.rglob("*.warc.gz")}
        assert files == desk.ledger.committed_files()
        shared = {document.id: desk.ledger.edges(target=document.id) for document in desk.ledger.documents()}
    assert all(len(edges) == len(addresses) - 1 for edges in shared.values())

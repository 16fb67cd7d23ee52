"""Nothing acknowledged is lost: a capture run killed at any moment leaves a ledger and a store that agree."""

from __future__ import annotations

import hashlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from support import article

PAGES = 40


def outcome_count(workspace):
    with sqlite3.connect(workspace / "ledger.sqlite") as connection:
        return connection.execute("select count(*) from captures").fetchone()[0]


def stored_files(workspace):
    return sorted(path for path in (workspace / "snapshots").rglob("*") if path.is_file() and path.name.endswith(".warc.gz"))


@pytest.mark.parametrize("acknowledged", [1, 7, 20])
def test_a_killed_run_loses_nothing_it_acknowledged(run, workspace, site, acknowledged):
    addresses = [
        site.put(f"/{n}", article(f"Story number {n}", f"Paragraph {n} of the story tells what happened on day {n} of the strike."))
        for n in range(PAGES)
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "citetrail", "capture", *addresses], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True
    )
    said = []
    for line in process.stderr:
        said.append(line)
        if len(said) == acknowledged:
            break
    time.sleep(0.013)
    process.send_signal(signal.SIGKILL)
    process.wait(timeout=30)
    process.stderr.close()

    assert outcome_count(workspace) >= acknowledged
    result = run("capture", addresses[0], "--json")
    assert result.code == 0
    with sqlite3.connect(workspace / "ledger.sqlite") as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("pragma foreign_key_check").fetchall() == []
    report = run("report", "--json")
    assert report.code == 0
    named = set()
    for path in report.json["written"]:
        if path.endswith(".json") and not path.endswith("index.json"):
            captures = json.loads(Path(path).read_text(encoding="utf-8"))["captures"]
            named |= {capture["warc_path"] for capture in captures if capture["warc_path"]}
    files = {str(path.relative_to(workspace / "snapshots")) for path in stored_files(workspace)}
    assert files == named
    for path in stored_files(workspace):
        assert (
            hashlib.sha256(path.read_bytes()).hexdigest()
            == "".join(path.relative_to(workspace / "snapshots").parts[-2:]).split(".")[0]
        )
    assert not list((workspace / "snapshots").rglob(".tmp-*"))

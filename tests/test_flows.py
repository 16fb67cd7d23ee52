"""The flows on a real local Prefect server: on a schedule, once by hand, and when there is no server."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import httpx
import pytest
from support import article

from flows import steps
from flows.settings import load_settings
from flows.workspace import open_workspace

pytestmark = pytest.mark.xdist_group("prefect")

STORY = article(
    "Ferry returns",
    "The ferry between the two islands returned to service on Friday after a winter in the yard, its owner said.",
    "Captain Odd Rekdal said the engine had been rebuilt from the keel up, and that the crew had missed the crossing.",
)
PATIENCE = 150


@pytest.fixture(scope="module")
def prefect_home(tmp_path_factory):
    return tmp_path_factory.mktemp("prefect")


@pytest.fixture
def environment(prefect_home, workspace):
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_") or "ANALYTICS" in name}
    return own | {"PREFECT_HOME": str(prefect_home), "PREFECT_LOGGING_LEVEL": "ERROR"}


def make_due(workspace, address):
    with open_workspace(load_settings(workspace)) as desk:
        desk.ledger.set_next_due(address, steps.now() - timedelta(seconds=2))


def wait_until(condition, what):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if found := condition():
            return found
        time.sleep(0.5)
    raise AssertionError(f"waited {PATIENCE} s in vain for {what}")


@contextlib.contextmanager
def scheduler(workspace, environment):
    """`citetrail schedule` as a process of its own; gives it, and the address of the server it started."""
    log = workspace / "scheduler.log"
    with log.open("wb") as file:
        process = subprocess.Popen([sys.executable, "-m", "citetrail", "schedule"], stdout=file, stderr=file, env=environment)
    try:
        line = wait_until(
            lambda: next((x for x in log.read_text().splitlines() if x.startswith("Prefect's page: ")), None), "the page"
        )
        yield process, line.removeprefix("Prefect's page: ")
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(60)
        print(log.read_text())


def test_the_scheduler_captures_what_is_due_time_and_again(run, workspace, site, environment):
    address = site.put("/ferry", STORY)
    assert run("add", address, "--every", "1h").code == 0
    settings = (workspace / "citetrail.toml").read_text()
    (workspace / "citetrail.toml").write_text(settings + "tick_seconds = 5\n")

    def captures():
        return run("status", "--json").json["counts"]["captures"]

    def tables(page):
        wanted = {"artifacts": {"type": {"any_": ["table"]}, "key": {"any_": ["capture-outcomes"]}}}
        return httpx.post(f"{page}/api/artifacts/filter", json=wanted, trust_env=False).json()

    with scheduler(workspace, environment) as (process, page):
        for number in (1, 2):
            make_due(workspace, address)
            wait_until(lambda number=number: captures() == number, f"capture {number}")
            wait_until(lambda number=number: len(tables(page)) == number, f"the table of run {number}")
        found = tables(page)
        assert all(address in table["data"] for table in found)
        assert len({table["flow_run_id"] for table in found}) == 2
    assert process.returncode == 0
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{page}/api/health", trust_env=False)
    shown = run("status", "--json").json
    worked = [each for each in shown["runs"] if each["counts"].get("due") == 1]
    assert [each["state"] for each in worked] == ["done", "done"]
    assert shown["not_run"] == []


def test_a_flow_runs_once_by_hand_and_its_exit_code_tells(run, workspace, site, environment):
    good, bad = site.put("/ferry", STORY), site.put("/gone", "gone", status=410)
    assert run("add", good, bad, "--every", "1h").code == 0
    for address in (good, bad):
        make_due(workspace, address)
    done = subprocess.run(
        [sys.executable, "-m", "citetrail", "run", "capture", "--json"],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert '"captured": 1' in done.stdout
    assert '"not found": 1' in done.stdout
    assert "capture: 2 of 2" in done.stderr
    (ran,) = run("status", "--json").json["runs"]
    assert (ran["flow"], ran["state"]) == ("capture", "done")


@pytest.mark.parametrize("verb", [["run", "capture"], ["schedule"], ["deploy"]])
def test_no_server_at_the_named_address_is_a_setting_to_correct(workspace, environment, verb):
    named = environment | {"PREFECT_API_URL": "http://127.0.0.1:9/api"}
    done = subprocess.run([sys.executable, "-m", "citetrail", *verb], capture_output=True, text=True, env=named, check=False)
    assert done.returncode == 3, done.stderr
    assert "http://127.0.0.1:9/api" in done.stderr
    assert "next:" in done.stderr

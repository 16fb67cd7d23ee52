"""The flows on their schedule: on the team's Prefect server, or on a local one that is started here and stops with us.

`citetrail schedule` serves all flows from this process; `deploy` registers them for a work pool, so that process workers on several
machines run them against one ledger and one store. How often the capture flow looks for what is due, and when audits and reports
run, stands in `[flows]` of `citetrail.toml`; when a single source is due stands in its row of the ledger, which wins.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.prefect_home import answers, prepare
from lineage.errors import SettingsError, UsageError

if TYPE_CHECKING:
    from flows.settings import Settings

LOOPBACK = "127.0.0.1"
USUAL_PORT = 4200
START_SECONDS = 120
"""How long the local server may take to answer: its first start makes a database."""


def schedule_all(settings: Settings, told: Callable[[str], None]) -> None:
    """Serve all flows until this process is stopped.

    Raises:
        SettingsError: the server named by `PREFECT_API_URL` does not answer, or the local one does not start.
    """
    prepare(settings.workspace)
    signal.signal(signal.SIGTERM, _stop)
    with local_server(settings.workspace, told), contextlib.suppress(KeyboardInterrupt):
        from prefect import serve

        flows = settings.flows
        told(f"capture: every {flows.tick_seconds} s for what is due")
        told(f"audit: {flows.audit or 'never'}; report: {flows.report or 'never'} ({flows.time_zone})")
        told("Stop with Ctrl-C; slots that pass meanwhile are made up at the next start.")
        serve(*deployments(settings), print_starting_message=False, limit=3)
    told("Stopped.")


def deployments(settings: Settings, **where: Any) -> list[Any]:
    """The deployments of a workspace, with their schedules; a run is never begun while one of the same flow goes on.

    The flows are named by module, not by file, so that a worker on another machine finds them where citetrail is installed there.
    """
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron, Interval
    from prefect.types.entrypoint import EntrypointType

    from flows import scheduled

    common: dict[str, Any] = {
        "parameters": {"workspace": str(settings.workspace)},
        "concurrency_limit": ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        "tags": ["citetrail"],
        "entrypoint_type": EntrypointType.MODULE_PATH,
        **where,
    }
    name, flows = settings.workspace.name or "workspace", settings.flows
    ticks = Interval(timedelta(seconds=flows.tick_seconds))
    found = [scheduled.capture_flow.to_deployment(name, schedule=ticks, **common)]
    for flow, line in ((scheduled.audit_flow, flows.audit), (scheduled.report_flow, flows.report)):
        times = Cron(line, timezone=flows.time_zone) if line else None
        found.append(flow.to_deployment(name, schedule=times, **common))
    return found


def deploy_all(settings: Settings, pool: str, told: Callable[[str], None]) -> list[str]:
    """Register the flows for a process work pool, which is made if it is not there; gives the deployments' names.

    Raises:
        UsageError: no server is named by `PREFECT_API_URL`.
        SettingsError: it does not answer.
    """
    if not os.environ.get("PREFECT_API_URL"):
        raise UsageError(
            "Deploying needs the server that the workers listen to",
            where="PREFECT_API_URL",
            advice="Set it, such as PREFECT_API_URL=http://server.example:4200/api; without a team: citetrail schedule",
        )
    prepare(settings.workspace)
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectAlreadyExists

    with get_client(sync_client=True) as client, contextlib.suppress(ObjectAlreadyExists):
        client.create_work_pool(WorkPoolCreate(name=pool, type="process"))
        told(f"made the work pool {pool}")
    names = []
    for deployment in deployments(settings, work_pool_name=pool):
        deployment.apply()
        names.append(f"{deployment.flow_name}/{deployment.name}")
    return names


# --- the local server -----------------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def local_server(workspace: Path, told: Callable[[str], None]) -> Iterator[None]:
    """The server to use: the one that is named, or a local one for as long as the block lasts."""
    named = os.environ.get("PREFECT_API_URL")
    if named:
        told(f"Prefect's page: {named.removesuffix('/api')}")
        yield
        return
    port = _free_port()
    told("Starting a local Prefect server (the first time this takes up to half a minute) ...")
    process = _started(port, workspace)
    try:
        os.environ["PREFECT_API_URL"] = f"http://{LOOPBACK}:{port}/api"
        told(f"Prefect's page: http://{LOOPBACK}:{port}")
        yield
    finally:
        # By now the runner has stopped: one whose server is gone before it does not end.
        os.environ.pop("PREFECT_API_URL", None)
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _started(port: int, workspace: Path) -> subprocess.Popen[bytes]:
    log = workspace / ".prefect" / "server.log"
    log.parent.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", LOOPBACK, "--port", str(port)]
    with log.open("ab") as file:
        # In a session of its own: Ctrl-C must reach the runner first.
        process = subprocess.Popen(command, stdout=file, stderr=file, start_new_session=True)  # noqa: S603 - a fixed command
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if answers(f"http://{LOOPBACK}:{port}/api", seconds=2):
            return process
        time.sleep(0.3)
    process.kill()
    process.wait()
    raise SettingsError("The local Prefect server did not start", where=str(log), advice="See the log's end for the reason")


def _free_port() -> int:
    """Prefect's usual port if nobody has it, else one the system chooses."""
    for wanted in (USUAL_PORT, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind((LOOPBACK, wanted))
            return int(probe.getsockname()[1])
    raise SettingsError("No port is free on loopback", where=LOOPBACK, advice="Name a server with PREFECT_API_URL")


def _stop(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt

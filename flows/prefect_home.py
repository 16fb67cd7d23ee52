"""How Prefect is set up for a workspace, before it is imported.

Without a server of the team's (`PREFECT_API_URL`), a workspace keeps its own Prefect data in `.prefect/`, so that its runs and
artifacts are there for whoever opens its page, and nobody's other Prefect data is touched. Telemetry is off. What a person has set
in the environment stays as it is.

This module does not import Prefect: its settings are read when it is imported first.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from lineage.errors import SettingsError

_ALWAYS: Mapping[str, str] = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # A first start makes its database: on a busy machine that has taken more than the 20 s that Prefect waits by default.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_LOGGING_LEVEL": "WARNING",
    "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
}


def prepare(workspace: Path) -> None:
    """Set the environment for Prefect; to be called before anything imports it.

    Raises:
        SettingsError: the server named by `PREFECT_API_URL` does not answer.
    """
    for name, value in _ALWAYS.items():
        os.environ.setdefault(name, value)
    server = os.environ.get("PREFECT_API_URL")
    if server:
        demand_server(server)
    else:
        os.environ.setdefault("PREFECT_HOME", str(workspace / ".prefect"))


def demand_server(api: str) -> None:
    """Ask a Prefect server for its health.

    Raises:
        SettingsError: it does not answer, or is none.
    """
    if not answers(api):
        raise SettingsError(
            "No Prefect server answers at PREFECT_API_URL",
            where=api,
            advice="Start it (prefect server start), correct the address (it ends in /api), or unset it to run without one",
        )


def answers(api: str, *, seconds: float = 5.0) -> bool:
    """Whether a Prefect server is healthy at this API address."""
    import httpx

    try:
        return httpx.get(f"{api.rstrip('/')}/health", timeout=seconds, trust_env=False).status_code == 200
    except (httpx.HTTPError, httpx.InvalidURL):
        return False

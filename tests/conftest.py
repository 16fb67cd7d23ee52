"""A real web server on loopback, a workspace, and the command line as a person meets it."""

from __future__ import annotations

import io
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from databases import KINDS, database
from support import Result, Site, SiteHandler

os.environ["DO_NOT_TRACK"] = "1"
os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"

SHARED = Path(__file__).resolve().parents[1].parent / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need the shared research data are skipped where it is absent, and say so."""
    if SHARED.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(pytest.mark.skip(reason="the shared research data does not lie beside this checkout"))


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site on loopback."""
    handler = type("Handler", (SiteHandler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    handler.site = Site(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield handler.site
    server.shutdown()
    server.server_close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Result]:
    """Run the command line in this process: `run("status", "--json")`."""
    from citetrail.cli import main

    def go(*arguments: str, stdin: str = "") -> Result:
        monkeypatch.setattr(sys, "argv", ["citetrail", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        capsys.readouterr()
        with pytest.raises(SystemExit) as stopped:
            main()
        out, err = capsys.readouterr()
        return Result(int(stopped.value.code or 0), out, err)

    return go


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that says `BOTH_DATABASES = True` runs each test with a workspace on SQLite and on PostgreSQL."""
    if "workspace" in metafunc.fixturenames and getattr(metafunc.module, "BOTH_DATABASES", False):
        metafunc.parametrize("database_kind", KINDS, indirect=True)


@pytest.fixture
def database_kind(request: pytest.FixtureRequest) -> str:
    """Which database the workspace's ledger stands on."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Callable[..., Result], database_kind: str) -> Iterator[Path]:
    """A fresh workspace, and the current folder; loopback is allowed."""
    folder = tmp_path / "workspace"
    monkeypatch.setenv("CITETRAIL_ALLOW_PRIVATE_ADDRESSES", "1")
    with ExitStack() as stack:
        if database_kind != "sqlite":
            monkeypatch.setenv("CITETRAIL_DATABASE", stack.enter_context(database(database_kind, tmp_path, made=False)))
        assert run("init", str(folder)).code == 0
        monkeypatch.chdir(folder)
        yield folder

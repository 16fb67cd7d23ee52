"""How PostgreSQL behaves under the ledger: connections, the queue of writers, and what its errors mean.

Invariants: every commit is durable before it is acknowledged (`synchronous_commit` is never off); writers whose transaction looks
first and writes afterwards stand in one queue (an advisory lock that ends with the transaction), so that none of them loses or
doubles a row, as on SQLite; readers see one state for a whole transaction (REPEATABLE READ) and wait for nobody. A client that
hangs with the lock in its hands is cut off by the server after a minute.

One of the two modules behind `models/database.py`; the other is `models/sqlite.py`, and both have the same functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL, Connection, Engine

CONNECT_SECONDS = 10
"""How long one server may take to answer before it counts as down."""

IDLE_SECONDS = 60
"""How long a client may sit in a transaction without a word: longer than any pause of ours, shorter than a team's patience."""

_QUEUE = 0x636974657472616C
"""The number of the writers' lock ("citetral" in ASCII): advisory locks are told apart by a number alone."""

_SET_UP = """
SELECT set_config('timezone', 'UTC', false), set_config('jit', 'off', false), set_config('lock_timeout', %(lock)s, false),
       set_config('idle_in_transaction_session_timeout', %(idle)s, false),
       CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END
"""

_LOST = (
    "the connection to the database was lost",
    "Check the server, then run the same again: what was under way is recorded whole or not at all",
)
_REFUSED = (
    "the database server refused the user or the password",
    "Correct user and password in CITETRAIL_DATABASE, or ask who runs the server",
)
_READ_ONLY = ("the database cannot be written: it is read-only", "Use the primary server and a user who may write, then try again")
_UNREACHABLE = ("the database server cannot be reached", "Check that it runs and that host and port are right, then try again")
_CLOSED = ("the database server takes no connection now", "Wait a little, then try again")
_NO_DATABASE = (
    "the server has no such database",
    "Make it first (`createdb NAME` on the server), or correct its name in CITETRAIL_DATABASE",
)

_STATES = {
    "08": _LOST,
    "57P": _LOST,
    "25P03": _LOST,
    "25006": _READ_ONLY,
    "28": _REFUSED,
    "3D000": _NO_DATABASE,
    "42501": ("this user may not read or write the ledger's tables", "Grant it the rights, or use the user who made the ledger"),
    "42P01": ("tables of the ledger are missing", "Run `citetrail init` with the same CITETRAIL_DATABASE, or restore a backup"),
    "53100": ("the server's disk is full: nothing of this step was recorded", "Free some space there, then try again"),
    "53300": _CLOSED,
    "57014": ("the server ended a query that took too long", "Try again; raise statement_timeout if it stays so"),
    "55P03": ("the ledger is locked by another process", "Wait until the other citetrail is done, then try again"),
    "40": ("two writers stood in each other's way: nothing of this step was recorded", "Try again"),
    "23": (
        "what was to be recorded contradicts the ledger: nothing of this step was recorded",
        "This is a defect of citetrail: please report it",
    ),
    "XX00": ("the database is damaged", "Restore it from a backup; do not write to it"),
}
"""What the server's error codes mean, by their longest beginning."""

_SAID = (
    ("password authentication failed", _REFUSED),
    ("no password supplied", _REFUSED),
    ("no pg_hba.conf entry", _REFUSED),
    ("authentication failed", _REFUSED),
    ("role ", _REFUSED),
    ("database ", _NO_DATABASE),
    ("too many", _CLOSED),
    ("starting up", _CLOSED),
    ("shutting down", _CLOSED),
    ("recovery", _CLOSED),
)
"""What a refused connection says, in the order of looking: the driver brings no code for it."""


def understood(url: URL) -> URL:
    """Return the URL with the driver that we use, whatever driver it names."""
    return url.set(drivername="postgresql+psycopg")


def file_of(url: URL) -> Path | None:  # noqa: ARG001
    """Return the file of the URL: there is none."""
    return None


def where(url: URL) -> str:
    """Return what a person knows the database by: user, server, name; never the password, which may stand in the query too."""
    asked = {name: value if isinstance(value, str) else ",".join(value) for name, value in url.query.items()}
    user = url.username or asked.get("user")
    host = url.host or asked.get("host") or asked.get("hostaddr") or "localhost"
    port = url.port or asked.get("port")
    name = url.database or asked.get("dbname") or ""
    return f"postgresql://{user + '@' if user else ''}{host}{f':{port}' if port else ''}/{name}"


def engine_for(url: URL, *, busy_seconds: float, upgrading: bool) -> Engine:  # noqa: ARG001
    """Make the engine, which sets every new connection up. A connection that broke while nobody used it is replaced unseen."""
    lasting = {"connect_timeout": CONNECT_SECONDS, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
    given = {name: value for name, value in lasting.items() if name not in url.query}
    engine = sa.create_engine(url, connect_args=given, pool_pre_ping=True)

    def connected(connection: Any, _record: object) -> None:
        # A lock_timeout of 0 would mean to wait for ever.
        settings = {"lock": f"{max(1, int(busy_seconds * 1000))}ms", "idle": f"{IDLE_SECONDS}s"}
        connection.execute(_SET_UP, settings)
        connection.commit()

    sa.event.listen(engine, "connect", connected)
    return engine


def reading(engine: Engine) -> Engine:
    """Return the engine for transactions that only read."""
    # Not READ ONLY as well: to take that back the toolkit then says READ WRITE, over the head of a database that is read-only.
    return engine.execution_options(isolation_level="REPEATABLE READ")


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write: each statement sees what was committed before it."""
    return engine.execution_options(isolation_level="READ COMMITTED")


def queue(connection: Connection) -> None:
    """Wait for the other writers that look first and write afterwards."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_QUEUE})")


def cause_of(error: BaseException, lost: bool) -> tuple[str, str] | None:
    """Return what an error of the driver means and what to do about it; None when that is not known."""
    state = getattr(error, "sqlstate", None)
    if state:
        fitting = [prefix for prefix in _STATES if state.startswith(prefix)]
        return _STATES[max(fitting, key=len)] if fitting else None
    if lost:
        return _LOST
    if type(error).__name__ not in {"OperationalError", "ConnectionTimeout", "InterfaceError"}:
        return None
    # The server's own words come after FATAL; before them stands the address, in which any word may occur.
    said = str(error).partition("FATAL:")[2].casefold()
    return next((text for words, text in _SAID if words in said), _UNREACHABLE if not said else None)


def insert(table: Any) -> Any:
    """Return an INSERT that knows ON CONFLICT."""
    return postgresql.insert(table)


def insert_numbers(connection: Connection, table: Any, rows: Sequence[tuple[int, ...]], *, ignore: bool) -> None:
    """Insert rows of plain numbers, given in the order of the table's columns: one statement, a list for each column.

    With `ignore`, those that are there already stay.
    """
    connection.exec_driver_sql(_numbers(table, ignore), tuple(list(column) for column in zip(*rows, strict=True)))


_LOOK_UP = "SELECT key, body, position FROM postings WHERE key = ANY(%s::bigint[])"


def look_up(connection: Connection, keys: list[int]) -> list[tuple[int, ...]]:
    """Return the postings of these keys."""
    return [tuple(row) for row in connection.exec_driver_sql(_LOOK_UP, (keys,))]


@cache
def _numbers(table: Any, ignore: bool) -> str:
    """Return the statement that inserts rows from one list of numbers for each column."""
    made: sa.Table = sa.inspect(table).local_table if not isinstance(table, sa.Table) else table
    columns = ", ".join(made.columns.keys())
    lists = ", ".join("%s::bigint[]" for _ in made.columns)
    rest = " ON CONFLICT DO NOTHING" if ignore else ""
    return f"INSERT INTO {made.name} ({columns}) SELECT * FROM unnest({lists}){rest}"  # noqa: S608 (names of ours)


def count_on(connection: Connection, table: sa.Table, column: str) -> None:
    """Let a table's numbers go on after the highest one, when rows came in with theirs."""
    highest = connection.scalar(sa.select(sa.func.max(table.c[column])))
    if highest is not None:
        sequence = sa.func.pg_get_serial_sequence(table.name, column)
        connection.execute(sa.select(sa.func.setval(sequence, highest)))


def use_write_ahead_log(file: Path, busy_seconds: float) -> None:
    """Do nothing: the server has its own log."""


def broken_references(connection: Connection) -> list[str]:  # noqa: ARG001
    """Return the tables with rows that refer to nothing: the server lets none come to be."""
    return []

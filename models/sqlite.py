"""How SQLite behaves under the ledger: connections, the write lock, the write-ahead log, and what its errors mean.

Invariants: every commit is durable before it is acknowledged (write-ahead log with `synchronous=FULL`); a writing transaction
holds the write lock from its first statement; readers see one consistent state and never wait for writers.

One of the two modules behind `models/database.py`; the other is `models/postgresql.py`, and both have the same functions.
"""

from __future__ import annotations

import json
import sqlite3
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine import URL, Connection, Engine

_LOCKED = ("the ledger is locked by another process", "Wait until the other citetrail is done, then try again")
_CAUSES = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_READONLY": (
        "the ledger cannot be written",
        "Make the file and its folder writable (even reading needs that), or use another workspace",
    ),
    "SQLITE_CANTOPEN": (
        "the ledger cannot be opened",
        "Check that its folder exists and that you may read and write the file and the folder",
    ),
    "SQLITE_PERM": ("the ledger cannot be opened", "Check that you may read and write the file and its folder"),
    "SQLITE_FULL": ("the disk is full: nothing of this step was recorded", "Free some space, then try again"),
    "SQLITE_IOERR": ("the disk failed while the ledger was read or written", "Check the disk and the space left on it"),
    "SQLITE_CORRUPT": ("the ledger is damaged", "Restore it from a backup; do not write to it"),
    "SQLITE_NOTADB": ("the file is not a ledger", "Restore it from a backup, or point to another workspace"),
    "SQLITE_CONSTRAINT": (
        "what was to be recorded contradicts the ledger: nothing of this step was recorded",
        "This is a defect of citetrail: please report it",
    ),
}


def understood(url: URL) -> URL:
    """Return the URL with the driver that we use."""
    return url


def file_of(url: URL) -> Path | None:
    """Return the file of the URL; None for a database in memory, or one that SQLite itself is to look up."""
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


def where(url: URL) -> str:
    """Return what a person knows the database by: its file."""
    return str(file_of(url) or url.render_as_string(hide_password=True))


def engine_for(url: URL, *, busy_seconds: float, upgrading: bool) -> Engine:
    """Make the engine: it sets every new connection up, and takes the start of transactions from the driver into our own hands."""
    engine = sa.create_engine(url)

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins on its own, too late and without the write lock
        connection.execute(f"PRAGMA busy_timeout={int(busy_seconds * 1000)}")
        connection.execute(f"PRAGMA foreign_keys={'OFF' if upgrading else 'ON'}")
        connection.execute("PRAGMA synchronous=FULL")

    def begun(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)
    return engine


def reading(engine: Engine) -> Engine:
    """Return the engine for transactions that only read."""
    return engine


def writing(engine: Engine) -> Engine:
    """Return the engine for transactions that write."""
    return engine.execution_options(writing=True)


def queue(connection: Connection) -> None:
    """Wait for other writers: nothing to do here, the transaction began with the write lock."""


def cause_of(error: BaseException, lost: bool) -> tuple[str, str] | None:  # noqa: ARG001
    """Return what an error of the driver means and what to do about it; None when that is not known."""
    name = getattr(error, "sqlite_errorname", "") or ""
    return next((text for prefix, text in _CAUSES.items() if name.startswith(prefix)), None)


def insert(table: Any) -> Any:
    """Return an INSERT that knows ON CONFLICT."""
    return sqlite.insert(table)


def insert_numbers(connection: Connection, table: Any, rows: list[tuple[int, ...]], *, ignore: bool) -> None:
    """Insert rows of plain numbers, given in the order of the table's columns; `ignore` those that are there already."""
    connection.exec_driver_sql(_numbers(table, ignore), rows)


@cache
def _numbers(table: Any, ignore: bool) -> str:
    """Return the statement that inserts one row of numbers."""
    return str(sa.insert(table).prefix_with(*["OR IGNORE"] * ignore).compile(dialect=sqlite.dialect()))


# The keys come as one value: four hundred of them as parameters take as long to bind as to look up. CROSS JOIN keeps the order.
_LOOK_UP = "SELECT p.key, p.body, p.position FROM json_each(?) AS wanted CROSS JOIN postings AS p ON p.key = wanted.value"


def look_up(connection: Connection, keys: list[int]) -> list[tuple[int, ...]]:
    """Return the postings of these keys."""
    # Past the toolkit's rows: a key that many texts have brings thousands of postings.
    return list(connection.exec_driver_sql(_LOOK_UP, (json.dumps(keys),)).cursor.fetchall())


def count_on(connection: Connection, table: sa.Table, column: str) -> None:
    """Let a table's numbers go on after the highest one: SQLite does so by itself."""


# --- the write-ahead log --------------------------------------------------------------------------------------------------


def use_write_ahead_log(file: Path, busy_seconds: float) -> None:
    """Switch the file to a write-ahead log, once for its life: readers then do not wait for writers.

    The switch needs the file for itself, and SQLite does not wait for that on its own; so this waits for the write lock
    before each try.
    """
    raw = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None)
    try:
        _switch(raw)
    finally:
        raw.close()


def _switch(raw: sqlite3.Connection, tries: int = 20) -> None:
    """Switch to the write-ahead log unless it is on; another process may do the same at the same time."""
    for left in reversed(range(tries)):
        try:
            if raw.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
                raw.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorname != "SQLITE_BUSY" or not left:
                raise
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("ROLLBACK")


def broken_references(connection: Connection) -> list[str]:
    """Return the tables with rows that refer to nothing: empty after a sound upgrade."""
    found: list[Any] = list(connection.exec_driver_sql("PRAGMA foreign_key_check"))
    return sorted({str(row[0]) for row in found})

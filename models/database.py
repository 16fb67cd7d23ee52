"""The one database under the ledger: engine, transactions, and errors a person can act on.

Invariants: every commit is durable before it is acknowledged (SQLite: write-ahead log with `synchronous=FULL`); a writing
transaction holds the write lock from its first statement, so two writers queue and none fails half-way; readers see one
consistent state and never wait for writers. No exception of a driver leaves this module: `LedgerError` does.

All that is special to one dialect stands here, in the functions whose names begin with `_sqlite`. What the tables are is
`models/tables.py`, which revision they have is `models/schema.py`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lineage.errors import LedgerError

BUSY_SECONDS = 30
"""How long a writer waits for another one before it gives up."""

_CAUSES = {
    "SQLITE_BUSY": ("the ledger is locked by another process", "Wait until the other citetrail is done, then try again"),
    "SQLITE_LOCKED": ("the ledger is locked by another process", "Wait until the other citetrail is done, then try again"),
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
_OTHERWISE = ("the ledger could not be read or written", "Check the file; if it is sound, please report this")


class Database:
    """An engine with its transactions. Threads may share it: each transaction has a connection of its own.

    Args:
        url: an SQLAlchemy URL. Its file need not exist.
        upgrading: True for a schema upgrade alone: references are then checked at its end, not while tables are rebuilt.
    """

    def __init__(self, url: str, *, upgrading: bool = False) -> None:
        self.url = _parsed(url)
        self.path = _file_of(self.url)
        self.where = str(self.path) if self.path else self.url.render_as_string(hide_password=True)
        self._engine = sa.create_engine(self.url)
        _sqlite_prepare(self._engine, references=not upgrading)
        self._writing = self._engine.execution_options(writing=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the ledger and changes nothing."""
        with _explained(self.where), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a transaction that holds the write lock; it is committed at the end, or leaves no trace."""
        with _explained(self.where), self._writing.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        with _explained(self.where):
            self._engine.dispose()


def _parsed(url: str) -> URL:
    """Return the URL in parts; refuse what is not one, and databases that this version does not serve."""
    try:
        parsed = sa.make_url(url)
    except SQLAlchemyError:
        raise LedgerError("this is not a database URL", where=url, advice="Write it like sqlite:///folder/ledger.sqlite") from None
    if parsed.get_backend_name() != "sqlite":
        where = parsed.render_as_string(hide_password=True)
        raise LedgerError("this version keeps its ledger in SQLite", where=where, advice="Use an sqlite:/// URL")
    return parsed


def _file_of(url: URL) -> Path | None:
    """Return the file of the URL; None for a database in memory, or one that SQLite itself is to look up."""
    name = url.database
    if not name or name == ":memory:" or name.startswith("file:"):
        return None
    return Path(name)


@contextmanager
def _explained(where: str) -> Iterator[None]:
    """Turn the errors of driver and toolkit into ours, with the path, the cause and what to do."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error) as error:
        raise _explanation(error, where) from error


def _explanation(error: Exception, where: str) -> LedgerError:
    """Return our error for one of theirs."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    name = getattr(cause, "sqlite_errorname", "") or ""
    what, advice = next((text for prefix, text in _CAUSES.items() if name.startswith(prefix)), _OTHERWISE)
    said = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
    return LedgerError(f"{what}: {said}", where=where, advice=advice)


def inserted(db: Connection, table: Any, **columns: Any) -> int:
    """Insert one row, and return the number it got (0 for a table whose key is not a number)."""
    key = db.execute(_insert(table), columns).inserted_primary_key
    return key[0] if key and isinstance(key[0], int) else 0


def insert_all(db: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert many rows at once; none is fine."""
    if rows:
        db.execute(_insert(table), rows)


@cache
def _insert(table: Any) -> sa.Insert:
    """Return the statement that inserts into a table: kept, because to build one costs as much as to run it."""
    return sa.insert(table)


def insert_numbers(connection: Connection, table: Any, rows: list[tuple[int, ...]]) -> None:
    """Insert many rows of plain numbers, given in the order of the table's columns, with as little as possible around it.

    The toolkit's own way prepares each row by itself, which for some hundred postings costs more than writing them.
    """
    if not rows:
        return
    statement = sa.insert(table).compile(dialect=connection.dialect)
    if statement.positional:
        connection.exec_driver_sql(str(statement), rows)
    else:
        connection.execute(sa.insert(table), [dict(zip(statement.params, row, strict=True)) for row in rows])


# --- SQLite -------------------------------------------------------------------------------------------------------------


def _sqlite_prepare(engine: Engine, *, references: bool) -> None:
    """Set every new connection up, and take the start of transactions from the driver into our own hands."""

    def connected(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # else the driver begins on its own, too late and without the write lock
        connection.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if references else 'OFF'}")
        connection.execute("PRAGMA synchronous=FULL")

    def begun(connection: Connection) -> None:
        writing = connection.get_execution_options().get("writing")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    sa.event.listen(engine, "connect", connected)
    sa.event.listen(engine, "begin", begun)


def use_write_ahead_log(database: Database) -> None:
    """Switch the file to a write-ahead log, once for its life: readers then do not wait for writers.

    The switch needs the file for itself, and SQLite does not wait for that on its own; so this waits for the write lock
    before each try. A database in memory has no log and keeps what it has.
    """
    if database.path is None:
        return
    with _explained(database.where):
        raw = sqlite3.connect(database.path, timeout=BUSY_SECONDS, isolation_level=None)
        try:
            _sqlite_switch(raw)
        finally:
            raw.close()


def _sqlite_switch(raw: sqlite3.Connection, tries: int = 20) -> None:
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

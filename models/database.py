"""The one database under the ledger: transactions, bulk inserts, and errors a person can act on.

Invariants, on SQLite as on PostgreSQL: a commit is durable before it is acknowledged; writing transactions queue, so that one
that looks first and writes afterwards never loses or doubles a row; readers see one consistent state and never wait for
writers. No exception of a driver leaves this module: `LedgerError` does, and it never shows a password.

What is special to one database stands in `models/sqlite.py` and `models/postgresql.py`. What the tables are is
`models/tables.py`, which revision they have is `models/schema.py`.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from lineage.errors import LedgerError

BUSY_SECONDS: float = 30
"""How long a writer waits for another one before it gives up."""

_OTHERWISE = ("the ledger could not be read or written", "Check the database; if it is sound, please report this")
_URLS = "Write it like sqlite:///folder/ledger.sqlite or postgresql://user:password@server/database"


class _Kind(Protocol):
    """What `models/sqlite.py` and `models/postgresql.py` each do in their own way."""

    def understood(self, url: URL) -> URL: ...
    def file_of(self, url: URL) -> Path | None: ...
    def where(self, url: URL) -> str: ...
    def engine_for(self, url: URL, *, busy_seconds: float, upgrading: bool) -> Engine: ...
    def reading(self, engine: Engine) -> Engine: ...
    def writing(self, engine: Engine) -> Engine: ...
    def queue(self, connection: Connection) -> None: ...
    def cause_of(self, error: BaseException, lost: bool) -> tuple[str, str] | None: ...
    def insert(self, table: Any) -> Any: ...
    def insert_numbers(self, connection: Connection, table: Any, rows: list[tuple[int, ...]], *, ignore: bool) -> None: ...
    def look_up(self, connection: Connection, keys: list[int]) -> list[tuple[int, ...]]: ...
    def count_on(self, connection: Connection, table: sa.Table, column: str) -> None: ...
    def use_write_ahead_log(self, file: Path, busy_seconds: float) -> None: ...
    def broken_references(self, connection: Connection) -> list[str]: ...


class Database:
    """An engine with its transactions. Threads may share it: each transaction has a connection of its own.

    Args:
        url: an SQLAlchemy URL. Its file need not exist.
        upgrading: True for a schema upgrade alone: references are then checked at its end, not while tables are rebuilt.
    """

    def __init__(self, url: str, *, upgrading: bool = False) -> None:
        parsed = _parsed(url)
        self._kind = kind_named(parsed.get_backend_name())
        self.url = self._kind.understood(parsed)
        self.path = self._kind.file_of(self.url)
        self.where = self._kind.where(self.url)
        try:
            self._engine = self._kind.engine_for(self.url, busy_seconds=BUSY_SECONDS, upgrading=upgrading)
        except ImportError as error:
            advice = "Install it with: pip install 'citetrail[postgres]'"
            raise LedgerError("the driver for this database is not installed", where=self.where, advice=advice) from error
        self._reading = self._kind.reading(self._engine)
        self._writing = self._kind.writing(self._engine)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a transaction that sees one state of the ledger and changes nothing."""
        with self._explained(), self._reading.connect() as connection:
            yield connection

    @contextmanager
    def write(self, *, queued: bool = True) -> Iterator[Connection]:
        """Open a transaction that writes; it is committed at the end, or leaves no trace.

        `queued` transactions never run beside each other. One that consists of statements which are each right by themselves,
        whoever else writes, may leave the queue out where the database allows it.
        """
        with self._explained(), self._writing.begin() as connection:
            if queued:
                self._kind.queue(connection)
            yield connection

    def use_write_ahead_log(self) -> None:
        """Let readers not wait for writers, where that is a property of the file."""
        if self.path is not None:
            with self._explained():
                self._kind.use_write_ahead_log(self.path, BUSY_SECONDS)

    def close(self) -> None:
        """Close all connections."""
        with self._explained():
            self._engine.dispose()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn the errors of driver and toolkit into ours, with the place, the cause and what to do."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise self._explanation(error) from error

    def _explanation(self, error: Exception) -> LedgerError:
        """Return our error for one of theirs."""
        cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        what, advice = self._kind.cause_of(cause, lost) or _OTHERWISE
        said = str(cause).splitlines()[0] if str(cause) else type(cause).__name__
        return LedgerError(f"{what}: {said}", where=self.where, advice=advice)


def _parsed(url: str) -> URL:
    """Return the URL in parts; refuse what is not one, and databases that this version does not serve."""
    try:
        parsed = sa.make_url(url)
        name = parsed.get_backend_name()
    except (SQLAlchemyError, ValueError):
        raise LedgerError("this is not a database URL", where=_without_password(url), advice=_URLS) from None
    if name not in {"sqlite", "postgresql"}:
        shown = _without_password(parsed.render_as_string(hide_password=True))
        raise LedgerError("a ledger is kept in SQLite or PostgreSQL", where=shown, advice=_URLS)
    return parsed


def _without_password(url: str) -> str:
    """Return what may be shown of a URL that we could not take apart: no user, no password, no query."""
    return re.sub(r"//.*@", "//", url.partition("?")[0], count=1)


def kind_named(name: str) -> _Kind:
    """Return the module for a database; PostgreSQL's is loaded only when it is asked for."""
    if name == "postgresql":
        from models import postgresql

        return postgresql
    from models import sqlite

    return sqlite


def kind_of(db: Connection) -> _Kind:
    """Return the module for the database of a connection."""
    return kind_named(db.dialect.name)


# --- inserting ----------------------------------------------------------------------------------------------------------


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


def insert_numbers(db: Connection, table: Any, rows: list[tuple[int, ...]]) -> None:
    """Insert many rows of plain numbers, given in the order of the table's columns, with as little as possible around it.

    The toolkit's own way prepares each row by itself, which for some hundred postings costs more than writing them.
    """
    if rows:
        kind_of(db).insert_numbers(db, table, rows, ignore=False)

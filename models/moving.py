"""A whole ledger into another one, on whichever database either stands.

Invariants: every row of every table arrives with its numbers and times, in one transaction of the target, read from one state of
the origin; counters go on after the highest number; the search index, which is derived, is made anew. A target that holds anything
is refused, so nothing is ever mixed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.errors import LedgerError, UsageError
from models.columns import PLAIN_TEXT, StoredJson, StoredText
from models.database import Database, insert_numbers, kind_of
from models.searching import rebuild
from models.tables import PostingRow, Row

ROWS_AT_ONCE = 2_000
"""Rows per batch: enough that the way there and back does not count, and few enough for the memory of a small machine."""


def copy_ledger(origin: Database, target: Database, told: Callable[[str, int], None]) -> None:
    """Copy everything; `told` is called with a table's name and how many of its rows are there, after each batch.

    Raises:
        UsageError: the target is not empty.
    """
    with origin.read() as source, target.write() as copy:
        tables = Row.metadata.sorted_tables
        if any(copy.scalar(sa.select(sa.literal(1)).select_from(table).limit(1)) for table in tables):
            advice = "Copy into a new workspace, or a database of its own"
            raise UsageError("the ledger to copy into is not empty", where=target.where, advice=advice)
        for table in tables:
            _copy_table(source, copy, table, told)
        for table in tables:
            if table.autoincrement_column is not None:
                kind_of(copy).count_on(copy, table, table.autoincrement_column.name)
        rebuild(copy)
        _compare(source, copy, target.where)


def _copy_table(source: Connection, copy: Connection, table: sa.Table, told: Callable[[str, int], None]) -> None:
    """Copy one table in the order of its key."""
    stored = _as_stored(table)
    query = sa.select(*stored.columns).order_by(*(stored.c[column.name] for column in table.primary_key.columns))
    done = 0
    for batch in source.execution_options(yield_per=ROWS_AT_ONCE).execute(query).partitions():
        if table is PostingRow.__table__:  # type: ignore[attr-defined]
            insert_numbers(copy, PostingRow, [tuple(row) for row in batch])
        else:
            copy.execute(sa.insert(stored), [dict(row._mapping) for row in batch])
        done += len(batch)
        told(table.name, done)


def _as_stored(table: sa.Table) -> sa.TableClause:
    """Return the table with texts and JSON as they are stored, which is the same text on either database."""

    def kind(column: sa.Column[Any]) -> Any:
        return PLAIN_TEXT if isinstance(column.type, StoredText | StoredJson) else column.type

    return sa.table(table.name, *(sa.column(column.name, kind(column)) for column in table.columns))


def _compare(source: Connection, copy: Connection, where: str) -> None:
    """Make sure that every table of the copy has as many rows as its origin."""
    for table in Row.metadata.sorted_tables:
        count = sa.select(sa.func.count()).select_from(table)
        if source.scalar(count) != copy.scalar(count):
            advice = "Nothing was kept there; please report this"
            raise LedgerError(f"rows were lost on the way: table {table.name}", where=where, advice=advice)

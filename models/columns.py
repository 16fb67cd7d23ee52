"""Column types and constraints that hold any text exactly, on every database the ledger may stand on.

Captured text is whatever the web sent: it may hold NUL characters and lone surrogates, which PostgreSQL refuses in text (and
SQLite's driver in part). They are written as an escape and read back as they were, so that offsets and digests keep their
meaning. Every other character is stored as itself, so that the tables stay readable with any SQL tool.

Job: types, nothing else. Which table uses which type stands in `models/tables.py`.
"""

from __future__ import annotations

import json
import re
from typing import Any, TypeVar, cast, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Mapped
from sqlalchemy.types import TypeDecorator

_T = TypeVar("_T")

ESCAPE = "\U0010fffd"
"""The escape character: the last code point of the last private-use plane. It is doubled when a text holds it itself."""

_UNSTORABLE = re.compile(f"[\x00\ud800-\udfff{ESCAPE}]")
_ESCAPED = re.compile(f"{ESCAPE}({ESCAPE}|[0-9a-f]{{4}})")


def escape(text: str) -> str:
    """Return the text with NUL, surrogates and the escape character itself escaped: one text for one text, reversible."""
    if text.isascii() and "\x00" not in text:
        return text
    return _UNSTORABLE.sub(lambda found: ESCAPE + (ESCAPE if found[0] == ESCAPE else f"{ord(found[0]):04x}"), text)


def unescape(text: str) -> str:
    """Return what `escape` was given."""
    if ESCAPE not in text:
        return text
    return _ESCAPED.sub(lambda found: ESCAPE if found[1] == ESCAPE else chr(int(found[1], 16)), text)


PLAIN_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""What a text column is in the database. PostgreSQL is asked for the order that SQLite has, whatever its language is."""


class StoredText(TypeDecorator[str]):
    """Unbounded text that comes back character by character as it went in, and is put in order by code point everywhere."""

    impl = PLAIN_TEXT
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Escape on the way in."""
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Take the escapes out on the way back."""
        return None if value is None else unescape(value)


class StoredJson(TypeDecorator[Any]):
    """Lists, mappings, numbers and texts as JSON; None is SQL's NULL. Tuples come back as lists.

    The column is text, because SQLite gives a column declared as JSON numeric affinity: it would make 5 of 5.0, and an
    inexact number of a long one.
    """

    impl = PLAIN_TEXT
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write JSON, with what cannot be stored escaped."""
        return None if value is None else escape(_ENCODER.encode(value))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        """Read it back."""
        return None if value is None else json.loads(unescape(value))


# Not in ASCII: that would join two surrogates that stand side by side into one character on the way back.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit number the database counts up: SQLite does so only for a column of type INTEGER, which has 64 bits there."""


def one_of(column: str, words: Any) -> sa.CheckConstraint:
    """Return the constraint that a column holds one of the words of a `Literal` (or nothing, where it may be null)."""
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in get_args(words))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")


def col(attribute: _T) -> Mapped[_T]:
    """The column of a table that a row's attribute stands for, as `sqlmodel.col` names it, but the plain one.

    The ledger reads and writes by core statements only; an attribute of the mapped class would have each of them compiled by the
    ORM first, and every class configured at the first, which is a tenth of what a short verb takes.
    """
    mapped: Any = attribute
    return cast("Mapped[_T]", mapped.class_.__table__.c[mapped.key])

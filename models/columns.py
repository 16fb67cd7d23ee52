"""Column types and constraints that hold any text exactly, on every database the ledger may stand on.

Captured text is whatever the web sent: it may hold NUL characters and lone surrogates, which PostgreSQL refuses in text (and
SQLite's driver in part). They are written as an escape and read back as they were, so that offsets and digests keep their
meaning. Every other character is stored as itself, so that the tables stay readable with any SQL tool.

Job: types, nothing else. Which table uses which type stands in `models/tables.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, get_args

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

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


class StoredText(TypeDecorator[str]):
    """Unbounded text that comes back character by character as it went in."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Escape on the way in."""
        return None if value is None else escape(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Take the escapes out on the way back."""
        return None if value is None else unescape(value)


class StoredJson(TypeDecorator[Any]):
    """Lists, mappings, numbers and texts as JSON; None is SQL's NULL. Tuples come back as lists."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Escape every text inside on the way in."""
        return _each_text(value, escape)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002
        """Take the escapes out on the way back."""
        return _each_text(value, unescape)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Return the value with every text in it changed; the keys of mappings are our own field names and stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list | tuple):
        return [_each_text(part, change) for part in value]
    if isinstance(value, dict):
        return {key: _each_text(part, change) for key, part in value.items()}
    return value


BIG_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""A 64-bit number the database counts up: SQLite does so only for a column of type INTEGER, which has 64 bits there."""


def one_of(column: str, words: Any) -> sa.CheckConstraint:
    """Return the constraint that a column holds one of the words of a `Literal` (or nothing, where it may be null)."""
    listed = ", ".join("'" + word.replace("'", "''") + "'" for word in get_args(words))
    return sa.CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")

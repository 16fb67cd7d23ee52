"""Full-text search over titles and main texts: the index, and the hits of a query with their snippets.

The index holds the readings that were analysed, by their numbers, as the words that `models/words.py` makes of them. It is derived:
`rebuild` makes it anew from the readings. It is written in the transaction that brings the reading, and only ever added to,
because a reading never changes once it was analysed.

SQLite has an FTS5 table that holds no text, only the words with their places. PostgreSQL has a column of words without places
under a GIN index: its own places end at the 16,383rd word of a text and the 256th of a kind, which a single Chinese page
exceeds. So there the words of a phrase (and the pairs of signs in it) only choose the candidates; phrases are checked here.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, takewhile

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from models.columns import col
from models.records import Hit
from models.tables import BodyRow, CaptureRow, DocumentRow, ReadingRow
from models.words import Query, parsed, sign_pairs, snippet, words_of

MOST_BYTES = 900_000
"""What the words of one text may take in PostgreSQL's index, which takes no more than a megabyte; the rest is left out."""

_BATCH = 100
_FTS5 = "CREATE VIRTUAL TABLE searched USING fts5(title, text, content='', tokenize='ascii')"
_COLUMN = "CREATE TABLE searched (reading BIGINT NOT NULL, words TSVECTOR NOT NULL, CONSTRAINT pk_searched PRIMARY KEY (reading))"
_GIN = "CREATE INDEX ix_searched_words ON searched USING gin (words)"
_PUT_FTS5 = sa.text("INSERT INTO searched (rowid, title, text) VALUES (:reading, :title, :text)")
_PUT_COLUMN = sa.text("INSERT INTO searched (reading, words) VALUES (:reading, array_to_tsvector(CAST(:words AS text[])))")
_FIND_FTS5 = sa.text("SELECT rowid FROM searched WHERE searched MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :most")
_FIND_COLUMN = sa.text(
    "SELECT reading FROM searched WHERE words @@ CAST(:query AS tsquery) AND reading < :before ORDER BY reading DESC LIMIT :most"
)
_TEXTS = (
    sa.select(*map(col, (ReadingRow.number, ReadingRow.title, BodyRow.text)))
    .outerjoin(BodyRow)
    .where(col(ReadingRow.analysed), col(ReadingRow.number) > sa.bindparam("after"))
    .order_by(col(ReadingRow.number))
    .limit(_BATCH)
)
_CAPTURED = (
    sa.select(sa.func.max(col(CaptureRow.started)))
    .where(col(CaptureRow.document) == col(ReadingRow.document), col(CaptureRow.snapshot) == col(ReadingRow.snapshot))
    .where(col(CaptureRow.quality) == "ok")
    .scalar_subquery()
)
"""When a sound capture of the reading's document brought its snapshot last."""

_FOUND = (
    sa.select(
        *map(col, (ReadingRow.number, ReadingRow.document, ReadingRow.snapshot, ReadingRow.title, BodyRow.text)),
        *(col(DocumentRow.address), col(DocumentRow.title).label("document_title"), _CAPTURED.label("captured")),
    )
    .join(DocumentRow, col(DocumentRow.id) == col(ReadingRow.document))
    .outerjoin(BodyRow)
    .where(col(ReadingRow.number).in_(sa.bindparam("numbers", expanding=True)), _CAPTURED.is_not(None))
)


def make_index(db: Connection) -> None:
    """Make the empty index."""
    for statement in (_FTS5,) if db.dialect.name == "sqlite" else (_COLUMN, _GIN):
        db.exec_driver_sql(statement)


def put_in(db: Connection, reading: int, title: str | None, text: str) -> None:
    """Put a reading into the index."""
    titled, body = words_of(title or ""), words_of(text)
    if db.dialect.name == "sqlite":
        db.execute(_PUT_FTS5, {"reading": reading, "title": " ".join(titled), "text": " ".join(body)})
        return
    kinds = list(dict.fromkeys((*titled, *body, *sign_pairs(titled), *sign_pairs(body))))
    sizes = accumulate(len(word.encode()) for word in kinds)
    fitting = sum(1 for _ in takewhile(lambda size: size <= MOST_BYTES, sizes))
    db.execute(_PUT_COLUMN, {"reading": reading, "words": kinds[:fitting]})


def rebuild(db: Connection) -> None:
    """Make the index anew from the readings."""
    db.exec_driver_sql("DROP TABLE IF EXISTS searched")
    make_index(db)
    after = 0
    while batch := db.execute(_TEXTS, {"after": after}).all():
        for row in batch:
            put_in(db, row.number, row.title, row.text or "")
        after = batch[-1].number


# --- finding ------------------------------------------------------------------------------------------------------------


def search(db: Connection, query: str, limit: int) -> list[Hit]:
    """Return the documents that have what is searched for, those with the newest readings first, each once."""
    asked = parsed(query)
    hits: dict[str, Hit] = {}
    if not asked.wanted or limit < 1:
        return []
    for row in _candidates(db, asked):
        if row["document"] in hits or not (asked.exact or asked.fits(row["title"] or "", row["text"] or "")):
            continue
        named = {name: row[name] for name in ("document", "address", "captured", "snapshot")}
        title = row["title"] or row["document_title"]
        hits[row["document"]] = Hit(title=title, snippet=snippet(row["text"] or "", asked), reading=row["number"], **named)
        if len(hits) == limit:
            break
    return list(hits.values())


def _candidates(db: Connection, asked: Query) -> Iterator[RowMapping]:
    """Yield the readings of sound captures that the index offers, newest first."""
    find, phrased = (_FIND_FTS5, _for_fts5(asked)) if db.dialect.name == "sqlite" else (_FIND_COLUMN, _for_column(asked))
    before = 2**63 - 1
    while numbers := list(db.scalars(find, {"query": phrased, "before": before, "most": _BATCH})):
        rows = {row["number"]: row for row in db.execute(_FOUND, {"numbers": numbers}).mappings()}
        yield from (rows[number] for number in numbers if number in rows)
        before = numbers[-1]


def _for_fts5(asked: Query) -> str:
    """Return the query in FTS5's language: every phrase in quotes, which nothing in it can end, since words have none."""
    wanted = " AND ".join(f'"{" ".join(phrase)}"' for phrase in asked.wanted)
    excluded = "".join(f' NOT "{" ".join(phrase)}"' for phrase in asked.excluded)
    return f"({wanted}){excluded}"


def _for_column(asked: Query) -> str:
    """Return the query in PostgreSQL's language: the words of every phrase; excluded phrases are checked afterwards."""
    wanted = {word for phrase in asked.wanted for word in (*phrase, *sign_pairs(phrase))}
    excluded = {phrase[0] for phrase in asked.excluded if len(phrase) == 1}
    return " & ".join([f"'{word}'" for word in sorted(wanted)] + [f"!'{word}'" for word in sorted(excluded)])

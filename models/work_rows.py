"""Works across documents, into the ledger and out of it.

As elsewhere in `models/`, every function runs inside one transaction of its caller's. Mentions belong to a reading, made once;
linked works are derived from the current readings' mentions and the judgements, and replaced as a whole.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, RowMapping

from lineage.dates import PartDate
from lineage.linking import Joined, Key, LinkedWork, NearCandidate, Variant
from lineage.text import digest_of
from lineage.values import Discrepancy
from lineage.work_mentions import WorkMention
from models import rows
from models.columns import col
from models.database import insert_all, inserted
from models.reading_rows import current_readings
from models.records import LinkedWorkRecord
from models.tables import (
    JudgementRow,
    LinkedWorkRow,
    LinkingRow,
    MentionedRow,
    ReadingRow,
    WorkDiscrepancyRow,
    WorkLinkRow,
    WorkMentionRow,
)

_VARIANTS = ("titles", "issuers", "dates", "stages")


# --- mentions ---------------------------------------------------------------------------------------------------------


def unmentioned(db: Connection, rule_version: str) -> list[tuple[str, int]]:
    """Return the current, analysed readings whose mentions were not made by this rule: document and number."""
    current = current_readings()
    made = sa.select(col(MentionedRow.reading)).where(col(MentionedRow.rule_version) == rule_version)
    query = (
        sa.select(current.c.document, current.c.reading)
        .join(ReadingRow, col(ReadingRow.number) == current.c.reading)
        .where(current.c.reading.not_in(made), col(ReadingRow.analysed))
    )
    return [(row.document, row.reading) for row in db.execute(query.order_by(current.c.document))]


def write_mentions(db: Connection, reading: int, rule_version: str, mentions: Sequence[WorkMention]) -> None:
    """Write the mentions of one reading; what another rule made of it goes, with the works that were linked by it."""
    if db.scalar(sa.select(col(MentionedRow.reading)).where(col(MentionedRow.reading) == reading)) is not None:
        _drop_works(db)
        db.execute(sa.delete(WorkMentionRow).where(col(WorkMentionRow.reading) == reading))
        db.execute(sa.delete(MentionedRow).where(col(MentionedRow.reading) == reading))
    inserted(db, MentionedRow, reading=reading, rule_version=rule_version)
    placed = enumerate(mentions)
    insert_all(db, WorkMentionRow, [rows.columns_of(one, reading=reading, position=place) for place, one in placed])


def current_mentions(db: Connection) -> dict[WorkMention, tuple[int, int]]:
    """Return the mentions of the current readings, each with its reading and its place there."""
    current = current_readings()
    query = sa.select(WorkMentionRow).join(current, current.c.reading == col(WorkMentionRow.reading))
    ordered = query.order_by(col(WorkMentionRow.document), col(WorkMentionRow.position))
    return {_mention(row): (row["reading"], row["position"]) for row in db.execute(ordered).mappings()}


def _mention(row: RowMapping | Mapping[str, Any]) -> WorkMention:
    columns = {name: row[name] for name in rows.names_of(WorkMention)}
    columns["when"] = PartDate(**row["when"]) if row["when"] else None
    columns["sentences"] = tuple(row["sentences"])
    columns["figures"] = tuple((float(value), unit, period) for value, unit, period in row["figures"])
    return WorkMention(**columns)


# --- works ------------------------------------------------------------------------------------------------------------


def state_now(db: Connection, rule_version: str) -> str:
    """Return the digest of everything that the linked works follow from."""
    current = current_readings()
    readings = db.execute(sa.select(current.c.document, current.c.reading).order_by(current.c.document))
    told = [f"{row.document} {row.reading}" for row in readings]
    links = sa.select(col(JudgementRow.number)).where(col(JudgementRow.kind) == "link").order_by(col(JudgementRow.number))
    return digest_of("\n".join([rule_version, *told, *(f"judgement {number}" for number in db.scalars(links))]))


def state_of_works(db: Connection) -> str | None:
    """Return the digest that the stored works follow from; None where there are none yet."""
    return db.scalar(sa.select(col(LinkingRow.state)))


def _drop_works(db: Connection) -> None:
    for table in (WorkDiscrepancyRow, WorkLinkRow, LinkedWorkRow, LinkingRow):
        db.execute(sa.delete(table))


def write_works(
    db: Connection,
    works: Sequence[tuple[LinkedWork, Sequence[Discrepancy]]],
    places: Mapping[WorkMention, tuple[int, int]],
    state: str,
    made: datetime,
) -> None:
    """Replace the linked works; `places` tells where each mention is stored."""
    _drop_works(db)
    inserted(db, LinkingRow, id=1, state=state, made=made)
    insert_all(db, LinkedWorkRow, [_work_columns(number, work) for number, (work, _) in enumerate(works, 1)])
    links, told = [], []
    for number, (work, discrepancies) in enumerate(works, 1):
        for at, joined in enumerate(work.mentions):
            reading, mention = places[joined.mention]
            columns = rows.columns_of(joined, work=number, position=at, reading=reading, mention=mention)
            links.append(columns)
        told += [rows.columns_of(each, work=number, position=at) for at, each in enumerate(discrepancies)]
    insert_all(db, WorkLinkRow, links)
    insert_all(db, WorkDiscrepancyRow, told)


def _work_columns(number: int, work: LinkedWork) -> dict[str, Any]:
    columns = {name: rows.plain(getattr(work, name)) for name in ("title", "kind", *_VARIANTS, "near")}
    return {"number": number, "work": work.id, **columns}


def linked_works(db: Connection) -> list[LinkedWorkRecord]:
    """Return the works as they were linked last, in their order, each with where its mentions disagree."""
    query = (
        sa.select(WorkMentionRow, *(col(column) for column in (WorkLinkRow.keys, WorkLinkRow.reason, WorkLinkRow.basis)))
        .add_columns(col(WorkLinkRow.work).label("of_work"))
        .join(
            WorkLinkRow,
            sa.and_(
                col(WorkLinkRow.reading) == col(WorkMentionRow.reading), col(WorkLinkRow.mention) == col(WorkMentionRow.position)
            ),
        )
        .order_by(col(WorkLinkRow.work), col(WorkLinkRow.position))
    )
    joined: dict[int, list[Joined]] = defaultdict(list)
    for row in db.execute(query).mappings():
        joined[row["of_work"]].append(Joined(_mention(row), _keys(row["keys"]), row["reason"], row["basis"]))
    told: dict[int, list[Discrepancy]] = defaultdict(list)
    ordered = sa.select(WorkDiscrepancyRow).order_by(col(WorkDiscrepancyRow.work), col(WorkDiscrepancyRow.position))
    for row in db.execute(ordered).mappings():
        told[row["work"]].append(rows.discrepancy_of(row))
    works = db.execute(sa.select(LinkedWorkRow).order_by(col(LinkedWorkRow.number))).mappings()
    return [LinkedWorkRecord(_work(row, joined[row["number"]]), tuple(told[row["number"]])) for row in works]


def _keys(stored: Iterable[Mapping[str, Any]]) -> tuple[Key, ...]:
    return tuple(Key(**one) for one in stored)


def _work(row: RowMapping, joined: Sequence[Joined]) -> LinkedWork:
    def variants(name: str) -> tuple[Variant, ...]:
        return tuple(Variant(one["value"], tuple(one["mentions"]), tuple(one["documents"])) for one in row[name])

    near = tuple(NearCandidate(**{**one, "keys": _keys(one["keys"])}) for one in row["near"])
    titles, issuers, dates, stages = map(variants, _VARIANTS)
    return LinkedWork(row["work"], row["title"], row["kind"], tuple(joined), titles, issuers, dates, stages, near)

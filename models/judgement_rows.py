"""What persons judged, into the ledger and out of it: judgements are only added, and of one finding the last one counts."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.values import Judgement
from models import rows
from models.columns import col
from models.database import inserted
from models.tables import JudgementRow


def write_judgement(db: Connection, judgement: Judgement) -> int:
    """Write a judgement, and return its number."""
    columns = rows.columns_of(judgement, judged_by=judgement.by)
    del columns["by"]
    return inserted(db, JudgementRow, **columns)


def judgements(db: Connection, finding: str | None = None) -> list[Judgement]:
    """Return all judgements, or those of one finding, in the order they were made: of one finding the last counts."""
    query = sa.select(JudgementRow)
    if finding is not None:
        query = query.where(col(JudgementRow.finding) == finding)
    return [rows.judgement_of(row) for row in db.execute(query.order_by(col(JudgementRow.number))).mappings()]

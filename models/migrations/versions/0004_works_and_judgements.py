"""Reported speech, contradictions inside a text, works as all documents together know them, and what persons judged.

Readings of an older ledger have no reported speech and no contradictions; their mentions of works are made when works are
asked for.

A revision says what the tables were then, and therefore never follows `models/tables.py` when that changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _findings()
    _mentions()
    _works()
    _judgements()


def downgrade() -> None:
    for table in ("judgements", "work_discrepancies", "work_links", "linked_works", "linkings", "work_mentions"):
        op.drop_table(table)
    for table in ("mentioned_readings", "discrepancies", "reported"):
        op.drop_table(table)


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=False) for name in names]


def _perhaps(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, TEXT, nullable=True) for name in names]


def _placed(table: str, owner: str, target: str) -> list[sa.Column[int]]:
    """Return the key of a row that has its place in a list of its owner's."""
    name = op.f(f"fk_{table}_{owner}_{target.partition('.')[0]}")
    return [
        sa.Column(owner, NUMBER, sa.ForeignKey(target, name=name), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
    ]


def _findings() -> None:
    op.create_table(
        "reported",
        *_placed("reported", "reading", "readings.number"),
        *_text("quote", "rule", "rule_version"),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        *_text("kind", "hops"),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.CheckConstraint("kind IN ('quotation', 'indirect')", name=op.f("ck_reported_kind_word")),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_reported")),
    )
    op.create_table(
        "discrepancies",
        *_placed("discrepancies", "reading", "readings.number"),
        *_text("quote", "rule", "rule_version", "kind", "subject"),
        *_perhaps("left", "right"),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_discrepancies")),
    )


def _mentions() -> None:
    op.create_table(
        "mentioned_readings",
        sa.Column(
            "reading",
            NUMBER,
            sa.ForeignKey("readings.number", name=op.f("fk_mentioned_readings_reading_readings")),
            autoincrement=False,
            nullable=False,
        ),
        *_text("rule_version"),
        sa.PrimaryKeyConstraint("reading", name=op.f("pk_mentioned_readings")),
    )
    op.create_table(
        "work_mentions",
        *_placed("work_mentions", "reading", "readings.number"),
        *_text("id"),
        sa.Column(
            "document", TEXT, sa.ForeignKey("documents.id", name=op.f("fk_work_mentions_document_documents")), nullable=False
        ),
        *_text("quote"),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        *_text("mention"),
        *_perhaps("work", "kind", "title", "issuer", "issuer_of", "date", "when"),
        sa.Column("legal", sa.Boolean(), nullable=False),
        *_perhaps("stage"),
        sa.Column("date_start", sa.Integer(), nullable=True),
        *_text("sentences", "figures"),
        sa.PrimaryKeyConstraint("reading", "position", name=op.f("pk_work_mentions")),
    )
    op.create_index(op.f("ix_work_mentions_id"), "work_mentions", ["id"])
    op.create_index(op.f("ix_work_mentions_document"), "work_mentions", ["document"])


def _works() -> None:
    op.create_table(
        "linkings",
        sa.Column("id", NUMBER, autoincrement=False, nullable=False),
        *_text("state"),
        sa.Column("made", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkings")),
    )
    op.create_table(
        "linked_works",
        sa.Column("number", NUMBER, autoincrement=False, nullable=False),
        *_perhaps("work", "title", "kind"),
        *_text("titles", "issuers", "dates", "stages", "near"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_linked_works")),
    )
    op.create_table(
        "work_links",
        *_placed("work_links", "work", "linked_works.number"),
        sa.Column("reading", NUMBER, nullable=False),
        sa.Column("mention", sa.Integer(), nullable=False),
        *_text("keys", "reason", "basis"),
        sa.CheckConstraint(
            "basis IN ('alone', 'inside the document', 'inferred', 'judged')", name=op.f("ck_work_links_basis_word")
        ),
        sa.PrimaryKeyConstraint("work", "position", name=op.f("pk_work_links")),
    )
    op.create_table(
        "work_discrepancies",
        *_placed("work_discrepancies", "work", "linked_works.number"),
        *_text("kind", "subject"),
        *_perhaps("left", "right"),
        *_text("rule", "rule_version"),
        sa.PrimaryKeyConstraint("work", "position", name=op.f("pk_work_discrepancies")),
    )


def _judgements() -> None:
    op.create_table(
        "judgements",
        sa.Column("number", NUMBER, nullable=False),
        *_text("finding", "kind", "verdict", "judged_by", "because"),
        sa.Column("made", TIME, nullable=False),
        *_perhaps("subject"),
        sa.CheckConstraint("kind IN ('edge', 'clue', 'link')", name=op.f("ck_judgements_kind_word")),
        sa.CheckConstraint("verdict IN ('confirmed', 'rejected')", name=op.f("ck_judgements_verdict_word")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_judgements")),
    )
    op.create_index(op.f("ix_judgements_finding"), "judgements", ["finding"])

"""Schedules, slots and runs, and the index for full-text search, which `models/schema.py` fills after an upgrade.

A revision says what the tables were then, and therefore never follows `models/tables.py` when that changes.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    _documents()
    _schedules()
    _slots()
    _runs()
    _searched()
    _identity()


def downgrade() -> None:
    for table in ("identity", "searched", "runs", "slots", "schedules"):
        op.drop_table(table)
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("changes")


def _documents() -> None:
    # Made anew on SQLite, so that the table reads there as a new ledger's does.
    with op.batch_alter_table("documents", recreate="auto" if op.get_bind().dialect.name != "sqlite" else "always") as documents:
        documents.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))


def _schedules() -> None:
    op.create_table(
        "schedules",
        sa.Column("source", NUMBER, autoincrement=False, nullable=False),
        sa.Column("every_seconds", sa.Integer(), nullable=True),
        sa.Column("cron", TEXT, nullable=True),
        sa.Column("time_zone", TEXT, nullable=True),
        sa.Column("next_due", TIME, nullable=True),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("changed", TIME, nullable=False),
        sa.CheckConstraint("every_seconds IS NULL OR cron IS NULL", name=op.f("ck_schedules_one_rule")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_schedules_source_sources")),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_schedules")),
    )
    op.create_index(op.f("ix_schedules_next_due"), "schedules", ["next_due"])


def _slots() -> None:
    op.create_table(
        "slots",
        sa.Column("source", NUMBER, autoincrement=False, nullable=False),
        sa.Column("due", TIME, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=True),
        sa.Column("leased", TIME, nullable=True),
        sa.Column("lease_expires", TIME, nullable=True),
        sa.Column("made_up", sa.Boolean(), nullable=False),
        sa.Column("started", TIME, nullable=True),
        sa.Column("finished", TIME, nullable=True),
        sa.Column("outcome", TEXT, nullable=True),
        sa.Column("reason", TEXT, nullable=True),
        sa.Column("capture", NUMBER, nullable=True),
        sa.CheckConstraint("state IN ('running', 'done', 'skipped')", name=op.f("ck_slots_state_word")),
        sa.ForeignKeyConstraint(["capture"], ["captures.number"], name=op.f("fk_slots_capture_captures")),
        sa.ForeignKeyConstraint(["source"], ["sources.id"], name=op.f("fk_slots_source_sources")),
        sa.PrimaryKeyConstraint("source", "due", name=op.f("pk_slots")),
    )
    op.create_index(op.f("ix_slots_capture"), "slots", ["capture"])
    op.create_index(op.f("ix_slots_due"), "slots", ["due"])


def _runs() -> None:
    op.create_table(
        "runs",
        sa.Column("number", NUMBER, nullable=False),
        sa.Column("flow", TEXT, nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("started_by", TEXT, nullable=False),
        sa.Column("started", TIME, nullable=False),
        sa.Column("ended", TIME, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("counts", TEXT, nullable=True),
        sa.Column("note", TEXT, nullable=True),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_runs")),
    )


def _searched() -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE VIRTUAL TABLE searched USING fts5(title, text, content='', tokenize='ascii')")
        return
    op.execute(
        "CREATE TABLE searched (reading BIGINT NOT NULL, words TSVECTOR NOT NULL, CONSTRAINT pk_searched PRIMARY KEY (reading))"
    )
    op.execute("CREATE INDEX ix_searched_words ON searched USING gin (words)")


def _identity() -> None:
    op.create_table(
        "identity",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity")),
    )

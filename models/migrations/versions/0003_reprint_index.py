"""The reprint index with positions and its blobs, template masks, the kind and evidence of passages, why edges fell.

The old postings had no positions, and other keys: they are derived, and dropped. Every text that was indexed waits for being keyed
and matched again, which the next run that matches does.

A revision says what the tables were then, and therefore never follows `models/tables.py` when that changes.
"""

import re

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)
TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KINDS = "kind IN ('verbatim', 'edited', 'rewritten', 'template')"
HOST = re.compile(r"\s*(?:https?:)?//(?:[^/?#@\s]*@)?([^/?#:\s\\]+)", re.IGNORECASE)


def upgrade() -> None:
    _postings()
    _bodies()
    _documents()
    _masks()
    _shared()


def downgrade() -> None:
    with op.batch_alter_table("derivations") as derivations:
        derivations.drop_column("withdrawn_because")
    with op.batch_alter_table("passages") as passages:
        passages.drop_constraint(op.f("ck_passages_kind_word"), type_="check")
        passages.drop_column("bits")
        passages.drop_column("kind")
    with op.batch_alter_table("pairs") as pairs:
        pairs.drop_column("changed")
        pairs.drop_column("because")
        pairs.drop_column("masks")
    op.drop_table("masks")
    op.drop_index(op.f("ix_documents_site_first_seen"), "documents")
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("site")
    op.drop_index(op.f("ix_bodies_merged_keys_until"), "bodies")
    with op.batch_alter_table("bodies") as bodies:
        for column in ("keys", "keys_until", "merged"):
            bodies.drop_column(column)
    op.drop_table("postings")
    op.create_table(
        "postings",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["body"], ["bodies.id"], name=op.f("fk_postings_body_bodies")),
        sa.PrimaryKeyConstraint("key", "body", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )


def _recreate() -> str:
    """On SQLite tables are made anew, so that they read there as a new ledger's do."""
    return "always" if op.get_bind().dialect.name == "sqlite" else "auto"


def _postings() -> None:
    op.drop_table("postings")
    op.create_table(
        "postings",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("key", "body", "position", name=op.f("pk_postings")),
        sqlite_with_rowid=False,
    )


def _bodies() -> None:
    with op.batch_alter_table("bodies", recreate=_recreate()) as bodies:
        bodies.add_column(sa.Column("merged", sa.Boolean(), server_default=sa.false(), nullable=False))
        bodies.add_column(sa.Column("keys_until", sa.BigInteger(), nullable=True))
        bodies.add_column(sa.Column("keys", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_bodies_merged_keys_until"), "bodies", ["merged", "keys_until"])
    table = sa.table("bodies", sa.column("matched", sa.Boolean()))
    op.execute(sa.update(table).values(matched=sa.false()))


def _documents() -> None:
    with op.batch_alter_table("documents", recreate=_recreate()) as documents:
        documents.add_column(sa.Column("site", TEXT, nullable=True))
    op.create_index(op.f("ix_documents_site_first_seen"), "documents", ["site", "first_seen"])
    table = sa.table("documents", sa.column("id", TEXT), sa.column("address", TEXT), sa.column("site", TEXT))
    sites = [{"known": row.id, "host": _host(row.address)} for row in op.get_bind().execute(sa.select(table.c.id, table.c.address))]
    if sites:
        told = sa.update(table).where(table.c.id == sa.bindparam("known")).values(site=sa.bindparam("host"))
        op.get_bind().execute(told, sites)


def _host(address: str) -> str | None:
    found = HOST.match(address)
    return found[1].rstrip(".").casefold().removeprefix("www.") or None if found else None


def _masks() -> None:
    op.create_table(
        "masks",
        sa.Column("scope", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made", TIME, nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "version", name=op.f("pk_masks")),
    )


def _shared() -> None:
    with op.batch_alter_table("pairs", recreate=_recreate()) as pairs:
        pairs.add_column(sa.Column("masks", TEXT, server_default="[]", nullable=False))
        pairs.add_column(sa.Column("because", TEXT, nullable=True))
        pairs.add_column(sa.Column("changed", TIME, nullable=True))
    with op.batch_alter_table("passages", recreate=_recreate()) as passages:
        passages.add_column(sa.Column("kind", TEXT, server_default="verbatim", nullable=False))
        passages.add_column(sa.Column("bits", sa.Float(), server_default="0", nullable=False))
        passages.create_check_constraint(op.f("ck_passages_kind_word"), KINDS)
    with op.batch_alter_table("derivations", recreate=_recreate()) as derivations:
        derivations.add_column(sa.Column("withdrawn_because", TEXT, nullable=True))

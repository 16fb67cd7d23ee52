"""Alembic's way into our tables: it works in the transaction that `models/schema.py` opened, and in no other.

A new revision is made from the difference between the tables and a ledger at the present head:

    with Database(url).write() as connection:
        command.revision(configuration(connection), message, rev_id="0002", autogenerate=True)
"""

from typing import Any, Literal

import sqlalchemy as sa
from alembic import context
from sqlmodel.sql.sqltypes import UTCDateTime

from models.columns import StoredJson, StoredText
from models.tables import Row


def rendered(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """Write our column types into a revision as what the database sees: a revision must not change when the types do."""
    if kind == "type":
        if isinstance(item, StoredText | StoredJson):
            return 'sa.Text().with_variant(sa.Text(collation="C"), "postgresql")'
        if isinstance(item, UTCDateTime):
            return "sa.DateTime(timezone=True)"
    return False


def compared(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave out the tables of the search index: each database has its own, which no table class describes."""
    return kind != "table" or name is None or not name.startswith("searched")


connection: sa.Connection | None = context.config.attributes.get("connection")
if connection is None:
    raise RuntimeError("revisions run through models/schema.py, which brings the connection")

context.configure(
    connection=connection,
    target_metadata=Row.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=rendered,
    include_name=compared,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

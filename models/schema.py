"""Which schema a ledger has, and how an older one becomes the present one.

A new ledger gets its tables at once (`create_all`) and is stamped with `HEAD`; both lie in one transaction, so a ledger is
whole or not there. An older one is upgraded by Alembic, which is loaded only then; a newer one is refused.
tests/test_schema.py holds `HEAD`, the tables and the revisions together.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from lineage.errors import LedgerError, SchemaError
from models.database import Database, kind_of
from models.searching import make_index, rebuild
from models.tables import Row

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0004"
"""The newest revision in `models/migrations/versions`: a constant, because looking it up would load Alembic."""

MIGRATIONS = Path(__file__).parent / "migrations"
INIT = "Run `citetrail init` in the folder of the workspace first"

_VERSIONS = sa.Table(
    "alembic_version",
    sa.MetaData(),
    sa.Column("version_num", sa.String(32), nullable=False),
    sa.PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def create(url: str) -> Database:
    """Return the database of a ledger that is made if it is not there; an existing one is opened."""
    database = Database(url)
    try:
        database.use_write_ahead_log()
        with database.write() as connection:
            _make_tables(connection, database.where)
        _bring_up(database)
    except BaseException:
        database.close()
        raise
    return database


def open_existing(url: str) -> Database:
    """Return the database of a ledger that must be there.

    Raises:
        LedgerError: there is none, or it cannot be read.
        SchemaError: it was made by a newer citetrail.
    """
    database = Database(url)
    _check_presence(database)
    try:
        _bring_up(database)
    except BaseException:
        database.close()
        raise
    return database


def _check_presence(database: Database) -> None:
    """Refuse a file that is not there, because connecting would make it, and one that we may not even look for."""
    try:
        present = database.path is None or database.path.is_file()
    except OSError as error:
        advice = "Check that you may read and write the file and its folder"
        raise LedgerError(f"the ledger cannot be opened: {error.strerror}", where=database.where, advice=advice) from error
    if not present:
        raise LedgerError("there is no ledger here", where=database.where, advice=INIT)


def _make_tables(connection: Connection, where: str) -> None:
    """Make and stamp all tables in an empty database; leave a ledger as it is, and refuse what is neither."""
    tables = sa.inspect(connection).get_table_names()
    if _VERSIONS.name in tables:
        return
    if tables:
        raise _not_a_ledger(where)
    Row.metadata.create_all(connection, checkfirst=False)
    make_index(connection)
    _VERSIONS.create(connection)
    connection.execute(_VERSIONS.insert().values(version_num=HEAD))


def _bring_up(database: Database) -> None:
    """Check the revision of an existing ledger, and upgrade it if it is an older one."""
    with database.read() as connection:
        found = revision_of(connection, database.where)
    if found == HEAD:
        return
    if found not in _known_revisions():
        raise SchemaError(
            f"the ledger has schema {found}, this citetrail knows schemas up to {HEAD}",
            where=database.where,
            advice="Use the newer citetrail that made it, or a backup from before",
        )
    _upgrade(database)


def revision_of(connection: Connection, where: str) -> str:
    """Return the revision a ledger is stamped with."""
    tables = sa.inspect(connection).get_table_names()
    if not tables:
        raise LedgerError("the ledger is empty: it was never set up", where=where, advice=INIT)
    if _VERSIONS.name not in tables:
        raise _not_a_ledger(where)
    stamps = connection.scalars(sa.select(_VERSIONS.c.version_num)).all()
    if len(stamps) != 1:
        raise SchemaError(f"the ledger names {len(stamps)} schemas instead of one", where=where, advice="Restore a backup")
    return str(stamps[0])


def _not_a_ledger(where: str) -> LedgerError:
    """Return the error for a database that holds something else."""
    return LedgerError("this database is not a ledger of citetrail", where=where, advice="Point to another file")


# --- revisions: everything below loads Alembic ----------------------------------------------------------------------


def configuration(connection: Connection | None = None) -> Config:
    """Return Alembic's configuration for our revisions; with a connection, its commands work in that transaction."""
    from alembic.config import Config

    # Alembic's default is the stdout there was when it was imported, which may be closed by now.
    config = Config(stdout=io.StringIO())
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _known_revisions() -> frozenset[str]:
    """Return the names of all revisions that this version brings."""
    from alembic.script import ScriptDirectory

    return frozenset(script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions())


def _upgrade(opened: Database) -> None:
    """Bring an older ledger to `HEAD` in one transaction that nobody else can write beside; the search index is made anew."""
    from alembic import command

    upgrading = Database(opened.url.render_as_string(hide_password=False), upgrading=True)
    try:
        with upgrading.write() as connection:
            command.upgrade(configuration(connection), HEAD)
            rebuild(connection)
            broken = kind_of(connection).broken_references(connection)
            if broken:
                tables = ", ".join(broken)
                raise LedgerError(f"the upgrade to schema {HEAD} would break references in {tables}", where=opened.where)
    finally:
        upgrading.close()

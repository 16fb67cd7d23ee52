"""The schema: made at once, known by its revision, upgraded when older, refused when newer, and every failure explained."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from lineage.errors import LedgerError, SchemaError
from models import database, schema
from models.columns import escape, unescape
from models.database import Database
from models.ledger import Ledger
from models.tables import Row

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "ledger.sqlite"


def url_of(file: Path) -> str:
    return f"sqlite:///{file}"


@pytest.fixture
def made(file: Path) -> Path:
    Ledger.create(url_of(file)).close()
    return file


def revision_in(file: Path) -> str:
    with sqlite3.connect(file) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def stamp(file: Path, revision: str) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def definitions(file: Path) -> dict[str, frozenset[str]]:
    """What SQLite says of each table and index: its lines, whose order does not matter."""
    with sqlite3.connect(file) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: frozenset(line.strip().rstrip(",").strip() for line in sql.splitlines()) for name, sql in found}


# --- tables and revisions -----------------------------------------------------------------------------------------------


def test_the_head_is_the_newest_revision() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema.configuration()).get_heads() == [schema.HEAD]


def test_a_new_ledger_and_an_upgraded_one_have_the_same_schema(made: Path, tmp_path: Path) -> None:
    from alembic import command

    upgraded = tmp_path / "upgraded.sqlite"
    empty = Database(url_of(upgraded))
    with empty.write() as connection:
        command.upgrade(schema.configuration(connection), "head")
    empty.close()
    assert definitions(upgraded) == definitions(made)
    assert revision_in(upgraded) == revision_in(made) == schema.HEAD


def test_the_tables_ask_for_no_further_revision(made: Path) -> None:
    from alembic import command

    opened = Database(url_of(made))
    with opened.write() as connection:
        command.check(schema.configuration(connection))
    opened.close()


def test_every_reference_that_is_looked_up_backwards_has_an_index() -> None:
    unindexed = {
        f"{table.name}.{key.parent.name}"
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.parent.name not in {next(iter(columns)).name for columns in _leading(table)}
    }
    assert unindexed == {"postings.body"}


def _leading(table: sa.Table) -> Iterator[list[sa.Column[object]]]:
    yield list(table.primary_key.columns)
    yield from (list(index.columns) for index in table.indexes)
    yield from (list(one.columns) for one in table.constraints if isinstance(one, sa.UniqueConstraint))


def test_the_tables_are_postgresqls_as_well() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    tables = Row.metadata.sorted_tables
    made: list[sa.schema.ExecutableDDLElement] = [CreateTable(table) for table in tables]
    made += [CreateIndex(index) for table in tables for index in table.indexes]
    text = "\n".join(str(one.compile(dialect=dialect)) for one in made)
    assert "VARCHAR" not in text
    assert "WITHOUT TIME ZONE" not in text
    assert "WITHOUT ROWID" not in text
    assert text.count("BIGSERIAL") == sum(1 for table in Row.metadata.sorted_tables if table.autoincrement_column is not None)


@given(st.text(st.characters()))
def test_any_text_becomes_one_that_every_database_takes_and_comes_back(text: str) -> None:
    stored = escape(text)
    stored.encode("utf-8")
    assert "\x00" not in stored
    assert unescape(stored) == text


@pytest.mark.parametrize(("one", "other"), [("\x00", "\U0010fffd0000"), ("\ud83d\ude00", "\U0001f600")])
def test_texts_that_differ_are_stored_differently(one: str, other: str) -> None:
    assert escape(one) != escape(other)


# --- making and opening -------------------------------------------------------------------------------------------------


def test_making_and_opening_a_ledger_loads_no_alembic(file: Path) -> None:
    script = (
        "import sys; from models.ledger import Ledger; Ledger.create(sys.argv[1]).close(); Ledger.open(sys.argv[1]).counts();"
        "print([name for name in ('alembic', 'httpx', 'lxml', 'trafilatura', 'prefect') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script, url_of(file)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"


def test_every_commit_is_durable_and_references_are_checked(made: Path) -> None:
    opened = Database(url_of(made))
    with opened.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    opened.close()
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_a_ledger_that_is_not_there_is_not_made_by_opening_it(file: Path) -> None:
    with pytest.raises(LedgerError, match="citetrail init") as error:
        Ledger.open(url_of(file))
    assert error.value.where == str(file)
    assert not file.exists()


def test_making_a_ledger_that_is_there_opens_it(made: Path) -> None:
    with Ledger.open(url_of(made)) as ledger:
        ledger.add_source("https://a.example/", "url")
    with Ledger.create(url_of(made)) as ledger:
        assert len(ledger.sources()) == 1


def test_a_newer_schema_is_refused_with_both_revisions(made: Path) -> None:
    stamp(made, "9999")
    with pytest.raises(SchemaError, match=f"schema 9999.*{schema.HEAD}.*newer citetrail") as error:
        Ledger.open(url_of(made))
    assert error.value.where == str(made)
    with pytest.raises(SchemaError):
        Ledger.create(url_of(made))
    assert revision_in(made) == "9999"


# --- upgrading ------------------------------------------------------------------------------------------------------------

NEXT = """
import sqlalchemy as sa
from alembic import op

revision, down_revision, branch_labels, depends_on = "0002", "0001", None, None


def upgrade() -> None:
    with op.batch_alter_table("sources", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.Text()))
    {then}
"""


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of revisions of a citetrail whose newest is 0002."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", "0002")
    return folder / "versions" / "0002_next.py"


def test_an_older_ledger_is_upgraded_when_it_is_opened_and_keeps_its_rows(made: Path, newer: Path) -> None:
    with sqlite3.connect(made) as raw:
        raw.execute("INSERT INTO sources (address_key, address, kind, added) VALUES ('k', 'a', 'url', '2026-01-01 00:00:00')")
    newer.write_text(NEXT.format(then="pass"), encoding="utf-8")
    Ledger.open(url_of(made)).close()
    assert revision_in(made) == "0002"
    with sqlite3.connect(made) as raw:
        assert raw.execute("SELECT address, colour FROM sources").fetchall() == [("a", None)]


@pytest.mark.parametrize(
    ("then", "message"),
    [
        ("op.execute('SELECT * FROM nowhere')", "no such table"),
        ('op.execute("INSERT INTO postings VALUES (1, 99)")', "break references in postings"),
    ],
)
def test_an_upgrade_that_fails_leaves_the_older_ledger_as_it_was(made: Path, newer: Path, then: str, message: str) -> None:
    before = definitions(made)
    newer.write_text(NEXT.format(then=then), encoding="utf-8")
    with pytest.raises(LedgerError, match=message):
        Ledger.open(url_of(made))
    assert (definitions(made), revision_in(made)) == (before, "0001")


# --- what can be wrong with the file ----------------------------------------------------------------------------------------


def raised(file: Path) -> LedgerError:
    with pytest.raises(LedgerError) as error:
        Ledger.open(url_of(file)).counts()
    assert error.value.where == str(file)
    assert error.value.advice
    return error.value


def test_a_file_that_is_no_database_is_named(file: Path) -> None:
    file.write_bytes(b"this is a shopping list, not a database" * 50)
    assert "not a ledger" in str(raised(file))


def test_an_empty_file_asks_for_init(file: Path) -> None:
    file.touch()
    assert "citetrail init" in str(raised(file))


def test_a_database_of_something_else_is_left_alone(file: Path) -> None:
    with sqlite3.connect(file) as raw:
        raw.execute("CREATE TABLE recipes (name TEXT)")
    assert "not a ledger of citetrail" in str(raised(file))
    with pytest.raises(LedgerError, match="not a ledger of citetrail"):
        Ledger.create(url_of(file))
    assert set(definitions(file)) == {"recipes"}


def test_a_damaged_ledger_is_told_from_a_locked_one(made: Path) -> None:
    content = bytearray(made.read_bytes())
    content[4096:] = b"\xff" * (len(content) - 4096)
    made.write_bytes(content)
    assert "damaged" in str(raised(made))


def test_a_ledger_that_another_process_keeps_locked_is_waited_for_and_then_named(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0)
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with Ledger.open(url_of(made)) as ledger:
        assert ledger.counts().sources == 0
        with pytest.raises(LedgerError, match="locked by another process"):
            ledger.add_source("https://a.example/", "url")
        other.execute("ROLLBACK")
        assert ledger.add_source("https://a.example/", "url")
    other.close()


def test_a_ledger_that_may_not_be_written_says_so(made: Path) -> None:
    with Ledger.open(f"sqlite:///file:{made}?mode=ro&uri=true") as ledger:
        assert ledger.counts().sources == 0
        with pytest.raises(LedgerError, match="cannot be written"):
            ledger.add_source("https://a.example/", "url")


def test_a_full_disk_is_named_and_nothing_of_the_step_remains(made: Path) -> None:
    with Ledger.open(url_of(made)) as ledger:
        with ledger._database.read() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        with pytest.raises(LedgerError, match="disk is full"):
            ledger.add_source("https://a.example/" + "x" * 100_000, "url")
        assert ledger.sources() == []


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="cannot be opened") as error:
        Ledger.create(url_of(tmp_path / "nowhere" / "ledger.sqlite"))
    assert error.value.where == str(tmp_path / "nowhere" / "ledger.sqlite")


@pytest.mark.parametrize("url", ["nonsense", "mysql://somewhere/x", "postgresql://me:secret@host/x", ""])
def test_what_is_no_sqlite_url_is_refused_without_telling_a_password(url: str) -> None:
    with pytest.raises(LedgerError) as error:
        Ledger.open(url)
    assert "secret" not in str(error.value)

"""The schema: made at once, known by its revision, upgraded when older, refused when newer, and every failure explained."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from databases import KINDS
from databases import database as a_database
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
    """What SQLite says of each table and index: its lines, whose order does not matter, without quotes around names."""
    with sqlite3.connect(file) as raw:
        found = raw.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: frozenset(line.strip().rstrip(",").strip() for line in sql.replace('"', "").splitlines()) for name, sql in found}


# --- tables and revisions -----------------------------------------------------------------------------------------------


def test_the_head_is_the_newest_revision() -> None:
    from alembic.script import ScriptDirectory

    assert ScriptDirectory.from_config(schema.configuration()).get_heads() == [schema.HEAD]


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def bare(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database without any table."""
    with a_database(kind, tmp_path, made=False) as found:
        yield found


@pytest.fixture
def url(kind: str, tmp_path: Path) -> Iterator[str]:
    """A database with an empty ledger."""
    with a_database(kind, tmp_path) as found:
        yield found


PG_SCHEMA = """
SELECT table_name, concat_ws(' ', column_name, data_type, is_nullable, column_default, collation_name)
  FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT conrelid::regclass::text, conname || ' ' || pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0
UNION ALL SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2
"""


def described(url: str) -> object:
    """All tables, columns, constraints and indexes of a database, in its own words."""
    if url.startswith("sqlite"):
        return definitions(Path(url.removeprefix("sqlite:///")))
    with opened(url) as connection:
        return [tuple(row) for row in connection.exec_driver_sql(PG_SCHEMA)]


@contextmanager
def opened(url: str, *, upgrading: bool = False) -> Iterator[sa.Connection]:
    found = Database(url, upgrading=upgrading)
    with found.write() as connection:
        yield connection
    found.close()


def migrated(url: str, step: Callable[..., None], *to: str) -> None:
    with opened(url, upgrading=True) as connection:
        step(schema.configuration(connection), *to)


def test_a_new_ledger_and_an_upgraded_one_have_the_same_schema(bare: str, kind: str, tmp_path: Path) -> None:
    from alembic import command

    migrated(bare, command.upgrade, "head")
    with a_database(kind, tmp_path) as made:
        assert described(bare) == described(made)
    with opened(bare) as connection:
        assert schema.revision_of(connection, "") == schema.HEAD


def test_the_tables_ask_for_no_further_revision(url: str) -> None:
    from alembic import command

    migrated(url, command.check)


def test_a_ledger_of_the_first_schema_is_upgraded_with_all_it_holds_and_can_be_searched(url: str) -> None:
    from alembic import command
    from test_ledger import NOON, PAGE, step

    with Ledger.open(url) as ledger:
        document = ledger.record(step(text="The slip was sold.")).document
        held = (ledger.documents(), ledger.current_reading(document), ledger.sources())
    migrated(url, command.downgrade, "0001")
    with opened(url) as connection:
        assert schema.revision_of(connection, "") == "0001"
        assert not {"slots", "runs", "schedules", "searched"} & set(sa.inspect(connection).get_table_names())
    with Ledger.open(url) as ledger:
        assert (ledger.documents(), ledger.current_reading(document), ledger.sources()) == held
        assert [hit.document for hit in ledger.search("sold slip")] == [document]
        assert ledger.claim(PAGE, NOON, "me", now=NOON, seconds=60)
    migrated(url, command.check)


def test_every_reference_that_is_looked_up_backwards_has_an_index() -> None:
    unindexed = {
        f"{table.name}.{key.parent.name}"
        for table in Row.metadata.sorted_tables
        for key in table.foreign_keys
        if key.parent.name not in {next(iter(columns)).name for columns in _leading(table)}
    }
    assert unindexed == set()


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


def test_making_a_ledger_that_is_there_opens_it(bare: str) -> None:
    with Ledger.create(bare) as ledger:
        ledger.add_source("https://a.example/", "url")
    with Ledger.create(bare) as ledger:
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

revision, down_revision, branch_labels, depends_on = "0005", "0004", None, None


def upgrade() -> None:
    with op.batch_alter_table("sources", recreate="always") as table:
        table.add_column(sa.Column("colour", sa.Text()))
    {then}
"""


@pytest.fixture
def newer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of revisions of a citetrail whose newest is 0005."""
    folder = tmp_path / "migrations"
    shutil.copytree(schema.MIGRATIONS, folder)
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    monkeypatch.setattr(schema, "HEAD", "0005")
    return folder / "versions" / "0005_next.py"


def test_an_older_ledger_is_upgraded_when_it_is_opened_and_keeps_its_rows(made: Path, newer: Path) -> None:
    with sqlite3.connect(made) as raw:
        raw.execute("INSERT INTO sources (address_key, address, kind, added) VALUES ('k', 'a', 'url', '2026-01-01 00:00:00')")
    newer.write_text(NEXT.format(then="pass"), encoding="utf-8")
    Ledger.open(url_of(made)).close()
    assert revision_in(made) == "0005"
    with sqlite3.connect(made) as raw:
        assert raw.execute("SELECT address, colour FROM sources").fetchall() == [("a", None)]


@pytest.mark.parametrize(
    ("then", "message"),
    [
        ("op.execute('SELECT * FROM nowhere')", "no such table"),
        ('op.execute("INSERT INTO schedules (source, paused, changed) VALUES (99, 0, 1)")', "break references in schedules"),
    ],
)
def test_an_upgrade_that_fails_leaves_the_older_ledger_as_it_was(made: Path, newer: Path, then: str, message: str) -> None:
    before = definitions(made)
    newer.write_text(NEXT.format(then=then), encoding="utf-8")
    with pytest.raises(LedgerError, match=message):
        Ledger.open(url_of(made))
    assert (definitions(made), revision_in(made)) == (before, "0004")


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


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://me:secret@somewhere/x", "postgresql://me:secret@host:port/x", "oops://me:secret@:/?x=secret", ""]
)
def test_what_is_no_database_url_of_ours_is_refused_without_telling_a_password(url: str) -> None:
    with pytest.raises(LedgerError) as error:
        Ledger.open(url)
    assert "secret" not in str(error.value)
    assert "postgresql://" in str(error.value.advice)


# --- what can be wrong with a server ----------------------------------------------------------------------------------------


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """A ledger on PostgreSQL."""
    with a_database("postgresql", tmp_path) as found:
        yield found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("postgres:@", "me:secret@127.0.0.1:1"), "cannot be reached"),
        (("postgres:@", "me:secret@nowhere.invalid"), "cannot be reached"),
        (("postgres:@", "locked:secret@"), "refused the user or the password"),
        (("postgres:@", "stranger:secret@"), "refused the user or the password"),
        (("?", "_not_there?password=secret&"), "no such database"),
    ],
)
def test_a_server_that_lets_nobody_in_is_named_with_what_to_do_and_without_the_password(
    served: str, change: tuple[str, str], message: str
) -> None:
    where = served.replace(*change).replace("?host=", "?x=") if "reached" in message else served.replace(*change)
    for way_in in (Ledger.open, Ledger.create):
        with pytest.raises(LedgerError, match=message) as error:
            way_in(where.replace("?x=", "?application_name="))
        assert "secret" not in str(error.value)
        assert str(error.value.where).startswith("postgresql://")
        assert error.value.advice


def test_a_database_without_tables_asks_for_init_and_one_of_something_else_is_left_alone(tmp_path: Path) -> None:
    with a_database("postgresql", tmp_path, made=False) as bare:
        with pytest.raises(LedgerError, match="citetrail init"):
            Ledger.open(bare)
        with opened(bare) as connection:
            connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
        for way_in in (Ledger.open, Ledger.create):
            with pytest.raises(LedgerError, match="not a ledger of citetrail"):
                way_in(bare)


def test_a_newer_schema_on_a_server_is_refused(served: str) -> None:
    with opened(served) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SchemaError, match="schema 9999"):
        Ledger.open(served)


def test_a_database_that_becomes_read_only_says_so_and_can_still_be_read(served: str) -> None:
    with Ledger.open(served) as ledger:
        name = str(ledger._database.url.database)
        with opened(served) as connection:
            connection.exec_driver_sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    with Ledger.open(served) as ledger:
        with pytest.raises(LedgerError, match="read-only"):
            ledger.add_source("https://a.example/", "url")
        assert ledger.sources() == []


def test_a_connection_that_is_lost_half_way_leaves_nothing_and_the_next_step_goes_on(served: str) -> None:
    cut_off = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    )

    def write_and_lose_the_connection(ledger: Ledger) -> None:
        with ledger._database.write() as db:
            db.exec_driver_sql("INSERT INTO outlets VALUES (1, 'x', 'blog', '[]', '[]', '[]', true)")
            with opened_without_queue(served) as other:
                other.exec_driver_sql(cut_off)
            db.exec_driver_sql("SELECT 1")

    with Ledger.open(served) as ledger:
        with pytest.raises(LedgerError, match="connection to the database was lost"):
            write_and_lose_the_connection(ledger)
        assert ledger.outlets() == ()
        assert ledger.add_source("https://a.example/", "url")
        with opened_without_queue(served) as other:
            other.exec_driver_sql(cut_off)
        assert not ledger.add_source("https://a.example/", "url")


@contextmanager
def opened_without_queue(url: str) -> Iterator[sa.Connection]:
    found = Database(url)
    with found.write(queued=False) as connection:
        yield connection
    found.close()


def test_a_writer_on_a_server_waits_for_the_other_and_then_names_it(served: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Ledger.open(served) as ledger:
        with opened(served), pytest.raises(LedgerError, match="locked by another process"):
            ledger.add_source("https://a.example/", "url")
        assert ledger.add_source("https://a.example/", "url")


def test_a_server_that_never_waits_for_its_disk_does_for_us(served: str) -> None:
    with opened(served) as connection:
        name = connection.scalar(sa.text("SELECT current_database()"))
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = off")
        connection.exec_driver_sql(f"ALTER DATABASE {name} SET timezone = 'Asia/Kolkata'")
    with opened(served) as connection:
        assert connection.exec_driver_sql("SHOW synchronous_commit").scalar() == "on"
        assert connection.exec_driver_sql("SHOW timezone").scalar() == "UTC"

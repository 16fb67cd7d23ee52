"""The outlet table as a value and on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from lineage.errors import SettingsError
from lineage.outlets import OutletTable, host_of, initials, name_key, registrable
from lineage.values import Outlet
from models.outlet_table import load_outlets

TABLE = OutletTable(
    (
        Outlet("The Harbour Gazette", "newspaper", ("THG", "Gazette"), ("harbour-gazette.example",), ("img.harbour.example",)),
        Outlet("Northern Wire", "wire agency", ("NW", "北线社"), ("northernwire.example",)),
        Outlet("Northern Wire of Ruritania", "wire agency", ("NWR",)),
        Outlet("Coastal Times", "newspaper", ("Times",)),
        Outlet("Inland Times", "newspaper", ("Times",)),
    )
)


@pytest.mark.parametrize(
    "name", ["The Harbour Gazette", "the harbour gazette", "Harbour  Gazette", "gazette", "THG", "“Harbour Gazette”."]
)
def test_a_name_is_found_whatever_its_case_article_blanks_and_quotation_marks(name: str) -> None:
    found = TABLE.find(name)
    assert found is not None
    assert found.name == "The Harbour Gazette"


def test_a_name_is_matched_as_a_whole() -> None:
    assert TABLE.find("Harbour Gazette Weekly") is None
    assert TABLE.find("Northern Wire of Ruritania") == Outlet("Northern Wire of Ruritania", "wire agency", ("NWR",))
    assert TABLE.find("NWX") is None


def test_an_alias_that_two_outlets_claim_belongs_to_neither() -> None:
    assert TABLE.find("Times") is None


def test_a_host_stands_for_its_subdomains_and_not_for_look_alikes() -> None:
    by_host = TABLE.by_host("www.news.harbour-gazette.example:8080")
    assert by_host is not None
    assert by_host.name == "The Harbour Gazette"
    assert TABLE.by_host("notharbour-gazette.example") is None
    assert TABLE.by_asset_host("img.harbour.example") is not None
    assert TABLE.by_asset_host("harbour.example") is None


@pytest.mark.parametrize(
    ("text", "start", "name"),
    [
        ("told the Northern Wire of Ruritania that", 9, "Northern Wire of Ruritania"),
        ("by Northern Wire, today", 3, "Northern Wire"),
        ("北线社首都电", 0, "Northern Wire"),
        ("Northern Wireless said", 0, None),
    ],
)
def test_the_longest_name_at_a_place_is_matched_in_whole_words(text: str, start: int, name: str | None) -> None:
    found = TABLE.match_at(text, start)
    assert (found[0].name if found else None) == name


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.Example.org:80/x", "example.org"),
        ("//cdn.example.org/x", "cdn.example.org"),
        ("file:///x", None),
        ("x", None),
        ("http://user@example.org", "example.org"),
    ],
)
def test_the_host_of_an_address(address: str, host: str | None) -> None:
    assert host_of(address) == host


def test_what_somebody_registered() -> None:
    assert registrable("a.b.example.co.uk") == "example.co.uk"
    assert registrable("news.example.org") == "example.org"
    assert registrable("127.0.0.1") == "127.0.0.1"


def test_keys_and_initials() -> None:
    assert name_key("The  Harbour Gazette,") == "harbour gazette"
    assert name_key("The") == "the"
    assert initials("The Coastal Lantern Project") == "TCLP"


def test_the_packaged_table_loads_and_every_row_is_found_by_its_own_name() -> None:
    outlets = load_outlets()
    table = OutletTable(outlets)
    assert len(outlets) > 100
    lost = [outlet.name for outlet in outlets if table.find(outlet.name) != outlet]
    assert lost == []
    agency = table.find("APP")
    assert agency is not None
    assert agency != table.find("AP")


def test_no_host_is_claimed_by_two_rows_of_the_packaged_table() -> None:
    hosts = [host for outlet in load_outlets() for host in (*outlet.hosts, *outlet.asset_hosts)]
    assert len(hosts) == len(set(hosts))


def test_a_workspace_file_adds_and_replaces_rows(tmp_path: Path) -> None:
    own = tmp_path / "outlets.toml"
    own.write_text('[[outlet]]\nname = "Harbour Wire"\nkind = "wire agency"\n[[outlet]]\nname = "the guardian"\n', encoding="utf-8")
    table = OutletTable(load_outlets(own))
    added, replaced = table.find("Harbour Wire"), table.find("The Guardian")
    assert added is not None
    assert added.kind == "wire agency"
    assert replaced == Outlet("the guardian")


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("[[outlet]]\nkind = 'blog'\n", "entry 1"),
        ("[[outlet]]\nname = 'X Y'\nkind = 'pub'\n", "X Y"),
        ("[[outlet]]\nname = 'X Y'\nhost = 'x'\n", "host"),
        ("[[outlet]]\nname = 'X Y'\nhosts = 'x'\n", "hosts"),
        ("[[outlet]]\nname = 'X Y'\nhosts = ['https://x']\n", "host names"),
        ("outlet = 3\n", "outlets.toml"),
        ("[[outlet]\n", "TOML"),
    ],
)
def test_a_mistake_in_the_table_names_file_entry_and_next_step(tmp_path: Path, content: str, part: str) -> None:
    path = tmp_path / "outlets.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError) as problem:
        load_outlets(path)
    assert part in str(problem.value)
    assert str(path) in str(problem.value)
    assert problem.value.advice


def test_a_missing_table_is_a_settings_error(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        load_outlets(tmp_path / "none.toml")

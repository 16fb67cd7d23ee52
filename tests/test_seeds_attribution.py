"""The five real documents: what each proves about its origin and no more, and the same under other names.

The texts are read from beside the checkout and never copied. The renaming maps the names of outlets, hosts, offices and
persons in them to invented ones.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from lineage.attribution import attribute
from lineage.clues import find_clues
from lineage.outlets import OutletTable
from lineage.values import ROLES, Attribution, Clue, Outlet
from models.outlet_table import load_outlets

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
SEEDS = SHARED / "seeds"
OFFICE = "Information Office of the People’s Government of Xinjiang Uygur Autonomous Region"
# role -> (name, word, candidates)
Verdict = dict[str, tuple[str | None, str, list[tuple[str, str]]]]
NOTHING: tuple[None, str, list[tuple[str, str]]] = (None, "undetermined", [])
EXPECTED: dict[str, Verdict] = {
    "000": {
        "host": NOTHING,
        "credited_source": NOTHING,
        "text_origin": (None, "undetermined", [("Daily Mail", "document")]),
        "asset_origin": ("Daily Mail", "indicated", []),
    },
    "001": {
        "host": (None, "undetermined", [("The Liberty Beacon", "network")]),
        "credited_source": ("South China Morning Post", "stated", []),
        "text_origin": ("South China Morning Post", "stated", []),
        "asset_origin": ("AFP", "stated", []),
    },
    "002": {
        "host": NOTHING,
        "credited_source": NOTHING,
        "text_origin": (None, "undetermined", [("The Guardian", "document")]),
        "asset_origin": NOTHING,
    },
    "003": {
        "host": NOTHING,
        "credited_source": ("Chinese Embassy in the US", "stated", []),
        "text_origin": (OFFICE, "stated", [("Chinese Embassy in the US", "document")]),
        "asset_origin": NOTHING,
    },
    "004": {
        "host": NOTHING,
        "credited_source": ("Xinhua", "stated", []),
        "text_origin": ("Xinhua", "stated", []),
        "asset_origin": NOTHING,
    },
}
# Longest first: what a text calls somebody -> an invented name of the same shape.
RENAMED = {
    "South China Morning Post": "West Elbonia Evening Bugle",
    "The Liberty Beacon": "The Mountain Lantern",
    "i.dailymail.co.uk": "i.weeklybell.co.uk",
    "Daily Mail": "Weekly Bell",
    "the Guardian": "the Sentinel",
    "The Guardian": "The Sentinel",
    "Guardian": "Sentinel",
    "Xinhua": "Neword",
    "Reuters": "Rapides",
    "Global Times": "Planet Hours",
    "TLB": "TML",
    "AFP": "QXR",
    "SCMP": "WEEB",
    "Chinese Embassy in the US": "Elbonian Embassy in Freedonia",
    "Information Office": "Publicity Bureau",
    "Xinjiang Uygur Autonomous Region": "Outer Borduria Province",
    "Xu Guixiang": "Bo Lintang",
    "Zulyat Ismail": "Zamir Orhan",
    "Adrian Zenz": "Anton Zoller",
    "Zenz": "Zoller",
    "Zumretay Arkin": "Zora Altan",
    "Alimire Ahmat": "Alma Adil",
}
PATTERN = re.compile("|".join(re.escape(name) for name in sorted(RENAMED, key=len, reverse=True)))

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SEEDS.is_dir(), reason="the shared research data does not lie beside the checkout"),
]


def seed(number: str) -> str:
    path = next(SEEDS.glob(f"{number}_*.txt"))
    return path.read_bytes().decode("utf-8")


def rename(text: str) -> str:
    return PATTERN.sub(lambda match: RENAMED[match.group()], text)


def renamed_outlet(outlet: Outlet) -> Outlet:
    lists = {field: tuple(map(rename, getattr(outlet, field))) for field in ("aliases", "hosts", "asset_hosts")}
    return replace(outlet, name=rename(outlet.name), **lists)


def analysed(text: str, outlets: tuple[Outlet, ...]) -> tuple[tuple[Clue, ...], Verdict]:
    clues = find_clues(text, None, None, OutletTable(outlets))
    return clues, verdicts(attribute(clues))


def verdicts(attribution: Attribution) -> Verdict:
    found = {role: getattr(attribution, role) for role in ROLES}
    return {role: (v.name, v.word, [(c.name, c.scope) for c in v.candidates]) for role, v in found.items()}


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_each_document_proves_this_and_no_more(number: str) -> None:
    assert analysed(seed(number), load_outlets())[1] == EXPECTED[number]


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_every_quote_stands_at_its_span(number: str) -> None:
    text = seed(number)
    for clue in analysed(text, load_outlets())[0]:
        assert clue.start is not None
        assert text[clue.start : clue.end] == clue.quote


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_no_rule_knows_a_name(number: str) -> None:
    outlets = tuple(map(renamed_outlet, load_outlets()))
    renamed: Verdict = {
        role: (rename(name) if name else None, word, [(rename(candidate), scope) for candidate, scope in candidates])
        for role, (name, word, candidates) in EXPECTED[number].items()
    }
    assert analysed(rename(seed(number)), outlets)[1] == renamed
    assert renamed != EXPECTED[number]


@pytest.mark.parametrize("number", sorted(EXPECTED))
def test_without_its_entry_a_name_is_unknown_or_undetermined(number: str) -> None:
    known = {name for name, *_ in EXPECTED[number].values()} | {c for *_, listed in EXPECTED[number].values() for c, _ in listed}
    outlets = tuple(outlet for outlet in load_outlets() if outlet.name not in known)
    clues, got = analysed(seed(number), outlets)
    assert not any(clue.outlet in known for clue in clues if clue.outlet)
    for role, (name, word, _) in got.items():
        assert name is None or word == EXPECTED[number][role][1], role
    shown = {"000": None, "001": "South China Morning Post", "002": None, "003": OFFICE, "004": None}
    assert got["text_origin"][0] == shown[number]


def test_the_afp_is_nowhere_named_in_000_and_the_picture_is_dated_by_its_path() -> None:
    clues, _ = analysed(seed("000"), load_outlets())
    assert not any("AFP" in (clue.outlet or "") + clue.value + clue.quote for clue in clues)
    assert [clue.date for clue in clues if clue.kind == "asset host" and clue.role == "asset_origin"] == ["2020-09-17"]


def test_the_candidates_name_their_reason() -> None:
    clues, _ = analysed(seed("000"), load_outlets())
    text = attribute(clues).text_origin
    assert [clues[index].kind for index in text.candidates[0].clues] == ["asset host"]
    clues, _ = analysed(seed("002"), load_outlets())
    assert {clues[index].kind for index in attribute(clues).text_origin.candidates[0].clues} == {"self reference"}


def test_every_gold_clue_with_a_role_is_found_and_nothing_else_is_given_one() -> None:
    gold = json.loads((SHARED / "gold" / "seeds-001-003.json").read_text(encoding="utf-8"))
    roles = {
        "original_outlet": {"text_origin", "credited_source"},
        "origin": {"text_origin"},
        "intermediate": {"credited_source"},
        "reprinter": {"host"},
        "photo_agency": {"asset_origin"},
    }
    style = ("house_spelling", "translation_marker")
    for number in ("001", "003"):
        wanted = [
            r
            for r in gold
            if r["kind"] == "clue" and r["file"].startswith(number) and r.get("role") in roles and r["value"] not in style
        ]
        found = [clue for clue in analysed(seed(number), load_outlets())[0] if clue.role in ROLES]
        assert len(found) == len(wanted)
        for record in wanted:
            assert any(
                c.role in roles[record["role"]] and (c.start or 0) < record["end"] and record["start"] < (c.end or 0) for c in found
            ), record["id"]

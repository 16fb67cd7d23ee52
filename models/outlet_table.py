"""The outlet table on disk: the packaged rows, and the rows a workspace adds or replaces.

A row is a TOML table `[[outlet]]` with `name` and, as far as known, `kind`, `aliases`, `hosts`, `asset_hosts`. A later
file's row of the same name replaces the earlier one. Every mistake is a `SettingsError` that names the file, the entry
and the next step.

Left to others: what the rows mean (`lineage/outlets.py`) and where the workspace file lies.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from lineage.errors import SettingsError
from lineage.outlets import name_key
from lineage.values import Outlet

PACKAGED = Path(__file__).with_name("outlets.toml")
KINDS = frozenset(
    {
        "newspaper",
        "wire agency",
        "broadcaster",
        "magazine",
        "government office",
        "embassy",
        "aggregator",
        "blog",
        "network",
        "portal",
        "photo agency",
        "unknown",
    }
)
_LISTS = ("aliases", "hosts", "asset_hosts")


def load_outlets(*extra: Path) -> tuple[Outlet, ...]:
    """The packaged outlets, then those of each extra file; rows of one name: the last one holds.

    Raises:
        SettingsError: a file cannot be read or an entry is not usable.
    """
    rows: dict[str, Outlet] = {}
    for path in (PACKAGED, *extra):
        for outlet in _read(path):
            rows[name_key(outlet.name)] = outlet
    return tuple(rows.values())


def _read(path: Path) -> list[Outlet]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as problem:
        advice = "Check that the file exists and may be read, or take it out of the settings."
        raise SettingsError(f"the outlet table cannot be read: {problem.strerror}", where=str(path), advice=advice) from problem
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        advice = "Write the file as UTF-8 TOML with one [[outlet]] table for each outlet."
        raise SettingsError(f"the outlet table is not valid TOML: {problem}", where=str(path), advice=advice) from problem
    entries = content.get("outlet", [])
    unknown = sorted(set(content) - {"outlet"})
    if unknown or not isinstance(entries, list):
        advice = "Each outlet is a table that begins with [[outlet]]."
        raise SettingsError(
            f"the outlet table has something else than outlets: {', '.join(unknown)}", where=str(path), advice=advice
        )
    return [_outlet(path, number, entry) for number, entry in enumerate(entries, start=1)]


def _outlet(path: Path, number: int, entry: Any) -> Outlet:
    name = entry.get("name") if isinstance(entry, dict) else None
    if not isinstance(name, str) or not name_key(name):
        raise _wrong(path, f"entry {number}", "has no name", 'Give it a line like name = "The Example".')
    label = f"entry {number}, {name}"
    unknown = sorted(set(entry) - {"name", "kind", *_LISTS})
    if unknown:
        raise _wrong(path, label, f"has an unknown field {unknown[0]!r}", "Fields are name, kind, aliases, hosts, asset_hosts.")
    kind = entry.get("kind", "unknown")
    if kind not in KINDS:
        raise _wrong(path, label, f"has an unknown kind {kind!r}", f"Kinds are {', '.join(sorted(KINDS))}.")
    lists = {field: _strings(path, label, field, entry.get(field, [])) for field in _LISTS}
    return Outlet(name=name, kind=kind, **lists)


def _strings(path: Path, label: str, field: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
        raise _wrong(path, label, f"has {field} that are not a list of texts", f'Write {field} = ["...", "..."].')
    if field != "aliases" and any("/" in item or " " in item for item in value):
        raise _wrong(path, label, f"has {field} that are not host names", f'Write {field} = ["news.example"], without https://.')
    return tuple(value)


def _wrong(path: Path, label: str, what: str, advice: str) -> SettingsError:
    return SettingsError(f"an outlet {what}", where=f"{path}, {label}", advice=advice)

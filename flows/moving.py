"""Moving in from another workspace: the whole ledger, every stored file, the outlets. The other one is only read.

The way to take a workspace from SQLite to PostgreSQL and back: the old one is read where its own settings say, whatever the
environment says of the new one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from flows.settings import find_workspace, load_settings
from lineage.errors import UsageError
from models.ledger import Ledger
from models.outlet_table import load_outlets
from snapshots.store import SnapshotStore

OWN_OUTLETS = "outlets.toml"


def move_in(origin: Path, folder: Path, *, told: Callable[[str], None]) -> None:
    """Copy everything from one workspace into a fresh one.

    The stored files are copied before the ledger that names them, each checked against its digest on the way.

    Raises:
        UsageError: both are the same place.
        SettingsError: the origin is no workspace.
        EvidenceError: a stored file of the origin is missing or damaged; nothing is in the new ledger then.
    """
    old = load_settings(find_workspace(origin), environment=False)
    new = load_settings(folder)
    if old.database_url == new.database_url:
        raise UsageError("The two workspaces have one ledger", where=new.shown_database, advice="Name another database or folder")
    with Ledger.open(old.database_url) as source:
        _copy_files(source, SnapshotStore(old.store_folder), SnapshotStore(new.store_folder), told)
        if old.outlet_files and not (folder / OWN_OUTLETS).exists():
            shutil.copyfile(old.outlet_files[0], folder / OWN_OUTLETS)
        with Ledger.create(new.database_url) as target:
            copied = source.copy_to(target, told=lambda table, rows: told(f"copied {table}: {rows} rows"))
            target.put_outlets(load_outlets(*load_settings(folder).outlet_files))
    told(f"moved {copied.documents} documents, {copied.captures} captures, {copied.pins} pins")


def _copy_files(ledger: Ledger, source: SnapshotStore, target: SnapshotStore, told: Callable[[str], None]) -> None:
    files = sorted(ledger.committed_files())
    for number, path in enumerate(files, 1):
        target.put(source.read(path))
        if number % 500 == 0:
            told(f"copied {number} of {len(files)} snapshots")

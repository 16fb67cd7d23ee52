"""The snapshot store: what is acknowledged is there for good, what was never committed goes, and damage is named."""

from __future__ import annotations

import errno
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lineage.errors import CitetrailError, EvidenceError, SettingsError, UsageError
from snapshots.store import SnapshotStore

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def store(tmp_path: Path) -> SnapshotStore:
    return SnapshotStore(tmp_path / "snapshots")


def files(store: SnapshotStore) -> list[str]:
    return sorted(str(path.relative_to(store.root)) for path in store.root.glob("??/*"))


def test_bytes_are_kept_read_only_under_their_digest(store: SnapshotStore) -> None:
    stored = store.put(b"abc")
    assert stored.digest == "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert stored.path == "ba/7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad.warc.gz"
    assert stored.size == 3
    assert store.read(stored.path) == b"abc"
    assert store.path_of(stored.path).stat().st_mode & 0o777 == 0o444
    assert files(store) == [stored.path]


def test_storing_the_same_bytes_again_changes_nothing(store: SnapshotStore) -> None:
    first = store.put(b"abc")
    before = store.path_of(first.path).stat()
    assert store.put(b"abc") == first
    after = store.path_of(first.path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert files(store) == [first.path]


def test_every_kind_of_damage_is_found_on_reading(store: SnapshotStore) -> None:
    stored = store.put(bytes(range(256)) * 4)
    path = store.path_of(stored.path)
    whole = path.read_bytes()
    path.chmod(0o644)
    for place in range(0, len(whole), 13):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(EvidenceError, match="damaged"):
            store.read(stored.path)
    with pytest.raises(EvidenceError, match="damaged"):
        store.put(whole)
    path.unlink()
    with pytest.raises(EvidenceError, match="missing"):
        store.read(stored.path)


@pytest.mark.parametrize("path", ["../ledger.sqlite", "/etc/passwd", "ab/cd.warc.gz", "ba/../ba/" + "0" * 62 + ".warc.gz", ""])
def test_only_names_the_store_gave_out_are_paths_into_it(store: SnapshotStore, path: str) -> None:
    with pytest.raises(EvidenceError):
        store.path_of(path)


def test_the_sweep_takes_what_no_ledger_row_names_and_nothing_else(store: SnapshotStore) -> None:
    kept, lost = store.put(b"kept"), store.put(b"lost")
    left = store.root / kept.path[:2] / ".tmp-1-abc"
    left.write_bytes(b"half")
    (store.root / "notes.txt").write_text("mine")
    (store.root / kept.path[:2] / "notes.txt").write_text("mine")
    assert store.sweep({kept.path}) == sorted([lost.path, f"{kept.path[:2]}/.tmp-1-abc"])
    assert store.read(kept.path) == b"kept"
    assert (store.root / "notes.txt").exists()
    assert (store.root / kept.path[:2] / "notes.txt").exists()
    assert store.sweep({kept.path}) == []


def test_the_sweep_waits_for_nobody_who_is_writing(store: SnapshotStore) -> None:
    with store.writing():
        lost = store.put(b"not committed yet")
        assert store.sweep(()) == []
    assert store.sweep(()) == [lost.path]


def test_the_ledger_is_asked_only_when_nobody_can_commit_any_more(store: SnapshotStore) -> None:
    stored = store.put(b"committed a moment ago")
    free: list[bool] = []

    def committed() -> set[str]:
        free.append(lock_is_free(store))
        return {stored.path}

    assert store.sweep(committed) == []
    assert free == [False]
    assert store.read(stored.path)


def lock_is_free(store: SnapshotStore) -> bool:
    code = "import fcntl, sys; fcntl.flock(open(sys.argv[1]), fcntl.LOCK_SH | fcntl.LOCK_NB)"
    run = subprocess.run([sys.executable, "-c", code, store.root / ".lock"], capture_output=True, check=False)
    return run.returncode == 0


def test_a_store_that_is_not_there_yet_has_nothing_to_sweep(store: SnapshotStore) -> None:
    assert store.sweep(()) == []
    assert not store.root.exists()


WRITER = """
import sys
from pathlib import Path
from snapshots.store import SnapshotStore
store = SnapshotStore(Path(sys.argv[1]))
for number in range(int(sys.argv[2]), 100_000):
    stored = store.put(str(number).encode() * 5000)
    print(stored.path, flush=True)
"""


def start_writer(store: SnapshotStore, first: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", WRITER, str(store.root), str(first)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def test_what_was_acknowledged_before_kill_9_is_whole_and_the_rest_can_be_swept(store: SnapshotStore) -> None:
    acknowledged: list[str] = []
    for round_number in range(3):
        writer = start_writer(store, round_number * 10_000)
        assert writer.stdout is not None
        acknowledged += [writer.stdout.readline().strip() for _ in range(5)]
        writer.send_signal(signal.SIGKILL)
        rest = writer.stdout.read().splitlines()
        acknowledged += [line for line in rest if line.endswith(".warc.gz")]
        writer.wait()
    for path in acknowledged:
        store.read(path)
    store.sweep(set(acknowledged))
    assert files(store) == sorted(set(acknowledged))


def test_a_writer_that_died_leaves_no_lock_behind(store: SnapshotStore) -> None:
    code = "import sys, os; from pathlib import Path; from snapshots.store import SnapshotStore\n"
    code += "with SnapshotStore(Path(sys.argv[1])).writing():\n print('in', flush=True); import time; time.sleep(60)"
    holder = subprocess.Popen([sys.executable, "-c", code, str(store.root)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    store.put(b"x")
    assert store.sweep(()) == []
    holder.kill()
    holder.wait()
    assert len(store.sweep(())) == 1


def test_two_processes_that_store_the_same_bytes_end_with_one_file(store: SnapshotStore) -> None:
    writers = [start_writer(store), start_writer(store)]
    seen = []
    for writer in writers:
        assert writer.stdout is not None
        seen.append([writer.stdout.readline() for _ in range(8)])
    for writer in writers:
        writer.kill()
        writer.communicate()
    assert seen[0] == seen[1]
    store.sweep(files(store))
    for path in (line.strip() for line in seen[0]):
        store.read(path)


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may grow above 10,000 bytes: what a full disk or a quota does, without a disk of our own."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_a_clear_error_and_leaves_nothing_behind(store: SnapshotStore, small_files: None) -> None:
    with pytest.raises(SettingsError, match="no room") as caught:
        store.put(b"x" * 50_000)
    assert str(store.root) in str(caught.value)
    assert "Make room" in str(caught.value)
    assert files(store) == []


@pytest.mark.parametrize(
    ("number", "kind", "words"),
    [
        (errno.EROFS, SettingsError, "cannot be written to"),
        (errno.EACCES, SettingsError, "cannot be written to"),
        (errno.ENOSPC, SettingsError, "no room"),
        (errno.EDQUOT, SettingsError, "no room"),
        (errno.EIO, EvidenceError, "could not be stored"),
    ],
)
def test_what_the_system_refuses_is_said_with_path_cause_and_advice(
    store: SnapshotStore, monkeypatch: pytest.MonkeyPatch, number: int, kind: type[CitetrailError], words: str
) -> None:
    store.put(b"before")

    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(kind, match=words) as caught:
        store.put(b"after")
    assert os.strerror(number) in str(caught.value)
    assert caught.value.advice
    monkeypatch.undo()
    assert store.sweep(files(store)) == []
    assert not any(".tmp-" in path for path in files(store))


@pytest.mark.skipif(os.geteuid() == 0, reason="permissions do not bind root")
def test_a_read_only_folder_is_a_settings_error(store: SnapshotStore) -> None:
    store.root.mkdir(mode=0o555)
    with pytest.raises(SettingsError, match="cannot be written to"):
        store.put(b"x")


def test_a_missing_workspace_or_a_file_in_its_place_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        SnapshotStore(tmp_path / "no" / "snapshots").put(b"x")
    (tmp_path / "file").write_text("x")
    with pytest.raises(UsageError, match="does not exist"):
        SnapshotStore(tmp_path / "file").put(b"x")


def test_a_link_less_file_system_still_stores(store: SnapshotStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EOPNOTSUPP, "no links")

    monkeypatch.setattr(os, "link", refuse)
    stored = store.put(b"x")
    assert store.read(stored.path) == b"x"
    assert files(store) == [stored.path]
    assert time.time() >= store.path_of(stored.path).stat().st_mtime - 60

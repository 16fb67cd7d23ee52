"""The snapshot store: a folder of write-once files, each named by the digest of its bytes.

`put` returns only when bytes and name are on the disk: temporary file in the same folder, fsync, read-only, linked to its
final name without ever overwriting, fsync of the folder (and of the parents of folders newly made). After kill -9 or a power
cut there is either the whole file or a temporary one. What no ledger row names is removed by `sweep`.

Writers hold a shared lock from before `put` until their ledger commit; `sweep` needs the lock alone and gives up at once if
anybody has it. The lock is advisory (flock) and falls with its process, so nothing stale can remain.

The store knows nothing of what the bytes mean, and nothing of the ledger.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from lineage.errors import CitetrailError, EvidenceError, SettingsError, UsageError
from lineage.values import Stored
from snapshots.warc import check_file

SUFFIX = ".warc.gz"
_NAME = re.compile(r"([0-9a-f]{2})/([0-9a-f]{62})\.warc\.gz\Z")
_FOLDER = re.compile(r"[0-9a-f]{2}\Z")
_TEMPORARY = ".tmp-"
_LOCK = ".lock"
_OWNER = ".ledger"
_READ_ONLY = 0o444

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NOT_ALLOWED = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
_NO_LINKS = frozenset({errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EMLINK, errno.ENOSYS})


class SnapshotStore:
    """A folder of snapshots. Making the object touches nothing; the folder appears with the first `put`."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def put(self, data: bytes) -> Stored:
        """Stores bytes durably under their digest; bytes that are there already are only checked.

        Raises:
            SettingsError: the folder is read-only, or the disk is full; nothing was stored.
            UsageError: the folder's parent does not exist.
            EvidenceError: the file is there already and damaged, or the disk fails.
        """
        name = hashlib.sha256(data).hexdigest()
        stored = Stored(f"sha256:{name}", len(data), f"{name[:2]}/{name[2:]}{SUFFIX}")
        target = self.root / stored.path
        with self.writing(), _explained(target):
            if target.exists():
                check_file(target, stored.digest, stored.size)
            else:
                _make_folder(self.root)
                _make_folder(target.parent)
                _write_once(target, data)
        return stored

    def path_of(self, stored_path: str) -> Path:
        """Where a stored file lies.

        Raises:
            EvidenceError: the path is none that this store gives out.
        """
        if not _NAME.match(stored_path):
            raise EvidenceError("the ledger names a file that is no snapshot's name", where=stored_path)
        return self.root / stored_path

    def read(self, stored_path: str) -> bytes:
        """The bytes of a stored file, which have the digest that is their name.

        Raises:
            EvidenceError: the file is missing, unreadable or damaged.
        """
        path = self.path_of(stored_path)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise _bad("a snapshot is missing", path) from None
        except OSError as error:
            raise _bad(f"a snapshot cannot be read ({error.strerror})", path) from error
        if hashlib.sha256(data).hexdigest() != stored_path[:2] + path.name.removesuffix(SUFFIX):
            raise _bad("a snapshot is damaged: its bytes do not have the digest that is its name", path)
        return data

    @contextlib.contextmanager
    def writing(self) -> Iterator[None]:
        """Holds off `sweep`: to be held around `put` and the ledger commit that names the file. May be nested."""
        with _explained(self.root):
            _make_folder(self.root)
            lock = os.open(self.root / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield
        finally:
            os.close(lock)

    def sweep(self, committed: Collection[str] | Callable[[], Collection[str]]) -> list[str]:
        """Removes what was written and never committed: temporary files, and snapshots that no ledger row names.

        Args:
            committed: the stored paths the ledger names, or better a function that asks it: it is called once nobody can
                commit any more, so that a file committed a moment ago is never taken for a left-over. A plain collection must
                have been read while no other process was writing.

        Returns:
            The removed paths below the store's folder, sorted; none when somebody is writing or the folder is read-only.
        """
        try:
            lock = os.open(self.root / _LOCK, os.O_RDWR | os.O_CLOEXEC)
        except OSError:  # no store yet, or not ours to change
            return []
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            named = frozenset(committed() if callable(committed) else committed)
            with _explained(self.root):
                return self._remove([path for path in self._files() if path not in named])
        except BlockingIOError:
            return []
        finally:
            os.close(lock)

    def belong_to(self, ledger: str, named: Callable[[], Collection[str]]) -> None:
        """Bind the store to one ledger, at the first use for good: bytes that another ledger names must never look like left-overs.

        Args:
            ledger: the word that tells the ledger from all others.
            named: the stored paths that it names; asked only if the store has no owner yet.

        Raises:
            SettingsError: the store belongs to another ledger, or holds snapshots of which this one knows none.
        """
        mark = self.root / _OWNER
        try:
            owner = mark.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            owner = None
        except (OSError, ValueError) as error:
            raise _bad(f"the store's owner cannot be read ({error})", mark) from error
        if owner == ledger:
            return
        stranger = owner is not None or (self.holds_snapshots() and not any(self.path_of(path).exists() for path in named()))
        if stranger:
            raise SettingsError(
                "the snapshot store belongs to another ledger; nothing was written to it or removed from it",
                where=str(self.root),
                advice="Restore the ledger that made it (ledger.sqlite, or what CITETRAIL_DATABASE named), or make a new workspace",
            )
        with _explained(self.root):
            _make_folder(self.root)
            self._make_fan()
            mark.write_text(ledger + "\n", encoding="ascii")

    def _make_fan(self) -> None:
        """All folders at once, with one sync for the lot: made one by one, each would cost a capture a sync of its own."""
        for number in range(256):
            (self.root / f"{number:02x}").mkdir(exist_ok=True)
        _sync_folder(self.root)

    def holds_snapshots(self) -> bool:
        """Whether any snapshot lies here."""
        return self.root.is_dir() and any(_NAME.match(path) for path in self._files())

    def _files(self) -> Iterator[str]:
        """Temporary files and snapshots; whatever else somebody put into the folder is none of our business."""
        for folder in sorted(self.root.iterdir()):
            if not (_FOLDER.match(folder.name) and folder.is_dir()):
                continue
            for file in sorted(folder.iterdir()):
                path = f"{folder.name}/{file.name}"
                if file.name.startswith(_TEMPORARY) or _NAME.match(path):
                    yield path

    def _remove(self, paths: list[str]) -> list[str]:
        for path in paths:
            (self.root / path).unlink()
        for folder in {(self.root / path).parent for path in paths}:
            _sync_folder(folder)
        return paths


def _write_once(target: Path, data: bytes) -> None:
    temporary = target.parent / f"{_TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}"
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        try:
            _write_all(file, data)
            os.fchmod(file, _READ_ONLY)
            os.fsync(file)
        finally:
            os.close(file)
        _name_once(temporary, target)
    except BaseException:
        with contextlib.suppress(OSError):
            temporary.unlink()
        raise
    _sync_folder(target.parent)


def _write_all(file: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(file, rest) :]


def _name_once(temporary: Path, target: Path) -> None:
    """Gives the file its name unless that is taken; a link, because a rename would overwrite."""
    try:
        os.link(temporary, target)
    except FileExistsError:
        pass  # another process stored the same bytes meanwhile
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        temporary.rename(target)  # no hard links here; equal digest, so overwriting could only replace equal bytes
        return
    temporary.unlink()


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir()
    except FileExistsError:
        return
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _bad(what: str, path: Path) -> EvidenceError:
    return EvidenceError(what, where=str(path), advice="Restore the file from a backup, or capture the document again")


@contextlib.contextmanager
def _explained(path: Path) -> Iterator[None]:
    """Turns what the operating system says into errors for people."""
    try:
        yield
    except OSError as error:
        raise _error_for(error, path) from error


def _error_for(error: OSError, path: Path) -> CitetrailError:
    why = error.strerror or str(error)
    if error.errno in _NO_ROOM:
        advice = "Make room, or move the workspace to another disk; nothing was stored, so capture again afterwards"
        return SettingsError(f"there is no room for the snapshot ({why})", where=str(path), advice=advice)
    if error.errno in _NOT_ALLOWED:
        advice = "Make the folder writable, or choose another workspace with CITETRAIL_WORKSPACE"
        return SettingsError(f"the snapshot folder cannot be written to ({why})", where=str(path), advice=advice)
    if error.errno in _NO_FOLDER:
        advice = "Check the workspace's path, or make a workspace with `citetrail init`"
        return UsageError(f"the snapshot folder's place does not exist ({why})", where=str(path), advice=advice)
    return EvidenceError(f"the snapshot could not be stored ({why})", where=str(path), advice="Check the disk, then capture again")

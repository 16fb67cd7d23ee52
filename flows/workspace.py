"""A workspace, opened: its settings, ledger, snapshot store and outlets, and, once they are needed, its transport and its reader.

The only object that steps share. It opens nothing before it is asked for: `status` never loads an HTTP client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING

from flows.settings import Settings
from lineage.errors import SettingsError
from lineage.outlets import OutletTable
from lineage.values import DocumentFacts, Judgement
from models.ledger import Ledger
from models.outlet_table import load_outlets
from snapshots.store import SnapshotStore

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lineage.word_arrays import WordArrays
    from snapshots.reading import Reader
    from snapshots.transport import Resolver, Transport


MOST_WORDS = 2_000_000
"""Words kept in memory for the next mask: 30 bytes each."""


class BodyWords:
    """Run keys and word arrays of bodies, by their numbers: those used last, `MOST_WORDS` in all. A body never changes."""

    def __init__(self, most: int = MOST_WORDS) -> None:
        self._most, self._size = most, 0
        self._held: dict[int, tuple[NDArray[np.uint64], WordArrays]] = {}

    def take(self, bodies: Iterable[int]) -> dict[int, tuple[NDArray[np.uint64], WordArrays]]:
        """Those of these bodies that are here."""
        found = {}
        for body in dict.fromkeys(bodies):
            if body in self._held:
                found[body] = self._held[body] = self._held.pop(body)
        return found

    def keep(self, words: Mapping[int, tuple[NDArray[np.uint64], WordArrays]]) -> None:
        """Take up more, and forget those that were not used for longest."""
        for body, each in words.items():
            if body not in self._held and len(each[1]) <= self._most:
                self._held[body] = each
                self._size += len(each[1])
        while self._size > self._most:
            self._size -= len(self._held.pop(next(iter(self._held)))[1])


class Workspace:
    """What the steps of one run work with. Use `open_workspace`, which closes it."""

    def __init__(
        self,
        settings: Settings,
        ledger: Ledger,
        *,
        resolver: Resolver | None = None,
        told: Callable[[str], None] = lambda _: None,
    ) -> None:
        self.settings = settings
        self.told = told
        """Is called with lines of progress by what may take long: a first run after an upgrade, a merge of the reprint index."""
        self.ledger = ledger
        self.limits = settings.capture_limits
        self.store = SnapshotStore(settings.store_folder)
        self.facts: dict[str, DocumentFacts | None] = {}
        """What descent knows of documents, kept while waiting ones are derived (`flows.steps.known_facts`)."""
        self.judged: dict[str, Judgement] | None = None
        """The judgements that count, by finding, kept as long as `facts`."""
        self.words = BodyWords()
        """The words of bodies that template masks were made from."""
        self._resolver = resolver
        self._store_is_ours = False

    @cached_property
    def outlets(self) -> OutletTable:
        """Everybody known by name: those that come with citetrail and the workspace's own."""
        return OutletTable(load_outlets(*self.settings.outlet_files))

    def claim_store(self) -> None:
        """Make sure that the store is this ledger's before anything is written to it or swept from it.

        Raises:
            SettingsError: it belongs to another ledger.
        """
        if not self._store_is_ours:
            self.store.belong_to(self.ledger.identity(), self.ledger.committed_files)
            self._store_is_ours = True

    @cached_property
    def transport(self) -> Transport:
        """The guarded way to the network."""
        from snapshots.transport import Transport

        return Transport(
            resolver=self._resolver,
            allow_private=self.settings.allow_private_addresses,
            user_agent=self.settings.user_agent,
        )

    @cached_property
    def reader(self) -> Reader:
        """The reader with its worker process."""
        from snapshots.reading import Reader

        return Reader(self.limits)

    def close(self) -> None:
        """Close what was opened."""
        for name in ("transport", "reader"):
            if name in self.__dict__:
                self.__dict__.pop(name).close()
        self.ledger.close()


_RESOLVER: ContextVar[Resolver | None] = ContextVar("resolver", default=None)


@contextmanager
def resolving_by(resolver: Resolver) -> Iterator[None]:
    """Look hosts up by `resolver` instead of the system in every workspace opened meanwhile (the demo's invented hosts)."""
    token = _RESOLVER.set(resolver)
    try:
        yield
    finally:
        _RESOLVER.reset(token)


@contextmanager
def open_workspace(settings: Settings, *, told: Callable[[str], None] = lambda _: None) -> Iterator[Workspace]:
    """Open the workspace that `settings` describe, and close it afterwards; `told` hears what takes long.

    Raises:
        LedgerError: the ledger cannot be opened.
        SchemaError: it was made by a newer citetrail.
    """
    workspace = Workspace(settings, Ledger.open(settings.database_url), resolver=_RESOLVER.get(), told=told)
    try:
        yield workspace
    finally:
        workspace.close()


def demand_no_orphans(settings: Settings) -> None:
    """Refuse to make a new ledger beside snapshots that another one made: they are evidence, and only that ledger speaks of them.

    Raises:
        SettingsError: snapshots lie here, and the ledger file is gone.
    """
    gone = settings.database is None and not (settings.workspace / "ledger.sqlite").exists()
    if gone and SnapshotStore(settings.store_folder).holds_snapshots():
        raise SettingsError(
            "Snapshots lie here, but the ledger that made them is gone: ledger.sqlite",
            where=str(settings.store_folder),
            advice="Restore ledger.sqlite from a backup; or make the new workspace in another folder and keep this one",
        )

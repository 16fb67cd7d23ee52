"""The ledger: the one door to everything that was captured, read, found and relied upon.

Invariants: each method is one transaction; a method that writes has written all of it, durably, when it returns, and nothing when
it raises; values go in and come out as they were (`lineage/values.py`, `models/records.py`), rows never leave. Threads may
share a ledger, processes open it each for themselves. Errors are `LedgerError`, with path, cause and next step.

This module only opens transactions. What is written stands in `models/recording.py`, `models/findings.py` and
`models/writing.py`, what is read in `models/reading_rows.py` and `models/names.py`, the reprint index in `models/blobs.py`,
`models/postings.py` and `models/masks.py`, how the database behaves in `models/database.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Self

from lineage.errors import LedgerError
from lineage.values import Analysis, Digest, Discrepancy, Edge, HashLadder, Judgement, Known, Outlet, Reading
from models import blobs, findings, judgement_rows, leases, masks, names, reading_rows, recording, schema, searching, writing
from models.columns import col
from models.database import Database
from models.records import (
    AuditRecord,
    CaptureRecord,
    Counts,
    DerivationRecord,
    DocumentRecord,
    Hit,
    IndexSizes,
    LinkedWorkRecord,
    Mask,
    NewBody,
    PinRecord,
    ReadingRecord,
    Recorded,
    RunRecord,
    Schedule,
    SharedKeys,
    SharedRecord,
    SlotClaim,
    SlotRecord,
    SourceKind,
    SourceRecord,
    Step,
    WorkRecord,
)
from models.tables import DocumentRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lineage.linking import LinkedWork
    from lineage.work_mentions import WorkMention
    from models.tail import Tail


class Ledger:
    """All records of one workspace. Use it as a context manager, or `close()` it.

    Methods that note a time take it as `now` (aware); without it they take the clock's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._masks: dict[str, Mask] = {}
        self._tail: Tail | None = None
        self._tail_lock = RLock()

    @classmethod
    def create(cls, url: str) -> Self:
        """Make the ledger at this SQLAlchemy URL, or open the one that is there.

        Raises:
            LedgerError: the place cannot be written, or holds another database.
            SchemaError: a newer citetrail made the one that is there.
        """
        return cls(schema.create(url))

    @classmethod
    def open(cls, url: str) -> Self:
        """Open the ledger at this SQLAlchemy URL; one with an older schema is upgraded.

        Raises:
            LedgerError: there is none, or it cannot be read.
            SchemaError: a newer citetrail made it.
        """
        return cls(schema.open_existing(url))

    def close(self) -> None:
        """Close the ledger; every record is durable already."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    # --- outlets and sources

    def put_outlets(self, outlets: Sequence[Outlet]) -> None:
        """Add these outlets, or replace those of the same names. Nothing is written when all are there already."""
        known = set(self.outlets())
        new = [outlet for outlet in outlets if outlet not in known]
        if new:
            with self._database.write() as db:
                writing.write_outlets(db, new)

    def outlets(self) -> tuple[Outlet, ...]:
        """Return the outlets that were put in, in the order they came."""
        with self._database.read() as db:
            return reading_rows.all_outlets(db)

    def add_source(self, address: str, kind: SourceKind, outlet: str | None = None, *, now: datetime | None = None) -> bool:
        """Watch an address, and return whether it is new; `outlet` is who hosts it, when a person says so."""
        with self._database.write() as db:
            return writing.write_source(db, address, kind, outlet, now or _clock())

    def sources(self) -> list[SourceRecord]:
        """Return the watched addresses, in the order they were added."""
        with self._database.read() as db:
            return reading_rows.all_sources(db)

    def drop_source(self, address: str) -> bool:
        """Watch an address no longer, and return whether it was watched: its schedule and slots go, its captures stay."""
        with self._database.write() as db:
            return leases.drop_source(db, address)

    # --- schedules, slots and runs

    def set_schedule(
        self, address: str, schedule: Schedule | None, *, next_due: datetime | None, now: datetime | None = None
    ) -> bool:
        """Give a source its schedule, or take it away, with the time it is due next; False when there is no such source."""
        with self._database.write() as db:
            return leases.write_schedule(db, address, schedule, next_due, now or _clock())

    def set_next_due(self, address: str, next_due: datetime | None, *, now: datetime | None = None) -> bool:
        """Set the time a source is due next (None: nothing is planned); False when there is no such source."""
        with self._database.write(queued=False) as db:
            return leases.write_next_due(db, address, next_due, now or _clock())

    def set_paused(self, address: str, paused: bool, *, now: datetime | None = None) -> bool:
        """Let nothing run by itself for a source, or let it run again; False when there is no such source."""
        with self._database.write(queued=False) as db:
            return leases.write_paused(db, address, paused, now or _clock())

    def due_sources(self, now: datetime, limit: int | None = None) -> list[SourceRecord]:
        """Return the sources that are due and not paused, those that wait longest first."""
        with self._database.read() as db:
            return reading_rows.due_sources(db, now, limit)

    def claim(self, address: str, due: datetime, holder: str, *, now: datetime, seconds: float, made_up: bool = False) -> bool:
        """Take a slot for so many seconds, and return whether it is the holder's now.

        False when somebody holds it (the same holder too: give each attempt a name of its own), when it is done or was skipped, and
        when there is no such source. A slot whose lease ended before it was finished is taken over.
        """
        with self._database.write(queued=False) as db:
            return leases.claim(db, SlotClaim(address, due, holder, None), now, seconds, made_up)

    def renew(self, address: str, due: datetime, holder: str, *, now: datetime, seconds: float) -> bool:
        """Make a lease last so many seconds from now on; False when it was lost."""
        with self._database.write(queued=False) as db:
            return leases.renew(db, SlotClaim(address, due, holder, None), now, seconds)

    def finish(
        self,
        address: str,
        due: datetime,
        holder: str,
        *,
        outcome: str,
        reason: str | None,
        capture: int | None,
        next_due: datetime | None,
        now: datetime,
    ) -> bool:
        """Finish a slot with what came of it, and note when its source is due next; False, with nothing written, when the lease
        was lost. A due time later than the slot's, which somebody set meanwhile, stays."""
        with self._database.write(queued=False) as db:
            return leases.finish(db, SlotClaim(address, due, holder, next_due), outcome, reason, capture, now)

    def skip(self, address: str, due: datetime, *, reason: str, now: datetime) -> bool:
        """Note that a slot did not run, with the reason; False when it was done, is being done, or there is no such source."""
        with self._database.write(queued=False) as db:
            return leases.skip(db, address, due, reason, now)

    def slots(self, address: str | None = None, *, since: datetime | None = None, limit: int = 50) -> list[SlotRecord]:
        """Return the slots of a source, or all, the one that was due last first."""
        with self._database.read() as db:
            return leases.slots(db, address, since, limit)

    def start_run(self, flow: str, name: str, by: str, now: datetime | None = None) -> int:
        """Note that a run of a flow began, and return its number."""
        with self._database.write(queued=False) as db:
            return leases.start_run(db, flow, name, by, now or _clock())

    def finish_run(
        self, number: int, state: str, counts: Mapping[str, int], note: str | None = None, now: datetime | None = None
    ) -> bool:
        """Note how a run ended, and return whether there is such a run."""
        with self._database.write(queued=False) as db:
            return leases.finish_run(db, number, state, counts, note, now or _clock())

    def runs(self, limit: int = 20) -> list[RunRecord]:
        """Return the runs of flows, newest first; one whose process died is `running` for ever."""
        with self._database.read() as db:
            return leases.runs(db, limit)

    # --- captures and readings

    def known(self, address: str) -> Known | None:
        """Return what capturing must know of an address: the payload seen last there, and the WARC record that holds it."""
        with self._database.read() as db:
            return reading_rows.known_at(db, address)

    def record(self, step: Step, slot: SlotClaim | None = None) -> Recorded:
        """Write all that one capture brought, in one transaction; its times are the exchange's.

        With a slot, that one is finished in the same transaction, so that no kill can come between the two.

        Raises:
            LeaseLostError: the slot is not the holder's any more; nothing is written.
        """
        with self._database.write() as db:
            return recording.record_step(db, step, slot)

    def add_reading(
        self,
        document: str,
        snapshot: Digest,
        reading: Reading,
        ladder: HashLadder,
        analysis: Analysis,
        keys: bytes,
        *,
        now: datetime | None = None,
    ) -> int:
        """Add a reading of a document's snapshot, with the blob of its main text, and return its number; one that the same
        extractor made stays as it is, unless nothing was looked for in it."""
        new = findings.NewReading(reading, ladder, analysis, keys)
        with self._database.write() as db:
            return findings.write_reading(db, document, snapshot, new, now or _clock()).reading

    def documents(self) -> list[DocumentRecord]:
        """Return all documents, first seen first."""
        with self._database.read() as db:
            return reading_rows.documents_where(db)

    def document(self, document: str) -> DocumentRecord | None:
        """Return the document with this id."""
        with self._database.read() as db:
            return next(iter(reading_rows.documents_where(db, col(DocumentRow.id) == document)), None)

    def document_id(self, address: str) -> str:
        """Return the id of the document at an address; for an address that has none yet the one that it will get."""
        with self._database.read() as db:
            return recording.document_id(db, address)

    def find_documents(self, name: str) -> list[DocumentRecord]:
        """Return the documents that go by a name: an address, a file's path or name, an id, the beginning of a snapshot's
        digest (six digits or more), a title or a part of one. The strongest kind that finds any decides."""
        with self._database.read() as db:
            return names.documents_named(db, name)

    def captures(self, document: str) -> list[CaptureRecord]:
        """Return the captures of a document, oldest first."""
        with self._database.read() as db:
            return reading_rows.captures_of(db, document)

    def reading_of(self, snapshot: Digest, document: str | None = None) -> ReadingRecord | None:
        """Return the newest reading of a snapshot as this document; without one, as any document that brought it.

        Text and digests are those of the bytes; clues, title and the other findings are the document's.
        """
        with self._database.read() as db:
            return reading_rows.newest_reading(db, snapshot, document)

    def current_reading(self, document: str) -> ReadingRecord | None:
        """Return the newest reading of the newest capture of quality ok that has one."""
        with self._database.read() as db:
            return reading_rows.current_reading(db, document)

    # --- bodies and the reprint index

    def bodies_sharing(self, keys: bytes) -> SharedKeys:
        """Return where the keys of a blob stand, in all bodies: every distinct key is looked up, in the index and in the tail.

        The body that the blob is of is among them, once it is stored.
        """
        from models import postings

        with self._own_tail() as tail, self._database.read() as db:
            return postings.look_up(db, tail, _numbers_of(keys))

    @contextmanager
    def _own_tail(self) -> Iterator[Tail]:
        """Have the tail for oneself: taken before a transaction begins, because the tail never goes back to an older state."""
        from models.tail import Tail

        with self._tail_lock:
            if self._tail is None:
                self._tail = Tail()
            yield self._tail

    def record_bodies(self, bodies: Sequence[NewBody]) -> list[int]:
        """Write many texts with their blobs in one transaction, and return their numbers in the order given.

        Equal texts are one body, and one that is there already keeps its number. Each new one is unmatched. This is the way in for
        texts that come without captures; a document that carries one finds it there.
        """
        with self._database.write() as db:
            return blobs.write_bodies(db, bodies)

    def blobs(self, bodies: Collection[int]) -> dict[int, bytes]:
        """Return the blobs of bodies, of those that have one."""
        with self._database.read() as db:
            return blobs.blobs_of(db, bodies)

    def unkeyed_bodies(self, limit: int) -> list[int]:
        """Return unmatched bodies without a blob, which a ledger of an older citetrail has: `put_keys` gives them theirs."""
        with self._database.read() as db:
            return blobs.unkeyed(db, limit)

    def put_keys(self, keys: Mapping[int, bytes]) -> None:
        """Give bodies their blobs; they wait for being matched then."""
        with self._database.write() as db:
            blobs.write_keys(db, keys)

    def index_sizes(self) -> IndexSizes:
        """Return how many keys the index and the tail have; it costs two look-ups."""
        with self._database.read() as db:
            return blobs.sizes(db)

    def merge_postings(self, *, if_due: bool = False, told: Callable[[str], None] = lambda _: None) -> int:
        """Merge the tail into the index, in several transactions, and return how many postings were merged.

        Killed at any point it does no harm, and the next merge goes on. With `if_due` only a tail is merged that is large for its
        index (`models.blobs.due`).
        """
        if if_due and not blobs.due(self.index_sizes()):
            return 0
        from models import postings

        with self._own_tail() as tail:
            with self._database.read() as db:
                tail.read(db)
            run, places = tail.whole(), tuple(tail.places)
        return postings.merge(self._database, run, places, told)

    def rebuild_postings(self, *, told: Callable[[str], None] = lambda _: None) -> int:
        """Make the index anew from the blobs of merged bodies, and return its number of postings; others may go on meanwhile."""
        from models import postings

        return postings.rebuild(self._database, told)

    def check_postings(self) -> list[int]:
        """Return the bodies of which the index says something else than their blobs: none, unless it was damaged."""
        from models import postings

        with self._database.read() as db:
            return postings.check(db)

    # --- template masks

    def put_mask(self, scope: str, keys: NDArray[np.int64], *, now: datetime | None = None) -> int:
        """Make these keys the template mask of a site (its host, by `lineage.outlets.host_of`) or of '', and return its version.

        The same keys as before change nothing. Else the bodies that hold a key which came in or left wait for matching again.
        """
        from models import postings

        with self._own_tail() as tail, self._database.write() as db:
            return masks.write(db, scope, keys, now or _clock(), lambda some: postings.holding(db, tail, some))

    def has_masks(self) -> bool:
        """Whether there is any template mask at all."""
        with self._database.read() as db:
            return masks.any_mask(db)

    def masks_of(self, scopes: Collection[str]) -> dict[str, Mask]:
        """Return the newest masks of these scopes, of those that have one. Versions that were read before are not read again."""
        with self._database.read() as db:
            newest = {scope: version for scope, version in masks.versions(db, scopes).items() if version}
            for scope, version in newest.items():
                held = self._masks.get(scope)
                if held is None or held.version != version:
                    self._masks[scope] = masks.mask(db, scope, version)
        return {scope: self._masks[scope] for scope in newest}

    def sites(self) -> dict[str, int]:
        """Return the sites (hosts of documents' addresses) with the number of their documents, by name."""
        with self._database.read() as db:
            return masks.all_sites(db)

    def sites_of_bodies(self, bodies: Collection[int]) -> dict[int, tuple[str, ...]]:
        """Return the sites whose documents carried each body in a sound capture, by name: those whose masks count for it."""
        with self._database.read() as db:
            return masks.sites_of(db, bodies)

    def bodies_of_site(self, site: str, most: int) -> list[int]:
        """Return the bodies that documents of a site carried in sound captures, or so many with the smallest digests."""
        with self._database.read() as db:
            return masks.bodies_of_site(db, site, most)

    def carried_bodies(self, most: int) -> list[tuple[int, str | None]] | None:
        """Return each body that sound captures brought once for each site (None: files), or None if there are more than `most`."""
        with self._database.read() as db:
            return masks.carried(db, most)

    def newest_body(self) -> int:
        """Return the highest number of a body, 0 where there is none."""
        with self._database.read() as db:
            return masks.newest_body(db)

    # --- texts, passages, edges

    def body_text(self, body: int) -> str:
        """Return the text of a body."""
        with self._database.read() as db:
            text = reading_rows.body_text(db, body)
        if text is None:
            raise self._unknown(f"body {body}")
        return text

    def body_texts(self, bodies: Collection[int]) -> dict[int, str]:
        """Return the texts of bodies, of those that are there."""
        with self._database.read() as db:
            return blobs.texts_of(db, bodies)

    def documents_of_body(self, body: int) -> list[str]:
        """Return the ids of the documents of which a capture of quality ok carried exactly this text."""
        return self.documents_of_bodies([body]).get(body, [])

    def documents_of_bodies(self, bodies: Collection[int]) -> dict[int, list[str]]:
        """Return, for each body, the documents of which a sound capture carried exactly this text, by their ids."""
        with self._database.read() as db:
            return reading_rows.documents_of_bodies(db, bodies)

    def record_passages(
        self,
        shared: Sequence[SharedRecord],
        *,
        matched: int | Collection[int] | None = None,
        seen: Mapping[str, int] | None = None,
        now: datetime | None = None,
    ) -> None:
        """Write what pairs of bodies share, in place of what was known of the same pairs; to write it twice changes nothing.

        A pair that fell is given without passages; its `because` is kept when its passages change.

        Args:
            shared: the pairs.
            matched: the body, or bodies, whose passages these are, all of them: they are not among the unmatched ones any more.
            seen: the versions of all masks that were looked at, by scope, 0 where there was none. When one of them is not the
                newest any more, or a body came to a site with a mask that is not among them, the bodies stay unmatched.
        """
        done = [] if matched is None else [matched] if isinstance(matched, int) else list(matched)
        if shared or done:
            with self._database.write() as db:
                writing.write_shared(db, shared, done, seen, now or _clock())

    def unmatched_bodies(self) -> list[int]:
        """Return the bodies of sound captures whose passages are not recorded yet, oldest first."""
        with self._database.read() as db:
            return reading_rows.unmatched_bodies(db)

    def underived_documents(self) -> list[str]:
        """Return the ids of the documents whose readings or passages changed since the edges into them were recorded."""
        with self._database.read() as db:
            return reading_rows.underived_documents(db)

    def shared_with(self, body: int) -> list[SharedRecord]:
        """Return what a body shares with others, seen from its side."""
        with self._database.read() as db:
            return reading_rows.shared_with(db, body)

    def changes_of(self, document: str) -> int:
        """Return how often something was recorded that may change the edges into a document: ask before reading what they are
        derived from, and give it to `record_edges`."""
        with self._database.read() as db:
            return reading_rows.changes_of(db, document)

    def record_edges(
        self,
        target: str,
        edges: Sequence[Edge],
        engine: str,
        *,
        seen: int | None = None,
        now: datetime | None = None,
        because: Mapping[str, str] | None = None,
    ) -> None:
        """Make these the standing edges of a target. Equal ones stay as they are, others are superseded, not deleted.

        A target that is a document counts as derived then; with `seen` (of `changes_of`) only if nothing was recorded since that
        may change its edges. So what another process records while this one derives is never taken for derived. `because` says of
        edges that fall why they do, by their origins: it is kept with them.

        Raises:
            ValueError: an edge has another target.
        """
        with self._database.write() as db:
            writing.write_edges(db, target, edges, engine, seen, now or _clock(), because or {})

    def edges(self, target: str | None = None, origin: str | None = None) -> list[DerivationRecord]:
        """Return the standing edges to a target, from an origin, or all."""
        with self._database.read() as db:
            return reading_rows.standing_edges(db, target, origin)

    def withdrawn_edges(self, target: str) -> list[DerivationRecord]:
        """Return the edges to a target that fell because the texts are known to share less, the last that fell first.

        Each origin comes once, by its last fall, and not while an edge from it stands.
        """
        with self._database.read() as db:
            return reading_rows.withdrawn_edges(db, target)

    # --- search, cited works

    def search(self, query: str, limit: int = 20) -> list[Hit]:
        """Return the documents whose title or main text has what is searched for, those with the newest readings first.

        A query is words, "phrases in quotes" and -excluded words; case and accents do not matter. Each document comes once, by its
        newest reading, of a sound capture, that fits. Any text is a query; one that asks for nothing finds nothing.
        """
        with self._database.read() as db:
            return searching.search(db, query, limit)

    def works(self) -> list[WorkRecord]:
        """Return the works that the current readings of documents cite, each with its mentions there."""
        with self._database.read() as db:
            return reading_rows.cited_works(db)

    # --- works across documents, judgements

    def unmentioned_readings(self, rule_version: str) -> list[tuple[str, int]]:
        """Return the current readings whose mentions of works were not made by this rule yet, each with its document."""
        from models import work_rows

        with self._database.read() as db:
            return work_rows.unmentioned(db, rule_version)

    def record_mentions(self, rule_version: str, mentions: Mapping[int, Sequence[WorkMention]]) -> None:
        """Write the mentions of works of readings, by their numbers."""
        from models import work_rows

        with self._database.write() as db:
            for reading, found in mentions.items():
                work_rows.write_mentions(db, reading, rule_version, found)

    def work_mentions(self) -> list[WorkMention]:
        """Return the mentions of works in current readings, by document and place."""
        from models import work_rows

        with self._database.read() as db:
            return list(work_rows.current_mentions(db))

    def works_waiting(self, rule_version: str) -> str | None:
        """Return the state that works are to be linked for anew; None where the linked works are those of today."""
        from models import work_rows

        with self._database.read() as db:
            state = work_rows.state_now(db, rule_version)
            return None if work_rows.state_of_works(db) == state else state

    def record_works(
        self, works: Sequence[tuple[LinkedWork, Sequence[Discrepancy]]], state: str, *, now: datetime | None = None
    ) -> None:
        """Replace the linked works, each given with where its mentions disagree; `state` is what `works_waiting` gave."""
        from models import work_rows

        with self._database.write() as db:
            places = work_rows.current_mentions(db)
            kept = [pair for pair in works if all(joined.mention in places for joined in pair[0].mentions)]
            work_rows.write_works(db, kept, places, state if len(kept) == len(works) else "", now or _clock())

    def linked_works(self) -> list[LinkedWorkRecord]:
        """Return the works as they were linked last."""
        from models import work_rows

        with self._database.read() as db:
            return work_rows.linked_works(db)

    def judge(self, judgement: Judgement, *, touches: Collection[str] = ()) -> int:
        """Write what a person judged, and return its number. The edges into the documents it touches are to be derived anew."""
        with self._database.write() as db:
            for document in touches:
                findings.note_underived(db, document)
            return judgement_rows.write_judgement(db, judgement)

    def judgements(self, finding: str | None = None) -> list[Judgement]:
        """Return all judgements, or those of one finding, oldest first: of one finding the last counts, and none is deleted."""
        with self._database.read() as db:
            return judgement_rows.judgements(db, finding)

    # --- pins and audits

    def add_pin(self, pin: PinRecord) -> bool:
        """Add a pin, and return whether it is new (one that was dropped is)."""
        with self._database.write() as db:
            return writing.write_pin(db, pin)

    def pins(self, document: str | None = None) -> list[PinRecord]:
        """Return the pins of a document, or all, without those that were dropped."""
        with self._database.read() as db:
            return reading_rows.standing_pins(db, document)

    def drop_pin(self, pin: str, *, now: datetime | None = None) -> bool:
        """Drop a pin, and return whether there was one. Audits that speak of it stay."""
        with self._database.write() as db:
            return writing.drop_pin(db, pin, now or _clock())

    def record_audit(self, audit: AuditRecord) -> int:
        """Write an audit, and return the number it got (the one it came with is not looked at)."""
        with self._database.write() as db:
            return writing.write_audit(db, audit)

    def audits(self, document: str) -> list[AuditRecord]:
        """Return the audits of a document, oldest first."""
        with self._database.read() as db:
            return reading_rows.audits_of(db, document)

    # --- the whole

    def identity(self) -> str:
        """Return the word that tells this ledger from all others; it is made at the first call and moves with a copy."""
        with self._database.read() as db:
            known = reading_rows.identity(db)
        if known is not None:
            return known
        with self._database.write() as db:
            return writing.write_identity(db, _clock())

    def counts(self) -> Counts:
        """Return how much the ledger holds."""
        with self._database.read() as db:
            return reading_rows.count_all(db)

    def committed_files(self) -> frozenset[str]:
        """Return the paths, below the snapshot store, of all files that the ledger speaks of."""
        with self._database.read() as db:
            return reading_rows.stored_files(db)

    def copy_to(self, other: Ledger, *, told: Callable[[str, int], None] = lambda _table, _rows: None) -> Counts:
        """Copy everything into another ledger, on whichever database it stands, and return what that one holds then.

        Numbers, ids and times stay as they are. All of it is one transaction: an error leaves the other one empty.

        Args:
            other: an empty ledger, as `create` makes it.
            told: is called with a table's name and how many of its rows are copied, for progress.

        Raises:
            UsageError: the other ledger is not empty.
        """
        from models.moving import copy_ledger

        copy_ledger(self._database, other._database, told)
        return other.counts()

    def _unknown(self, what: str) -> LedgerError:
        """Return the error for a number that this ledger never gave out."""
        return LedgerError(f"the ledger has no {what}", where=self._database.where)


def _numbers_of(blob: bytes) -> NDArray[np.int64]:
    """Return the keys of a blob."""
    import numpy as np

    return np.frombuffer(blob, "<i8").astype(np.int64, copy=False)


def _clock() -> datetime:
    """Return the present time."""
    return datetime.now(UTC)

"""What the ledger gives out and takes in: frozen values, so that nobody outside `models/` holds a database row.

Ids that a person may type are short and follow from their content, so that the same input gives the same ids: documents
`d` and 12 hex digits of the address's SHA-256, pins `p...`, works `w...` alike. Captures, audits and runs are numbered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal

from lineage.values import (
    Analysis,
    Anchor,
    Change,
    Digest,
    Discrepancy,
    Edge,
    Exchange,
    HashLadder,
    OutcomeWord,
    Passage,
    PinCheck,
    Quality,
    QualityWord,
    Reading,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from lineage.linking import LinkedWork

SourceKind = Literal["url", "feed", "file"]


SlotState = Literal["running", "done", "skipped"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a source is captured: every so many seconds, or at the times of a cron line, read in a time zone (a name of IANA's)."""

    every_seconds: int | None
    cron: str | None
    time_zone: str


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A watched address with what happened to it last.

    `schedule` is None for one that has no schedule of its own. `next_due` is None while nothing is planned; nothing runs by itself
    while the source is `paused`.
    """

    address: str
    kind: SourceKind
    added: datetime
    outlet: str | None = None
    last_capture: datetime | None = None
    last_outcome: OutcomeWord | None = None
    last_reason: str | None = None
    captures: int = 0
    schedule: Schedule | None = None
    next_due: datetime | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class SlotClaim:
    """A slot that somebody holds by a lease, and when its source is due next once the slot is finished."""

    address: str
    due: datetime
    holder: str
    next_due: datetime | None


@dataclass(frozen=True, slots=True)
class SlotRecord:
    """One time at which a source was due, and what became of it: the work was begun once, is done once, or was skipped.

    A `running` slot whose `lease_expires` has passed belongs to a run that died, and may be taken over. `made_up` says that it ran
    later than it was due, because nothing could run then. `capture` is the number of the capture it brought.
    """

    address: str
    due: datetime
    state: SlotState
    holder: str | None
    lease_expires: datetime | None
    made_up: bool
    started: datetime | None
    finished: datetime | None
    outcome: str | None
    reason: str | None
    capture: int | None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run of a flow. `state` stays `running`, and `ended` None, when its process died. `by` says who started it."""

    number: int
    flow: str
    name: str
    by: str
    started: datetime
    ended: datetime | None
    state: str
    counts: Mapping[str, int]
    note: str | None


@dataclass(frozen=True, slots=True)
class Hit:
    """A document whose title or text has what was searched for.

    `snippet` is the place in the original text, white space collapsed, the words searched for between « and ». `reading` is the
    newest reading of the document that has them, `snapshot` what it was read from, `captured` when that was seen there last.
    """

    document: str
    title: str | None
    address: str
    snippet: str
    captured: datetime
    snapshot: Digest
    reading: int


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """One published text at one address. `outlet` is who hosts it, when a person or the host table says so."""

    id: str
    address: str
    first_seen: datetime
    outlet: str | None = None
    title: str | None = None
    claimed: bool = False
    claimed_date: datetime | None = None
    origin_path: str | None = None


@dataclass(frozen=True, slots=True)
class SnapshotRecord:
    """The stored bytes of one payload. `warc_*` name the file, and the record in it, where they lie."""

    digest: Digest
    media_type: str | None
    size: int
    warc_digest: Digest
    warc_path: str
    warc_size: int
    record_id: str


@dataclass(frozen=True, slots=True)
class CaptureRecord:
    """One act of capturing. `snapshot` is None when nothing was stored (refused, failed before any response)."""

    number: int
    document: str
    address: str
    final_address: str
    started: datetime
    seconds: float
    outcome: OutcomeWord
    reason: str
    status: int | None
    quality: QualityWord
    quality_reasons: tuple[str, ...]
    truncated: str | None
    snapshot: SnapshotRecord | None
    warc_digest: Digest | None
    warc_path: str | None
    warc_size: int | None
    claimed: bool


@dataclass(frozen=True, slots=True)
class ReadingRecord:
    """One reading of one snapshot as one document, with everything found in it.

    `analysed` is false while nothing was looked for in it, because no capture that brought it was sound.
    """

    number: int
    snapshot: Digest
    reading: Reading
    ladder: HashLadder
    analysis: Analysis
    body: int | None
    document: str
    analysed: bool


@dataclass(frozen=True, slots=True)
class Step:
    """All that one capture brings to the ledger, written in one transaction.

    `reading`, `ladder` and `analysis` are None when there was no content to read; `analysis` alone is None when nothing may be
    concluded from it. `outlet` is who hosts the document, when
    known. `keys` is the blob of the main text (`lineage.word_arrays.keys_blob`): the keys of its runs of five words, in order of
    position, signed 64-bit and little-endian. It is empty for a text that is too short to have any, and where nothing is concluded.
    """

    exchange: Exchange
    quality: Quality
    source_kind: SourceKind
    outlet: str | None = None
    reading: Reading | None = None
    ladder: HashLadder | None = None
    analysis: Analysis | None = None
    keys: bytes = b""
    via_feed: str | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """The answer to a recorded step."""

    document: str
    capture: int
    reading: int | None
    body: int | None
    new_body: bool


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """Two bodies that share passages; side a of each passage lies in `body`, side b in `other`.

    `masks` are the template masks that counted when the passages were found, each with its version: those of the sites of either
    body and the general one, as far as there are any. A pair that shares nothing any more has no passages; `because` says why its
    passages are others than they once were, and `changed` since when; both are None while they never changed.
    """

    body: int
    other: int
    passages: tuple[Passage, ...]
    containment: float
    containment_other: float
    masks: tuple[tuple[str, int], ...] = ()
    because: str | None = None
    changed: datetime | None = None


@dataclass(frozen=True, slots=True, eq=False)
class SharedKeys:
    """Which bodies hold which keys of a query, and where: the answer to a look-up in the reprint index.

    `keys` (int64) are the distinct keys looked up, ascending. The other three belong together, one entry for each place of a key in
    a body, by body, key and position: `bodies` (int64) its number, `which` (int64) the index of the key in `keys`, `positions`
    (int64) the number of the word in the body at which the run begins.
    """

    keys: NDArray[np.int64]
    bodies: NDArray[np.int64]
    which: NDArray[np.int64]
    positions: NDArray[np.int64]

    def distinct(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return `bodies` and `which` with each key of a body once: what evidence is summed over."""
        kept = self.bodies == self.bodies
        kept[1:] = (self.bodies[1:] != self.bodies[:-1]) | (self.which[1:] != self.which[:-1])
        return self.bodies[kept], self.which[kept]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """The newest template mask of a scope: a site's host, or '' for text that stands on many unrelated sites.

    `keys` (int64, ascending, each once) are those of the runs that are template text there, as in blobs.
    """

    scope: str
    version: int
    made: datetime
    keys: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class NewBody:
    """A text with its blob (see `Step.keys`), for bodies that come without captures."""

    text: str
    keys: bytes


@dataclass(frozen=True, slots=True)
class IndexSizes:
    """How many keys the reprint index holds, and how many wait for it in the tail; each place of a key counts."""

    merged: int
    tail: int


@dataclass(frozen=True, slots=True)
class DerivationRecord:
    """A stored edge. `superseded` tells when a later derivation replaced it; None while it stands.

    `withdrawn_because` says why it fell, when it fell for what the two texts share: they are known to share less now.
    """

    edge: Edge
    engine: str
    made: datetime
    superseded: datetime | None = None
    withdrawn_because: str | None = None


@dataclass(frozen=True, slots=True)
class PinRecord:
    """A passage somebody relies on, and the snapshot where it was seen."""

    id: str
    document: str
    anchor: Anchor
    snapshot: Digest
    made: datetime
    note: str | None = None


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One audit of one document: its change class, and the verdict of each of its pins."""

    number: int
    document: str
    made: datetime
    offline: bool
    was_snapshot: Digest | None
    now_snapshot: Digest | None
    now_capture: int | None
    quality: QualityWord | None
    change: Change
    pins: tuple[tuple[str, PinCheck], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkMention:
    """One citation of a work, in one document's current reading."""

    document: str
    quote: str
    start: int
    end: int
    mention: str
    title: str | None
    issuer: str | None
    date: str | None


@dataclass(frozen=True, slots=True)
class WorkRecord:
    """A cited work with all its mentions."""

    id: str
    title: str
    issuer: str | None
    date: str | None
    mentions: tuple[WorkMention, ...] = ()


@dataclass(frozen=True, slots=True)
class LinkedWorkRecord:
    """A work as all documents together know it, and where its mentions disagree on its title, issuer or date."""

    work: LinkedWork
    discrepancies: tuple[Discrepancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """How much the ledger holds."""

    sources: int = 0
    documents: int = 0
    captures: int = 0
    snapshots: int = 0
    works: int = 0
    pins: int = 0
    audits: int = 0
    outcomes: Mapping[str, int] = field(default_factory=dict)

"""One document, from address to report: the steps, in their order.

    capture -> qualify -> read -> analyse -> record -> match -> derive -> report

Each is a plain function; one-off verbs call them directly. Capturing stores the bytes durably before the
ledger hears of them, and the ledger commits last: a run killed anywhere leaves at most bytes that no record names, which the
sweep at the next start removes, and recorded texts that were not matched or derived yet, which the next start makes up for. The
failure of one source is an outcome that is recorded, not an exception.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.matching import NO_LONGER, match
from lineage.attribution import attribute
from lineage.errors import CaptureError, UsageError
from lineage.values import (
    Analysis,
    Clue,
    DocumentFacts,
    Edge,
    Exchange,
    Extractor,
    FeedEntry,
    HashLadder,
    Known,
    Passage,
    Quality,
    Reading,
    Related,
)
from models.records import DocumentRecord, ReadingRecord, Recorded, SharedRecord, SlotClaim, SourceKind, Step

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from lineage.markup import Markup
    from lineage.relations import Relation

MOST_FEED_ENTRIES = 200
"""Entries taken from one feed at one capture; feeds list their newest first, and few carry more than a hundred."""

BODIES_AT_ONCE = 20
"""Bodies that `settle` matches, and texts that it keys, in one transaction: one sync to the disk for all of them."""

MANY_WAITING = 200
"""From so many waiting texts on `settle` says how far it is."""


@dataclass(frozen=True, slots=True)
class Request:
    """What to capture: an address, or a file (or pasted bytes) with what a person claims about it."""

    address: str | None = None
    path: Path | None = None
    pasted: bytes | None = None
    claimed_address: str | None = None
    claimed_date: datetime | None = None
    outlet: str | None = None
    via_feed: str | None = None
    entry: FeedEntry | None = None
    """What the feed `via_feed` said of this address."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one request."""

    exchange: Exchange
    quality: Quality
    recorded: Recorded
    title: str | None
    from_feed: tuple[str, ...] = ()
    entries: tuple[FeedEntry, ...] = ()


def now() -> datetime:
    """The time, aware and in UTC: the one clock of the steps."""
    return datetime.now(UTC)


# --- the whole path ---------------------------------------------------------------------------------------------------------


def capture_all(
    workspace: Workspace,
    requests: Iterable[Request],
    *,
    told: Callable[[Outcome], None] = lambda _: None,
    take: Callable[[Workspace, Request], Outcome | None] | None = None,
) -> list[Outcome]:
    """Take each request through the whole path; entries that a feed lists for the first time follow it.

    Args:
        workspace: where everything goes.
        requests: what to capture, in order.
        told: is called with each outcome as it comes, for progress.
        take: captures one request instead of `capture_document`; gives None for one that somebody else is at.
    """
    sweep(workspace)
    settle(workspace)
    outcomes: list[Outcome] = []
    queue = deque(requests)
    while queue:
        request = queue.popleft()
        outcome = (take or capture_document)(workspace, request)
        if outcome is None:
            continue
        outcomes.append(outcome)
        told(outcome)
        queue.extend(_new_entries(workspace, outcome, request, queue))
    settle(workspace)
    return outcomes


def capture_document(
    workspace: Workspace,
    request: Request,
    *,
    finishes: SlotClaim | None = None,
    unless: Callable[[Exchange], bool] = lambda _: False,
) -> Outcome:
    """One source through the path up to its record; `settle` matches and derives afterwards.

    Args:
        workspace: where everything goes.
        request: what to capture.
        finishes: the slot that this capture finishes, in the same transaction that records it.
        unless: says of what came back that the slot stays open, because the caller tries again.

    Raises:
        LeaseLostError: somebody else has the slot by now; nothing was recorded.
    """
    workspace.claim_store()
    with workspace.store.writing():
        exchange = capture(workspace, request)
        found = understand(workspace, exchange)
        slot = None if unless(exchange) else finishes
        recorded = record(workspace, request, exchange, found, analyse(workspace, exchange, found, request), slot)
    title = found.reading.title if found.reading else None
    return Outcome(exchange, found.quality, recorded, title, found.feed, found.entries)


def sweep(workspace: Workspace) -> list[str]:
    """Remove stored bytes that no ledger row names: what a killed run left behind. Does nothing while somebody captures."""
    workspace.claim_store()
    return workspace.store.sweep(workspace.ledger.committed_files)


def settle(workspace: Workspace) -> None:
    """Match and derive whatever waits for it: what this run brought, once for all of it, and what a killed run left.

    The ledger marks what waits in the transaction that makes it wait, so nothing is forgotten and nothing derived per capture: with
    many copies of one text, each new one would otherwise touch all the others.
    """
    _key_bodies(workspace)
    _match_waiting(workspace)
    waiting = workspace.ledger.underived_documents()
    if waiting:
        workspace.facts.clear()
        workspace.judged = None
    for document in waiting:
        derive(workspace, document)
    workspace.ledger.merge_postings(if_due=True, told=workspace.told)


def _match_waiting(workspace: Workspace) -> None:
    """Bring the template masks up to date, then match what waits, with what the masks make wait.

    A body that another process records meanwhile is left to that one: its site's mask does not know it yet.
    """
    ledger = workspace.ledger
    newest, waiting = ledger.newest_body(), ledger.unmatched_bodies()
    if not waiting:
        return
    from flows.masking import refresh_masks

    refresh_masks(workspace, waiting)
    known = set(waiting)
    unmatched = [body for body in ledger.unmatched_bodies() if body in known or body <= newest]
    for at in range(0, len(unmatched), BODIES_AT_ONCE):
        match(workspace, *unmatched[at : at + BODIES_AT_ONCE], done=unmatched[:at])
        _tell(workspace, "matched", min(at + BODIES_AT_ONCE, len(unmatched)), len(unmatched))


def _key_bodies(workspace: Workspace) -> None:
    """Make the blobs of texts that an older citetrail recorded without; the index takes them up as they come."""
    ledger, done = workspace.ledger, 0
    while bodies := ledger.unkeyed_bodies(10 * BODIES_AT_ONCE):
        from lineage.word_arrays import keys_blob

        ledger.put_keys({body: keys_blob(text) for body, text in ledger.body_texts(bodies).items()})
        done += len(bodies)
        workspace.told(f"keyed {done} texts of an older citetrail")
        ledger.merge_postings(if_due=True)


def _tell(workspace: Workspace, what: str, done: int, count: int) -> None:
    if count >= MANY_WAITING and (done % MANY_WAITING == 0 or done == count):
        workspace.told(f"{what} {done} of {count} texts")


# --- capture ------------------------------------------------------------------------------------------------------------------


def capture(workspace: Workspace, request: Request) -> Exchange:
    """Fetch the address, or take in the file; the bytes are stored durably when this returns."""
    from snapshots.capture import capture_address

    if request.path is not None or request.pasted is not None:
        return _take_in(workspace, request)
    address = request.address or ""
    known = _known(workspace, address)

    def arrived(exchange: Exchange) -> None:
        """The reader begins with new bytes while they are made durable."""
        if known is None or known.payload_digest != exchange.payload_digest:
            workspace.reader.read_ahead(
                exchange.content, media_type=exchange.media_type, charset=exchange.charset, address=exchange.final_address
            )

    return capture_address(
        address, transport=workspace.transport, store=workspace.store, limits=workspace.limits, known=known, arrived=arrived
    )


def _known(workspace: Workspace, address: str) -> Known | None:
    """The payload seen last, if it is really there: where its file is lost, the same bytes are stored in full again."""
    known = workspace.ledger.known(address)
    if known is not None and known.stored is not None and not workspace.store.path_of(known.stored).is_file():
        return None
    return known


def _take_in(workspace: Workspace, request: Request) -> Exchange:
    """Take in a file or pasted bytes. A file that has gone since it was registered is a fact to record, like a page that has."""
    from snapshots.capture import capture_file, file_address

    source = request.path if request.path is not None else request.pasted or b""
    address = request.claimed_address or (file_address(source) if isinstance(source, Path) else "")
    moment = now()
    try:
        return capture_file(
            source,
            store=workspace.store,
            limits=workspace.limits,
            known=_known(workspace, address),
            claimed_address=request.claimed_address,
            claimed_date=request.claimed_date,
            now=moment,
        )
    except UsageError as error:
        gone = isinstance(source, Path) and not source.exists()
        return Exchange(address, address, moment, 0.0, "not found" if gone else "failed", str(error))


# --- qualify, read, analyse -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a capture's bytes turned out to hold.

    `step_reading` is the reading if it is new, or if nothing could be concluded from it before; None if the ledger has all of it.
    """

    quality: Quality
    reading: Reading | None = None
    step_reading: Reading | None = None
    ladder: HashLadder | None = None
    feed: tuple[str, ...] = ()
    entries: tuple[FeedEntry, ...] = ()


def understand(workspace: Workspace, exchange: Exchange) -> Understanding:
    """Read what was captured and judge its quality.

    A reading that the ledger already holds, of the same bytes as the same document, is not made again. It is the step's own once
    more when no capture so far allowed to conclude anything from it and this one does.
    """
    from snapshots.feeds import looks_like_feed
    from snapshots.quality import qualify
    from snapshots.reading import ladder

    if not exchange.content:
        return Understanding(qualify(exchange, None))
    if looks_like_feed(exchange.content, exchange.media_type):
        return _understand_feed(workspace, exchange)
    held = _held_reading(workspace, exchange)
    if held is not None and held.reading.extractor == _extractor_of_today(workspace, exchange):
        quality = qualify(exchange, held.reading)
        if held.analysed or quality.verdict != "ok":
            return Understanding(quality, held.reading)
        return Understanding(quality, held.reading, held.reading, held.ladder)
    reading = workspace.reader.read(
        exchange.content, media_type=exchange.media_type, charset=exchange.charset, address=exchange.final_address
    )
    return Understanding(qualify(exchange, reading), reading, reading, ladder(exchange, reading))


def _held_reading(workspace: Workspace, exchange: Exchange) -> ReadingRecord | None:
    if exchange.payload_digest is None:
        return None
    return workspace.ledger.reading_of(exchange.payload_digest, workspace.ledger.document_id(exchange.address))


def _extractor_of_today(workspace: Workspace, exchange: Exchange) -> Extractor:
    return workspace.reader.extractor_for(exchange.content, media_type=exchange.media_type, address=exchange.final_address)


def _understand_feed(workspace: Workspace, exchange: Exchange) -> Understanding:
    try:
        entries = workspace.reader.feed(exchange.content, exchange.final_address)
    except CaptureError as error:
        return Understanding(Quality("undetermined", (error.what,)))
    if not entries:
        return Understanding(Quality("empty", ("the feed lists no entry with an address",)))
    kept = tuple(entries[:MOST_FEED_ENTRIES])
    addresses = tuple(entry.address for entry in kept)
    return Understanding(Quality("ok", (f"a feed of {len(entries)} entries",)), feed=addresses, entries=kept)


def markup_of(exchange: Exchange, reading: Reading) -> Markup | None:
    """What the raw HTML says beside its text; None for a plain text."""
    if reading.extractor.name == "plain text":
        return None
    from lineage.markup import read_markup

    return read_markup(exchange.content, reading.encoding.split()[0], exchange.final_address)


# --- record -------------------------------------------------------------------------------------------------------------------


def analyse(
    workspace: Workspace, exchange: Exchange, found: Understanding, request: Request | None = None
) -> tuple[Analysis | None, bytes]:
    """What a new reading says about itself, with what the feed that led to it says, and the blob of the keys it can be found by.
    What is no good capture is kept as a fact, but nothing is concluded from its text."""
    reading = found.step_reading
    if reading is None or found.quality.verdict != "ok":
        return None, b""
    from lineage.analysis import analyse as analyse_text
    from lineage.word_arrays import keys_blob

    served_at = exchange.final_address if exchange.final_address.startswith("http") else None
    markup = markup_of(exchange, reading)
    analysis = analyse_text(reading.main_text, markup=markup, address=served_at, outlets=workspace.outlets)
    if request is not None and request.entry is not None:
        from lineage.clue_rules.feeds import find_feed_clues

        told = find_feed_clues(request.entry, workspace.outlets, carrier=f"feed {request.via_feed}: entry")
        analysis = replace(analysis, clues=(*analysis.clues, *told))
    return analysis, keys_blob(reading.main_text)


def record(
    workspace: Workspace,
    request: Request,
    exchange: Exchange,
    found: Understanding,
    analysed: tuple[Analysis | None, bytes] = (None, b""),
    slot: SlotClaim | None = None,
) -> Recorded:
    """Everything the capture brought, in one transaction of the ledger."""
    kind: SourceKind = "feed" if found.feed else "file" if exchange.origin_path or request.pasted is not None else "url"
    analysis, keys = analysed
    return workspace.ledger.record(
        Step(
            exchange=exchange,
            quality=found.quality,
            source_kind=kind,
            outlet=request.outlet or _host_outlet(workspace, exchange),
            reading=found.step_reading,
            ladder=found.ladder,
            analysis=analysis,
            keys=keys,
            via_feed=request.via_feed,
        ),
        slot,
    )


def _host_outlet(workspace: Workspace, exchange: Exchange) -> str | None:
    from urllib.parse import urlsplit

    host = urlsplit(exchange.final_address).hostname if exchange.final_address.startswith("http") else None
    outlet = workspace.outlets.by_host(host) if host else None
    return outlet.name if outlet else None


# --- derive -----------------------------------------------------------------------------------------------------------------------


def derive(workspace: Workspace, document: str) -> None:
    """Derive the edges into one document anew; those that no longer hold are superseded, not deleted."""
    from lineage import descent

    # What somebody else records while we derive makes the document wait again.
    seen = workspace.ledger.changes_of(document)
    facts = known_facts(workspace, document)
    relatives = tuple(_relatives(workspace, document)) if facts else ()
    relations = {related.facts.id: relation for related, relation in relatives}
    edges = descent.derive(facts, tuple(related for related, _ in relatives), relations) if facts else ()
    if workspace.ledger.document(document) is not None:
        because = _why_withdrawn(workspace, document, edges)
        workspace.ledger.record_edges(document, edges, descent.ENGINE, now=now(), seen=seen, because=because)


def _why_withdrawn(workspace: Workspace, document: str, edges: Sequence[Edge]) -> dict[str, str]:
    """Why standing edges that are not among the new ones fall, by their origins, where it lies in what the texts share."""
    ledger = workspace.ledger
    gone = {each.edge.origin: each.made for each in ledger.edges(target=document) if each.edge not in edges}
    current = ledger.current_reading(document) if gone else None
    if current is None or current.body is None:
        return {}
    pairs = {each.other: each for each in ledger.shared_with(current.body)}
    carriers = ledger.documents_of_bodies([current.body, *pairs])
    standing = {edge.origin for edge in edges}
    because: dict[str, str] = {}
    sharing = set(carriers.get(current.body, []))
    for body, pair in pairs.items():
        for other in gone.keys() & set(carriers.get(body, [])):
            if pair.because is not None and pair.changed is not None and pair.changed >= gone[other]:
                because[other] = pair.because
            if pair.passages:
                sharing.add(other)
    lost = {origin for origin in gone.keys() - standing - sharing if ledger.document(origin) is not None}
    return dict.fromkeys(lost, NO_LONGER) | because


def known_facts(workspace: Workspace, document: str) -> DocumentFacts | None:
    """What descent needs to know of a document, None without a good capture; read once while waiting documents are derived."""
    if document not in workspace.facts:
        record_of, current = workspace.ledger.document(document), workspace.ledger.current_reading(document)
        workspace.facts[document] = _facts_of(workspace, record_of, current) if record_of and current else None
    return workspace.facts[document]


def _facts_of(workspace: Workspace, document: DocumentRecord, current: ReadingRecord) -> DocumentFacts:
    from lineage.judging import judged_clues, standing

    if workspace.judged is None:
        workspace.judged = standing(workspace.ledger.judgements())
    clues: tuple[Clue, ...] = current.analysis.clues
    attribution = attribute(clues, judged_clues(document.id, clues, workspace.judged))
    return DocumentFacts(
        id=document.id,
        address=document.address,
        title=document.title,
        outlet=document.outlet or attribution.host.name,
        attribution=attribution,
        clues=clues,
        first_seen=document.first_seen,
        claimed_date=current.reading.published or (document.claimed_date.isoformat() if document.claimed_date else None),
    )


def _relatives(workspace: Workspace, document: str) -> Iterator[tuple[Related, Relation]]:
    """The other documents that share text with the current reading, each once, by its body that shares most, and how that one is
    related to the reading."""
    ledger = workspace.ledger
    current = ledger.current_reading(document)
    if current is None or current.body is None:
        return
    words = len(current.reading.main_text.split())
    whole = (Passage(0, len(current.reading.main_text), 0, len(current.reading.main_text), words),)
    shared = [each for each in ledger.shared_with(current.body) if each.passages]
    relations = _relations(workspace, current.body, shared)
    shared.append(SharedRecord(current.body, current.body, whole, 1.0, 1.0))
    documents = ledger.documents_of_bodies([each.other for each in shared])
    seen = {document}
    for each in sorted(shared, key=lambda s: (-s.containment, s.other)):
        for other in documents.get(each.other, []):
            facts = known_facts(workspace, other)
            if other not in seen and facts is not None:
                seen.add(other)
                yield Related(facts, each.passages, each.containment, each.containment_other), relations[each.other]


def _relations(workspace: Workspace, body: int, shared: Sequence[SharedRecord]) -> dict[int, Relation]:
    """How a body is related to those it shares passages with, as reports say it: a pair may be a mosaic by what either of the two
    shares with third ones."""
    from lineage.relations import ALMOST_WHOLE, PART, Pair, relations_of, spoken_sides

    pairs = []
    text = workspace.ledger.body_text(body) if shared else ""
    for at in range(0, len(shared), BODIES_AT_ONCE):
        texts = workspace.ledger.body_texts([each.other for each in shared[at : at + BODIES_AT_ONCE]])
        for each in shared[at : at + BODIES_AT_ONCE]:
            spoken = spoken_sides(text, texts[each.other], each.passages)
            pairs.append(Pair(body, each.other, each.containment, each.containment_other, each.passages, spoken))
    known = {frozenset((pair.a, pair.b)) for pair in pairs}
    for each in shared:
        if PART <= each.containment_other < ALMOST_WHOLE:
            for third in workspace.ledger.shared_with(each.other):
                if third.passages and frozenset((third.body, third.other)) not in known:
                    known.add(frozenset((third.body, third.other)))
                    pairs.append(Pair(third.body, third.other, third.containment, third.containment_other, third.passages))
    named = relations_of(pairs)[: len(shared)]
    return {body: "identical", **{each.other: word for each, word in zip(shared, named, strict=True)}}


# --- feeds ------------------------------------------------------------------------------------------------------------------------


def _new_entries(workspace: Workspace, outcome: Outcome, request: Request, queue: Iterable[Request]) -> list[Request]:
    """Requests for the entries of a feed that no source stands for yet and that are not waiting already."""
    if not outcome.from_feed:
        return []
    known = {source.address for source in workspace.ledger.sources()} | {waiting.address for waiting in queue}
    feed = outcome.exchange.address
    entries = {entry.address: entry for entry in reversed(outcome.entries)}
    return [
        Request(address, outlet=request.outlet, via_feed=feed, entry=entries.get(address))
        for address in outcome.from_feed
        if address not in known
    ]

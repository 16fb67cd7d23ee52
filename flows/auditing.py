"""Pins and audits: what somebody relies on, and whether it is still there.

An audit compares two snapshots of a document: the one where its oldest pin was seen (or, without pins, the last good one before)
and one captured afresh, or, offline, the newest that is stored. Only captures of quality *ok* count as "what is there now";
anything else makes the pins *not auditable*. Readings are compared only if one extractor of one version made both: an older
reading is made anew from the stored bytes first, so that an extractor's upgrade is never reported as a change of the page.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from flows.steps import Request, Understanding, analyse, capture_document, now, settle
from lineage.errors import EvidenceError, UnknownDocumentError, UsageError
from lineage.text import digest_of
from lineage.values import Analysis, Anchor, Change, Exchange, PinCheck, Quality
from models.records import AuditRecord, CaptureRecord, DocumentRecord, PinRecord, ReadingRecord

if TYPE_CHECKING:
    from flows.workspace import Workspace


def one_document(workspace: Workspace, name: str) -> DocumentRecord:
    """The document that goes by an address, a path, an id, a digest prefix or a unique part of its title.

    Raises:
        UnknownDocumentError: none does, or several do: then they are listed.
    """
    found = workspace.ledger.find_documents(name)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UnknownDocumentError(
            "No document goes by this name",
            where=name,
            advice="See what there is with: citetrail status; capture it with: citetrail capture",
        )
    listed = "; ".join(f"{each.id} {each.title or each.address}" for each in found[:8])
    raise UnknownDocumentError(f"{len(found)} documents go by this name", where=name, advice=f"Use an id: {listed}")


# --- pins -----------------------------------------------------------------------------------------------------------------------


def make_pin(
    workspace: Workspace, document: DocumentRecord, quote: str, *, occurrence: int | None = None, note: str | None = None
) -> tuple[PinRecord, bool]:
    """Pin a quote in the document's current reading: in its article, or else anywhere on its page.

    Returns:
        The pin, and whether it is new.

    Raises:
        UsageError: the document has no good capture yet, or the quote does not stand there, or stands there several times.
    """
    from lineage.anchors import make_anchor

    current = workspace.ledger.current_reading(document.id)
    if current is None:
        raise UsageError(
            "Nothing can be pinned yet: the document has no good capture",
            where=document.address,
            advice="Capture it first: citetrail capture",
        )
    anchor = _anchor_in(current, quote, occurrence, make_anchor)
    identity = "\0".join((document.id, anchor.exact, anchor.prefix, anchor.suffix, anchor.layer))
    pin_id = "p" + hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    pin = PinRecord(pin_id, document.id, anchor, current.snapshot, now(), note)
    return pin, workspace.ledger.add_pin(pin)


def _anchor_in(current: ReadingRecord, quote: str, occurrence: int | None, make_anchor: Callable[..., Anchor]) -> Anchor:
    """The anchor in the article; where the quote stands on the page only (a footer, a caption), in the page's text."""
    try:
        return make_anchor(current.reading.main_text, quote, "main", occurrence)
    except UsageError:
        if quote.strip() and quote.strip() in current.reading.page_text:
            return make_anchor(current.reading.page_text, quote, "page", occurrence)
        raise


# --- audit ----------------------------------------------------------------------------------------------------------------------


def audit_all(
    workspace: Workspace,
    documents: Sequence[DocumentRecord],
    *,
    offline: bool = False,
    told: Callable[[AuditRecord], None] = lambda _: None,
) -> list[AuditRecord]:
    """Audit each document and record the verdicts; `told` is called with each, for progress."""
    audits = []
    for document in documents:
        audit = audit_document(workspace, document, offline=offline)
        audits.append(audit)
        told(audit)
    settle(workspace)
    return audits


def audit_document(workspace: Workspace, document: DocumentRecord, *, offline: bool = False) -> AuditRecord:
    """Compare what is there now with what was pinned (or captured last), and record the answer."""
    ledger = workspace.ledger
    pins = ledger.pins(document.id)
    before = _good_captures(ledger.captures(document.id))
    taken = None if offline else capture_document(workspace, _request_for(document)).recorded.capture
    latest = _capture_to_audit(workspace, document, taken)
    was = pins[0].snapshot if pins else _snapshot_before(before, latest)
    checks = [(pin.id, _check(workspace, pin, latest)) for pin in pins]
    audit = AuditRecord(
        number=0,
        document=document.id,
        made=now(),
        offline=offline,
        was_snapshot=was,
        now_snapshot=latest.snapshot.digest if latest and latest.snapshot else None,
        now_capture=latest.number if latest else None,
        quality=latest.quality if latest else None,
        change=_change(workspace, was, latest),
        pins=tuple(checks),
    )
    number = ledger.record_audit(audit)
    return next(each for each in reversed(ledger.audits(document.id)) if each.number == number)


def _capture_to_audit(workspace: Workspace, document: DocumentRecord, taken: int | None) -> CaptureRecord | None:
    """The capture that says what is there now: the one just taken, and no other; offline the newest that is stored."""
    captures = workspace.ledger.captures(document.id)
    if taken is None:
        return captures[-1] if captures else None
    return next((each for each in captures if each.number == taken), None)


def damage(workspace: Workspace, audits: Sequence[AuditRecord]) -> list[EvidenceError]:
    """What is wrong with the stored bytes that these audits stand on: each snapshot is read back and its digest checked."""
    found: dict[str, EvidenceError] = {}
    for audit in audits:
        for each in workspace.ledger.captures(audit.document):
            if each.snapshot and each.snapshot.digest in (audit.was_snapshot, audit.now_snapshot):
                problem = _damage_of(workspace, each.snapshot.warc_path)
                if problem is not None:
                    found.setdefault(each.snapshot.warc_path, problem)
    return list(found.values())


def demand_evidence(workspace: Workspace, *captures: CaptureRecord) -> None:
    """Read the stored bytes of these captures back.

    Raises:
        EvidenceError: one of the files is missing or damaged.
    """
    for each in captures:
        if each.snapshot and (problem := _damage_of(workspace, each.snapshot.warc_path)):
            raise problem


def _damage_of(workspace: Workspace, stored_path: str) -> EvidenceError | None:
    try:
        workspace.store.read(stored_path)
    except EvidenceError as error:
        return error
    return None


def _request_for(document: DocumentRecord) -> Request:
    """How to look again at a document: at its address, or, if a file was taken in for it, at that file."""
    from pathlib import Path

    from flows.intake import path_of

    if document.address.startswith("file:"):
        return Request(path=path_of(document.address), claimed_date=document.claimed_date)
    if document.origin_path:
        return Request(path=Path(document.origin_path), claimed_address=document.address, claimed_date=document.claimed_date)
    return Request(document.address, outlet=document.outlet)


def _good_captures(captures: Sequence[CaptureRecord]) -> list[CaptureRecord]:
    return [each for each in captures if each.quality == "ok" and each.snapshot is not None]


def _snapshot_before(good: Sequence[CaptureRecord], latest: CaptureRecord | None) -> str | None:
    """The last good snapshot before the capture in question."""
    earlier = [each for each in good if latest is None or each.number < latest.number] or list(good)
    return earlier[-1].snapshot.digest if earlier and earlier[-1].snapshot else None


def _obstacle(latest: CaptureRecord | None) -> str | None:
    """Why nothing can be said about the present state, or None."""
    if latest is None:
        return "nothing was captured for this document"
    if latest.quality != "ok" or latest.outcome in ("not found", "refused", "failed"):
        why = latest.reason if latest.outcome not in ("captured", "unchanged") else "; ".join(latest.quality_reasons)
        return f"the latest capture is {latest.quality if latest.outcome in ('captured', 'unchanged') else latest.outcome}: {why}"
    return None if latest.snapshot else "the latest capture stored no content"


def _check(workspace: Workspace, pin: PinRecord, latest: CaptureRecord | None) -> PinCheck:
    from lineage.anchors import check_pin, find_in_page, seen_on_page

    obstacle = _obstacle(latest)
    if obstacle or latest is None or latest.snapshot is None:
        return PinCheck("not auditable", reasons=(obstacle or "nothing is stored",))
    if problem := _lost(workspace, pin.document, pin.snapshot, latest.snapshot.digest):
        return PinCheck("not auditable", reasons=(problem,))
    was, today = comparable_readings(workspace, pin.snapshot, latest.snapshot.digest, pin.document)
    if was is None or today is None or was.reading.extractor != today.reading.extractor:
        return PinCheck("not auditable", reasons=("the two snapshots cannot be read by one extractor",))
    if pin.anchor.layer == "page":
        return check_pin(pin.anchor, was.reading.page_text, today.reading.page_text)
    check = check_pin(pin.anchor, was.reading.main_text, today.reading.main_text)
    pages = was.reading.page_text, today.reading.page_text
    if check.verdict == "absent":
        # The extractor draws the line between article and page anew each time; a quote that crossed it did not leave the page.
        return find_in_page(pin.anchor, *pages) or check
    return seen_on_page(check, pin.anchor, *pages)


def _lost(workspace: Workspace, document: str, *snapshots: str) -> str | None:
    """What is wrong with the stored bytes of these snapshots: a verdict without its evidence would be a claim."""
    for each in workspace.ledger.captures(document):
        if each.snapshot and each.snapshot.digest in snapshots and (problem := _damage_of(workspace, each.snapshot.warc_path)):
            return problem.what
    return None


def _change(workspace: Workspace, was: str | None, latest: CaptureRecord | None) -> Change:
    from lineage.changes import Side, classify

    obstacle = _obstacle(latest)
    if obstacle or was is None or latest is None or latest.snapshot is None:
        return Change("not comparable", (obstacle or "there is no earlier good capture to compare with",))
    if problem := _lost(workspace, latest.document, was, latest.snapshot.digest):
        return Change("not comparable", (problem,))
    before, after = comparable_readings(workspace, was, latest.snapshot.digest, latest.document)
    if before is None or after is None:
        return Change("not comparable", ("one of the two snapshots has no reading",))
    return classify(Side.of("ok", before.reading, before.ladder), Side.of("ok", after.reading, after.ladder))


# --- diff -----------------------------------------------------------------------------------------------------------------------


def compare_snapshots(
    workspace: Workspace, document: DocumentRecord, was: str | None = None, today: str | None = None
) -> tuple[CaptureRecord, CaptureRecord, Change]:
    """Two captures of a document and the change between them; by default the newest good one and the last that differs from it.

    Args:
        workspace: holds them.
        document: whose snapshots.
        was: a prefix of the older snapshot's digest.
        today: a prefix of the newer one's.

    Raises:
        UsageError: there are no two good captures, or no snapshot has such a digest.
    """
    good = _good_captures(workspace.ledger.captures(document.id))
    if not good:
        raise UsageError("The document has no good capture yet", where=document.address, advice="Capture it: citetrail capture")
    after = _with_digest(good, today, document) if today else good[-1]
    earlier = [each for each in good if each.number < after.number]
    differing = [each for each in earlier if each.snapshot and after.snapshot and each.snapshot.digest != after.snapshot.digest]
    before = _with_digest(good, was, document) if was else (differing or earlier or good)[-1]
    if before.number == after.number:
        raise UsageError(
            "There is only one capture, so there is nothing to compare", where=document.address, advice="Capture it again later"
        )
    return before, after, _change(workspace, before.snapshot.digest if before.snapshot else None, after)


def _with_digest(good: Sequence[CaptureRecord], prefix: str, document: DocumentRecord) -> CaptureRecord:
    wanted = prefix.removeprefix("sha256:").lower()
    for each in reversed(good):
        if each.snapshot and each.snapshot.digest.removeprefix("sha256:").startswith(wanted):
            return each
    listed = ", ".join(dict.fromkeys(each.snapshot.digest[:19] for each in good if each.snapshot))
    raise UsageError(
        f"No good snapshot of this document begins with {prefix}", where=document.address, advice=f"There are: {listed}"
    )


# --- readings by one extractor ----------------------------------------------------------------------------------------------------


def comparable_readings(
    workspace: Workspace, was: str, today: str, document: str
) -> tuple[ReadingRecord | None, ReadingRecord | None]:
    """The readings of two snapshots; the older one is made anew from its bytes if another extractor version made it."""
    ledger = workspace.ledger
    before, after = ledger.reading_of(was, document), ledger.reading_of(today, document)
    if before is None or after is None or before.reading.extractor == after.reading.extractor:
        return before, after
    read_again(workspace, was, document)
    read_again(workspace, today, document)
    return ledger.reading_of(was, document), ledger.reading_of(today, document)


def read_again(workspace: Workspace, snapshot: str, document: str) -> None:
    """Read a stored snapshot with the extractor of today and keep the reading beside the older one."""
    from snapshots.reading import ladder

    capture = next(each for each in workspace.ledger.captures(document) if each.snapshot and each.snapshot.digest == snapshot)
    exchange = stored_exchange(workspace, capture)
    reading = workspace.reader.read(
        exchange.content, media_type=exchange.media_type, charset=exchange.charset, address=exchange.final_address
    )
    found = Understanding(Quality("ok"), reading, reading)
    analysis, keys = analyse(workspace, exchange, found)
    workspace.ledger.add_reading(document, snapshot, reading, ladder(exchange, reading), analysis or Analysis(), keys)


def stored_exchange(workspace: Workspace, capture: CaptureRecord) -> Exchange:
    """A capture as it was, put together again from the stored bytes, whose digests are checked.

    Raises:
        EvidenceError: the file or the record is missing or damaged.
    """
    from snapshots.capture import recall

    assert capture.snapshot is not None  # noqa: S101 - the callers choose captures that stored something
    recalled = recall(workspace.store, capture.snapshot.warc_path, capture.snapshot.record_id, workspace.limits)
    return Exchange(
        address=capture.address,
        final_address=capture.final_address,
        started=capture.started,
        seconds=capture.seconds,
        outcome=capture.outcome,
        reason=capture.reason,
        status=capture.status,
        media_type=recalled.media_type,
        charset=recalled.charset,
        body=recalled.payload.body,
        content=recalled.content,
        payload_digest=recalled.payload.digest,
        content_digest=digest_of(recalled.content),
        truncated=capture.truncated,
        claimed=capture.claimed,
    )

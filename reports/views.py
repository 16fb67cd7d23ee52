"""Turns values of the engine and records of the ledger into plain dictionaries, lists, strings and numbers.

Every view (`chain`, `document`, `status`) is put together from these pieces, so that one thing looks the same wherever it
is shown. Here nothing is decided and nothing is recomputed. Times are ISO 8601 in UTC with a `Z`; whole numbers lose
their `.0`; a range becomes `{"low", "high"}`.

`Lookup` reads one ledger and reads nothing twice while one view is made.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from lineage.attribution import attribute
from lineage.errors import UnknownDocumentError
from lineage.judging import clue_id, judged_clues, standing
from lineage.values import ROLES, Clue, Figure, Judgement, Outlet, RoleVerdict
from models.records import AuditRecord, CaptureRecord, DocumentRecord, PinRecord, ReadingRecord
from reports.visible import host_of

if TYPE_CHECKING:
    from models.ledger import Ledger

Json = dict[str, Any]

_SURROGATE = re.compile("[\ud800-\udfff]")


def instant(moment: datetime | None) -> str | None:
    """A time as `2026-11-21T22:05:37Z`, fractions of a second kept; None stays None."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def number(value: float | tuple[float, float] | None) -> int | float | Json | None:
    """A figure's value: whole floats as integers, a pair as `{"low", "high"}`."""
    if isinstance(value, tuple):
        return {"low": number(value[0]), "high": number(value[1])}
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value


def plain(value: Any) -> Any:
    """Any frozen value of the engine as JSON would hold it."""
    if isinstance(value, Figure):
        return {name.name: getattr(value, name.name) for name in fields(value)} | {"value": number(value.value)}
    if is_dataclass(value) and not isinstance(value, type):
        return {name.name: plain(getattr(value, name.name)) for name in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, datetime):
        return instant(value)
    return number(value) if isinstance(value, float) else value


def to_json(value: Any) -> str:
    """JSON with sorted keys and a final line feed. Lone surrogates, which no encoding takes, stand as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    return _SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def clue_view(clue: Clue, document: str, judgements: Mapping[str, Judgement]) -> Json:
    """A clue with its id for `judge`, and with what a person said of it."""
    from reports.judged import judgement_item

    finding = clue_id(document, clue)
    item: Json = plain(clue)
    return item | {"finding": finding, "judgement": judgement_item(judgements.get(finding))}


def role_view(verdict: RoleVerdict, clues: Sequence[Json]) -> Json:
    """One role of a verdict; clue indexes become the clues themselves, so that the evidence stands beside the answer."""

    def shown(indexes: Sequence[int]) -> list[Any]:
        return [clues[index] for index in indexes]

    candidates = [
        {"name": each.name, "scope": each.scope, "known": each.known, "clues": shown(each.clues)} for each in verdict.candidates
    ]
    return {
        "name": verdict.name,
        "word": verdict.word,
        "known": verdict.known,
        "clues": shown(verdict.clues),
        "candidates": candidates,
    }


def verdict_view(lookup: Lookup, document: str, clues: Sequence[Clue]) -> Json:
    """The four roles of a document, after what persons judged of its clues."""
    judged = judged_clues(document, clues, lookup.judgements)
    attribution, shown = attribute(clues, judged), [clue_view(clue, document, lookup.judgements) for clue in clues]
    rejected = [shown[index] for index, judgement in judged.items() if judgement.verdict == "rejected"]
    roles = {role: role_view(getattr(attribution, role), shown) for role in ROLES}
    return {role: said | {"rejected": [clue for clue in rejected if clue["role"] == role]} for role, said in roles.items()}


def document_item(document: DocumentRecord, reading: ReadingRecord | None) -> Json:
    """Who and what a document is: the ledger's facts, and what its current reading says of itself."""
    read = reading.reading if reading else None
    return {
        "id": document.id,
        "address": document.address,
        "title": document.title or (read.title if read else None),
        "outlet": document.outlet,
        "author": read.author if read else None,
        "published": read.published if read else None,
        "language": read.language if read else None,
        "claimed": document.claimed,
        "claimed_date": instant(document.claimed_date),
        "origin_path": document.origin_path,
        "first_seen": instant(document.first_seen),
        "snapshot": reading.snapshot if reading else None,
    }


def capture_item(capture: CaptureRecord) -> Json:
    """One act of capturing, failed or not; `snapshot` is the digest only."""
    item: Json = plain(capture)
    return item | {"snapshot": capture.snapshot.digest if capture.snapshot else None}


def pin_item(pin: PinRecord, audits: Sequence[AuditRecord]) -> Json:
    """A pin with every verdict on it, oldest first."""
    history = [
        {"audit": audit.number, "made": instant(audit.made), "offline": audit.offline, **plain(check)}
        for audit in audits
        for pin_id, check in audit.pins
        if pin_id == pin.id
    ]
    item: Json = plain(pin)
    return item | {"history": history}


class Lookup:
    """Reads of one ledger, each made once: build one per view."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._documents: dict[str, DocumentRecord | None] = {}
        self._readings: dict[str, ReadingRecord | None] = {}
        self._captures: dict[str, list[CaptureRecord]] = {}
        self._outlets: dict[str, Outlet] | None = None
        self._texts: dict[int, str] = {}
        self._checks: dict[str, list[Json]] = {}

    def document(self, document_id: str) -> DocumentRecord | None:
        """The document of that id, None when there is none."""
        if document_id not in self._documents:
            self._documents[document_id] = self.ledger.document(document_id)
        return self._documents[document_id]

    def demand(self, document_id: str) -> DocumentRecord:
        """The document of that id.

        Raises:
            UnknownDocumentError: there is none.
        """
        document = self.document(document_id)
        if document is None:
            raise UnknownDocumentError(
                "There is no document of this id", where=document_id, advice="`citetrail status` lists what was captured"
            )
        return document

    def reading(self, document_id: str) -> ReadingRecord | None:
        """The document's current reading."""
        if document_id not in self._readings:
            self._readings[document_id] = self.ledger.current_reading(document_id)
        return self._readings[document_id]

    def captures(self, document_id: str) -> list[CaptureRecord]:
        """All captures of the document, oldest first."""
        if document_id not in self._captures:
            self._captures[document_id] = self.ledger.captures(document_id)
        return self._captures[document_id]

    def text(self, body: int) -> str:
        """The text of a body."""
        if body not in self._texts:
            self._texts[body] = self.ledger.body_text(body)
        return self._texts[body]

    @cached_property
    def judgements(self) -> dict[str, Judgement]:
        """What persons judged, by finding: the last word on each."""
        return standing(self.ledger.judgements())

    @cached_property
    def citing(self) -> list[set[str]]:
        """The documents that cite one work, for each work: as the mentions were linked, and as titles alone tell."""
        linked = [set(record.work.documents) for record in self.ledger.linked_works()]
        plainly = [{mention.document for mention in work.mentions} for work in self.ledger.works()]
        return [documents for documents in [*linked, *plainly] if len(documents) > 1]

    @cached_property
    def by_title(self) -> dict[str, list[str]]:
        """The documents that bear the title of a work, by the work's id."""
        from reports.quoted import titles_of

        found: dict[str, list[str]] = {}
        for document in self.ledger.documents():
            for work in titles_of(document.title) if document.title else ():
                found.setdefault(work, []).append(document.id)
        return found

    @cached_property
    def by_address(self) -> dict[str, str]:
        """The documents by their addresses, without a final slash."""
        return {document.address.rstrip("/"): document.id for document in self.ledger.documents()}

    def checks(self, document_id: str, make: Callable[[Lookup, str], list[Json]]) -> list[Json]:
        """The document's quotations held against what they are taken from, made once."""
        if document_id not in self._checks:
            self._checks[document_id] = make(self, document_id)
        return self._checks[document_id]

    def outlet(self, name: str) -> Outlet | None:
        """The entry of the outlet table with exactly this name."""
        if self._outlets is None:
            self._outlets = {outlet.name: outlet for outlet in self.ledger.outlets()}
        return self._outlets.get(name)

    def title(self, document_id: str) -> str:
        """What to call a document: its title, else its host, else its id."""
        document = self.document(document_id)
        if document is None:
            return document_id
        reading = self.reading(document_id)
        said = document.title or (reading.reading.title if reading else None)
        return said or document.origin_path or host_of(document.address) or document.address or document_id

    def name(self, node: str) -> str:
        """What to call a node: the outlet behind `outlet:NAME` or of the document, else the document's title."""
        if node.startswith("outlet:"):
            return node.removeprefix("outlet:")
        document = self.document(node)
        return (document.outlet if document else None) or self.title(node)

"""Values to rows and back: what goes into a table comes out as the equal value.

Columns carry the field names of the values, so most of it is one rule: a field becomes the column of its name, a nested value a
mapping, a tuple a list. What is not one to one (a citation's work, a pin's anchor, a reading's body) is spelled out here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import is_dataclass
from hashlib import sha256
from typing import Any, Protocol, TypeVar

from lineage.values import (
    Anchor,
    Candidate,
    Change,
    Citation,
    Clue,
    DiffPart,
    Discrepancy,
    Edge,
    Extractor,
    Figure,
    HashLadder,
    Judgement,
    Outlet,
    Passage,
    PinCheck,
    Quotation,
    Reading,
    Reported,
    Rival,
    SpokenHop,
    TextEdit,
    Turn,
    WorkRef,
)
from models.records import (
    AuditRecord,
    CaptureRecord,
    DerivationRecord,
    DocumentRecord,
    PinRecord,
    RunRecord,
    Schedule,
    SharedRecord,
    SlotRecord,
    SnapshotRecord,
    SourceRecord,
)

Value = TypeVar("Value")
_PLAIN = frozenset({str, int, float, bool, type(None)})


class Columns(Protocol):
    """A row, or a mapping stored as JSON: anything that gives a column by its name."""

    def __getitem__(self, name: str, /) -> Any: ...


def names_of(kind: type[Any]) -> tuple[str, ...]:
    """Return the field names of a value's class: kept, because every row asks for them."""
    names = _NAMES.get(kind)
    if names is None:
        names = _NAMES[kind] = tuple(kind.__dataclass_fields__)
    return names


_NAMES: dict[type[Any], tuple[str, ...]] = {}


def plain(value: Any) -> Any:
    """Return the value as JSON can hold it: nested values as mappings, tuples as lists."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is tuple or kind is list:
        return [plain(part) for part in value]
    if is_dataclass(kind):
        return {name: plain(getattr(value, name)) for name in names_of(kind)}
    return value


def address_key(address: str) -> str:
    """Return the SHA-256 of an address in hexadecimal digits: what addresses are looked up by."""
    return sha256(address.encode("utf-8", "surrogatepass")).hexdigest()


def document_key(address: str) -> str:
    """Return the id that a document at this address gets, unless another one has it already."""
    return f"d{address_key(address)[:12]}"


def columns_of(value: Any, **more: Any) -> dict[str, Any]:
    """Return the columns of a value, one for each field, and more that the value does not know (or that replace a field)."""
    columns = {name: plain(getattr(value, name)) for name in names_of(type(value)) if name not in more}
    columns.update(more)
    return columns


def _taken(kind: type[Value], row: Columns, **other: Any) -> Value:
    """Return the value whose fields are the columns of their names, save for those given; lists become tuples."""
    taken = {name: row[name] for name in names_of(kind) if name not in other}
    return kind(**{name: _frozen(one) for name, one in taken.items()}, **other)


def _frozen(value: Any) -> Any:
    """Return a list as a tuple, anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def _each(kind: type[Value], stored: Sequence[Columns]) -> tuple[Value, ...]:
    """Return the values that a JSON list of mappings holds."""
    return tuple(_taken(kind, one) for one in stored)


# --- outlets, sources, documents, captures ----------------------------------------------------------------------------


def outlet_of(row: Columns) -> Outlet:
    """Return the outlet of a row."""
    return _taken(Outlet, row)


def source_of(row: Columns) -> SourceRecord:
    """Return the source of a row that also has the outlet's name, the number of captures, and its schedule's columns."""
    own = row["every_seconds"] is not None or row["cron"] is not None
    schedule = _taken(Schedule, row) if own else None
    return _taken(SourceRecord, row, schedule=schedule, paused=bool(row["paused"]))


def document_of(row: Columns) -> DocumentRecord:
    """Return the document of a row that also has the outlet's name."""
    return _taken(DocumentRecord, row)


def capture_of(row: Columns, snapshot: Columns | None) -> CaptureRecord:
    """Return the capture of a row, with the row of its snapshot if it has one."""
    return _taken(CaptureRecord, row, snapshot=_taken(SnapshotRecord, snapshot) if snapshot else None)


# --- slots and runs -----------------------------------------------------------------------------------------------------


def slot_of(row: Columns) -> SlotRecord:
    """Return the slot of a row that also has the address of its source."""
    return _taken(SlotRecord, row)


def run_of(row: Columns) -> RunRecord:
    """Return the run of a row."""
    return _taken(RunRecord, row, by=row["started_by"])


# --- readings and findings ----------------------------------------------------------------------------------------------


def reading_columns(reading: Reading, ladder: HashLadder) -> dict[str, Any]:
    """Return the columns of a reading and its ladder; extractor and main text are rows of their own."""
    same = reading.page_text == reading.main_text
    columns = columns_of(reading, page_text=None if same else reading.page_text)
    del columns["extractor"], columns["main_text"]
    rungs = {f"{name}_digest": getattr(ladder, name) for name in names_of(HashLadder) if name != "paragraphs"}
    return columns | rungs | {"paragraph_digests": plain(ladder.paragraphs)}


def reading_of(row: Columns) -> Reading:
    """Return the reading of a row joined with its extractor (`name`, `version`, `options`) and its body (`text`)."""
    main_text = row["text"] or ""
    page_text = main_text if row["page_text"] is None else row["page_text"]
    candidates = _each(Candidate, row["candidates"])
    return _taken(Reading, row, extractor=_taken(Extractor, row), main_text=main_text, page_text=page_text, candidates=candidates)


def ladder_of(row: Columns) -> HashLadder:
    """Return the hash ladder of a reading's row."""
    rungs = {name: row[f"{name}_digest"] for name in names_of(HashLadder) if name != "paragraphs"}
    return HashLadder(**rungs, paragraphs=tuple(row["paragraph_digests"]))


def citation_columns(citation: Citation, **more: Any) -> dict[str, Any]:
    """Return the columns of a citation: the work's id, and what this mention says of it."""
    work = citation.work
    return columns_of(citation, work=work.id, title=work.title, issuer=work.issuer, date=work.date, **more)


def citation_of(row: Columns) -> Citation:
    """Return the citation of a row."""
    return _taken(Citation, row, work=WorkRef(row["work"], row["title"], row["issuer"], row["date"]))


def clue_of(row: Columns) -> Clue:
    """Return the clue of a row."""
    return _taken(Clue, row)


def quotation_of(row: Columns) -> Quotation:
    """Return the quotation of a row."""
    return _taken(Quotation, row)


def figure_of(row: Columns) -> Figure:
    """Return the figure of a row."""
    return _taken(Figure, row)


def turn_of(row: Columns) -> Turn:
    """Return the turn of a row."""
    return _taken(Turn, row)


def reported_of(row: Columns) -> Reported:
    """Return the reported speech of a row, with its hops."""
    return _taken(Reported, row, hops=_each(SpokenHop, row["hops"]))


def discrepancy_of(row: Columns) -> Discrepancy:
    """Return the discrepancy of a row."""
    return _taken(Discrepancy, row, left=_side_of(row["left"]), right=_side_of(row["right"]))


def _side_of(stored: Columns) -> dict[str, Any]:
    """Return a side of a discrepancy; a range comes back as the pair it was."""
    return {name: _frozen(stored[name]) for name in ("document", "quote", "start", "end", "value")}


def judgement_of(row: Columns) -> Judgement:
    """Return the judgement of a row."""
    return _taken(Judgement, row, by=row["judged_by"])


# --- passages and derivations -------------------------------------------------------------------------------------------


def passage_of(row: Columns) -> Passage:
    """Return the passage of a row."""
    return _taken(Passage, row)


def shared_of(row: Columns, passages: tuple[Passage, ...]) -> SharedRecord:
    """Return the pair of a row, with its passages."""
    masks = tuple((scope, version) for scope, version in row["masks"])
    return _taken(SharedRecord, row, passages=passages, masks=masks)


def turned_shared(shared: SharedRecord) -> SharedRecord:
    """Return the pair seen from its other body."""
    passages = tuple(
        Passage(one.b_start, one.b_end, one.a_start, one.a_end, one.tokens, one.kind, one.bits) for one in shared.passages
    )
    sides = (shared.other, shared.body, passages, shared.containment_other, shared.containment)
    return SharedRecord(*sides, shared.masks, shared.because, shared.changed)


def derivation_of(row: Columns) -> DerivationRecord:
    """Return the stored edge of a row."""
    rivals = tuple(Rival(one["node"], tuple(one["reasons"])) for one in row["rivals"])
    return _taken(DerivationRecord, row, edge=_taken(Edge, row, rivals=rivals))


# --- pins and audits ----------------------------------------------------------------------------------------------------


def pin_columns(pin: PinRecord) -> dict[str, Any]:
    """Return the columns of a pin, the anchor's fields among them."""
    columns = columns_of(pin, dropped=None)
    anchor: dict[str, Any] = columns.pop("anchor")
    return columns | anchor


def pin_of(row: Columns) -> PinRecord:
    """Return the pin of a row."""
    return _taken(PinRecord, row, anchor=_taken(Anchor, row))


def audit_columns(audit: AuditRecord) -> dict[str, Any]:
    """Return the columns of an audit; its number is given by the ledger, its pins are rows of their own."""
    columns = columns_of(audit)
    change = columns.pop("change")
    del columns["number"], columns["pins"]
    return columns | {f"change_{name}": change[name] for name in names_of(Change)}


def audit_of(row: Columns, pins: Sequence[Columns]) -> AuditRecord:
    """Return the audit of a row with the rows of its pins, in their order."""
    parts = tuple(_taken(DiffPart, one, edits=_each(TextEdit, one["edits"])) for one in row["change_parts"])
    reasons, rungs = tuple(row["change_reasons"]), tuple(row["change_rungs"])
    return _taken(
        AuditRecord,
        row,
        change=Change(row["change_word"], reasons, rungs, parts),
        pins=tuple((one["pin"], _check_of(one)) for one in pins),
    )


def _check_of(row: Columns) -> PinCheck:
    """Return the verdict of one audit on one pin."""
    return _taken(PinCheck, row, edits=_each(TextEdit, row["edits"]))

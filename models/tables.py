"""The tables of the ledger, in the order a document meets them. Rows never leave `models/`: values do (`models/records.py`).

Rules that hold for all of them: times are aware and in UTC (SQLModel's default type); words from a closed list are texts with a
CHECK, because a native enumeration cannot grow without ALTER TYPE; lists are JSON in text; every foreign key that is looked
up backwards has an index; addresses are unique by their digest, because PostgreSQL cannot index a text of more than 2.7 kB.
Columns that a value also has carry the value's field name, which is what `models/rows.py` relies on.

A table may only be changed together with a new revision in `models/migrations/versions`; tests/test_schema.py compares both.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, get_type_hints

import sqlalchemy as sa
from pydantic import ConfigDict
from sqlmodel import Field, SQLModel

from lineage.values import (
    Anchor,
    ChangeWord,
    Citation,
    Judgement,
    OutcomeWord,
    PassageKind,
    PinVerdict,
    QualityWord,
    Reported,
    Role,
    Scope,
    Word,
)
from models.columns import BIG_KEY, StoredJson, StoredText, one_of
from models.records import SlotState, SourceKind

Text = Annotated[str, Field(sa_type=StoredText)]
TextOrNone = Annotated[str | None, Field(sa_type=StoredText)]
Listed = Annotated[list[Any], Field(sa_type=StoredJson)]
Json = Annotated[Any, Field(sa_type=StoredJson, nullable=True)]
Number = Annotated[int | None, Field(sa_type=BIG_KEY, primary_key=True)]
"""The key of a row that the database numbers; None until the row is stored."""

Strength = Literal["states", "shows", "hints"]


def _text(*, unique: bool = False, primary_key: bool = False, index: bool = False) -> Any:
    """Return a text column with an index (a `Field` given as default replaces the one in the annotation: so it says all)."""
    return Field(sa_type=StoredText, unique=unique, primary_key=primary_key, index=index)


def _key(target: str, *, index: bool = True) -> Any:
    """Return a reference to a text key of another table."""
    return Field(sa_type=StoredText, foreign_key=target, index=index)


def _key_or_none(target: str) -> Any:
    """Return a reference to a text key of another table that may be absent."""
    return Field(default=None, sa_type=StoredText, foreign_key=target, index=True)


def _number(target: str, *, index: bool = True) -> Any:
    """Return a reference to a numbered row."""
    return Field(sa_type=BIG_KEY, foreign_key=target, index=index)


def _number_or_none(target: str) -> Any:
    """Return a reference to a numbered row that may be absent."""
    return Field(default=None, sa_type=BIG_KEY, foreign_key=target, index=True)


class Row(SQLModel):
    """What all tables share: names of constraints that a migration can rely on, and no validator built before it is used."""

    model_config = ConfigDict(defer_build=True)  # type: ignore[assignment]
    metadata: ClassVar[sa.MetaData] = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


# --- who publishes, what is watched, what was captured -----------------------------------------------------------------


class OutletRow(Row, table=True):
    """Somebody who publishes. `listed` is false for a name that only a person gave to a source."""

    __tablename__ = "outlets"
    id: Number = None
    name: str = _text(unique=True)
    kind: Text
    aliases: Listed
    hosts: Listed
    asset_hosts: Listed
    listed: bool


class SourceRow(Row, table=True):
    """A watched address and what happened to it last."""

    __tablename__ = "sources"
    __table_args__ = (one_of("kind", SourceKind), one_of("last_outcome", OutcomeWord))
    id: Number = None
    address_key: str = _text(unique=True)
    address: Text
    kind: Text
    added: datetime
    outlet_id: int | None = _number_or_none("outlets.id")
    last_capture: datetime | None = None
    last_outcome: TextOrNone = None
    last_reason: TextOrNone = None


class DocumentRow(Row, table=True):
    """One published text at one address.

    `derived` is false from the transaction that may change the edges into it until the one that wrote them anew. `changes` counts
    such transactions, so that one who derived from what was there before the last of them can be told from one who saw it. `site`
    is the host of its address, by which template text is told; null for what has none.
    """

    __tablename__ = "documents"
    __table_args__ = (sa.Index(None, "site", "first_seen"),)
    id: str = _text(primary_key=True)
    address_key: str = _text(unique=True)
    address: Text
    first_seen: datetime
    outlet_id: int | None = _number_or_none("outlets.id")
    title: TextOrNone = None
    claimed: bool
    claimed_date: datetime | None = None
    origin_path: TextOrNone = None
    derived: bool = Field(index=True)
    changes: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    site: TextOrNone = None


class SnapshotRow(Row, table=True):
    """The bytes of one payload. `address` and `captured` are those of the WARC record that holds them."""

    __tablename__ = "snapshots"
    digest: str = _text(primary_key=True)
    media_type: TextOrNone = None
    size: int = Field(sa_type=sa.BigInteger)
    warc_digest: Text
    warc_path: Text
    warc_size: int = Field(sa_type=sa.BigInteger)
    record_id: Text
    address: Text
    captured: datetime


class CaptureRow(Row, table=True):
    """One act of capturing, whatever came of it. `feed_id` names the feed that led to the address."""

    __tablename__ = "captures"
    __table_args__ = (
        one_of("outcome", OutcomeWord),
        one_of("quality", QualityWord),
        sa.Index(None, "document", "started"),
    )
    number: Number = None
    document: str = _key("documents.id", index=False)
    source_id: int | None = _number_or_none("sources.id")
    feed_id: int | None = _number_or_none("sources.id")
    address: Text
    final_address: Text
    started: datetime
    seconds: float
    outcome: Text
    reason: Text
    status: int | None = None
    quality: Text
    quality_reasons: Listed
    truncated: TextOrNone = None
    snapshot: str | None = _key_or_none("snapshots.digest")
    warc_digest: TextOrNone = None
    warc_path: TextOrNone = None
    warc_size: int | None = Field(default=None, sa_type=sa.BigInteger)
    record_id: TextOrNone = None
    claimed: bool


# --- what was read ------------------------------------------------------------------------------------------------------


class BodyRow(Row, table=True):
    """One distinct main text. Documents that carry it character by character share the row.

    `indexed` is false for a text that was only seen where nothing may be concluded from it, or that is too short to be found by any
    key. `matched` is false until the passages that it shares with the other bodies are recorded, and again whenever they have to be
    looked for anew. `keys` is its blob: the keys of its runs of five words in order of position, signed 64-bit and little-endian;
    null until it was made. `merged` is true once `postings` has them all; until then they are part of the tail.

    `keys_until` counts the keys of all blobs up to and with this one, in the order in which blobs were written (a blob without a
    key counts as one). So it puts the tail in order, and tells the sizes of tail and index without reading either.
    """

    __tablename__ = "bodies"
    __table_args__ = (sa.Index(None, "matched", "indexed"), sa.Index(None, "merged", "keys_until"))
    id: Number = None
    digest: str = _text(unique=True)
    text: Text
    indexed: bool
    matched: bool
    merged: bool = Field(default=False, sa_column_kwargs={"server_default": sa.false()})
    keys_until: int | None = Field(default=None, sa_type=sa.BigInteger)
    keys: bytes | None = Field(default=None, sa_type=sa.LargeBinary)


class PostingRow(Row, table=True):
    """The index over the blobs of bodies: where each key stands. It is derived: `Ledger.rebuild_postings` makes it anew.

    It has one order, that of its key, and no reference that the database checks: that would cost more than all the rest of a
    merge. What holds it to the blobs is `Ledger.check_postings`.
    """

    __tablename__ = "postings"
    __table_args__ = ({"sqlite_with_rowid": False},)
    key: int = Field(sa_type=sa.BigInteger, primary_key=True, sa_column_kwargs={"autoincrement": False})
    body: int = Field(sa_type=BIG_KEY, primary_key=True, sa_column_kwargs={"autoincrement": False})
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})


class MaskRow(Row, table=True):
    """One version of a template mask: the keys (a blob like a body's, ascending) that are template text in its scope, which is a
    site's host, or '' for text that stands on many unrelated sites. The newest version counts, older ones stay."""

    __tablename__ = "masks"
    scope: str = _text(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    made: datetime
    keys: bytes = Field(sa_type=sa.LargeBinary)


class ExtractorRow(Row, table=True):
    """A named extractor with its version and options; `digest` is that of the three together."""

    __tablename__ = "extractors"
    id: Number = None
    digest: str = _text(unique=True)
    name: Text
    version: Text
    options: Text


class ReadingRow(Row, table=True):
    """Text and metadata of one snapshot as one document, read by one extractor, and its hash ladder.

    Documents that served the same bytes have a reading each, because what bytes say of their origin depends on who serves them.
    The main text is the body's; `page_text` is null when it equals the main text. `analysed` is false for a reading that was made
    where nothing may be concluded from it: it has no findings yet.
    """

    __tablename__ = "readings"
    __table_args__ = (sa.UniqueConstraint("document", "snapshot", "extractor"),)
    number: Number = None
    document: str = _key("documents.id", index=False)
    snapshot: str = _key("snapshots.digest")
    extractor: int = _number("extractors.id")
    body: int | None = _number_or_none("bodies.id")
    made: datetime
    analysed: bool
    encoding: Text
    page_text: TextOrNone = None
    title: TextOrNone = None
    author: TextOrNone = None
    site_name: TextOrNone = None
    published: TextOrNone = None
    language: TextOrNone = None
    candidates: Listed
    problem: TextOrNone = None
    payload_digest: Text
    content_digest: Text
    page_text_digest: Text
    main_text_digest: Text
    normalised_text_digest: Text
    paragraph_digests: Listed


# --- what was found in it -----------------------------------------------------------------------------------------------


class _Finding(Row):
    """What every finding has: the reading it was made in, its place in the list, its words and the rule that found it."""

    reading: int = Field(sa_type=BIG_KEY, foreign_key="readings.number", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    quote: Text
    rule: Text
    rule_version: Text


class _SpannedFinding(_Finding):
    """A finding that always is a span of the main text."""

    start: int
    end: int


class ClueRow(_Finding, table=True):
    """A span or field that says or shows where a text comes from."""

    __tablename__ = "clues"
    __table_args__ = (one_of("role", Role), one_of("scope", Scope), one_of("strength", Strength))
    start: int | None = None
    end: int | None = None
    kind: Text
    role: Text
    value: Text
    carrier: Text
    outlet: TextOrNone = None
    scope: Text
    strength: Text
    confidence: float | None = None
    date: TextOrNone = None


class WorkRow(Row, table=True):
    """A cited work, as far as its mentions tell."""

    __tablename__ = "works"
    id: str = _text(primary_key=True)
    title: TextOrNone = None
    issuer: TextOrNone = None
    date: TextOrNone = None


class CitationRow(_SpannedFinding, table=True):
    """A pointer to a work. Title, issuer and date are those of this mention."""

    __tablename__ = "citations"
    __table_args__ = (one_of("mention", get_type_hints(Citation)["mention"]),)
    mention: Text
    work: str | None = _key_or_none("works.id")
    title: TextOrNone = None
    issuer: TextOrNone = None
    date: TextOrNone = None


class QuotationRow(_SpannedFinding, table=True):
    """Words marked as someone's."""

    __tablename__ = "quotations"
    type: Text
    speaker: TextOrNone = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    flags: Listed


class FigureRow(_SpannedFinding, table=True):
    """A number with its unit. `value` is a number, a pair for a range, or null."""

    __tablename__ = "figures"
    value: Json = None
    unit: TextOrNone = None
    qualifier: TextOrNone = None
    period: TextOrNone = None


class TurnRow(_SpannedFinding, table=True):
    """One turn of a transcript."""

    __tablename__ = "turns"
    speaker: Text
    label_start: int


class ReportedRow(_SpannedFinding, table=True):
    """Words of somebody as the text reports them, with every hop from the outermost reporter to the speaker."""

    __tablename__ = "reported"
    __table_args__ = (one_of("kind", get_type_hints(Reported)["kind"]),)
    kind: Text
    hops: Listed
    complete: bool


class DiscrepancyRow(_Finding, table=True):
    """Two places inside one text that contradict each other; `quote` is that of the left side."""

    __tablename__ = "discrepancies"
    kind: Text
    subject: Text
    left: Json = None
    right: Json = None


# --- works as all documents together know them ----------------------------------------------------------------------------


class MentionedRow(Row, table=True):
    """A reading whose mentions of works were made, and by which rule: it may have none."""

    __tablename__ = "mentioned_readings"
    reading: int = Field(
        sa_type=BIG_KEY, foreign_key="readings.number", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    rule_version: Text


class WorkMentionRow(Row, table=True):
    """A mention of a work with what its document tells of the work right there (`lineage.work_mentions.WorkMention`)."""

    __tablename__ = "work_mentions"
    reading: int = Field(sa_type=BIG_KEY, foreign_key="readings.number", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    id: str = _text(index=True)
    document: str = _key("documents.id")
    quote: Text
    start: int
    end: int
    mention: Text
    work: TextOrNone = None
    kind: TextOrNone = None
    title: TextOrNone = None
    issuer: TextOrNone = None
    issuer_of: TextOrNone = None
    date: TextOrNone = None
    when: Json = None
    legal: bool
    stage: TextOrNone = None
    date_start: int | None = None
    sentences: Listed
    figures: Listed


class LinkingRow(Row, table=True):
    """The one state of the works below: a digest of the readings, judgements and rules that they follow from."""

    __tablename__ = "linkings"
    id: int = Field(sa_type=BIG_KEY, primary_key=True, sa_column_kwargs={"autoincrement": False})
    state: Text
    made: datetime


class LinkedWorkRow(Row, table=True):
    """A work as all documents together know it, with every variant and what came near; derived, and replaced as a whole."""

    __tablename__ = "linked_works"
    number: int = Field(sa_type=BIG_KEY, primary_key=True, sa_column_kwargs={"autoincrement": False})
    work: TextOrNone = None
    title: TextOrNone = None
    kind: TextOrNone = None
    titles: Listed
    issuers: Listed
    dates: Listed
    stages: Listed
    near: Listed


class WorkLinkRow(Row, table=True):
    """A mention as part of a work: the keys that join its document to others, the reason, and what it rests on.

    `reading` and `mention` are the key of its mention; it is derived, and made anew with the mentions it names.
    """

    __tablename__ = "work_links"
    __table_args__ = (one_of("basis", Literal["alone", "inside the document", "inferred", "judged"]),)
    work: int = Field(sa_type=BIG_KEY, foreign_key="linked_works.number", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    reading: int = Field(sa_type=BIG_KEY)
    mention: int
    keys: Listed
    reason: Text
    basis: Text


class WorkDiscrepancyRow(Row, table=True):
    """Where the mentions of one work disagree on its title, issuer or date."""

    __tablename__ = "work_discrepancies"
    work: int = Field(sa_type=BIG_KEY, foreign_key="linked_works.number", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    kind: Text
    subject: Text
    left: Json = None
    right: Json = None
    rule: Text
    rule_version: Text


class JudgementRow(Row, table=True):
    """What a person said of a finding. None is ever deleted or changed; of one finding the last one counts."""

    __tablename__ = "judgements"
    __table_args__ = (
        one_of("kind", get_type_hints(Judgement)["kind"]),
        one_of("verdict", get_type_hints(Judgement)["verdict"]),
    )
    number: Number = None
    finding: str = _text(index=True)
    kind: Text
    verdict: Text
    judged_by: Text
    because: Text
    made: datetime
    subject: Json = None


# --- what documents share and where they come from ---------------------------------------------------------------------


class PairRow(Row, table=True):
    """Two bodies that share passages, or did; `body` is the one with the lower number.

    `masks` are the template masks that counted when the passages were found, as pairs of scope and version; `because` says why the
    passages are others than they once were, `changed` since when.
    """

    __tablename__ = "pairs"
    __table_args__ = (sa.UniqueConstraint("body", "other"), sa.CheckConstraint("body < other", name="order"))
    id: Number = None
    body: int = _number("bodies.id", index=False)
    other: int = _number("bodies.id")
    containment: float
    containment_other: float
    masks: Listed = Field(default_factory=list, sa_type=StoredJson, sa_column_kwargs={"server_default": "[]"})
    because: TextOrNone = None
    changed: datetime | None = None


class PassageRow(Row, table=True):
    """A run of text that the two bodies of a pair share; side a lies in the pair's `body`."""

    __tablename__ = "passages"
    __table_args__ = (one_of("kind", PassageKind),)
    pair: int = Field(sa_type=BIG_KEY, foreign_key="pairs.id", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    a_start: int
    a_end: int
    b_start: int
    b_end: int
    tokens: int
    kind: str = Field(default="verbatim", sa_type=StoredText, sa_column_kwargs={"server_default": "verbatim"})
    bits: float = Field(default=0.0, sa_column_kwargs={"server_default": "0"})


class DerivationRow(Row, table=True):
    """The edge "target comes from origin". Both are names of nodes, a document's id or `outlet:NAME`, hence no reference."""

    __tablename__ = "derivations"
    __table_args__ = (one_of("word", Word),)
    id: Number = None
    origin: str = _text(index=True)
    target: str = _text(index=True)
    relation: Text
    word: Text
    evidence: Listed
    rivals: Listed
    confidence: float | None = None
    engine: Text
    made: datetime
    superseded: datetime | None = None
    withdrawn_because: TextOrNone = None


# --- what somebody relies on --------------------------------------------------------------------------------------------


class PinRow(Row, table=True):
    """A passage somebody relies on. A dropped pin stays, because audits speak of it."""

    __tablename__ = "pins"
    __table_args__ = (one_of("layer", get_type_hints(Anchor)["layer"]),)
    id: str = _text(primary_key=True)
    document: str = _key("documents.id")
    exact: Text
    prefix: Text
    suffix: Text
    start: int
    layer: Text
    snapshot: str = _key("snapshots.digest")
    made: datetime
    note: TextOrNone = None
    dropped: datetime | None = None


class AuditRow(Row, table=True):
    """One audit of one document, with its change class."""

    __tablename__ = "audits"
    __table_args__ = (one_of("quality", QualityWord), one_of("change_word", ChangeWord))
    number: Number = None
    document: str = _key("documents.id")
    made: datetime
    offline: bool
    was_snapshot: str | None = _key_or_none("snapshots.digest")
    now_snapshot: str | None = _key_or_none("snapshots.digest")
    now_capture: int | None = _number_or_none("captures.number")
    quality: TextOrNone = None
    change_word: Text
    change_reasons: Listed
    change_rungs: Listed
    change_parts: Listed


class AuditPinRow(Row, table=True):
    """The verdict of one audit on one pin."""

    __tablename__ = "audit_pins"
    __table_args__ = (one_of("verdict", PinVerdict),)
    audit: int = Field(sa_type=BIG_KEY, foreign_key="audits.number", primary_key=True)
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    pin: str = _key("pins.id")
    verdict: Text
    now: TextOrNone = None
    start: int | None = None
    edits: Listed
    reasons: Listed


# --- when things run ----------------------------------------------------------------------------------------------------


class ScheduleRow(Row, table=True):
    """When a source is captured by itself. A source without a row is never due; one without times of its own has none but a due
    time, which those who keep the default schedule give it."""

    __tablename__ = "schedules"
    __table_args__ = (sa.CheckConstraint("every_seconds IS NULL OR cron IS NULL", name="one_rule"),)
    source: int = Field(sa_type=BIG_KEY, foreign_key="sources.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    every_seconds: int | None = None
    cron: TextOrNone = None
    time_zone: TextOrNone = None
    next_due: datetime | None = Field(default=None, index=True)
    paused: bool
    changed: datetime


class SlotRow(Row, table=True):
    """One time at which a source was due. `leased` is when the lease was given or renewed last, by the holder's clock."""

    __tablename__ = "slots"
    __table_args__ = (one_of("state", SlotState),)
    source: int = Field(sa_type=BIG_KEY, foreign_key="sources.id", primary_key=True, sa_column_kwargs={"autoincrement": False})
    due: datetime = Field(primary_key=True, index=True)
    state: Text
    holder: TextOrNone = None
    leased: datetime | None = None
    lease_expires: datetime | None = None
    made_up: bool
    started: datetime | None = None
    finished: datetime | None = None
    outcome: TextOrNone = None
    reason: TextOrNone = None
    capture: int | None = _number_or_none("captures.number")


class IdentityRow(Row, table=True):
    """Which ledger this is: one row, made with the ledger, by which a snapshot store knows the ledger it belongs to."""

    __tablename__ = "identity"
    id: str = Field(primary_key=True, sa_type=StoredText)
    made: datetime


class RunRow(Row, table=True):
    """One run of a flow; `state` is `running` until somebody says how it ended."""

    __tablename__ = "runs"
    number: Number = None
    flow: Text
    name: Text
    started_by: Text
    started: datetime
    ended: datetime | None = None
    state: Text
    counts: Json = None
    note: TextOrNone = None

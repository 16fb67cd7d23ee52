"""The values that cross from one package to another: frozen, plain, without behaviour worth a test.

Three families, in the order a document meets them: what a capture brings back (`Exchange`), what reading makes of it
(`Reading`, `HashLadder`, `Quality`), and what the engine finds (`Clue`, `Quotation`, ... up to `Edge` and `PinCheck`).

Offsets are Python string offsets into the text they are said to index; `end` is exclusive; `text[start:end] == quote`
always. Digests are `sha256:` and 64 lower-case hexadecimal digits. Times are aware and in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Digest = str
Role = Literal["host", "credited_source", "text_origin", "asset_origin", "translator", "time", "other"]
Scope = Literal["document", "network"]
Word = Literal["stated", "strongly indicated", "indicated", "undetermined"]
"""What inference says of an edge or a role."""
JudgedWord = Literal["confirmed", "rejected", "stated", "strongly indicated", "indicated", "undetermined"]
"""The same, or what a person judged, which outranks it."""
OutcomeWord = Literal["captured", "unchanged", "not found", "refused", "failed"]
QualityWord = Literal["ok", "soft-404", "blocked", "empty", "not text", "undetermined"]
PinVerdict = Literal["verbatim", "moved", "typographic", "altered", "ambiguous", "absent", "not auditable"]
ChangeWord = Literal["unchanged", "markup only", "template only", "text", "not comparable"]

ROLES: tuple[Role, ...] = ("host", "credited_source", "text_origin", "asset_origin")
"""The four roles that never mix, in the order verdicts show them."""


# --- outlets ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outlet:
    """Somebody who publishes.

    `kind` is one of newspaper, wire agency, broadcaster, magazine, government office, embassy, aggregator, blog, network,
    portal, photo agency, unknown. `hosts` serve its pages and `asset_hosts` its pictures; a host stands for its subdomains
    too.
    """

    name: str
    kind: str = "unknown"
    aliases: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    asset_hosts: tuple[str, ...] = ()


# --- capture ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Limits:
    """What one capture may cost. Sizes in bytes, times in seconds."""

    total_seconds: float = 60.0
    connect_seconds: float = 10.0
    read_seconds: float = 20.0
    body_bytes: int = 30_000_000
    content_bytes: int = 60_000_000
    encoding_depth: int = 2
    redirects: int = 10
    read_html_bytes: int = 5_000_000
    read_seconds_wall: float = 10.0
    read_memory_bytes: int = 1 << 30


@dataclass(frozen=True, slots=True)
class Hop:
    """One request and what came back for it. Header pairs keep order, case and duplicates (latin-1 text of the bytes)."""

    address: str
    started: datetime
    request_headers: tuple[tuple[str, str], ...]
    status: int
    reason: str
    http_version: str
    response_headers: tuple[tuple[str, str], ...]
    peer: str | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """A file in the snapshot store: digest of the whole file, its size, its path below the store's folder."""

    digest: Digest
    size: int
    path: str


@dataclass(frozen=True, slots=True)
class Known:
    """What capturing must know of an address beforehand: the payload seen last, the WARC record that holds it, and its file."""

    payload_digest: Digest
    captured: datetime
    record_id: str
    address: str
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one capture brought back; its bytes are already stored durably when this value exists.

    `body` is the payload as it came (content encoding kept), `content` the decoded payload. Both are empty when nothing
    came. `truncated` is None or WARC's word for the reason (`length`, `time`, `disconnect`, `unspecified`). `record_id` is
    the WARC-Record-ID of the response or resource record (of the revisit record when the outcome is `unchanged`).
    """

    address: str
    final_address: str
    started: datetime
    seconds: float
    outcome: OutcomeWord
    reason: str
    status: int | None = None
    hops: tuple[Hop, ...] = ()
    media_type: str | None = None
    charset: str | None = None
    body: bytes = b""
    content: bytes = b""
    payload_digest: Digest | None = None
    content_digest: Digest | None = None
    truncated: str | None = None
    warc: Stored | None = None
    record_id: str | None = None
    origin_path: str | None = None
    """The file that was taken in, when it was a file and not an address."""
    claimed: bool = False
    """True when a person claimed the address (or the date) and no server confirmed it."""
    claimed_date: datetime | None = None


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One item of a feed: its address and the sources the feed itself names for it."""

    address: str
    title: str | None = None
    published: datetime | None = None
    source_title: str | None = None
    source_address: str | None = None
    via: str | None = None


# --- reading ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Quality:
    """The verdict on a capture before anything is concluded from it, with the reasons that led there."""

    verdict: QualityWord
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value some field offers for the title, a date, an author or the site's name.

    `name` is title, date, author or site_name. `carrier` names the field: `meta[property="og:title"]`,
    `json-ld:$.publisher.name`, `link[rel="canonical"]`, `text:line 1`, `front matter:title`. `meaning`, for dates:
    published, modified, copied, lower bound, claimed.
    """

    name: str
    value: str
    carrier: str
    meaning: str | None = None


@dataclass(frozen=True, slots=True)
class Extractor:
    """Who extracted: readings are comparable only if all three agree. `options` is canonical JSON."""

    name: str
    version: str
    options: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Text and metadata taken from one snapshot.

    `main_text` is the article without template text (for a plain-text file: the whole decoded file, unchanged);
    `page_text` is everything a visitor sees (equal to `main_text` for a plain-text file). Either may be empty.
    `problem` says why there is no text, when an extractor was stopped by a limit.
    """

    extractor: Extractor
    encoding: str
    main_text: str
    page_text: str
    title: str | None = None
    author: str | None = None
    site_name: str | None = None
    published: str | None = None
    language: str | None = None
    candidates: tuple[Candidate, ...] = ()
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class HashLadder:
    """Digests from the bytes on the wire up to the single paragraph, each a rung that tells one kind of change."""

    payload: Digest
    content: Digest
    page_text: Digest
    main_text: Digest
    normalised_text: Digest
    paragraphs: tuple[Digest, ...]


# --- findings ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Clue:
    """A span or a field that says or shows where a text comes from.

    `kind` names the pattern (dateline, source line, print edition, first publication, licence, byline, photo credit, asset
    host, canonical, self reference, network template, interface language, front matter, press conference, host ...).
    `value` is what the clue names, as written there or as resolved; `outlet` the name in the outlet table if it is
    known there. `carrier` is `text` for spans, else a markup path. `strength` says what the clue may support:
    `states` (the copy says so), `shows` (a field or host shows it), `hints` (a candidate, no more). `confidence` is the
    rule's measured precision, None until it was measured.
    """

    kind: str
    role: Role
    value: str
    carrier: str
    quote: str
    rule: str
    rule_version: str
    start: int | None = None
    end: int | None = None
    outlet: str | None = None
    scope: Scope = "document"
    strength: Literal["states", "shows", "hints"] = "hints"
    confidence: float | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class WorkRef:
    """The work a citation points to; `id` is stable for one folded title, None while it is not resolved."""

    id: str | None
    title: str | None
    issuer: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A pointer to a work."""

    quote: str
    start: int
    end: int
    mention: Literal["titled", "definite", "indefinite", "legal", "link"]
    work: WorkRef
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words marked as someone's; the span includes its marks. `speaker` is None when no rule names one."""

    quote: str
    start: int
    end: int
    type: str
    rule: str
    rule_version: str
    speaker: str | None = None
    speaker_start: int | None = None
    speaker_end: int | None = None
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SpokenHop:
    """One party of a chain: its words, their span, and the words that tell that it reports or says (their span too).

    `cue` and its span are None where another sentence names the party (a speaker carried over), and then so is the party's span.
    """

    name: str
    start: int | None
    end: int | None
    cue: str | None = None
    cue_start: int | None = None
    cue_end: int | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """Words of somebody as the text reports them. The span is the quotation's, or that of an indirect statement.

    `hops` stand from the outermost reporter to the speaker, who is the last. `complete` is False where the sentence shows a
    further hop that could not be read.
    """

    kind: Literal["quotation", "indirect"]
    quote: str
    start: int
    end: int
    hops: tuple[SpokenHop, ...]
    complete: bool
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit. `value` is in base units; a pair is a range; None is a vague number ("millions")."""

    quote: str
    start: int
    end: int
    value: float | tuple[float, float] | None
    unit: str | None
    qualifier: str | None
    period: str | None
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of a transcript; the span starts after the label."""

    quote: str
    start: int
    end: int
    speaker: str
    label_start: int
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """Two places that should agree and do not. `left` and `right` are {document, quote, start, end, value}.

    `kind` is one of rounding, transposition, factor of ten, unit lost, conflict for figures, and title, issuer, date, name or
    quotation for what is told in other words. A side inside the very text that was analysed has the document "".
    """

    kind: str
    subject: str
    left: Mapping[str, Any]
    right: Mapping[str, Any]
    rule: str
    rule_version: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything one text says about itself."""

    clues: tuple[Clue, ...] = ()
    citations: tuple[Citation, ...] = ()
    quotations: tuple[Quotation, ...] = ()
    figures: tuple[Figure, ...] = ()
    turns: tuple[Turn, ...] = ()
    reported: tuple[Reported, ...] = ()
    discrepancies: tuple[Discrepancy, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person says of a finding. A later one of the same finding supersedes it; none is deleted.

    `finding` is its id (`lineage.judging`), `subject` what it names, in plain words and ids, so that it can be read when the
    finding is gone: an edge's two ends, a clue's document, role and value, ...; the two mentions of a link.
    """

    finding: str
    kind: Literal["edge", "clue", "link"]
    verdict: Literal["confirmed", "rejected"]
    by: str
    because: str
    made: datetime
    subject: Mapping[str, Any]


PassageKind = Literal["verbatim", "edited", "rewritten", "template"]
"""How the two sides of a passage agree: word for word, with small edits inside, only by what the sentences say (second tier); or
template text, which is no evidence."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of text two bodies share: `a[a_start:a_end]` and `b[b_start:b_end]`, which begin and end on words of both.

    `tokens` is the number of words that match, `bits` the evidence of those that are no template text: how unlikely it is to
    find them in both by chance, against a frozen background of word rarity.
    """

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    tokens: int
    kind: PassageKind = "verbatim"
    bits: float = 0.0


@dataclass(frozen=True, slots=True)
class NamedCandidate:
    """Somebody who may play a role, and the clues (indexes into the analysis) that say so."""

    name: str
    scope: Scope
    clues: tuple[int, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class RoleVerdict:
    """Who plays one role. `name` is None unless the word is stronger than undetermined."""

    name: str | None
    word: JudgedWord
    clues: tuple[int, ...] = ()
    candidates: tuple[NamedCandidate, ...] = ()
    known: bool = True


@dataclass(frozen=True, slots=True)
class Attribution:
    """What the clues of one document state about its origin, role by role."""

    host: RoleVerdict
    credited_source: RoleVerdict
    text_origin: RoleVerdict
    asset_origin: RoleVerdict


@dataclass(frozen=True, slots=True)
class DocumentFacts:
    """What descent knows of one document. `outlet` is the name of whoever hosts it, if that is known."""

    id: str
    address: str
    title: str | None
    outlet: str | None
    attribution: Attribution
    clues: tuple[Clue, ...]
    first_seen: datetime
    claimed_date: str | None = None


@dataclass(frozen=True, slots=True)
class Related:
    """Another document that shares passages with the one in question.

    `containment` is the share of the document's own tokens that the passages cover, `containment_other` the other's.
    In `passages`, side a is the document in question.
    """

    facts: DocumentFacts
    passages: tuple[Passage, ...]
    containment: float
    containment_other: float


@dataclass(frozen=True, slots=True)
class Rival:
    """A candidate that an edge could have come from instead, or one of several between which nothing decides."""

    node: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """`target` comes from `origin`. Nodes are `d…` ids of documents or `outlet:NAME` for a credited outlet not captured.

    `word` is `stated` or `undetermined` until descent is calibrated, and `confidence` is None as long.
    """

    origin: str
    target: str
    relation: str
    word: Word
    evidence: tuple[str, ...]
    rivals: tuple[Rival, ...] = ()
    confidence: float | None = None


# --- pins and change --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a pinned quote stood: exact text, up to 32 characters on either side, offset, and which text it indexes."""

    exact: str
    prefix: str
    suffix: str
    start: int
    layer: Literal["main", "page"] = "main"


@dataclass(frozen=True, slots=True)
class TextEdit:
    """One edit of words: `op` is replace, insert or delete; `was` and `now` the words on either side."""

    op: Literal["replace", "insert", "delete"]
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class PinCheck:
    """The verdict on one pin. `now` is the text that stands there now, `start` its offset; both None where none stands."""

    verdict: PinVerdict
    now: str | None = None
    start: int | None = None
    edits: tuple[TextEdit, ...] = ()
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DiffPart:
    """A stretch of a comparison of two texts, paragraph by paragraph. `op`: equal, replace, insert, delete, move."""

    op: Literal["equal", "replace", "insert", "delete", "move"]
    was: str
    now: str
    edits: tuple[TextEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """The change class between two snapshots of a document, with the rungs that differ and, for text, the parts."""

    word: ChangeWord
    reasons: tuple[str, ...] = ()
    rungs: tuple[str, ...] = ()
    parts: tuple[DiffPart, ...] = field(default=())

"""From bytes to text and metadata: what kind of thing the bytes are, and the reading that comes of it.

Plain text and Markdown are read here: the text is the decoded file, unchanged. Pages and feeds are read in a worker process
that can be killed (`worker`, `extract`, `feeds`). A page that is too large, hangs, or breaks the parser becomes a reading
without text and with a `problem`; nothing a page contains raises. The same bytes always give the same reading.

Left to others: whether the text may be trusted (`quality`), what it says about its origin (`lineage.clues`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from lineage.errors import FetchError, LimitError
from lineage.text import FrontMatter, digest_of, front_matter, normalise, paragraphs
from lineage.values import Candidate, Exchange, Extractor, FeedEntry, HashLadder, Limits, Reading
from snapshots import feeds
from snapshots.charset import binary_format, decode_text, looks_like_html
from snapshots.dates import iso_date
from snapshots.worker import TASKS_PER_PROCESS, Worker, WorkerError

PLAIN = Extractor("plain text", "2", "{}")
"""The identity of reading a file as it is; its version is to be raised when the same file would give another reading."""

NONE = Extractor("none", "1", "{}")
"""The identity of not reading at all: there was nothing that holds text."""

_PAGE_TYPES = ("text/html", "application/xhtml+xml")
_CODE_TYPES = ("text/css", "text/javascript", "application/javascript", "application/x-javascript", "text/ecmascript")
_TEXT_TYPES = ("application/json", "application/ld+json", "application/x-ndjson", "application/yaml", "application/markdown")
_UNTOLD = ("", "application/octet-stream", "binary/octet-stream", "application/unknown", "unknown/unknown", "content/unknown")

_FRONT_TITLE = ("title", "headline")
_FRONT_DATE = ("date", "published", "publishdate", "pubdate", "publish_date", "datepublished", "created")
_FRONT_AUTHOR = ("author", "authors", "byline")
_FRONT_SITE = ("site_name", "site", "sitename")
_FRONT_LANGUAGE = ("lang", "language", "locale")
_DATE_PREFIX = re.compile(r"^\s{0,8}(?:date:?\s{1,4})?(\d{4}-\d{2}-\d{2})\s{1,4}(?=\S)", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!;,:。！；，：…][\"'”’»)\]]{0,2}$")
_ABBREVIATION_END = re.compile(r"\b[A-Z]\.[A-Z]\.$")
_UNDERLINE = re.compile(r"^(?:=|-){3,200}\s{0,4}$")
MAX_TITLE = 200
FIRST_LINES = 8
"""How many non-empty lines of a plain text may carry its date."""


class Reader:
    """Reads snapshots; owns one worker process, started at the first page (or by `start`). Use as a context manager.

    Args:
        limits: `read_html_bytes`, `read_seconds_wall` and `read_memory_bytes` bound one page.
        tasks_per_process: after that many pages the worker is replaced.
    """

    def __init__(self, limits: Limits | None = None, *, tasks_per_process: int = TASKS_PER_PROCESS) -> None:
        self._limits = limits or Limits()
        self._worker = Worker(
            seconds=self._limits.read_seconds_wall,
            memory_bytes=self._limits.read_memory_bytes,
            answer_bytes=8 * self._limits.read_html_bytes + 4_000_000,
            tasks=tasks_per_process,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def worker_pid(self) -> int | None:
        """Process id of the worker, None while none runs."""
        return self._worker.pid

    def start(self) -> None:
        """Start the worker in the background, so that its imports are done when the first page arrives. Never raises."""
        try:
            self._worker.start()
        except WorkerError:
            return  # the first reading will say it

    def close(self) -> None:
        """End the worker. The reader can be used again; it starts another."""
        self._worker.close()

    def read(self, content: bytes, *, media_type: str | None, charset: str | None, address: str) -> Reading:
        """Read one snapshot.

        Args:
            content: the decoded payload (content encoding removed).
            media_type: what the server or the file's name says, None if nothing.
            charset: what the HTTP header says, None if nothing.
            address: the page's own address (after redirects), or the file's path.
        """
        kind, why_not = kind_of(content, media_type, address)
        if kind == "text":
            return read_plain(content, charset)
        if kind == "page":
            return self._read_page(content, charset, address)
        return _without_text(NONE, why_not)

    def read_ahead(self, content: bytes, *, media_type: str | None, charset: str | None, address: str) -> None:
        """Have the worker begin with a page; `read` with the same arguments then fetches what it found. Never raises.

        The time between the two is the caller's to use, for making the same bytes durable, say.
        """
        kind, _ = kind_of(content, media_type, address)
        if kind == "page" and len(content) <= self._limits.read_html_bytes:
            self._worker.ask_ahead(_page_task(charset, address), content)

    def extractor_for(self, content: bytes, *, media_type: str | None, address: str) -> Extractor:
        """Who would read these bytes now: a stored reading by the same extractor need not be made again."""
        kind, _ = kind_of(content, media_type, address)
        if kind == "page":
            self.start()
            return self._identity()
        return PLAIN if kind == "text" else NONE

    def feed(self, content: bytes, address: str, *, charset: str | None = None) -> list[FeedEntry]:
        """The entries of a feed, in its order.

        Raises:
            FetchError: it cannot be read as a feed.
            LimitError: it is too large, or took too long or too much memory.
        """
        if len(content) > feeds.FEED_BYTES:
            raise LimitError(
                f"The feed is larger than {feeds.FEED_BYTES:,} bytes and was not read",
                where=address,
                advice="Add the addresses you need one by one",
            )
        task = {"do": "feed", "charset": charset, "address": address}
        try:
            answer = self._worker.ask(task, content)
        except WorkerError as error:
            advice = "Add the addresses you need one by one"
            kind = LimitError if error.by_limit else FetchError
            raise kind(f"The feed could not be read: {error}", where=address, advice=advice) from error
        return [feeds.entry_from(values) for values in answer["entries"]]

    def _read_page(self, content: bytes, charset: str | None, address: str) -> Reading:
        limit = self._limits.read_html_bytes
        if len(content) > limit:
            return _without_text(self._identity(), f"not parsed: {len(content):,} bytes of HTML, and the limit is {limit:,}")
        try:
            answer = self._worker.ask(_page_task(charset, address), content)
        except WorkerError as error:
            return _without_text(self._identity(), str(error))
        candidates = tuple(Candidate(*item) for item in answer.pop("candidates", ()))
        return Reading(extractor=self._identity(), candidates=candidates, **answer)

    def _identity(self) -> Extractor:
        told = self._worker.identity
        return Extractor(**told) if told else Extractor("trafilatura", "not started", "{}")


def _page_task(charset: str | None, address: str) -> dict[str, str | None]:
    return {"do": "page", "charset": charset, "address": address}


def kind_of(content: bytes, media_type: str | None, address: str) -> tuple[str, str | None]:
    """What to read bytes as: `page`, `text` or `none`, and for none the reason. Binary formats are seen in the bytes."""
    declared = (media_type or "").split(";")[0].strip().lower()
    if not content:
        return "none", None
    if binary := binary_format(content):
        return "none", f"not text: {binary}"
    if feeds.looks_like_feed(content, declared):
        return "none", "a feed: its entries are read, not its text"
    return _kind_by_type(content, declared, address)


def _kind_by_type(content: bytes, declared: str, address: str) -> tuple[str, str | None]:
    if declared in _CODE_TYPES:
        return "none", f"not text: {declared}"
    if declared in _TEXT_TYPES or (declared.startswith("text/") and declared not in (*_PAGE_TYPES, "text/xml")):
        return "text", None
    untold = declared in _UNTOLD
    by_name = untold and address.split("?", maxsplit=1)[0].lower().endswith((".html", ".htm", ".xhtml"))
    in_xml = declared.endswith("xml") and b"<html" in content[:4096].lower()
    if declared in _PAGE_TYPES or by_name or in_xml or looks_like_html(content):
        return "page", None
    return ("text", None) if untold else ("none", f"not text: the server calls it {declared[:80]}")


def ladder(exchange: Exchange, reading: Reading) -> HashLadder:
    """The digests of one capture, from the wire to the paragraph. Paragraphs are those of the main text, normalised."""
    text = reading.main_text
    return HashLadder(
        payload=exchange.payload_digest or digest_of(exchange.body),
        content=exchange.content_digest or digest_of(exchange.content),
        page_text=digest_of(reading.page_text),
        main_text=digest_of(text),
        normalised_text=digest_of(normalise(text)),
        paragraphs=tuple(digest_of(normalise(text[start:end])) for start, end in paragraphs(text)),
    )


def _without_text(extractor: Extractor, problem: str | None) -> Reading:
    return Reading(extractor=extractor, encoding="not decoded", main_text="", page_text="", problem=problem)


# --- plain text -------------------------------------------------------------------------------------------------------


def read_plain(content: bytes, charset: str | None = None) -> Reading:
    """Read a text or Markdown file: its text unchanged, metadata from front matter and the first lines."""
    decoded = decode_text(content, charset)
    text = decoded.text
    front = front_matter(text)
    candidates = (*_from_front_matter(front), *_from_first_lines(text, front.end if front else 0))

    def first(name: str) -> str | None:
        return next((c.value for c in candidates if c.name == name and c.meaning != "lower bound"), None)

    published = first("date")
    return Reading(
        extractor=PLAIN,
        encoding=decoded.encoding,
        main_text=text,
        page_text=text,
        title=first("title"),
        author=first("author"),
        site_name=first("site_name"),
        published=iso_date(published) if published else None,
        language=_front_value(front, _FRONT_LANGUAGE),
        candidates=candidates,
    )


def _front_value(front: FrontMatter | None, keys: tuple[str, ...]) -> str | None:
    values = {key.lower(): field.value.strip() for key, field in front.values.items()} if front else {}
    return next((values[key] for key in keys if values.get(key)), None)


def _from_front_matter(front: FrontMatter | None) -> Iterator[Candidate]:
    if front is None:
        return
    names = {key: name for name, keys in _FRONT_NAMES.items() for key in keys}
    for key, field in front.values.items():
        name = names.get(key.lower())
        if name is None or not field.value.strip() or (name == "date" and iso_date(field.value) is None):
            continue
        meaning = None if name != "date" else "lower bound" if key.lower() == "created" else "published"
        yield Candidate(name, field.value.strip(), f"front matter:{key}", meaning)


_FRONT_NAMES = {"title": _FRONT_TITLE, "date": _FRONT_DATE, "author": _FRONT_AUTHOR, "site_name": _FRONT_SITE}


def _from_first_lines(text: str, start: int) -> Iterator[Candidate]:
    """A title from the first line, if it looks like one, and dates that stand alone on, or before, one of the first lines."""
    number = text.count("\n", 0, start)
    lines = text[start : start + 20_000].splitlines()
    seen = 0
    for i, line in enumerate(lines):
        if not line.strip():
            continue
        seen += 1
        if seen > FIRST_LINES:
            return
        carrier = f"text:line {number + i + 1}"
        rest = line
        if prefix := _DATE_PREFIX.match(line):
            yield Candidate("date", prefix.group(1), carrier, "published")
            rest = line[prefix.end() :]
        elif len(line.strip()) <= 60 and not _SENTENCE_END.search(line.strip()) and (when := iso_date(line)):
            yield Candidate("date", when, carrier, "published")
            continue
        if seen == 1 and (title := _title_line(rest, lines[i + 1] if i + 1 < len(lines) else None)):
            yield Candidate("title", title, carrier)


def _title_line(line: str, following: str | None) -> str | None:
    """The first line as a title: a heading, or short, without the end of a sentence, and with a blank line after it."""
    line = line.strip()
    if line.startswith("#"):
        return line.lstrip("#").rstrip("#").strip()[:MAX_TITLE] or None
    if following is None or not (following.strip() == "" or _UNDERLINE.match(following)):
        return None
    if not 3 <= len(line) <= MAX_TITLE or "://" in line or not any(c.isalpha() for c in line):
        return None
    if _SENTENCE_END.search(line) and not _ABBREVIATION_END.search(line):
        return None
    return line

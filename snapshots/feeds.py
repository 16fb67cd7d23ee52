"""Feeds: recognised by their root element, read into entries. RSS, Atom and RDF; feedparser does the reading, in the worker.

A feed with a document type declaration is refused unread: entities are all it could bring, and expanding them is how a small
file takes minutes. Entries without an address are left out, an address that comes twice counts once. What a feed says of
the source of an item (RSS `<source>`, `atom:source`, `link rel="via"`) is kept as the feed says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

from lineage.values import FeedEntry
from snapshots.charset import decode_markup
from snapshots.labels import codec_of

if TYPE_CHECKING:
    from snapshots.reading import Reader

FEED_BYTES = 5_000_000
"""Larger feeds are not parsed."""

MAX_ENTRIES = 2_000

_ROOT = re.compile(r"<(?:rss|rdf:RDF|(?:atom:)?feed)(?=[\s>])", re.IGNORECASE)
_PROLOG_PIECE = re.compile(r"\s{1,4096}|<\?[^>]{0,4096}\?>|<!--", re.DOTALL)
_REFERENCE = re.compile(r"&#(x[0-9a-fA-F]{1,40}|[0-9]{1,40});?")
_XML_DECLARATION = re.compile(r"^\s{0,64}<\?xml[^>]{0,300}\?>")


class FeedError(ValueError):
    """The feed is not read, for the reason given."""


def looks_like_feed(content: bytes, media_type: str | None = None) -> bool:
    """Whether the bytes are an RSS, Atom or RDF feed: the root element decides, whatever the media type says.

    An HTML page under a feed's media type is none; a feed under `text/html` or `text/xml` is one.
    """
    if media_type is not None and media_type.split("/")[0] in ("image", "audio", "video", "font"):
        return False
    text = decode_markup(content[:16_384]).text
    prolog, root = _split_prolog(text)
    if "<!DOCTYPE" in prolog.upper():
        return _ROOT.match(root) is not None
    namespaces = root[:2000].lower()
    is_rdf = root[:8].lower() == "<rdf:rdf"
    return _ROOT.match(root) is not None and (not is_rdf or "purl.org/rss" in namespaces or "my.netscape.com/rdf" in namespaces)


def read_feed(content: bytes, address: str, *, charset: str | None = None, reader: Reader | None = None) -> list[FeedEntry]:
    """The entries of a feed, in its order, addresses absolute. Read in a killable worker: `reader`'s, or one of its own.

    Raises:
        FetchError: it cannot be read as a feed (broken, or with a document type declaration).
        LimitError: it is larger, or took longer or more memory, than the limits allow.
    """
    from lineage.values import Limits
    from snapshots.reading import Reader

    if reader is not None:
        return reader.feed(content, address, charset=charset)
    with Reader(Limits()) as own:
        return own.feed(content, address, charset=charset)


def entry_from(values: dict[str, Any]) -> FeedEntry:
    """An entry as it came back from the worker."""
    published = values.get("published")
    return FeedEntry(
        address=values["address"],
        title=values.get("title"),
        published=datetime.fromtimestamp(published, UTC) if published is not None else None,
        source_title=values.get("source_title"),
        source_address=values.get("source_address"),
        via=values.get("via"),
    )


# --- what runs inside the worker --------------------------------------------------------------------------------------


def parse_feed(content: bytes, charset: str | None, address: str) -> list[dict[str, Any]]:
    """Parse a feed into plain values, one dictionary an entry (`published` in seconds since 1970). Runs in the worker.

    Raises:
        FeedError: it is no feed, or has a document type declaration.
    """
    import io

    import feedparser

    text = _XML_DECLARATION.sub("", decode_markup(content, charset if codec_of(charset) else None).text.replace("\x00", ""))
    prolog, root = _split_prolog(text)
    if "<!DOCTYPE" in prolog.upper():
        raise FeedError("it has a document type declaration, which a feed does not need and an attack does")
    if not _ROOT.match(root):
        raise FeedError("it is not RSS, Atom or RDF")
    # Bytes in a stream, never a string: feedparser would open a string that is an address or a path.
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": address}
    try:
        parsed = feedparser.parse(io.BytesIO(_sound(root).encode()), response_headers=headers, sanitize_html=False)
    except (MemoryError, RecursionError):
        raise  # a limit of ours, which the worker says in its own words
    except Exception as error:  # its lenient parser fails in ways of its own
        raise FeedError(f"it is broken ({type(error).__name__})") from error
    if not parsed.entries and parsed.bozo and not parsed.get("version"):
        raise FeedError(f"it is broken ({type(parsed.bozo_exception).__name__})")
    return _entries(parsed.entries[:MAX_ENTRIES], address, str(parsed.get("version", "")))


def _sound(text: str) -> str:
    """The text with references to characters that do not exist replaced: the parser would give the whole feed up for one."""
    return _REFERENCE.sub(_existing, text)


def _existing(found: re.Match[str]) -> str:
    digits = found.group(1).lower()
    code = int(digits[1:], 16) if digits[0] == "x" else int(digits)
    return found.group() if 0 < code < 0xD800 or 0xDFFF < code <= 0x10FFFF else "\ufffd"


def _entries(entries: Iterable[Any], address: str, version: str) -> list[dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for entry in entries:
        if (link := _absolute(entry.get("link"), address)) and link not in found:
            found[link] = _entry(entry, link, address, version)
    return list(found.values())


def _entry(entry: Any, link: str, address: str, version: str) -> dict[str, Any]:
    source = entry.get("source") or {}
    links = [(item.get("rel"), item.get("href")) for item in entry.get("links", ())]
    source_links = [item.get("href") for item in source.get("links", ()) if item.get("rel") in (None, "alternate", "self")]
    source_address = source.get("href") or source.get("link") or next(iter(source_links), None) or source.get("id")
    return {
        "address": link,
        "title": _text(entry.get("title")),
        "published": _seconds(entry.get("published_parsed"), entry.get("updated_parsed"), version),
        "source_title": _text(source.get("title")),
        "source_address": _absolute(source_address, address),
        "via": next((_absolute(href, address) for rel, href in links if rel == "via" and href), None),
    }


def _seconds(published: Any, updated: Any, version: str) -> int | None:
    """When it was published. RDF has one date only (`dc:date`), which feedparser calls updated; Atom's updated is no substitute."""
    import calendar

    parsed = published or (None if version.startswith("atom") else updated)
    try:
        seconds = calendar.timegm(parsed) if parsed else None
    except (ValueError, OverflowError, TypeError):
        return None
    return seconds if seconds is not None and 0 <= seconds < 4_102_444_800 else None  # 1970 to 2100


def _absolute(link: Any, address: str) -> str | None:
    if not isinstance(link, str) or not link.strip():
        return None
    try:
        joined = urljoin(address, link.strip())
        parts = urlsplit(joined)
    except ValueError:
        return None
    return joined if parts.scheme in ("http", "https") and parts.hostname else None


def _text(value: Any) -> str | None:
    """A title without markup: Atom and RSS allow HTML in it."""
    import html

    if not isinstance(value, str):
        return None
    plain = " ".join(html.unescape(re.sub(r"</?[a-zA-Z][^<>]{0,500}>", " ", value)).split())
    return plain[:1000] or None


def _split_prolog(text: str) -> tuple[str, str]:
    """What stands before the root element (declarations, comments) and the rest. A document type counts as prolog."""
    at = 0
    while found := _PROLOG_PIECE.match(text, at):
        at = found.end()
        if found.group() == "<!--":
            end = text.find("-->", at)
            if end < 0:
                return text, ""
            at = end + 3
    if text[at : at + 9].upper() == "<!DOCTYPE":
        root = _ROOT.search(text, at)
        return (text[: root.start()], text[root.start() :]) if root else (text, "")
    return text[:at], text[at:]

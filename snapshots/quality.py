"""May this capture be compared with another? The verdict on a capture before anything is concluded from it.

The words: ok, soft-404, blocked, empty, not text, undetermined, each with its reasons. Only ok means that its texts may be
compared; a removal notice, a challenge page or half a page must never become "the text changed".

The rules go from the certain to the guessed, and the first that speaks decides: what came at all, the HTTP status, the bytes'
own format, how complete they are, then what the page says. Phrases are looked for where a page that *is* a notice has them
(its title, its heading, a very short text), never anywhere in an article: an article about "page not found" errors is
an article. For a file that a person saved there is no server to doubt; text is enough.

Status rules follow the practice of EDGI's web monitoring (effective status); phrases are data, in `notices.toml`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import SplitResult, urlsplit

from lineage.values import Exchange, Limits, Quality, QualityWord, Reading
from snapshots.charset import binary_format
from snapshots.decoding import decode_content, encodings_of
from snapshots.notices import consists_of, folded, letters, notices, titles_of
from snapshots.standins import stand_in
from snapshots.visible import STRUCK
from snapshots.wholeness import cut_short

SHORT = 700
"""Characters of main text below which a page may be nothing but a notice (the shortest of 181 real articles has 443)."""

BRIEF = 400
"""Characters of page text below which a title that could be a headline too ("Access denied") is that of a challenge."""

LONG = 3000
"""Characters of main text from which a page is an article, whatever its title says, unless its first words apologise too."""

LITTLE = 12
"""Letters (each CJK sign counts for three) below which there is no text of note."""

_BLOCKING = {
    401: "it asks for a login",
    402: "it asks for payment",
    403: "access was forbidden",
    407: "a proxy asks for a login",
    429: "too many requests",
    451: "unavailable for legal reasons",
    503: "the service was unavailable, which is what guards answer too",
}
_BENIGN_ENDS = ("amp", "amp.html", "print", "index.html", "index.htm", "index.php", "default.aspx", "feed", "full", "page", "1")
_CODE_IN_TITLE = re.compile(r"(?:^|\b(?:error|http|status|fehler|erreur|errore|błąd|ошибка|hata)\W{0,3})(?:404|410)\b")

_Rule = Callable[[Exchange, Reading], Iterator[Quality]]


def qualify(exchange: Exchange, reading: Reading | None) -> Quality:
    """The verdict on one capture.

    Args:
        exchange: what came back.
        reading: its text; None when nothing was read (nothing came, or a limit forbade it).
    """
    return _by_what_came(exchange) or _by_status(exchange, reading) or _by_bytes(exchange) or _by_reading(exchange, reading)


def _quality(verdict: QualityWord, *reasons: str) -> Quality:
    return Quality(verdict, reasons)


def _by_what_came(exchange: Exchange) -> Quality | None:
    if exchange.outcome in ("failed", "refused") and not exchange.content:
        return _quality("undetermined", f"nothing was captured: {exchange.reason}")
    return None


def _by_status(exchange: Exchange, reading: Reading | None) -> Quality | None:
    """What the status alone decides; None for 2xx and for files, which have none."""
    status = exchange.status
    if status is None or (200 <= status < 300 and status != 206):
        return None
    if status in _BLOCKING:
        return _quality("blocked", f"HTTP {status}: {_BLOCKING[status]}")
    if status in (404, 410):
        text = reading is not None and letters(reading.page_text) >= LITTLE
        return _quality("undetermined" if text else "empty", f"HTTP {status}")
    meaning = {206: "part of the document only", 304: "nothing was sent: the earlier snapshot stands"}
    if status in meaning:
        return _quality("undetermined", f"HTTP {status}: {meaning[status]}")
    if 300 <= status < 400:
        return _quality("undetermined", f"HTTP {status}: a redirect that was not followed to its end")
    return _quality("undetermined", f"HTTP {status}: the server reports an error")


def _by_bytes(exchange: Exchange) -> Quality | None:
    if not exchange.content:
        return _without_content(exchange)
    if binary := binary_format(exchange.content):
        return _quality("not text", f"the bytes are {binary}")
    if exchange.truncated:
        return _quality("undetermined", f"the capture is incomplete (truncated: {exchange.truncated})")
    return None


def _without_content(exchange: Exchange) -> Quality:
    """Nothing was sent, or what was sent could not be decoded: only the former is an empty page."""
    if not exchange.body:
        return _quality("empty", "the body is empty")
    encodings = encodings_of(exchange.hops[-1].response_headers) if exchange.hops else ()
    problem = decode_content(exchange.body, encodings, Limits()).problem or exchange.truncated
    if problem is None:
        return _quality("empty", f"the body is empty once its content encoding is undone ({', '.join(encodings)})")
    return _quality("undetermined", f"{len(exchange.body):,} bytes came, but could not be decoded: {problem}")


def _by_reading(exchange: Exchange, reading: Reading | None) -> Quality:
    if reading is None:
        return _quality("undetermined", "nothing was read from it")
    if reading.problem:
        return _quality("not text" if reading.problem.startswith("not text") else "undetermined", reading.problem)
    if _is_badly_decoded(reading):
        return _quality("undetermined", f"much of the text could not be decoded ({reading.encoding})")
    return _by_text(exchange, reading)


def _by_text(exchange: Exchange, reading: Reading) -> Quality:
    if exchange.status is None:
        enough = bool(reading.main_text.strip())
        return _quality("ok" if enough else "empty", *(() if enough else ("the file has no text",)))
    rules: tuple[_Rule, ...] = (_blocked, _stand_in, _soft_404, _cut_short, _empty)
    if exchange.media_type in ("text/plain", "text/markdown"):
        rules = (_plain_notice, _moved, _empty)
    for rule in rules:
        if verdict := next(rule(exchange, reading), None):
            return verdict
    return _quality("ok", *_notes(exchange, reading))


def _notes(exchange: Exchange, reading: Reading) -> Iterator[str]:
    """What whoever reads the verdict ok should know all the same."""
    if _leads_elsewhere(exchange.address, exchange.final_address):
        yield f"redirected to {exchange.final_address}: compare with what stood at that address"
    if STRUCK in reading.page_text and _is_page(reading):
        yield f"some of the text is struck out on the page ({STRUCK}...])"


def _leads_elsewhere(asked: str, got: str) -> bool:
    """Whether a redirect led to another page, for all its address tells: not only to https, to `www.`, to a closing slash."""
    was, now = _parts(asked), _parts(got)
    hosts = [(parts.hostname or "").removeprefix("www.") for parts in (was, now)]
    return hosts[0] != hosts[1] or was.path.rstrip("/") != now.path.rstrip("/") or was.query != now.query


def _is_page(reading: Reading) -> bool:
    return reading.extractor.name == "trafilatura"


def _stand_in(_: Exchange, reading: Reading) -> Iterator[Quality]:
    yield from stand_in(reading)


def _cut_short(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    if _is_page(reading) and (how := cut_short(exchange.content)):
        yield _quality("undetermined", f"the capture is incomplete: {how}")


# --- blocked ----------------------------------------------------------------------------------------------------------


def _blocked(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    headers = {name.lower(): value.lower() for name, value in exchange.hops[-1].response_headers} if exchange.hops else {}
    for name, part, who in notices().challenge_headers:
        if part in headers.get(name, "\0"):
            yield _quality("blocked", f"the header {name}: {part} marks a challenge by {who}")
    short = _is_short(reading)
    if short:
        yield from _challenge(exchange, reading)
    yield from _wall(exchange, reading, short=short)


def _challenge(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    """Guards leave traces in ordinary pages too, so these count on a page without an article only."""
    head = exchange.content[:200_000].lower()
    titles = titles_of(reading)
    text = folded(reading.page_text[:1500])
    for phrase in notices().challenge_titles if len(text) < BRIEF else ():
        if title := next((title for title in titles if consists_of(title, phrase)), None):
            yield _quality("blocked", f'a challenge instead of the page, titled "{title}"')
    for phrase in notices().challenge_phrases:
        if phrase in text or any(phrase in title for title in titles):
            yield _quality("blocked", f'a challenge instead of the page: "{phrase}"')
    for mark, who in notices().challenge_marks:
        if mark in head and len(text) < 1000:
            yield _quality("blocked", f"a short page with the marks of a challenge by {who}")


def _wall(exchange: Exchange, reading: Reading, *, short: bool) -> Iterator[Quality]:
    before, now = _parts(exchange.address), _parts(exchange.final_address)
    if (wall := _wall_in(now)) and not _wall_in(before):
        yield _quality("blocked", f"redirected to {exchange.final_address}, which looks like a wall ({wall})")
    tail, beginning = folded(reading.main_text[-400:]), folded(reading.page_text[:1500])
    teaser = len(reading.main_text) < 2 * SHORT
    for phrase in notices().wall_phrases:
        if (teaser and phrase in tail) or (short and phrase in beginning):
            yield _quality("blocked", f'a login or payment wall: "{phrase}"')
    if short and b'type="password"' in exchange.content[:400_000].lower():
        for title in titles_of(reading):
            if any(title == word or title.startswith((word + " ", word + "|")) for word in notices().login_titles):
                yield _quality("blocked", f'a login form titled "{title}"')


def _wall_in(address: SplitResult) -> str | None:
    found = notices().wall_path.search(f"{address.hostname}{address.path}".lower())
    return found.group().strip("/.") if found else None


# --- soft 404 ---------------------------------------------------------------------------------------------------------


def _soft_404(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    length = len(reading.main_text)
    for title in titles_of(reading):
        if (phrase := _notice_in_title(title)) and (length < LONG or _apologises(reading)):
            yield _quality("soft-404", f'HTTP {exchange.status}, but its title or heading says "{phrase}"')
    if _is_short(reading) and (sentence := _removal_sentence(reading)):
        yield _quality("soft-404", f'HTTP {exchange.status}, but its short text says "{sentence}"')
    yield from _moved(exchange, reading)


def _notice_in_title(title: str) -> str | None:
    """The notice a title consists of, but for the name of the site and the like; None if it is about something."""
    phrases = notices().not_found_titles
    if (found := _CODE_IN_TITLE.search(title)) and consists_of(title, found.group()):
        return found.group()
    return next((phrase for phrase in phrases if phrase in title and consists_of(title, phrase)), None)


def _plain_notice(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    """A text of one line that is a notice: what some servers send for a missing text file."""
    text = folded(reading.main_text[:200])
    if len(reading.main_text) < 120 and (phrase := _notice_in_title(text)):
        yield _quality("soft-404", f'HTTP {exchange.status}, but all it says is "{phrase}"')


def _apologises(reading: Reading) -> bool:
    """Whether a long page begins with a removal notice: such pages go on with lists of other articles."""
    return _removal_sentence(reading) is not None


def _removal_sentence(reading: Reading) -> str | None:
    beginning = folded((reading.main_text or reading.page_text)[:500])
    for pattern in notices().removed:
        if found := pattern.search(beginning):
            return found.group().strip()
    return next((phrase for phrase in notices().removed_phrases if phrase in beginning), None)


def _moved(exchange: Exchange, _: Reading) -> Iterator[Quality]:
    """Redirected from an article to the site's front page or a section above it."""
    was, now = _parts(exchange.address), _parts(exchange.final_address)
    asked, got = _segments(was.path), _segments(now.path)
    if not asked or (was.hostname, asked) == (now.hostname, got) or asked[-1] in _BENIGN_ENDS or now.query:
        return
    root = not got or (
        len(got) == 1 and (got[0] in ("home", "index.html", "index.php") or re.fullmatch(r"[a-z]{2}(?:-[a-z]{2})?", got[0]))
    )
    if root and (len(asked) > 1 or _is_article_name(asked[-1]) or was.query):
        yield _quality("soft-404", f"HTTP {exchange.status}, but redirected from {exchange.address} to the front page")
    section = 0 < len(got) < len(asked) and asked[: len(got)] == got and not _is_article_name(got[-1])
    if section and _is_article_name(asked[-1]):
        yield _quality("soft-404", f"HTTP {exchange.status}, but redirected from {exchange.address} to a section of the site")


def _parts(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return urlsplit("")


def _segments(path: str) -> list[str]:
    return [segment for segment in path.lower().split("/") if segment]


def _is_article_name(segment: str) -> bool:
    """A path segment that names one article: a number, several words, or a page's file name."""
    return bool(re.search(r"\d{3}|-[^-]+-|\.(?:html?|php|aspx?|shtml)$", segment)) and not segment.startswith("index.")


# --- empty ------------------------------------------------------------------------------------------------------------


def _empty(exchange: Exchange, reading: Reading) -> Iterator[Quality]:
    main, page = letters(reading.main_text), letters(reading.page_text)
    text = folded(reading.main_text[:1500])
    if len(text) < 300 and any(phrase in text for phrase in notices().script_phrases):
        yield _quality("empty", "the page asks for scripts: it builds its text in the browser")
    if main < LITTLE:
        if _is_shell(exchange.content[:400_000].lower(), page):
            yield _quality("empty", "no article text: the page seems to build it by scripts in the browser")
        yield _quality("empty", "no text" if page < LITTLE else "no article text was found on the page")
    elif _is_page(reading) and _is_heading_only(reading):
        yield _quality("empty", "no article text was found on the page besides its heading")


def _is_heading_only(reading: Reading) -> bool:
    if len(reading.main_text) >= SHORT:
        return False
    titles = set(titles_of(reading))
    return letters("".join(line for line in reading.main_text.split("\n") if folded(line) not in titles)) < LITTLE


def _is_shell(markup: bytes, letters: int) -> bool:
    """Much markup with scripts and little to see: what a page is before its scripts have run."""
    marked = any(mark in markup for mark in notices().shell_marks)
    return letters < SHORT and b"<script" in markup and (marked or len(markup) > 5 * letters)


# --- small things -----------------------------------------------------------------------------------------------------


def _is_short(reading: Reading) -> bool:
    return letters(reading.main_text) < SHORT


def _is_badly_decoded(reading: Reading) -> bool:
    text = reading.main_text or reading.page_text
    return text.count("\ufffd") > max(3, len(text) // 100)

"""Makes captured text safe to look at: what cannot be seen is shown, what is no web link is not made one.

Captured text is hostile. It may hold terminal escapes, bidi overrides that reverse what a reader believes to read,
invisible characters, and addresses that run scripts. Every renderer passes captured text through here; escaping for HTML
or Markdown comes on top, in the renderer that needs it. The text itself is never changed in the JSON: only its image is.
"""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ud800-\udfff\ufeff\uffa0\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Characters that act or hide instead of showing: controls but tab and line feed, bidi controls, zero-width and blank
letters, lone surrogates, noncharacters and tags. The two joiners (U+200C, U+200D) stay: Persian and Indic scripts need them.
"""

_WEB_ADDRESS = re.compile(r"https?://[^\s\x00-\x20\x7f\"'<>\\^`{|}]+", re.IGNORECASE)


def code_of(character: str) -> str:
    """The visible name of a character that cannot be seen, such as `U+202E`."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with every hidden character shown as `[U+202E]`; tabs and line feeds stay."""
    return HIDDEN.sub(lambda found: f"[{code_of(found.group())}]", text.replace("\r\n", "\n"))


def one_line(text: str) -> str:
    """The visible text on one line: runs of white space become one blank."""
    return " ".join(visible(text).split())


def cells(text: str) -> int:
    """How many columns of a terminal (or half-widths of a drawing) the text takes: two for wide letters, none for marks."""
    return sum(_cells_of(character) for character in text)


def _cells_of(character: str) -> int:
    if unicodedata.combining(character) or character in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def clip(text: str, room: int) -> str:
    """The text cut to `room` columns, with an ellipsis where something was cut."""
    if cells(text) <= room:
        return text
    taken = 0
    for at, character in enumerate(text):
        taken += _cells_of(character)
        if taken > room - 1:
            return text[:at].rstrip() + "…"
    return text


def web_address(address: str | None) -> str | None:
    """The address if it is a plain http or https one that a page may link to, else None."""
    if not address or HIDDEN.search(address) or not _WEB_ADDRESS.fullmatch(address):
        return None
    try:
        return address if urlsplit(address).hostname else None
    except ValueError:
        return None


def host_of(address: str | None) -> str | None:
    """The host an address names, None when it names none."""
    if address is None:
        return None
    try:
        return urlsplit(address).hostname or None
    except ValueError:
        return None

"""Whether the markup of a page goes on to its end, or was cut on the way.

A server that sends half a page with a length to match looks as honest as one that sends all of it: only the markup tells. The
standard lets authors leave out `</body>` and `</html>`, and many do, so their absence alone proves nothing. What does: a page
without either that ends inside a tag, a comment or a script, or inside an element that has to be closed, or that this page closes
everywhere else; or right after a paragraph of running text that stands in the body itself. A cut between two elements of the body
of a page with a frame around its text cannot be told from an author's habit, and passes.

One pass over the bytes, and only for a page without both end tags.
"""

from __future__ import annotations

import re
from collections import Counter

_ENDED = re.compile(rb"</(?:body|html)\s{0,20}>", re.IGNORECASE)
_TAG_START = re.compile(rb"<(?:!--|(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,60}))")
_TAG_REST = re.compile(rb"(?>=\s{0,20}+\"[^\"]*+\"|=\s{0,20}+'[^']*+'|[^>])*+>")
_TAG_BEGUN = re.compile(rb"<[/!?]?\s{0,4}$")

_VOID = frozenset(
    (
        *("area", "base", "basefont", "br", "col", "embed", "frame", "hr", "img", "input", "keygen", "link", "meta", "param"),
        *("source", "track", "wbr"),
    )
)
_RAW = frozenset(("script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"))
_OPTIONAL = frozenset(
    (
        *("p", "li", "dt", "dd", "td", "th", "tr", "thead", "tbody", "tfoot", "option", "optgroup", "colgroup", "caption"),
        *("rt", "rp", "head"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "div", "dl", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header"),
        *("hr", "main", "nav", "ol", "p", "pre", "section", "table", "ul"),
    )
)

CONSISTENT = 3
"""How many paragraphs with end tags, directly in the body, show running text there and an author who writes end tags."""


def cut_short(content: bytes) -> str | None:
    """How a page's markup shows that the rest is missing, in words; None if nothing does."""
    markup = content.replace(b"\x00", b"") if b"\x00" in content[:64] else content  # UTF-16
    if _ENDED.search(markup):
        return None
    seen = _Open()
    at = 0
    while found := _TAG_START.search(markup, at):
        at, ended = _passed(markup, found, seen)
        if ended:
            return ended
    if _TAG_BEGUN.search(markup[-10:].rstrip()):
        return "the page ends in the middle of a tag"
    return seen.verdict()


def _passed(markup: bytes, found: re.Match[bytes], seen: _Open) -> tuple[int, str | None]:
    """Go past one comment, tag, or element without markup in it: where it ends, or how the page ends inside it."""
    name = (found.group(2) or b"").decode("ascii").lower()
    if not name:
        end = markup.find(b"-->", found.end())
        return end + 3, "the page ends inside a comment" if end < 0 else None
    rest = _TAG_REST.match(markup, found.end())
    if rest is None:
        return 0, f"the page ends in the middle of a <{name}> tag"
    if found.group(1):
        seen.close(name)
    elif name in _RAW:
        end = _after_raw(markup, name, rest.end())
        return end, f"the page ends inside a <{name}>" if end < 0 else None
    elif name not in _VOID and not rest.group().endswith(b"/>"):
        seen.open(name)
    return rest.end(), None


def _after_raw(markup: bytes, name: str, at: int) -> int:
    """Where the end tag of a text that is no markup starts; -1 if it has none."""
    found = re.compile(rb"</" + name.encode() + rb"[\s/>]", re.IGNORECASE).search(markup, at)
    return found.start() if found else -1


class _Open:
    """The elements that stand open, and which end tags this author leaves out."""

    def __init__(self) -> None:
        self._stack: list[str] = []
        self._depth: Counter[str] = Counter()
        self._closed: Counter[str] = Counter()
        self._implied: Counter[str] = Counter()
        self._in_body = 0
        self._last = ""

    def open(self, name: str) -> None:
        if name in ("html", "body"):
            return
        self._last = ""
        top = self._stack[-1] if self._stack else ""
        if top and ((top in _OPTIONAL and top == name) or (top == "p" and name in _BLOCKS)):
            self._implied[self._pop()] += 1
        self._stack.append(name)
        self._depth[name] += 1

    def close(self, name: str) -> None:
        if not self._depth[name]:
            return
        while (closed := self._pop()) != name:
            self._implied[closed] += 1
        self._closed[name] += 1
        self._last = name
        self._in_body += name == "p" and not self._stack

    def verdict(self) -> str | None:
        last = self._stack[-1] if self._stack else None
        if last and (last not in _OPTIONAL or (self._closed[last] and not self._implied[last])):
            return f"the page ends inside a <{last}> that it does not close, and without </body> and </html>"
        if self._last == "p" and not self._stack and self._in_body >= CONSISTENT and not self._implied:
            return "the page ends after a paragraph, without </body> and </html>, though it closes everything else"
        return None

    def _pop(self) -> str:
        name = self._stack.pop()
        self._depth[name] -= 1
        return name

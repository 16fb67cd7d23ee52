"""What a visitor sees of a parsed page: hidden parts left out, struck-out text marked, raised and lowered digits kept apart.

`prepare` writes into the tree what markup alone says about the words, so that the page text and the extractor's main text both
carry it; `page_text` then takes all visible text. Only what the page itself says is followed: the `hidden` attribute and inline
styles. Style sheets and scripts are not run, and `aria-hidden` hides nothing from the eye.

The rules change what the same bytes read as: `WALK` is to be raised with them. No parser is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

WALK = "2"
"""Version of what is visible: to be raised when `prepare` or `page_text` would give another text for the same page."""

STRUCK = "[struck out: "
"""What stands before struck-out text; a bracket closes it. It reads as an editor's remark, which it is."""

_HIDING = re.compile(
    r"(?:^|;)\s{0,20}(?:display\s{0,20}:\s{0,20}none|visibility\s{0,20}:\s{0,20}(?:hidden|collapse))(?![\w-])", re.I
)
_STRIKING = re.compile(r"(?:^|;)\s{0,20}text-decoration(?:-line)?\s{0,20}:[^;]{0,80}\bline-through\b", re.IGNORECASE)
_STRUCK_TAGS = frozenset(("s", "strike", "del"))

_RAISED = str.maketrans("0123456789+-−–=", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼")
_LOWERED = str.maketrans("0123456789+-−–=", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌")
_NUMBER = re.compile(r"[\s,;.+\-−–=]{0,9}\d[\d\s,;.+\-−–=]{0,40}\Z")

_SKIPPED = frozenset(
    ("script", "style", "template", "noscript", "head", "iframe", "object", "audio", "video", "canvas", "datalist", "svg", "map")
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir"),
        *("div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre"),
        *("section", "select", "summary", "table", "tbody", "td", "textarea", "tfoot", "th", "thead", "tr", "ul"),
    )
)


def prepare(tree: Any) -> None:
    """Take hidden elements out of a parsed page, mark struck-out text, and write raised and lowered numbers as such."""
    for element in _hidden(tree):
        element.drop_tree()
    for element in list(_struck(tree)):
        _mark(element)
    for element in tree.iter("sup", "sub"):
        if _NUMBER.match(text := "".join(element.itertext())[:60]) and text.strip():
            _translate(element, _RAISED if element.tag == "sup" else _LOWERED)


def page_text(tree: Any) -> str:
    """All text of a prepared page: block elements on lines of their own, white space collapsed, no repetition dropped."""
    pieces: list[str] = []
    _walk(tree, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\x00"))
    return "\n".join(filter(None, lines))


def _walk(element: Any, pieces: list[str]) -> None:
    """Append an element's text with NUL (which no parsed page contains) for line breaks. As deep as the parser allows: 256."""
    tag = element.tag
    if tag in _SKIPPED:
        return
    block = tag in _BLOCKS
    if block or tag == "br":
        pieces.append("\x00")
    if text := element.text:
        pieces.append(text.replace("\n", "\x00") if tag == "pre" else text)
    for child in element:
        _walk(child, pieces)
        if tail := child.tail:
            pieces.append(tail)
    if block:
        pieces.append("\x00")


# --- hidden -----------------------------------------------------------------------------------------------------------


def _hidden(tree: Any) -> list[Any]:
    """The outermost hidden elements, but for such as hold most of the page's text: those a script reveals when it has run."""
    marked = [each for each in tree.xpath("//*[@hidden or @style]") if _is_hidden(each)]
    if not marked:
        return []
    within = set(marked)
    outermost = [each for each in marked if not any(above in within for above in each.iterancestors())]
    whole = len(page_text(tree))
    return [each for each in outermost if each.getparent() is not None and 2 * len(page_text(each)) <= whole]


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or _HIDING.search(element.get("style") or "") is not None


# --- struck out -------------------------------------------------------------------------------------------------------


def _struck(tree: Any) -> Iterator[Any]:
    """The outermost struck-out elements that hold text."""
    marked = set(tree.iter(*_STRUCK_TAGS))
    marked |= {each for each in tree.xpath("//*[contains(@style, 'line-through')]") if _STRIKING.search(each.get("style"))}
    for element in marked:
        if not any(above in marked for above in element.iterancestors()) and page_text(element):
            yield element


def _mark(element: Any) -> None:
    """Put the words around an element's text; around each of its paragraphs if it has several, because lines are read apart."""
    blocks = [each for each in element if each.tag in _BLOCKS]
    loose = (element.text or "").strip() or any((child.tail or "").strip() or child not in blocks for child in element)
    if element.tag in _STRUCK_TAGS:
        element.tag = "div" if blocks else "span"
    if blocks and not loose:
        for block in blocks:
            if page_text(block):
                _mark(block)
        return
    element.text = STRUCK + (element.text or "").lstrip()
    if len(element):
        element[-1].tail = (element[-1].tail or "").rstrip() + "]"
    else:
        element.text = element.text.rstrip() + "]"


# --- raised and lowered -----------------------------------------------------------------------------------------------


def _translate(element: Any, table: dict[int, int]) -> None:
    for each in element.iter():
        if each.text and isinstance(each.tag, str):
            each.text = each.text.translate(table)
        if each.tail and each is not element:
            each.tail = each.tail.translate(table)

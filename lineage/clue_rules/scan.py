"""One text as the clue rules see it: its lines, where its body begins and where the trailing template text takes over.

Invariants: spans index the untouched text. "Head" is the first stretch behind the front matter, "tail" the last stretch
before the trailing template text and everything behind it: credits stand there, and the same words elsewhere are mostly
about something else. Every clue a rule makes from a span is made by `Scan.clue`, so its quote cannot differ from its
span.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from lineage.outlets import OutletTable
from lineage.text import FrontMatter, front_matter, paragraphs
from lineage.values import Clue, Role

HEAD = 1_500
TAIL = 800
_TEMPLATE_LINE = re.compile(
    r"(?:comment policy|disclaimer|leave a (?:reply|comment)|be the first to comment|your email address|"
    r"post a comment|add a comment|"
    r"all rights reserved|share this|share on|related (?:articles|posts|stories|news)|you may also like|read more|more from|"
    r"subscribe|sign up|newsletter|support (?:us|our)|donate|previous (?:post|article)|next (?:post|"
    r"article)|tags?:|filed under|"
    r"follow us|about the author|comments? \(|\d{1,4} comments?|terms of (?:use|service)|privacy policy|"
    r"fair use|copyright)\b",
    re.IGNORECASE,
)
_DONATION = re.compile(r"\bdonat(?:e|ion|ions|ing)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Scan:
    """A text with the outlet table it is read against."""

    text: str
    outlets: OutletTable

    @cached_property
    def front(self) -> FrontMatter | None:
        """The front matter, if the text begins with one."""
        return front_matter(self.text)

    @cached_property
    def start(self) -> int:
        """Where the text begins behind its front matter."""
        return self.front.end if self.front else 0

    @cached_property
    def lines(self) -> list[tuple[int, int]]:
        """Spans of the non-empty lines behind the front matter, trimmed."""
        return [(start, end) for start, end in paragraphs(self.text) if start >= self.start]

    @cached_property
    def body_end(self) -> int:
        """Where the trailing template text begins: the first line of its kind in the last three fifths of the text."""
        floor = self.start + (len(self.text) - self.start) * 2 // 5
        for start, end in self.lines:
            opening = self.text[start : min(end, start + 80)]
            if start > floor and (_TEMPLATE_LINE.match(opening) or self._asks_for_money(start, end)):
                return start
        return len(self.text.rstrip())

    def _asks_for_money(self, start: int, end: int) -> bool:
        paragraph = self.text[start : min(end, start + 1_500)]
        return _DONATION.search(paragraph) is not None and re.search(r"\b(?:our|we)\b", paragraph) is not None

    def in_head(self, position: int, size: int = HEAD) -> bool:
        """Whether the place lies in the first stretch of the text."""
        return self.start <= position < self.start + size

    def in_tail(self, position: int, size: int = TAIL) -> bool:
        """Whether the place lies in the last stretch of the body or in the template text behind it."""
        return position >= self.body_end - size

    def line_at(self, position: int) -> tuple[int, int]:
        """The line that holds the place."""
        index = bisect_right(self.lines, (position, len(self.text))) - 1
        return self.lines[index] if index >= 0 else (position, position)

    def line_text(self, line: tuple[int, int]) -> str:
        """The words of a line."""
        return self.text[line[0] : line[1]]

    def clue(self, kind: str, role: Role, value: str, span: tuple[int, int], rule: str, **more: Any) -> Clue:
        """A clue that stands at a span of this text; `more` are further fields of `Clue`."""
        start, end = span
        return Clue(
            kind=kind,
            role=role,
            value=value,
            carrier=more.pop("carrier", "text"),
            quote=self.text[start:end],
            rule=rule,
            rule_version=more.pop("rule_version", "1"),
            start=start,
            end=end,
            **more,
        )


def word_set(words: str, between: str | None = None) -> frozenset[str]:
    """A set of words written as one row of data, parted by blanks or by the given sign."""
    return frozenset(words.split(between))


def starts_sentence(text: str, position: int) -> bool:
    """Whether a sentence of the text's own voice begins here: not mid-sentence, and not inside a quotation just opened."""
    before = text[max(0, position - 6) : position]
    bare = before.rstrip(" \t\u00a0([*_>~-–—")
    if bare and bare[-1] in "“‘«„「":
        return False
    if bare and bare[-1] in "\"'":
        return len(bare) > 1 and bare[-2] in ".!?" and before != bare
    return not bare or bare[-1] in "\n.!?:;。！？：”’»」】|•…"

"""Where a dear rule need look: the stretches of a text around the cheap words or signs that each of its matches must hold.

A rule that begins with a look behind, or that ignores case, is tried at every character of a text. Most characters are far from
anything that the rule could match. Here the places of what it cannot do without are found with plain searches, and the rule runs
only around them; look behind and look ahead still see the text outside.

Left to others: which words a rule cannot do without, and how far its matches reach on either side of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


def lowered(text: str) -> str:
    """The text in lower case, as long as it is: the few letters whose lower case is two letters stay as they are."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(each if len(each.lower()) != 1 else each.lower() for each in text)


def places(text: str, words: Iterable[str], start: int = 0, end: int | None = None) -> list[int]:
    """Where any of the words begins, in order, also inside longer words."""
    end = len(text) if end is None else end
    found = []
    for word in words:
        at = text.find(word, start, end)
        while at >= 0:
            found.append(at)
            at = text.find(word, at + 1, end)
    return sorted(found)


def around(found: Iterable[int], before: int, after: int, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The stretches from `before` characters before each place to `after` behind its beginning, joined where they touch.

    Args:
        found: places in order.
        before: how far before the first place in it a match may begin, at most.
        after: how far behind the last place in it a match and its look ahead may reach, at most.
        start: where the first stretch may begin.
        end: where the last one must end.
    """
    first = last = -1
    for at in found:
        if last < 0:
            first = max(start, at - before)
        elif at - before > last:
            yield first, last
            first = at - before
        last = min(end, at + after)
    if last >= 0:
        yield first, last


def matches(
    rule: re.Pattern[str], text: str, found: Iterable[int], before: int, after: int, start: int = 0, end: int | None = None
) -> Iterator[re.Match[str]]:
    """What the rule finds around the places: the same as in the whole text, as long as every match holds one of them."""
    for stretch in around(found, before, after, start, len(text) if end is None else end):
        yield from rule.finditer(text, *stretch)


def line_end(text: str, at: int) -> int:
    """Where the line that holds an offset ends."""
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def matches_in_lines(rule: re.Pattern[str], text: str, found: Iterable[int], before: int) -> Iterator[re.Match[str]]:
    """The same for a rule whose matches have no bound but the line: each stretch goes on to the end of its line."""
    first = last = -1
    for at in found:
        if at < last:
            continue
        if last >= 0:
            yield from rule.finditer(text, first, last)
        first, last = max(last, text.rfind("\n", 0, at) + 1, at - before), line_end(text, at)
    if last >= 0:
        yield from rule.finditer(text, first, last)

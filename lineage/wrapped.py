"""Text whose lines were cut at a fixed width, as in mail and old wire copy: the same text with such breaks as blanks.

No character is added or taken away, so offsets hold. A text counts as wrapped only where lines follow each other directly, are of
the width of such lines, and go on with a small letter more often than not; verse, lists and one paragraph a line stay as they are.
"""

from __future__ import annotations

import re
from functools import lru_cache

BREAK = re.compile(r"\n(?=\S)")
"""A break with no blank line and no indent behind it."""
NARROW, WIDE = 45, 100
"""Characters of a line that was cut; a shorter one ends its paragraph."""
SEEN_AT_LEAST = 3


@lru_cache(maxsize=2)
def unwrapped(text: str) -> str:
    """The text, of the same length, in which the breaks inside wrapped paragraphs are blanks."""
    breaks = [at for at in (hit.start() for hit in BREAK.finditer(text)) if at and not text[at - 1].isspace()]
    cut = [at for at in breaks if NARROW <= at - text.rfind("\n", max(0, at - WIDE - 1), at) - 1 <= WIDE]
    goes_on = sum(text[at + 1].islower() for at in cut)
    if goes_on < SEEN_AT_LEAST or goes_on * 2 < len(cut) or len(cut) * 2 < len(breaks):
        return text
    pieces, place = [], 0
    for at in cut:
        pieces += [text[place:at], " "]
        place = at + 1
    return "".join([*pieces, text[place:]])

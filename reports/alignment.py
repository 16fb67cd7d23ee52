"""The word-level alignment of a passage cut into rows for showing: what stands here beside what stands there.

Works on the JSON of a passage alone (`a_quote`, `b_quote`, `alignment`), so that every format shows the same. A row holds the same
words on both sides, as far as they are the same; a long run of equal words ends a row, and can be shortened in its middle.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lineage.word_alignment import words_of

ROW_WORDS = 60
"""Words after which a row ends at the next end of a sentence, or soon after within equal words."""
_FEWEST_SKIPPED = 5
_OPENING = re.compile("(?<!\\s)\\s+\\S*$|[“‘„「『（《]+$")
_SENTENCE_END = re.compile("[.!?。！？\n]")

Passage = Mapping[str, Any]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one side. `op` is that of the alignment, `skipped` for equal words left out here (`text` is their number),
    `absent` where the other side has words that this one lacks, or `between` for marks and blanks.
    """

    op: str
    text: str


@dataclass(slots=True)
class Row:
    """What stands here and what stands there, piece by piece."""

    here: list[Piece] = field(default_factory=list)
    there: list[Piece] = field(default_factory=list)

    @property
    def sides(self) -> tuple[list[Piece], list[Piece]]:
        """Here and there."""
        return self.here, self.there

    @property
    def differs(self) -> bool:
        """Whether any word differs."""
        return any(piece.op not in ("equal", "between", "skipped") for piece in [*self.here, *self.there])


class _Side:
    """One side of a passage while its rows are made; `at` is how far it was shown."""

    def __init__(self, passage: Passage, letter: str) -> None:
        self.text: str = passage[f"{letter}_quote"]
        self.base: int = passage[f"{letter}_start"]
        self.letter = letter
        self.at = 0

    def span(self, part: Mapping[str, Any]) -> Span:
        start, end = (part[f"{self.letter}_{side}"] - self.base for side in ("start", "end"))
        return min(max(start, self.at), len(self.text)), min(max(end, self.at), len(self.text))

    def words(self, part: Mapping[str, Any]) -> list[Span]:
        start, end = self.span(part)
        return [(max(first, start), min(last, end)) for first, last in words_of(self.text, start, end)]

    def take(self, op: str, start: int, end: int, text: str | None = None) -> list[Piece]:
        """What lies before the stretch, then the stretch itself."""
        between, self.at = self.text[self.at : start], max(self.at, end)
        said = self.text[start:end] if text is None else text
        return [Piece("between", between)] * bool(between) + [Piece(op, said)] * bool(said)


def rows_of(passage: Passage, *, around: int | None = None) -> list[Row]:
    """The rows of a passage.

    Args:
        passage: as a view holds it.
        around: how many of a run's equal words are shown at either end; None shows all of them.
    """
    sides = _Side(passage, "a"), _Side(passage, "b")
    rows = [Row()]
    counted = 0
    for part in passage["alignment"]:
        if part["op"] != "equal":
            _differing(rows[-1], sides, part)
            counted += max(part["a_words"], part["b_words"])
        elif around is not None:
            _shortened(rows, sides, part, around)
        else:
            counted = _in_rows(rows, sides, part, counted)
    for pieces, side in zip(rows[-1].sides, sides, strict=True):
        pieces.extend(side.take("between", len(side.text), len(side.text)))
    return [row for row in rows if row.here or row.there]


def _differing(row: Row, sides: tuple[_Side, _Side], part: Mapping[str, Any]) -> None:
    for pieces, side in zip(row.sides, sides, strict=True):
        start, end = side.span(part)
        if part[f"{side.letter}_words"]:
            pieces.extend(side.take(part["op"], start, end, part[side.letter]))
        else:
            pieces.append(Piece("absent", ""))


def _shortened(rows: list[Row], sides: tuple[_Side, _Side], part: Mapping[str, Any], around: int) -> None:
    """Equal words with their middle left out; the row ends there."""
    left, right = (side.words(part) for side in sides)
    skipped = len(left) - 2 * around
    if len(left) != len(right) or skipped < _FEWEST_SKIPPED:
        _equal(rows[-1], sides, *(side.span(part) for side in sides))
        return
    _equal(rows[-1], sides, (left[0][0], left[around - 1][1]), (right[0][0], right[around - 1][1]))
    for pieces in rows[-1].sides:
        pieces.append(Piece("skipped", str(skipped)))
    rows.append(Row())
    for side, words in zip(sides, (left, right), strict=True):
        side.at = words[-around][0]
    _equal(rows[-1], sides, (left[-around][0], left[-1][1]), (right[-around][0], right[-1][1]))


def _in_rows(rows: list[Row], sides: tuple[_Side, _Side], part: Mapping[str, Any], counted: int) -> int:
    """Equal words in full; the row ends behind a sentence once it is long enough. Gives the number of words in the last row."""
    left, right = (side.words(part) for side in sides)
    if len(left) != len(right) or counted + len(left) < ROW_WORDS:
        _equal(rows[-1], sides, *(side.span(part) for side in sides))
        return counted + len(left)
    first = 0
    for at in range(len(left) - 1):
        counted += 1
        ends = _SENTENCE_END.search(sides[0].text, left[at][1], left[at + 1][0])
        if counted >= ROW_WORDS and (ends or counted >= 2 * ROW_WORDS):
            _equal(rows[-1], sides, (left[first][0], left[at][1]), (right[first][0], right[at][1]))
            for pieces, side, words in zip(rows[-1].sides, sides, (left, right), strict=True):
                pieces.extend(_closing(side, words[at + 1][0]))
            rows.append(Row())
            first, counted = at + 1, 0
    _equal(rows[-1], sides, (left[first][0], left[-1][1]), (right[first][0], right[-1][1]))
    return counted + 1


def _closing(side: _Side, next_word: int) -> list[Piece]:
    """The marks that end a row. What touches the next word, such as an opening quotation mark, begins the next one."""
    marks = side.text[side.at : next_word]
    opening = _OPENING.search(marks)
    kept = marks[: opening.start()] if opening else marks
    side.at = next_word - len(opening.group().lstrip()) if opening else next_word
    return [Piece("between", kept)] * bool(kept)


def _equal(row: Row, sides: tuple[_Side, _Side], here: Span, there: Span) -> None:
    row.here += sides[0].take("equal", *here)
    row.there += sides[1].take("equal", *there)


MARKS = {"replaced": ("[~", "~]"), "respelled": ("[=", "=]"), "added": ("[+", "+]"), "left out": ("[+", "+]")}
"""How differing words are marked where there is only text to mark them with."""
LEGEND = "[~replaced~]  [+on this side only+]  [=spelled otherwise=]"


def marked(pieces: Sequence[Piece]) -> str:
    """One side of a row as plain text, differing words between marks."""
    return "".join(_marked(piece) for piece in pieces).strip()


def _marked(piece: Piece) -> str:
    if piece.op == "skipped":
        return f" ... {int(piece.text):,} words ... "
    before, after = MARKS.get(piece.op, ("", ""))
    return before + piece.text + after

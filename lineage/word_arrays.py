"""The words of a text as arrays: what the engine that finds shared text works on, made at tens of megabytes a second.

`lineage.text` says what a word is; this module must cut the same words at the same places (a property test holds both against
each other) without handling each word in Python. It gets there by three observations. Folding works code point by code point, but
for combining marks, so a table that is filled from `lineage.text` when a code point first occurs replaces it; a character with its
marks is folded by `lineage.text` itself and stands in the text as a code of its own. The rule for words needs five facts of a code
point (`CharacterRole`). House spelling and rarity belong to a word type, not to its occurrence, so a vocabulary keeps them.

Invariants: equal words, house spelling folded, have equal values in `words`; values and keys are integer arithmetic on code points
and thus the same in every process and on every machine with the same Unicode tables; a text in a batch gives what it gives alone;
memory is proportional to the text (some 60 bytes a character while at work), the vocabulary is bounded.

Left to others: pairing words (`kernels`), rarity (`rarity`), template text (`templates`). Importing this module loads numba.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final, TypeAlias, TypeVar, cast

import numpy as np
from numba import njit
from numba.extending import register_jitable
from numpy.typing import NDArray

from lineage.rarity import word_bits
from lineage.text import bears_on_the_one_before, character_role, fold_piece, spelling_key, word_form

SENTENCE, LINE, OPENS, CLOSES, IDEOGRAPH, NUMBER = 1, 2, 4, 8, 16, 32
RUN_WORDS: Final = 5
"""Words of a run that has a key: shorter ones are common phrases, longer ones miss what was edited (text-reuse note, 3.2)."""

U8: TypeAlias = NDArray[np.uint8]
U32: TypeAlias = NDArray[np.uint32]
U64: TypeAlias = NDArray[np.uint64]
I32: TypeAlias = NDArray[np.int32]
F32: TypeAlias = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class WordArrays:
    """The words of one text, in order; all arrays have one entry a word."""

    words: U64
    """Hash of the word without house spelling."""
    starts: I32
    """Offset of the first code point in the text."""
    ends: I32
    """Offset behind the last code point."""
    bits: F32
    """Rarity of the word as spelled, in bits (`rarity.word_bits`)."""
    marks: U8
    """Flags: SENTENCE it begins a sentence, LINE it is the first of a line, OPENS an opening quotation mark stands directly before
    it, CLOSES a closing one behind it, perhaps after punctuation, IDEOGRAPH it is one code point of a script without blanks, NUMBER
    it begins with a digit."""

    def __len__(self) -> int:
        return len(self.words)


_F = TypeVar("_F", bound=Callable[..., Any])


def _compiled(function: _F) -> _F:
    """For what Python calls: compiled once a machine."""
    return cast(_F, njit(nogil=True, cache=True)(function))


def _inner(function: _F) -> _F:
    """For what compiled code alone calls: without wrappers for Python it compiles faster."""
    return register_jitable(no_cfunc_wrapper=True)(function)


# --- what is known of code points -----------------------------------------------------------------------------------------

_POINTS: Final = 0x110000
# What `folds` says. From _FIRST on it is a code point, from _FIRST + _POINTS on several: a place in the pool and, in the upper
# eight bits, their number, so that nobody has to look into the pool for the room they take.
_UNKNOWN, _BLANK, _NOTHING, _MARK, _FIRST = 0, 1, 2, 3, 4
_IS_BODY, _IS_MARK, _IS_IDEOGRAPH, _IS_DIGIT, _IS_DROPPED, _IS_LOWER, _IS_POINT = 1, 2, 4, 8, 16, 32, 64
_POOL_SIZE: Final = 1 << 15  # 1,074 code points fold to several, 87 have several when casefolded: 4,000 entries
_ASK_AT_ONCE: Final = 4096


class _Characters:
    """What code points fold to, casefold to and are to the rule for words; filled as they occur, never changed afterwards."""

    def __init__(self) -> None:
        self.folds = np.zeros(_POINTS, np.uint32)
        self.cases = np.zeros(_POINTS, np.uint32)  # the casefolded code point, or _POINTS + place in the pool
        self.roles = np.zeros(_POINTS, np.uint8)
        self.pool = np.zeros(_POOL_SIZE, np.uint32)  # a length, then so many code points
        self._pooled = 0
        self._seen: set[int] = set()  # as part of a folded view
        self._lock = Lock()

    def learn(self, points: Iterable[int]) -> None:
        """Fill the tables for these code points of a text. `folds` comes last: what it names, other threads take as complete."""
        with self._lock:
            for point in points:
                if not self.folds[point]:
                    self.folds[point] = self._fold(chr(point))

    def learn_folded(self, folded: str) -> None:
        """Fill the tables for code points that marked characters fold to."""
        with self._lock:
            self._see(folded)

    def _fold(self, character: str) -> int:
        if character.isspace():
            return _BLANK
        if bears_on_the_one_before(character):
            return _MARK
        folded = fold_piece(character)
        self._see(folded + character)
        if not folded:
            return _NOTHING
        return _FIRST + (ord(folded) if len(folded) == 1 else self._keep(folded) + (len(folded) << 24))

    def _see(self, folded: str) -> None:
        for character in folded:
            point = ord(character)
            if point in self._seen:
                continue
            cased = character.casefold()
            self.cases[point] = ord(cased) if len(cased) == 1 else self._keep(cased)
            role = character_role(character)
            self.roles[point] = (
                _IS_BODY * role.body
                + _IS_MARK * role.mark
                + _IS_IDEOGRAPH * role.ideograph
                + _IS_DIGIT * role.digit
                + _IS_DROPPED * role.dropped
                + _IS_LOWER * character.islower()
                + _IS_POINT * (character in ".,")
            )
            self._seen.add(point)

    def _keep(self, several: str) -> int:
        place = self._pooled
        self.pool[place] = len(several)
        self.pool[place + 1 : place + 1 + len(several)] = [ord(c) for c in several]
        self._pooled += 1 + len(several)
        return _POINTS + place


_characters = _Characters()


@lru_cache(maxsize=65_536)
def _fold_marked(piece: str) -> str:
    folded = fold_piece(piece)
    _characters.learn_folded(folded)
    return folded


def _points_of(text: str) -> U32:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


# --- the folded view ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Marked:
    """Characters with combining marks in a text: each distinct one is code `_POINTS + i` with its folded code points."""

    offsets: I32
    folded: U32
    lengths: I32


_NO_MARKED: Final = _Marked(np.zeros(1, np.int32), _points_of(""), np.zeros(0, np.int32))


@_compiled
def _measure(points: U32, first: int, folds: U32, unknown: U32) -> tuple[int, int, np.int64, int]:
    """From `first`: where it stopped (too many unknown), how many unknown, how long the folded view is, how many marks."""
    asked, length, marked = 0, np.int64(0), 0
    for i in range(first, len(points)):
        fold = folds[points[i]]
        if fold >= _FIRST:
            length += np.int64(1 if fold < _FIRST + _POINTS else fold >> 24)
        elif fold == _BLANK:
            length += 1
        elif fold == _MARK:
            marked += 1
        elif fold == _UNKNOWN:
            unknown[asked] = points[i]
            asked += 1
            if asked == len(unknown):
                return i + 1, asked, length, marked
    return len(points), asked, length, marked


@_compiled
def _find_marked(points: U32, folds: U32, firsts: I32, lasts: I32) -> int:
    """Where characters with marks stand: runs of marks and the character before, if it is no white space; returns how many."""
    n = 0
    for i in range(len(points)):
        if folds[points[i]] != _MARK:
            continue
        if i and folds[points[i - 1]] == _MARK:
            lasts[n - 1] = i + 1
        else:
            firsts[n] = i - 1 if i and folds[points[i - 1]] != _BLANK else i
            lasts[n] = i + 1
            n += 1
    return n


@_compiled
def _unfold(points: U32, folds: U32, pool: U32, offsets: I32, marked: U32, lengths: I32, view: U32, spans: I32) -> int:
    """Write the folded view and, in two rows, where each code point began and ended in the text; returns its length."""
    n, starts, ends = 0, spans[0], spans[1]
    for i in range(len(points)):
        point = points[i]
        if point >= _POINTS:
            k = point - _POINTS
            size, whole = offsets[k + 1] - offsets[k], lengths[k]
            for j in range(size):
                view[n] = marked[offsets[k] + j]
                starts[n] = i + j if size == whole else i
                ends[n] = i + j + 1 if size == whole else i + whole
                n += 1
            continue
        fold = folds[point]
        if fold >= _FIRST + _POINTS:
            place = np.int64(fold & 0xFFFFFF) - _FIRST - _POINTS
            for j in range(np.int64(fold >> 24)):
                view[n], starts[n], ends[n] = pool[place + 1 + j], i, i + 1
                n += 1
        elif fold >= _FIRST or fold == _BLANK:
            view[n], starts[n], ends[n] = (fold - _FIRST if fold >= _FIRST else 32), i, i + 1
            n += 1
    return n


@dataclass(frozen=True, slots=True)
class _View:
    """The folded view of a text: code point `i` came from `starts[i]:ends[i]`."""

    points: U32
    starts: I32
    ends: I32

    def piece(self, first: int, last: int) -> str:
        return self.points[first:last].tobytes().decode("utf-32-le", "surrogatepass")


def _view_of(text: str, points: U32) -> _View:
    known, unknown = _characters, np.empty(_ASK_AT_ONCE, np.uint32)
    at, length, marks = 0, 0, 0
    while at < len(points):
        stop, asked, size, marked_here = _measure(points, at, known.folds, unknown)
        if asked:  # learn them and go over the stretch again
            known.learn(np.unique(unknown[:asked]).tolist())
            continue
        at, length, marks = stop, length + int(size), marks + marked_here
    marked, room = _NO_MARKED, length
    if marks:
        points, marked, more = _with_marked(text, points, marks)
        room += more
    view, spans = np.empty(room, np.uint32), np.empty((2, room), np.int32)
    n = _unfold(points, known.folds, known.pool, marked.offsets, marked.folded, marked.lengths, view, spans)
    return _View(view[:n], spans[0, :n], spans[1, :n])


def _with_marked(text: str, points: U32, marks: int) -> tuple[U32, _Marked, int]:
    """The code points with a code of its own for each character that bears marks; the marks behind it are passed over later."""
    firsts, lasts = np.empty(marks, np.int32), np.empty(marks, np.int32)
    n = _find_marked(points, _characters.folds, firsts, lasts)
    found = [text[a:b] for a, b in zip(firsts[:n].tolist(), lasts[:n].tolist(), strict=True)]
    numbers = {piece: number for number, piece in enumerate(dict.fromkeys(found))}
    pieces = [_fold_marked(piece) for piece in numbers]
    codes = np.fromiter(map(numbers.__getitem__, found), np.int32, n)
    changed = points.copy()
    changed[firsts[:n]] = codes + _POINTS
    changed.flags.writeable = False  # one type for the compiled functions
    offsets = np.cumsum([0, *map(len, pieces)], dtype=np.int32)
    lengths = np.fromiter(map(len, numbers), np.int32, len(numbers))
    more = int((offsets[1:] - offsets[:-1])[codes].sum())
    return changed, _Marked(offsets, _points_of("".join(pieces)), lengths), more


# --- words ----------------------------------------------------------------------------------------------------------------

_SEED, _STEP = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # the finaliser of splitmix64


@_inner
def _mixed(h: np.uint64) -> np.uint64:
    h = (h ^ (h >> np.uint64(30))) * _MIX_1
    h = (h ^ (h >> np.uint64(27))) * _MIX_2
    return h ^ (h >> np.uint64(31))


@_inner
def _step(h: np.uint64, point: np.uint64) -> np.uint64:
    h = (h ^ point) * _STEP
    return h ^ (h >> np.uint64(32))


@_compiled
def _hash_of(points: U32) -> np.uint64:
    """The value of a word of these code points; 0 is never a value."""
    h = _SEED
    for point in points:
        h = _step(h, np.uint64(point))
    return max(_mixed(h), np.uint64(1))


@_inner
def _hash_word(view: U32, first: int, last: int, roles: U8, cases: U32, pool: U32) -> np.uint64:
    """The value of the word that stands in the view, casefolded and without what is dropped; 0 if nothing is left of it."""
    h, some = _SEED, False
    for i in range(first, last):
        if roles[view[i]] & _IS_DROPPED:
            continue
        some = True
        cased = cases[view[i]]
        if cased < _POINTS:
            h = _step(h, np.uint64(cased))
        else:
            place = cased - _POINTS
            for j in range(pool[place]):
                h = _step(h, np.uint64(pool[place + 1 + j]))
    return max(_mixed(h), np.uint64(1)) if some else np.uint64(0)


@_inner
def _number_end(view: U32, first: int, roles: U8) -> int:
    """Behind the number with points or commas that begins here, or `first` if there is none."""
    end, i, n = first, first, len(view)
    while i < n and roles[view[i]] & _IS_DIGIT:
        i += 1
    while i + 1 < n and roles[view[i]] & _IS_POINT and roles[view[i + 1]] & _IS_DIGIT:
        i += 1
        while i < n and roles[view[i]] & _IS_DIGIT:
            i += 1
        end = i
    return end


@_inner
def _word_end(view: U32, first: int, roles: U8) -> int:
    """Behind the word that begins here; an apostrophe belongs to it if a letter or digit follows."""
    i = first + 1
    while i < len(view) and roles[view[i]] & (_IS_BODY | _IS_MARK):
        i += 1
    while i + 1 < len(view) and view[i] == 39 and roles[view[i + 1]] & _IS_BODY:
        i += 2
        while i < len(view) and roles[view[i]] & _IS_BODY:
            i += 1
    return i


@_compiled
def _cut(view: U32, roles: U8, cases: U32, pool: U32, values: U64, firsts: I32, lasts: I32, marks: U8) -> int:
    """Write the words of a folded view: value, first and behind-last place in the view, IDEOGRAPH and NUMBER; returns how many."""
    n, i = 0, int(np.int64(0))  # a typed zero: for a literal one numba compiles what is called with it twice
    while i < len(view):
        role = roles[view[i]]
        end = _number_end(view, i, roles) if role & _IS_DIGIT else i
        if end == i:
            if role & _IS_IDEOGRAPH:
                end = i + 1
            elif role & (_IS_BODY | _IS_MARK):
                end = _word_end(view, i, roles)
            else:
                i += 1
                continue
        value = _hash_word(view, i, end, roles, cases, pool)
        if value:
            values[n], firsts[n], lasts[n] = value, i, end
            marks[n] = (IDEOGRAPH if role & _IS_IDEOGRAPH else 0) | (NUMBER if role & _IS_DIGIT else 0)
            n += 1
        i = end
    return n


# --- word types -----------------------------------------------------------------------------------------------------------

_MOST_TYPES: Final = 2_000_000


@_compiled
def _look_up(keys: U64, canon: U64, bits: F32, values: U64, words: U64, rarity: F32, missing: I32) -> int:
    """House spelling and bits of each value from the table; the places of those that are not in it go to `missing`."""
    mask, n = np.uint64(len(keys) - 1), 0
    for i in range(len(values)):
        value = values[i]
        slot = value & mask
        while keys[slot] != value and keys[slot] != 0:
            slot = (slot + np.uint64(1)) & mask
        if keys[slot] == value:
            words[i], rarity[i] = canon[slot], bits[slot]
        else:
            missing[n] = i
            n += 1
    return n


@_compiled
def _insert(keys: U64, canon: U64, bits: F32, values: U64, words: U64, rarity: F32) -> None:
    mask = np.uint64(len(keys) - 1)
    for i in range(len(values)):
        slot = values[i] & mask
        while keys[slot] != values[i] and keys[slot] != 0:
            slot = (slot + np.uint64(1)) & mask
        keys[slot], canon[slot], bits[slot] = values[i], words[i], rarity[i]


class _Vocabulary:
    """House spelling and bits of the word types seen so far: an open-addressing table at most half full, emptied when too large.

    It is a cache: what it answers is a function of the word alone.
    """

    def __init__(self, most: int = _MOST_TYPES) -> None:
        self._most = most
        self._lock = Lock()
        self._clear(1 << 15)

    def _clear(self, size: int) -> None:
        self._count = 0
        self._keys, self._canon, self._bits = np.zeros(size, np.uint64), np.zeros(size, np.uint64), np.zeros(size, np.float32)

    def resolve(self, view: _View, values: U64, firsts: I32, lasts: I32) -> tuple[U64, F32]:
        """House spelling's value and bits of each word of a view."""
        words, bits = np.empty(len(values), np.uint64), np.empty(len(values), np.float32)
        missing = np.empty(len(values), np.int32)
        with self._lock:
            n = _look_up(self._keys, self._canon, self._bits, values, words, bits, missing)
        if n:
            places = missing[:n]
            new, first, which = np.unique(values[places], return_index=True, return_inverse=True)
            spelled = (view.piece(firsts[i], lasts[i]) for i in places[first].tolist())
            new_words, new_bits = _judged(new, spelled)
            words[places], bits[places] = new_words[which], new_bits[which]
            with self._lock:
                self._add(new, new_words, new_bits)
        return words, bits

    def _add(self, values: U64, words: U64, bits: F32) -> None:
        if self._count + len(values) > self._most:
            self._clear(1 << 15)
        values, words, bits = values[: self._most], words[: self._most], bits[: self._most]
        size = len(self._keys)
        while size < 2 * (self._count + len(values)):
            size *= 2
        if size > len(self._keys):
            full, old = self._keys != 0, (self._keys, self._canon, self._bits)
            self._clear(size)
            _insert(self._keys, self._canon, self._bits, old[0][full], old[1][full], old[2][full])
            self._count = int(full.sum())
        _insert(self._keys, self._canon, self._bits, values, words, bits)
        self._count += len(values)  # another thread may have added some of them: an upper bound does


def _judged(values: U64, spelled: Iterable[str]) -> tuple[U64, F32]:
    """For distinct words: the value of the word without house spelling, and its bits."""
    words, bits = values.copy(), np.empty(len(values), np.float32)
    for i, piece in enumerate(spelled):
        word = word_form(piece)
        plain = spelling_key(word)
        if plain != word:
            words[i] = _hash_of(_points_of(plain))
        bits[i] = word_bits(word)
    return words, bits


_vocabulary = _Vocabulary()


# --- sentences, lines, quotation marks ------------------------------------------------------------------------------------

_AIR, _BREAK, _STOP, _WIDE_STOP, _PAUSE, _COLON, _BRACKET, _DASH = 1, 2, 3, 4, 5, 6, 7, 8
_OPENING, _CLOSING, _LEFT, _RIGHT, _STRAIGHT, _QUOTE_LEFT, _QUOTE, _APOSTROPHE = 9, 10, 11, 12, 13, 14, 15, 16
_SIGNS: Final = {
    _AIR: " \t\u00a0\u2002\u2003\u2009\u200a\u202f\u3000",
    _BREAK: "\n\r\u0085\u2028\u2029",
    _STOP: ".!?…؟۔।‽",
    _WIDE_STOP: "。！？｡",
    _PAUSE: ",;、，；،؛",
    _COLON: ":：",
    _BRACKET: "([{（［【<",
    _DASH: "-–—―‒",
    _OPENING: "„‚「『｢〝﹁﹃",
    _CLOSING: "」』｣〞〟﹂﹄",
    _LEFT: "“‟«‹",  # open directly before a word; close directly behind one in German and Danish
    _RIGHT: "”»›",  # close directly behind a word; open before one in Swedish, German, Danish
    _STRAIGHT: '"＂',
    _QUOTE_LEFT: "‘‛",
    _QUOTE: "'",
    _APOSTROPHE: "’",
}


def _signs() -> U8:
    table = np.zeros(1 << 16, np.uint8)
    for sign, characters in _SIGNS.items():
        table[[ord(c) for c in characters]] = sign
    return table


_SIGN_OF: Final = _signs()


@_inner
def _sign(points: U32, i: int, signs: U8) -> int:
    return int(signs[points[i]]) if points[i] < len(signs) else 0


@_inner
def _free_before(points: U32, i: int, first: int, signs: U8) -> bool:
    """Whether a quotation mark at `i` has room before it (other quotation marks apart): blank, bracket, dash, colon or nothing."""
    i -= 1
    while i >= first and _sign(points, i, signs) >= _OPENING:
        i -= 1
    if i < first:
        return first == 0
    sign = _sign(points, i, signs)
    return sign in (_AIR, _BREAK) or sign >= _COLON


@_inner
def _opens(points: U32, first: int, start: int, signs: U8, straight: int, roles: U8) -> int:
    """Is the word at `start` opened by a quotation mark in the gap from `first`: 0 no, 1 yes, 2 by a single one.

    `straight` is the number of straight double quotes on the line so far; it decides where nothing else does, as in Chinese.
    """
    i = start - 1
    sign = _sign(points, i, signs) if i >= first else 0
    if sign == _AIR and i > first and points[i - 1] in (0xAB, 0x2039):  # French: « mot »
        i, sign = i - 1, _RIGHT
    if sign < _OPENING or sign == _APOSTROPHE:
        return 0
    if sign in (_OPENING, _LEFT):
        return 2 if points[i] == 0x201A else 1
    if sign == _QUOTE_LEFT:
        return 2 if i > first or first == 0 else 0
    free = _free_before(points, i, first, signs)
    if sign == _QUOTE:
        return 2 if free and not roles[points[start]] & _IS_DIGIT else 0
    return 1 if free or (sign == _STRAIGHT and straight & 1) else 0


@_inner
def _closes_single(points: U32, first: int, i: int, last: int, signs: U8) -> bool:
    """Is the single mark at `i` no apostrophe, given that a single quotation is open: the s of a plural possessive is doubtful."""
    if i > first or (points[i - 1] | 32) != 115:
        return True
    return i + 1 >= last or _sign(points, i + 1, signs) != _AIR


@_inner
def _closes(points: U32, first: int, last: int, tight: bool, signs: U8, straight: int, single: bool) -> int:
    """Is the word that ends at `first` closed by a quotation mark in the gap to `last`: 0 no, 1 yes, 2 by a single one.

    `tight`: a word follows at `last`. `straight`: straight double quotes on the line before. `single`: a single quotation is open.
    """
    i, air = first, False
    while i < last and i < first + 5:
        sign = _sign(points, i, signs)
        if sign == _AIR:
            air = True
        elif sign >= _QUOTE_LEFT and not air:
            if single and not (tight and i + 1 == last) and _closes_single(points, first, i, last, signs):
                return 2
        elif sign not in (_STOP, _WIDE_STOP, _PAUSE):
            break
        i += 1
    if i >= last:
        return 0
    sign, follows = _sign(points, i, signs), tight and i + 1 == last
    if air or points[i] in (0xBB, 0x203A):
        return 1 if points[i] in (0xBB, 0x203A) and not follows else 0
    if sign == _STRAIGHT and follows:
        return straight & 1
    return 1 if sign in (_CLOSING, _RIGHT, _STRAIGHT) or (sign == _LEFT and not follows) else 0


@_inner
def _begins(points: U32, first: int, last: int, signs: U8) -> int:
    """What the gap from `first` to `last` says of the word behind it: SENTENCE and LINE."""
    found, stopped = 0, False
    for i in range(first, last):
        sign = _sign(points, i, signs)
        if sign == _BREAK:
            return SENTENCE | LINE
        if sign == _WIDE_STOP:
            found = SENTENCE
        elif sign == _STOP:
            stopped = True
        elif sign == _AIR and stopped:
            found = SENTENCE
    return found


@_inner
def _count_straight(points: U32, first: int, last: int, signs: U8, before: int) -> int:
    for i in range(first, last):
        sign = _sign(points, i, signs)
        before = 0 if sign == _BREAK else before + (sign == _STRAIGHT)
    return before


@_compiled
def _mark(points: U32, starts: I32, ends: I32, signs: U8, roles: U8, marks: U8) -> None:
    """Set the flags that what stands between the words tells."""
    straight, single, end = int(np.int64(0)), len(points) < 0, int(np.int64(0))  # typed, see _cut
    for k in range(len(starts) + 1):
        start = starts[k] if k < len(starts) else len(points)
        if k and start - end <= 1 and (start <= end or _sign(points, end, signs) == _AIR):
            end = max(end, ends[k]) if k < len(starts) else end
            continue
        before = straight
        straight = _count_straight(points, end, start, signs, straight)
        if k:
            closed = _closes(points, end, start, k < len(starts), signs, before, single)
            marks[k - 1] |= CLOSES if closed else 0
            single = single and closed != 2
        if k == len(starts):
            break
        flags = _begins(points, end, start, signs) if k else SENTENCE | LINE
        if flags == SENTENCE and roles[points[start]] & _IS_LOWER:
            flags = 0  # an abbreviation, or speech and its speaker
        single = single and not flags & LINE
        opened = _opens(points, end, start, signs, straight, roles)
        single = single or opened == 2
        marks[k] |= flags | (OPENS if opened else 0)
        end = ends[k]


# --- texts ----------------------------------------------------------------------------------------------------------------

_BATCH_POINTS: Final = 100_000  # what is at work stays in the cache
_WORKERS: Final = 2


def word_arrays(text: str) -> WordArrays:
    """The words of a text, exactly those of `lineage.text.tokens`, as arrays; a text without words gives empty ones."""
    points = _points_of(text)
    view = _view_of(text, points)
    room = len(view.points)
    values, marks = np.empty(room, np.uint64), np.empty(room, np.uint8)
    firsts, lasts = np.empty(room, np.int32), np.empty(room, np.int32)
    known = _characters
    n = _cut(view.points, known.roles, known.cases, known.pool, values, firsts, lasts, marks)
    firsts, lasts, marks = firsts[:n].copy(), lasts[:n].copy(), marks[:n].copy()
    starts, ends = view.starts[firsts], view.ends[lasts - 1]
    words, bits = _vocabulary.resolve(view, values[:n].copy(), firsts, lasts)
    _mark(points, starts, ends, _SIGN_OF, known.roles, marks)
    return WordArrays(words, starts, ends, bits, marks)


def word_arrays_of(texts: Iterable[str]) -> list[WordArrays]:
    """`word_arrays` of many texts, in their order, with both cores."""
    batches = _batches(texts)
    if len(batches) < 2:
        return [arrays for batch in batches for arrays in _of_batch(batch)]
    with ThreadPoolExecutor(_WORKERS) as pool:
        return [arrays for found in pool.map(_of_batch, batches) for arrays in found]


def _batches(texts: Iterable[str]) -> list[list[str]]:
    batches: list[list[str]] = []
    room = 0
    for text in texts:
        if room <= 0:
            batches.append([])
            room = _BATCH_POINTS
        batches[-1].append(text)
        room -= len(text) + 1
    return batches


def _of_batch(texts: Sequence[str]) -> list[WordArrays]:
    """Texts cut as one, with line breaks between them: nothing in a text's arrays looks over a line break."""
    if len(texts) == 1:
        return [word_arrays(texts[0])]
    whole = word_arrays("\n".join(texts))
    offsets = np.cumsum([0, *(len(text) + 1 for text in texts)])
    cuts = np.searchsorted(whole.starts, offsets)
    return [
        WordArrays(
            whole.words[a:b].copy(),
            whole.starts[a:b] - np.int32(offset),
            whole.ends[a:b] - np.int32(offset),
            whole.bits[a:b].copy(),
            whole.marks[a:b].copy(),
        )
        for a, b, offset in zip(cuts[:-1], cuts[1:], offsets[:-1], strict=True)
    ]


# --- keys -----------------------------------------------------------------------------------------------------------------

_ODD = tuple(
    np.uint64(c) for c in (0x9FB21C651E98DF25, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6D0F3B36A8E1A8B, 0xA24BAED4963EE407)
)


@_compiled
def _run_keys(words: U64, keys: U64) -> None:
    a, b, c, d, e = _ODD
    for i in range(len(keys)):
        keys[i] = _mixed(words[i] * a + words[i + 1] * b + words[i + 2] * c + words[i + 3] * d + words[i + 4] * e)


def run_keys(words: U64) -> U64:
    """The key of each run of `RUN_WORDS` words; key `i` belongs to the run from word `i`. The same on every machine."""
    keys = np.empty(max(0, len(words) - RUN_WORDS + 1), np.uint64)
    _run_keys(np.ascontiguousarray(words), keys)
    return keys


def keys_blob(text: str) -> bytes:
    """The keys of a text in order of position, as little-endian signed 64-bit integers: what the ledger stores with a body."""
    return run_keys(word_arrays(text).words).astype("<u8").tobytes()


def keys_of_blob(blob: bytes) -> NDArray[np.int64]:
    """The keys of a stored blob, in order of position."""
    return np.frombuffer(blob, "<i8").astype(np.int64)

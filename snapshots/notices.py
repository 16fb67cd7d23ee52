"""Loads `notices.toml`: the words by which a page shows that it is a notice, not a document, in several languages.

Read once, at the first verdict. Patterns run on the first part of a text only, and their repeats are bounded. Also here: how a text
is made comparable with the phrases, and when a title is one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, cast

from lineage.text import normalise
from lineage.values import QualityWord, Reading

EXTRA_WORDS = 4
"""How many words a title may have besides a notice's own and still be that notice: "Page not found | The Example News"."""

_NOT_LETTERS = re.compile(r"[\W_]+")
_WIDE = re.compile("[\u3040-\u9fff\uac00-\ud7a3]")
_WORDS_OF_NOTICES = re.compile(r"\b(?:404|410|error|http|oops|sorry)\b")


@dataclass(frozen=True, slots=True)
class StandIn:
    """One kind of page that stands in for another: the verdict on it, what it is called, and how it is known."""

    verdict: QualityWord
    what: str
    titles: tuple[str, ...]
    says: tuple[re.Pattern[str], ...]
    beside: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Notices:
    """The tables of `notices.toml`, ready for use; what each is for is said there."""

    not_found_titles: tuple[str, ...]
    removed: tuple[re.Pattern[str], ...]
    removed_phrases: tuple[str, ...]
    challenge_headers: tuple[tuple[str, str, str], ...]
    challenge_marks: tuple[tuple[bytes, str], ...]
    challenge_phrases: tuple[str, ...]
    challenge_titles: tuple[str, ...]
    wall_phrases: tuple[str, ...]
    wall_path: re.Pattern[str]
    login_titles: tuple[str, ...]
    script_phrases: tuple[str, ...]
    shell_marks: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class StandIns:
    """The kinds of stand-ins, and how a sentence shows that it reports what somebody else said. Read when a page is short."""

    kinds: tuple[StandIn, ...]
    reported: re.Pattern[str]


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))


@cache
def notices() -> Notices:
    """The tables; longer titles come first, so that "page not found" is named and not its tail."""
    table = _table()
    parts = {"{thing}": table["thing"], "{how}": table["how"]}

    def pattern(text: str) -> re.Pattern[str]:
        for name, part in parts.items():
            text = text.replace(name, part)
        return re.compile(text)

    return Notices(
        not_found_titles=tuple(sorted(table["not_found_titles"], key=len, reverse=True)),
        removed=tuple(pattern(text) for text in table["removed"]),
        removed_phrases=tuple(table["removed_phrases"]),
        challenge_headers=tuple((name, part, who) for name, part, who in table["challenge_headers"]),
        challenge_marks=tuple((mark.encode(), who) for mark, who in table["challenge_marks"]),
        challenge_phrases=tuple(table["challenge_phrases"]),
        challenge_titles=tuple(table["challenge_titles"]),
        wall_phrases=tuple(table["wall_phrases"]),
        wall_path=re.compile(table["wall_path"]),
        login_titles=tuple(table["login_titles"]),
        script_phrases=tuple(table["script_phrases"]),
        shell_marks=tuple(mark.encode() for mark in table["shell_marks"]),
    )


@cache
def stand_ins() -> StandIns:
    """The kinds of stand-ins, in the order of the file."""
    kinds = (
        StandIn(
            verdict=cast(QualityWord, kind["verdict"]),
            what=kind["what"],
            titles=tuple(sorted(kind["titles"], key=len, reverse=True)),
            says=tuple(re.compile(text) for text in kind["says"]),
            beside=re.compile(kind["beside"]),
        )
        for kind in _table()["stand_ins"]
    )
    return StandIns(tuple(kinds), re.compile(_table()["reported"]["pattern"]))


# --- texts and phrases ------------------------------------------------------------------------------------------------


def folded(text: str) -> str:
    """A text as the phrases are written: normalised and casefolded."""
    return normalise(text).casefold()


def letters(text: str) -> int:
    """Letters and digits, counted no further than needed; a CJK sign says about as much as three letters."""
    counted = text[:5000]
    return len(_NOT_LETTERS.sub("", counted)) + 2 * len(_WIDE.findall(counted))


def titles_of(reading: Reading) -> list[str]:
    """Everything that titles the page, folded, each once."""
    values = [reading.title or "", *(c.value for c in reading.candidates if c.name == "title")]
    return [title for title in dict.fromkeys(folded(value) for value in values) if title]


def consists_of(title: str, phrase: str) -> bool:
    """Whether a title is a notice: "Not found | Example", no running sentence, and no topic ("Not found: a novel of loss").

    The notice stands apart from other words, and there are few of them besides words of notices.
    """
    before, found, after = title.partition(phrase)
    if not found:
        return False
    rest = re.findall(r"\w+", _without_notices(f"{before} | {after}"))
    after = _without_notices(after).strip()
    apart = not _without_notices(before).rstrip()[-1:].isalnum() and not after[:1].isalnum()
    topic = after.startswith(":") and len(rest) > 1
    return len(rest) <= EXTRA_WORDS and (apart or not rest) and not topic


def _without_notices(text: str) -> str:
    for phrase in notices().not_found_titles:
        text = text.replace(phrase, " ")
    return _WORDS_OF_NOTICES.sub(" ", text)

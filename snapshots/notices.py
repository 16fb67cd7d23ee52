"""Loads `notices.toml`: the words by which a page shows that it is a notice, not a document, in several languages.

Read once, at the first verdict. Patterns run on the first 500 characters of a text only, and their repeats are bounded.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path


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


@cache
def notices() -> Notices:
    """The tables; longer titles come first, so that "page not found" is named and not its tail."""
    table = tomllib.loads(Path(__file__).with_name("notices.toml").read_text(encoding="utf-8"))
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

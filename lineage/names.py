"""Names of speakers: full names for last names, and for pronouns the speaker named last, where that is unambiguous and near."""

from __future__ import annotations

import re

WORD = r"[A-ZÀ-ÞŁŚŠŽĀ-Ż][\w’'.&-]*"
PRONOUN = r"(?:he|she|they|it|we|I|He|She|They|It|We)"
NEAR = 900
"""Characters, about two paragraphs, after which a pronoun is no longer resolved."""


class Names:
    """Resolves pronouns and last names against the speakers named before; remembers the last one."""

    def __init__(self, text: str) -> None:
        self._last: tuple[str, int] | None = None
        self._full = _full_names(text)

    def resolve(self, name: str, at: int) -> str:
        """The name in place of a pronoun or a bare last name, where that is unambiguous and near."""
        if re.fullmatch(PRONOUN, name):
            if self._last and at - self._last[1] < NEAR and name.lower() in ("he", "she"):
                name = self._last[0]
        elif name in self._full:
            name = self._full[name] or name
        if not re.fullmatch(PRONOUN, name):
            self._last = (name, at)
        return name


FULL_NAME = re.compile(rf"\b[A-Z][a-zA-ZÀ-ž’'-]+(?: (?:{WORD}|de|al|bin|van|von|der)){{1,3}}")


def _full_names(text: str) -> dict[str, str | None]:
    """Last (or first) name to the one full name that has it; None where several people share it."""
    found: dict[str, str | None] = {}
    for hit in FULL_NAME.finditer(text):
        full = hit.group().rstrip(".,")
        full = full[:-2] if full.endswith(("’s", "'s")) else full
        for part in {full.split()[0], full.split()[-1]}:
            known = found.setdefault(part, full)
            if known is not None and known != full and full not in known and known not in full:
                found[part] = None
    return found

"""The measured precision of rules: how often what a rule says was right on labelled texts, where somebody counted.

Rows are facts with their source; a rule without a row was not measured, and nothing is made up for it. Rules are asked by name;
rows of one rule may differ by the strength of what it says. Left to others: how the texts were labelled (`bench/README.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """`right` of `asked` answers of a rule were right on the texts named by `on`."""

    right: int
    asked: int
    on: str

    @property
    def precision(self) -> float:
        """The share of right answers, to two digits: more than the counts carry would be a claim."""
        return round(self.right / self.asked, 2)


MEASURED: Mapping[tuple[str, str | None], Measured] = {}
"""By rule and strength; None stands for every strength."""


def measured(rule: str, strength: str | None = None) -> Measured | None:
    """What was measured of a rule, for findings of one strength if the rows tell them apart; None where nobody did."""
    return MEASURED.get((rule, strength)) or MEASURED.get((rule, None))

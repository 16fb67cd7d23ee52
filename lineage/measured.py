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


_NEWS = "odd-numbered news texts with labelled sources, not looked at while the rules were made"
_PAGES = "181 news pages, each name once a page, judged by hand; the rules for photo credits were mended on them"

MEASURED: Mapping[tuple[str, str | None], Measured] = {
    ("quotation.after.by_said", None): Measured(124, 125, _NEWS),
    ("quotation.after.said_by", None): Measured(32, 34, _NEWS),
    ("quotation.before.said", None): Measured(99, 116, _NEWS),
    ("quotation.before.participle", None): Measured(5, 5, _NEWS),
    ("quotation.carried.attribution", None): Measured(60, 61, _NEWS),
    ("quotation.indirect.said_that", None): Measured(71, 87, _NEWS),
    ("quotation.indirect.said_last", None): Measured(10, 10, _NEWS),
    ("dateline/brackets", "states"): Measured(12, 12, _PAGES),
    ("markup/author", "states"): Measured(5, 5, _PAGES),
    ("photo credit/label", "states"): Measured(47, 47, _PAGES),
    ("photo credit/brackets", "states"): Measured(10, 10, _PAGES),
    ("photo credit/element", "states"): Measured(9, 9, _PAGES),
}
"""By rule and strength; None stands for every strength. Fewer than five answers are no measurement and have no row."""


def measured(rule: str, strength: str | None = None) -> Measured | None:
    """What was measured of a rule, for findings of one strength if the rows tell them apart; None where nobody did."""
    return MEASURED.get((rule, strength)) or MEASURED.get((rule, None))

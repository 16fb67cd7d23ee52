"""Works across documents: linked when somebody asks for them, and only if something changed since they were linked last.

Captures stay as quick as they are; what a `works`, a `report` or a `judge` shows is always of today.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.records import ReadingRecord

if TYPE_CHECKING:
    from flows.workspace import Workspace
    from lineage.linking import LinkJudgement

AT_ONCE = 200
"""Readings whose mentions are written in one transaction."""


def link_all(workspace: Workspace) -> None:
    """Make the mentions of readings that have none yet, and link all of them to works, if that is not done already."""
    from lineage.linking import RULE_VERSION, link_works
    from lineage.variants import work_discrepancies

    ledger = workspace.ledger
    waiting = ledger.unmentioned_readings(RULE_VERSION)
    for first in range(0, len(waiting), AT_ONCE):
        _mention(workspace, waiting[first : first + AT_ONCE])
    state = ledger.works_waiting(RULE_VERSION)
    if state is None:
        return
    works = link_works(ledger.work_mentions(), _link_judgements(workspace))
    ledger.record_works([(work, work_discrepancies([work])) for work in works], state)


def _mention(workspace: Workspace, waiting: Sequence[tuple[str, int]]) -> None:
    from lineage.linking import RULE_VERSION
    from lineage.work_mentions import mentions_of

    found = {}
    for document, number in waiting:
        record = workspace.ledger.current_reading(document)
        if record is not None and record.number == number:
            analysis = record.analysis
            marked = [each for each in analysis.quotations if each.type != "indirect"]
            text = record.reading.main_text
            day = _day(workspace, document, record)
            found[number] = mentions_of(document, text, analysis.citations, marked, analysis.figures, day)
    workspace.ledger.record_mentions(RULE_VERSION, found)


def _day(workspace: Workspace, document: str, record: ReadingRecord) -> date | None:
    """The day the page gives itself, else the one a person claimed for it; None leaves it to the text's front matter."""
    from lineage.dates import read_date

    said = read_date(record.reading.published) if record.reading.published else None
    if said and said.year and said.month and said.day:
        try:
            return date(said.year, said.month, said.day)
        except ValueError:
            return None
    found = workspace.ledger.document(document)
    return found.claimed_date.date() if found and found.claimed_date else None


def _link_judgements(workspace: Workspace) -> list[LinkJudgement]:
    from lineage.linking import LinkJudgement

    return [
        LinkJudgement(str(each.subject["one"]), str(each.subject["other"]), each.verdict == "confirmed", each.by, each.because)
        for each in workspace.ledger.judgements()
        if each.kind == "link"
    ]

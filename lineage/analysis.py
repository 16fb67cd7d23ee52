"""Everything one text says about itself, found in one go; each finding's own module tells how."""

from __future__ import annotations

from lineage.citations import find_citations
from lineage.clues import find_clues
from lineage.discrepancies import FiguresOf
from lineage.figures import find_figures
from lineage.markup import Markup
from lineage.outlets import OutletTable
from lineage.quotations import find_quotations
from lineage.reported import find_reported, indirect_quotations
from lineage.turns import find_turns
from lineage.values import Analysis
from lineage.variants import inner_discrepancies


def analyse(text: str, *, markup: Markup | None, address: str | None, outlets: OutletTable) -> Analysis:
    """Clues, citations, quotations, figures and transcript turns of one text, reported speech with every hop, and where the text
    contradicts itself.

    Statements without marks stand among the quotations, with the type `indirect`, in the order of the text.

    Args:
        text: the text that offsets index.
        markup: what the raw HTML holds, for a page; None for a plain text.
        address: where the text was served; None when nobody served it (a file without a claimed address).
        outlets: who is known.
    """
    marked = find_quotations(text)
    reported = find_reported(text, marked, outlets)
    figures = find_figures(text)
    return Analysis(
        clues=find_clues(text, markup, address, outlets),
        citations=find_citations(text, marked),
        quotations=tuple(sorted((*marked, *indirect_quotations(reported)), key=lambda q: (q.start, -q.end))),
        figures=figures,
        turns=find_turns(text),
        reported=reported,
        discrepancies=inner_discrepancies(FiguresOf("", text, figures)),
    )

"""Everything a copy says or shows about where it comes from: one call, all rules.

The rules stand in `clue_rules`, one family a module: each takes a text (or a page's markup) with the outlet table and
gives clues with exact spans or markup paths. This module runs them, drops what two rules found at one place, and puts the
clues in order: those of the text by place, then those of the markup and the address.

Left to others: what the clues add up to (`attribution`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from lineage.clue_rules.assets import find_asset_hosts
from lineage.clue_rules.bylines import find_bylines, find_unlabelled_sources
from lineage.clue_rules.datelines import find_datelines
from lineage.clue_rules.dates import dateline_date, find_dates, find_markup_dates
from lineage.clue_rules.fields import find_fields
from lineage.clue_rules.house_style import find_house_style
from lineage.clue_rules.issuers import find_issuers
from lineage.clue_rules.mentions import find_self_references
from lineage.clue_rules.page import find_address_host, find_markup_clues
from lineage.clue_rules.photos import find_photo_credits
from lineage.clue_rules.publications import find_publications
from lineage.clue_rules.scan import Scan
from lineage.clue_rules.sources import find_source_lines
from lineage.clue_rules.tails import find_wire_tails
from lineage.clue_rules.templates import find_interface_language, find_templates
from lineage.markup import Markup
from lineage.measured import measured
from lineage.outlets import OutletTable
from lineage.values import Clue

_TEXT_RULES = (
    find_fields,
    find_datelines,
    find_publications,
    find_source_lines,
    find_unlabelled_sources,
    find_bylines,
    find_issuers,
    find_wire_tails,
    find_photo_credits,
    find_asset_hosts,
    find_self_references,
    find_templates,
    find_interface_language,
    find_dates,
    find_house_style,
)


def find_clues(text: str, markup: Markup | None, address: str | None, outlets: OutletTable) -> tuple[Clue, ...]:
    """All clues of one copy.

    Args:
        text: what the clues' spans index (a plain-text file unchanged, or a page's main text).
        markup: the page's markup when there is one.
        address: where the copy was taken from; only http(s) addresses say anything.
        outlets: the table that names are resolved against.
    """
    found = text_clues(text, outlets)
    if markup is not None:
        found = tuple(_unless_quoted(clue, markup) for clue in found)
    beyond = list(find_address_host(address, outlets))
    if markup is not None:
        beyond.extend(find_markup_clues(markup, text, found, address, outlets))
        beyond.extend(find_markup_dates(markup))
    return tuple(with_precision(clue) for clue in (*found, *_once(beyond)))


def text_clues(text: str, outlets: OutletTable) -> tuple[Clue, ...]:
    """The clues of a text alone, by place; of two rules that read the same words alike, the one that began first speaks."""
    scan = Scan(text, outlets)
    clues = [clue for rule in _TEXT_RULES for clue in rule(scan)]
    datelines = {(clue.start, clue.end): clue for clue in clues if clue.kind == "dateline"}
    clues += [dated for clue in datelines.values() if (dated := dateline_date(scan, clue))]
    said = {clue.start for clue in clues if clue.kind == "date" and clue.rule != "date/told"}
    clues = [clue for clue in clues if clue.rule != "date/told" or clue.start not in said]
    clues.sort(key=lambda clue: clue.start or 0)
    reached: dict[tuple[str, str], int] = {}
    kept: list[Clue] = []
    for clue in clues:
        key = (clue.role, clue.outlet or clue.value)
        if (clue.start or 0) >= reached.get(key, 0):
            kept.append(clue)
            reached[key] = clue.end or 0
    return tuple(kept)


def with_precision(clue: Clue) -> Clue:
    """A clue with its rule's measured precision, where it was measured for clues of this strength."""
    found = measured(clue.rule, clue.strength)
    return replace(clue, confidence=found.precision) if found else clue


def _unless_quoted(clue: Clue, markup: Markup) -> Clue:
    """A clue whose words the page shows as a block quotation speaks of what is quoted: it hints."""
    words = " ".join(clue.quote.split())
    quoted = clue.strength == "states" and clue.carrier == "text" and any(words in passage for passage in markup.quoted)
    return replace(clue, strength="hints") if quoted else clue


def _once(clues: Iterable[Clue]) -> Iterator[Clue]:
    """Each clue of the markup once: a field says one thing in one role about one name, whichever rule said it first."""
    seen: set[tuple[object, ...]] = set()
    for clue in clues:
        key = (clue.role, clue.outlet or clue.value, clue.start, clue.carrier)
        if key not in seen:
            seen.add(key)
            yield clue

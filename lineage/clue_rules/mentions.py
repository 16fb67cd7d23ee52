"""Self reference: a text that says "told X" or "X has learned" was often written for X. Always a hint, never more.

Invariants: X is a known outlet that writes texts; its name stands whole (the run of capitalised words is the name) and as
the table writes it, with its article where the name is a single common word. The outlet that is only cited ("according to
X", "X reported") is not looked for, and of several that people speak to only the one that is named most often, alone, can
be whom the text was written for, which is said once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from lineage.clue_rules.names import capital_run
from lineage.clue_rules.scan import Scan
from lineage.nearby import matches, places
from lineage.outlets import name_key
from lineage.values import Clue, Outlet

_SILENT_KINDS = frozenset({"photo agency", "aggregator", "portal", "government office", "embassy"})
_TO = re.compile(
    r"\b(?:told|tells|speaking to|speaking with|spoke to|spoke with|spoken to|talking to|"
    r"said in an? (?:\w+ ){0,3}interview with|in an? (?:\w+ ){0,2}interview with|"
    r"an interview with|in comments to|in a statement to|in an email to|confirmed to|shared with|"
    r"provided to|seen by|obtained by|reviewed by|"
    r"viewed by|interviewed by|contacted by|approached by|a request for comment from)[ \u00a0](?=\S)"
)
_DOES = re.compile(
    r"[ \u00a0](?:has learned|has learnt|understands|can reveal|can report|"
    r"can disclose|has seen|has obtained|"
    r"has reviewed|has viewed|has contacted|contacted|has approached|approached|reached out to|has asked|"
    r"(?:journalist|reporter|correspondent|photographer|witness|crew|team)(?:s|es)?[ \u00a0](?:saw|witnessed|counted|heard|"
    r"(?:at|on)[ ]the[ ](?:scene|spot|ground|site)))\b"
)
_TO_FOREIGN = re.compile(
    r"\b(?:a déclaré à|a dit à|a confié à|selon les informations (?:de|du)|declaró a|dijo a|explicó a|"
    r"ha detto a|disse à|disse ao|"
    r"sagte (?:dem|der)|sagte|сказал|сказала|заявил|заявила|рассказал|рассказала|сообщил|сообщила)[ \u00a0](?=\S)"
)
_BEFORE_NAMES = (
    *("told", "tells", "speaking ", "spoke", "talking to", "interview", "comments to", "statement to", "email to", "confirmed to"),
    *("shared with", "provided to", "seen by", "obtained by", "viewed by", "contacted by", "approached by", "comment from"),
)
_BEFORE_NAMES_FOREIGN = (
    *("a déclaré à", "a dit à", "a confié à", "selon les informations", "declaró a", "dijo a", "explicó a", "ha detto a", "disse "),
    *("sagte", "сказал", "заявил", "рассказал", "сообщил"),
)
"""Words of which each match of these rules holds one."""
_LONGEST = 150
_REACH = 60


def find_self_references(scan: Scan) -> Iterator[Clue]:
    """The first place that speaks of the one outlet which more of them name than name any other: the rest says no more."""
    found = list(_references(scan))
    named = Counter(clue.value for clue in found).most_common(2)
    if len(named) == 1 or (named and named[0][1] > named[1][1]):
        yield min((clue for clue in found if clue.value == named[0][0]), key=lambda clue: clue.start or 0)


def _references(scan: Scan) -> Iterator[Clue]:
    """Every place where people speak to a known outlet or the outlet speaks of itself."""
    for pattern, needed, rule in (
        (_TO, _BEFORE_NAMES, "self reference/told"),
        (_TO_FOREIGN, _BEFORE_NAMES_FOREIGN, "self reference/told, other languages"),
    ):
        found = places(scan.text, needed, scan.start)
        for match in matches(pattern, scan.text, found, _LONGEST, 40, scan.start):
            yield from _named_after(scan, match, rule)
    for match in _DOES.finditer(scan.text, scan.start):
        yield from _named_before(scan, match)


def _named_after(scan: Scan, match: re.Match[str], rule: str) -> Iterator[Clue]:
    article = re.compile(r"[Tt]he[ \u00a0]").match(scan.text, match.end())
    begin = article.end() if article else match.end()
    known = scan.outlets.match_at(scan.text, begin)
    if known is None:
        return
    outlet, end = known
    if end < capital_run(scan.text, begin) or not _as_written(outlet, scan.text[begin:end], bool(article)):
        return
    yield _clue(scan, outlet, (match.start(), end), rule)


def _named_before(scan: Scan, match: re.Match[str]) -> Iterator[Clue]:
    """The longest known name that ends where the verb begins; a capitalised word right before it makes it another name."""
    floor = max(scan.start, match.start() - _REACH, scan.text.rfind("\n", 0, match.start()) + 1)
    words = list(re.finditer(r"[^\s\u00a0]+", scan.text[floor : match.start()]))
    for first in range(max(0, len(words) - 6), len(words)):
        begin = floor + words[first].start()
        name = scan.text[begin : match.start()]
        outlet = scan.outlets.find(name)
        if outlet is None or name.rstrip()[-1:] in ",.;:)":
            continue
        article = re.match(r"[Tt]he[ \u00a0]", name)
        bare = name[article.end() if article else 0 :]
        before = words[first - 1].group() if first else ""
        free = article is not None or before in ("A", "An", "One") or not before[:1].isupper() or before[-1] in ',.;:!?”"’'
        if free and _as_written(outlet, bare, article is not None):
            yield _clue(scan, outlet, (begin, match.end()), "self reference/reports")
        return


def _as_written(outlet: Outlet, written: str, article: bool) -> bool:
    """Whether the words are the name as the table writes it, with its article where one plain word is the name."""
    if outlet.kind in _SILENT_KINDS:
        return False
    forms = [form for form in (outlet.name, *outlet.aliases) if name_key(form) == name_key(written)]
    for form in forms:
        bare = re.sub(r"^The[ ]", "", form)
        plain = " " not in bare and not bare.isupper() and outlet.name.startswith("The ")
        if written.strip("'’\"“”") == bare and (article or not plain):
            return True
    return False


def _clue(scan: Scan, outlet: Outlet, span: tuple[int, int], rule: str) -> Clue:
    return scan.clue("self reference", "text_origin", outlet.name, span, rule, outlet=outlet.name, strength="hints")

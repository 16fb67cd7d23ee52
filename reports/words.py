"""The words of verdicts, outcomes and kinds, and what each means: one place, so that every format says the same.

Renderers take their labels, legends and headline from here. Nothing here decides anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lineage.descent import percent
from reports.visible import one_line

ROLE_LABELS = {
    "text_origin": "Text origin",
    "credited_source": "Credited source",
    "host": "Host",
    "asset_origin": "Asset origin",
}
"""The four roles in the order a reader asks for them."""

ROLE_MEANINGS = {
    "text_origin": "who wrote the text",
    "credited_source": "whom this copy names as its source",
    "host": "who serves this copy",
    "asset_origin": "whose pictures it shows; says nothing about the text",
}

WORD_MEANINGS = {
    "confirmed": "a person judged so, with name and reason; it outranks inference",
    "stated": "the copy itself says so, and nothing contradicts it",
    "strongly indicated": "not said, but several kinds of evidence show it",
    "indicated": "not said, but a field or an address shows it (no probability is claimed)",
    "undetermined": "the evidence does not decide; candidates are named, none is chosen",
}

PIN_MEANINGS = {
    "verbatim": "the quote stands where it stood",
    "moved": "the quote stands unchanged at another place",
    "typographic": "only quotation marks, dashes, spaces or spelling of characters differ",
    "altered": "words of the quote were changed",
    "ambiguous": "more than one place may be meant",
    "absent": "the quote stands nowhere in the text",
    "not auditable": "there was no fit capture to look at; this is not a statement about the text",
}

CHANGE_MEANINGS = {
    "unchanged": "the same text",
    "markup only": "the bytes differ, the text does not",
    "template only": "text around the article differs, the article does not",
    "text": "the article differs",
    "not comparable": "there was no fit pair of readings to compare",
}

CHECK_MEANINGS = {
    "exact": "the words stand there as quoted",
    "respelled": "the same words, in another house's spelling",
    "elided": "as the quotation itself marks, words are left out or put in",
    "altered": "the words differ",
    "not found": "the words do not stand there",
}

RELATION_MEANINGS = {
    "identical": "the same text, word for word",
    "full reprint": "one text stands in the other almost whole, and makes up half of it or more",
    "abridged": "most of the shorter text is a good part of the longer one",
    "mosaic": "one of the texts is put together from several others, a large part from each",
    "excerpt": "a stretch of one text stands inside other text",
    "quotation": "what is shared is marked as someone's words",
    "common source": "both quote the same words and share nothing else: neither took them from the other",
    "shared text": "nothing but template text is shared, which relates nobody",
}

KIND_MEANINGS = {
    "verbatim": "word for word",
    "edited": "with small edits inside",
    "rewritten": "said in other words, sentence by sentence",
    "template": "template text of the site, no evidence of anything",
}

LIMITS = (
    "The earliest witness known is not proof of origin: an original that was never captured cannot be found here.",
    "A credit is what a copy says. It is reported as stated, not as true.",
    "Translated reprints are not detected, nor are rewrites that share no run of five words.",
    "Addresses and dates marked as claimed come from a person and were confirmed by no server.",
    "Dates printed on a page are what the page says; only capture times were observed.",
    "Undetermined, ambiguous and not auditable are answers. None of them is a weak yes or no.",
    "Until descent is calibrated no confidence is given, and an edge is either stated or undetermined.",
)
"""What a report does not prove; printed in every format."""


def node_name(names: Mapping[str, str], node: str) -> str:
    """The name to show for a node id, or for an outlet that is no node the name its id carries."""
    return names.get(node) or node.removeprefix("outlet:")


def headline(verdict: Mapping[str, Any]) -> str:
    """The verdict as one sentence a reader may quote, from the role dictionaries of a chain view."""
    return "; ".join(f"{label}: {answer(verdict[role])}" for role, label in ROLE_LABELS.items() if role in verdict) + "."


def answer(role: Mapping[str, Any]) -> str:
    """One role's answer: its name and word, or why there is no name."""
    if role["name"]:
        unlisted = "" if role.get("known", True) else ", not in the outlet table"
        return f"{one_line(role['name'])} ({role['word']}{unlisted})"
    if role["candidates"]:
        names = ", ".join(one_line(candidate["name"]) for candidate in role["candidates"])
        return f"{role['word']}, candidate {names}" if len(role["candidates"]) == 1 else f"{role['word']}, candidates {names}"
    return f"{role['word']}, no clue names anyone"


def value_words(value: Any, unit: str | None = None) -> str:
    """A figure's value for people: `1,290,000 people`, `17.2 percent`, `10 to 12`, or `vague` when it has no number."""
    if value is None:
        return "vague"
    if isinstance(value, Mapping):
        shown = f"{value_words(value.get('low'))} to {value_words(value.get('high'))}"
    elif isinstance(value, int | float):
        shown = f"{value:,}"
    else:
        shown = one_line(str(value))
    return f"{shown} {one_line(unit)}" if unit else shown


def place_of(clue: Mapping[str, Any]) -> str:
    """Where a clue stands: its offsets in the text, or the path in the markup."""
    if clue.get("start") is None:
        return one_line(str(clue.get("carrier")))
    return f"characters {clue['start']}–{clue['end']}"


def edit_words(edit: Mapping[str, str]) -> str:
    """One word edit as plain text."""
    if edit["op"] == "insert":
        return f"added “{one_line(edit['now'])}”"
    if edit["op"] == "delete":
        return f"removed “{one_line(edit['was'])}”"
    return f"“{one_line(edit['was'])}” became “{one_line(edit['now'])}”"


def containment_words(shared: Mapping[str, Any], *, own: bool = True) -> str:
    """How much of either text stands in the other, as a sentence without its stop; `own` is the document in question on side a."""
    here, there = percent(shared["containment"]), percent(shared["containment_other"])
    if own:
        return f"{here} of this text stands there; {there} of that text stands here"
    return f"{here} of the first text stands in the second; {there} of the second stands in the first"


def edge_containment(edge: Mapping[str, Any]) -> str | None:
    """The same for the two ends of an edge, in their order, which says nothing of who copied; None where there is nothing to say.

    That is where one of them was never captured, or where they share nothing now.
    """
    if edge.get("containment_to") is None:
        return None
    target, origin = percent(edge["containment_to"]), percent(edge["containment_from"])
    return f"{target} of the second text stands in the first; {origin} of the first stands in the second"


def passage_words(passage: Mapping[str, Any]) -> str:
    """What kind of passage it is, how long, how much evidence, and where it stands in both texts."""
    said = f"{passage['kind']}, {_counted(passage['tokens'], 'matching word')}"
    if passage["bits"]:
        said += f", {passage['bits']:,.0f} bits of evidence"
    here, there = (f"{passage[f'{side}_start']}–{passage[f'{side}_end']}" for side in "ab")
    return f"{said}; characters {here} here, {there} there"


def difference_words(passage: Mapping[str, Any]) -> str:
    """How many words differ, and how, in words; `no word differs` where none does."""
    counts = dict.fromkeys(("replaced", "added", "left out", "respelled"), 0)
    for part in passage["alignment"]:
        if part["op"] != "equal":
            counts[part["op"]] += max(part["a_words"], part["b_words"])
    said = {
        "replaced": "replaced",
        "added": "on this side only",
        "left out": "on the other side only",
        "respelled": "spelled otherwise",
    }
    found = [f"{_counted(count, 'word')} {said[op]}" for op, count in counts.items() if count]
    return ", ".join(found) or "no word differs"


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}" if count == 1 else f"{count:,} {thing}s"


def judgement_words(item: Mapping[str, Any]) -> str | None:
    """What a person said of a finding, and what inference says of it; None where nobody judged."""
    judgement = item.get("judgement")
    if not judgement:
        return None
    said = f"{judgement['verdict']} by {judgement['by']} on {judgement['made'][:10]}: {judgement['because']}"
    inferred = item.get("inferred")
    return one_line(f"{said} (inference says: {inferred})" if inferred else said)


def withdrawn_words(edge: Mapping[str, Any]) -> str:
    """When a withdrawn edge stood."""
    return f"stood from {_day(edge['made'])} until {_day(edge['withdrawn'])}"


def _day(instant: str | None) -> str:
    return instant[:16].replace("T", " ") + " UTC" if instant else "an unknown time"


def undecided(edge: Mapping[str, Any]) -> str | None:
    """How many rivals of an edge have an edge of their own beside it, in words; None where none has."""
    listed = sum(bool(rival.get("listed")) for rival in edge["rivals"])
    return f"nothing decides between this and {listed} other{'s' if listed > 1 else ''} listed here" if listed else None


def unlisted(edge: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The rivals of an edge that are named nowhere else."""
    return [rival for rival in edge["rivals"] if not rival.get("listed")]

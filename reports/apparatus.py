"""Findings in their place: a text cut where findings begin and end, and a numbered note for each of them.

A note has a mark (`c1`, `q2`: a letter for the kind, a number in the order of the text) that stands in the text in brackets, so
that nothing depends on colour; terminal, HTML and Markdown render the same pieces and the same notes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reports import words
from reports.views import Json
from reports.visible import clip, one_line

LETTERS = {"clue": "c", "work": "w", "quotation": "q", "statement": "s", "figure": "f", "discrepancy": "d"}
MEANINGS = {
    "clue": "clue to where the text comes from",
    "work": "work it cites",
    "quotation": "words marked as someone's",
    "statement": "what someone says, without marks",
    "figure": "figure",
    "discrepancy": "does not agree with another place",
}
"""The kinds of notes, in the order of the legend."""

View = Mapping[str, Any]
_LONG = 160


def notes_of(view: View) -> list[Json]:
    """The notes on a text, numbered by kind in the order of the text.

    `view` has lists of plain findings: `clues`, `citations`, `quotations`, `figures`, `discrepancies` (sides in the text itself),
    and, where they are known, `reported` and `checks`.
    """
    found = [*_findings(view), *_discrepancies(view)]
    found.sort(key=lambda note: (note["start"], -note["end"], list(LETTERS).index(note["kind"])))
    counts = dict.fromkeys(LETTERS, 0)
    for note in found:
        counts[note["kind"]] += 1
        note["mark"] = f"{LETTERS[note['kind']]}{counts[note['kind']]}"
    return found


def _note(kind: str, item: View, *lines: str | None) -> Json:
    return {"kind": kind, "start": item["start"], "end": item["end"], "lines": [line for line in lines if line]}


def _findings(view: View) -> Iterator[Json]:
    for clue in view["clues"]:
        if clue["start"] is not None and clue["end"] > clue["start"]:
            yield _note("clue", clue, clue_line(clue), judgement_line(clue), rule_line(clue))
    for citation in view["citations"]:
        yield _note("work", citation, citation_line(citation), rule_line(citation))
    hops = {(each["start"], each["end"]): each for each in view.get("reported", ())}
    checks: dict[tuple[int, int], list[View]] = {}
    for check in view.get("checks", ()):
        checks.setdefault((check["start"], check["end"]), []).append(check)
    for quotation in view["quotations"]:
        kind = "statement" if quotation["type"] == "indirect" else "quotation"
        place = quotation["start"], quotation["end"]
        told = [check_line(check) for check in checks.get(place, ())]
        yield _note(kind, quotation, quotation_line(quotation), hops_line(hops.get(place)), *told, rule_line(quotation))
    for figure in view["figures"]:
        yield _note("figure", figure, figure_line(figure), rule_line(figure))


def _discrepancies(view: View) -> Iterator[Json]:
    own = (view.get("document") or {}).get("id") or ""
    for each in view["discrepancies"]:
        for side, other in (("left", "right"), ("right", "left")):
            here, there = each[side], each[other]
            if here["document"] in ("", own) and here["start"] is not None:
                elsewhere = there["document"] not in ("", own)
                name = view.get("names", {}).get(there["document"], there["document"])
                where = one_line(str(name)) if elsewhere else "the same text"
                said = f"{each['kind']}: “{clip(one_line(there['quote']), _LONG)}” in {where}"
                yield _note("discrepancy", here, said, rule_line(each))


# --- what a note says, one line each ------------------------------------------------------------------------------------


def clue_line(clue: View) -> str:
    """Kind, role and name of a clue, and how much it says."""
    scope = ", for its network" if clue["scope"] == "network" else ""
    return f"{clue['kind']}: {clue['role'].replace('_', ' ')} {one_line(clue['value'])} ({clue['strength']}{scope})"


def judgement_line(item: View) -> str | None:
    """What a person said of a finding."""
    from reports.judged import said_by

    return one_line(said_by(item["judgement"])) if item.get("judgement") else None


def citation_line(citation: View) -> str:
    """How a work is mentioned, and which it is."""
    work = citation["work"]
    known = ", ".join(one_line(said) for said in (work["title"], work["issuer"], work["date"]) if said)
    return f"{citation['mention']}: {known or 'not resolved'}" + (f" [{work['id']}]" if work["id"] else "")


def quotation_line(quotation: View) -> str:
    """Who says it, and what kind of quotation it is."""
    speaker = one_line(quotation["speaker"]) if quotation["speaker"] else "speaker not named"
    flags = f"; {', '.join(quotation['flags'])}" if quotation.get("flags") else ""
    return f"{speaker} ({quotation['type']}{flags})"


def hops_line(reported: View | None) -> str | None:
    """The chain of a reported saying, outermost first; None where nobody stands between speaker and text."""
    if reported is None or (len(reported["hops"]) < 2 and reported["complete"]):
        return None
    said = " → ".join(one_line(hop["name"]) for hop in reported["hops"])
    return f"reported by {said}" + ("" if reported["complete"] else "; a further hop could not be read")


def check_line(check: View) -> str:
    """The verdict on a quotation against a captured text, with the differences."""
    said = f"{check['verdict']} in “{clip(one_line(check['source_title']), 80)}” [{check['source']}]"
    changes = [difference_words(each) for each in check["differences"]]
    more = "; ".join([*changes[:6], *([f"{len(changes) - 6} more"] if len(changes) > 6 else []), *check["reasons"]])
    hint = ""
    if check["verdict"] == "not found" and check["source_quote"]:
        hint = f"; nearest there: “{clip(one_line(check['source_quote']), _LONG)}”"
    return said + (f": {more}" if more else "") + hint


def difference_words(difference: View) -> str:
    """One difference between a quotation and its source."""
    here, there = (clip(one_line(difference[side]), 80) for side in ("quote", "source"))
    if difference["kind"] == "left out":
        return f"leaves out “{there}”"
    if difference["kind"] == "put in":
        return f"puts in “{here}”"
    return f"“{here}” stands for “{there}”" if difference["kind"] == "replaced" else f"“{here}” is spelled “{there}” there"


def figure_line(figure: View) -> str:
    """Value with unit, qualifier and period."""
    said = [words.value_words(figure["value"], figure["unit"]), figure["qualifier"], figure["period"]]
    return ", ".join(one_line(each) for each in said if each)


def rule_line(item: View) -> str:
    """Id where there is one, place, rule and version, and the rule's measured precision where somebody measured it."""
    place = "" if item.get("start") is None else f"{item['start']}–{item['end']}; "
    measured = item.get("measured")
    finding = f"{item['finding']}; " if item.get("finding") else ""
    return f"{finding}{place}{item['rule']} {item['rule_version']}" + (f", right {measured}" if measured else "")


# --- the text in pieces -------------------------------------------------------------------------------------------------


def pieces(text: str, notes: Sequence[View], start: int = 0, end: int | None = None) -> Iterator[tuple[str, Any]]:
    """The stretch of a text as `("text", words)`, `("open", note)` and `("close", note)`, in order; notes may cross each other."""
    end = len(text) if end is None else end
    events: list[tuple[int, int, int, View]] = []
    for note in notes:
        if start <= note["start"] < end:
            events.append((note["start"], 1, -note["end"], note))
        if start < note["end"] <= end:
            events.append((note["end"], 0, -note["start"], note))
    events.sort(key=lambda event: event[:3])
    at = start
    for place, opens, _, note in events:
        if place > at:
            yield "text", text[at:place]
            at = place
        yield ("open" if opens else "close"), note
    if at < end:
        yield "text", text[at:end]


def rows(text: str, notes: Sequence[View]) -> list[Json]:
    """The text line by line (empty ones left out), each with its pieces and the notes that begin in it."""
    found, at, place = [], 0, 0
    for line in text.split("\n"):
        end = at + len(line)
        mine = []
        while place < len(notes) and notes[place]["start"] <= end:
            mine.append(notes[place])
            place += 1
        near = list(_touching(notes, place, at, end))
        if line.strip():
            found.append({"pieces": list(pieces(text, near, at, end)), "notes": mine})
        at = end + 1
    return found


def _touching(notes: Sequence[View], place: int, start: int, end: int) -> Iterator[View]:
    """The notes that begin or end in a line: those before `place`, as far back as a note may reach."""
    for note in notes[max(0, place - 200) : place]:
        if note["end"] > start and note["start"] < end:
            yield note

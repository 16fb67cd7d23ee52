"""Renders a report as Markdown: the same facts as the HTML page, for notes, issues and version control.

Captured text is escaped so that it stays text: no mark-up, no link and no HTML of its own takes effect, and hidden
characters are shown. Addresses stand as code, so that no viewer turns them into links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports import apparatus, words
from reports.alignment import LEGEND, marked, rows_of
from reports.visible import one_line

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>&:@^$=\"'])")
_LONGEST_RUN = re.compile(r"`+")

Report = Mapping[str, Any]


def render_report(report: Report) -> str:
    """A document report as one Markdown text, ending in a line feed."""
    sections = (
        _head,
        _verdict,
        _chain,
        _clues,
        _apparatus,
        _shared,
        _figures,
        _audits,
        _snapshots,
        _captures,
        _citations,
        _quotations,
        _method,
    )
    lines = [line for section in sections for line in [*section(report), ""]]
    return "\n".join(lines).rstrip("\n") + "\n"


def literal(text: object) -> str:
    """Captured text on one line, so escaped that Markdown shows it and does nothing else with it."""
    said = one_line("" if text is None else str(text))
    return _SPECIAL.sub(lambda found: _entity(found.group()), said)


def _entity(character: str) -> str:
    return {"<": "&lt;", ">": "&gt;", "&": "&amp;", "|": "&#124;", '"': '"', "'": "'"}.get(character, f"\\{character}")


def code(text: object) -> str:
    """Captured text as a code span, in as many backticks as it takes; a pipe would end a table cell and is replaced."""
    said = one_line("" if text is None else str(text)).replace("|", "\u00a6")
    if not said:
        return ""
    fence = "`" * (1 + max((len(run) for run in _LONGEST_RUN.findall(said)), default=0))
    pad = " " if said.startswith("`") or said.endswith("`") else ""
    return f"{fence}{pad}{said}{pad}{fence}"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]], *, otherwise: str) -> list[str]:
    """A table, or one sentence when it has no row. Cells come in escaped."""
    body = [f"| {' | '.join(row)} |" for row in rows]
    if not body:
        return [f"*{otherwise}*"]
    return [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}", *body]


def _head(report: Report) -> list[str]:
    document = report["document"]
    claimed = " (claimed, unverified)" if document["claimed"] else ""
    facts = [f"- Document: {code(document['id'])}", f"- Address: {code(document['address'])}{claimed}"]
    for label, field in (
        ("Taken in from", "origin_path"),
        ("Outlet", "outlet"),
        ("Author given", "author"),
        ("Date on the page", "published"),
    ):
        if document[field]:
            facts.append(f"- {label}: {literal(document[field])}")
    facts += [f"- First captured: {document['first_seen']}", f"- Snapshot read: {code(document['snapshot'] or 'none')}"]
    return [f"# {literal(document['title'] or document['id'])}", "", *facts]


def _verdict(report: Report) -> list[str]:
    rows = []
    for role, label in words.ROLE_LABELS.items():
        said = report["verdict"][role]
        candidates = ", ".join(literal(each["name"]) for each in said["candidates"])
        clues = "; ".join(literal(clue["quote"]) for clue in said["clues"])
        judged = [words.judgement_words(clue) for clue in [*said["clues"], *said["rejected"]] if clue["judgement"]]
        clues = "; ".join([*([clues] if clues else []), *(literal(each) for each in judged)])
        rows.append((label, literal(said["name"]) or "not known", said["word"], candidates, clues))
    legend = [f"- **{word}**: {meaning}" for word, meaning in words.WORD_MEANINGS.items()]
    heads = ("Role", "Name", "Word", "Candidates", "Clues")
    return [
        "## Where it comes from",
        "",
        literal(words.headline(report["verdict"])),
        "",
        *table(heads, rows, otherwise=""),
        "",
        *legend,
    ]


def _chain(report: Report) -> list[str]:
    chain, names = report["chain"], report["names"]
    edges = table(
        ("From", "To", "Relation", "Word", "Evidence"),
        (_edge(each, names) for each in _all_edges(chain)),
        otherwise="No edge is known.",
    )
    nodes = (
        (literal(node["name"]), node["kind"], "yes" if node["captured"] else "never", literal(node["date"]), code(node["address"]))
        for node in chain["nodes"]
    )
    return [
        "## Chain of republication",
        "",
        *edges,
        "",
        *_rejected(chain["rejected"], names),
        *_withdrawn(chain["withdrawn"], names),
        *table(("Name", "Kind", "Captured", "Date", "Address"), nodes, otherwise=""),
    ]


def _rejected(edges: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[str]:
    """The edges that inference gives and a person took out; nothing where there are none."""
    rows = [
        (
            *(literal(words.node_name(names, edge[end])) for end in ("from", "to")),
            f"{edge['relation']}, {edge['inferred']}",
            literal(edge["reason"]),
        )
        for edge in edges
    ]
    return ["### Rejected", "", *table(("From", "To", "Inference says", "Judgement"), rows, otherwise=""), ""] if rows else []


def _withdrawn(edges: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> list[str]:
    """The edges that stood once, with when and why they were withdrawn; nothing where there are none."""
    rows = [
        (
            *(literal(words.node_name(names, edge[end])) for end in ("from", "to")),
            f"{edge['relation']}, {edge['word']}",
            words.withdrawn_words(edge),
            literal(edge["reason"]),
        )
        for edge in edges
    ]
    heads = ("From", "To", "Was", "When", "Withdrawn because")
    return ["### Withdrawn", "", *table(heads, rows, otherwise=""), ""] if rows else []


def _all_edges(chain: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*chain["edges"], *chain["copies"]]


def _edge(edge: Mapping[str, Any], names: Mapping[str, str]) -> tuple[str, ...]:
    said = [literal(each) for each in edge["evidence"]]
    said += [f"could also be {literal(rival['name'])}" for rival in words.unlisted(edge)]
    said += [literal(judged)] if (judged := words.judgement_words(edge)) else []
    said += [covered] if (covered := words.edge_containment(edge)) else []
    said += [undecided] if (undecided := words.undecided(edge)) else []
    ends = (literal(words.node_name(names, edge["from"])), literal(words.node_name(names, edge["to"])))
    return (*ends, edge["relation"], edge["word"], "; ".join(said))


def _clues(report: Report) -> list[str]:
    rows = (
        (
            clue["kind"],
            f"{literal(clue['before'])} **{literal(clue['quote'])}** {literal(clue['after'])}".strip(),
            clue["role"].replace("_", " "),
            literal(clue["value"]),
            f"{literal(words.place_of(clue))}; {clue['rule']} {clue['rule_version']}",
        )
        for clue in report["clues"]
    )
    heads = ("Clue", "In its context", "Role", "Names", "Where, by which rule")
    return ["## Evidence", "", *table(heads, rows, otherwise="Attribution absent: no rule found a clue in this document.")]


def _apparatus(report: Report) -> list[str]:
    """The text line by line with its findings in brackets, and the notes numbered below."""
    lines = ["## The text with its apparatus", ""]
    if not report["text"]:
        return [*lines, "*There is no text to annotate.*"]
    kinds = ", ".join(f"**{letter}** {apparatus.MEANINGS[kind]}" for kind, letter in apparatus.LETTERS.items())
    lines += [f"Findings stand in brackets with the mark of their note: {kinds}.", ""]
    for row in apparatus.rows(report["text"], report["notes"]):
        said = "".join(_marked(kind, piece) for kind, piece in row["pieces"])
        lines += [f"> {said}", ">"]
    lines += ["", "### Notes", ""]
    for note in report["notes"]:
        lines.append(f"- **{note['mark']}** {'; '.join(literal(line) for line in note['lines'])}")
    return lines


def _marked(kind: str, piece: Any) -> str:
    if kind == "text":
        lead, tail = (" " if piece[:1].isspace() else ""), (" " if piece[-1:].isspace() else "")
        return f"{lead}{literal(piece)}{tail}"
    return r"**\[**" if kind == "open" else rf"**\]{piece['mark']}**"


def _shared(report: Report) -> list[str]:
    lines = ["## Shared passages", ""]
    if not report["shared"]:
        return [*lines, "*No other captured document shares a passage with this one.*"]
    lines += [f"Word on word: {literal(LEGEND)}.", ""]
    for other in report["shared"]:
        version = "" if other["current"] else " (an earlier version of it)"
        lines += [f"### {other['relation']}: {literal(other['title'])}{version}", ""]
        lines += [f"{code(other['address'])}: {words.RELATION_MEANINGS[other['relation']]}.", ""]
        lines += [f"{words.containment_words(other)}.", ""]
        for at, passage in enumerate(other["passages"], 1):
            rows = ((literal(marked(row.here)), literal(marked(row.there))) for row in rows_of(passage))
            lines += [f"{at}. {literal(words.passage_words(passage))}; {words.difference_words(passage)}.", ""]
            lines += [*table(("This document", "The other"), rows, otherwise=""), ""]
    return lines[:-1]


def _figures(report: Report) -> list[str]:
    names = report["names"]
    differing = (
        (each["kind"], literal(each["subject"]), *(_side(each[side], names) for side in ("left", "right")))
        for each in report["discrepancies"]
    )
    rows = (
        (
            literal(each["quote"]),
            literal(words.value_words(each["value"], each["unit"])),
            literal(each["qualifier"]),
            f"{each['start']}–{each['end']}",
        )
        for each in report["figures"]
    )
    lines = ["## Told differently", ""]
    lines += table(
        ("Kind", "Subject", "This document", "The other"), differing, otherwise="Nothing is known to be told differently."
    )
    return [
        *lines,
        "",
        "## Figures",
        "",
        *table(("As written", "Value", "Qualifier", "Characters"), rows, otherwise="No figure was found."),
    ]


def _side(side: Mapping[str, Any], names: Mapping[str, str]) -> str:
    where = literal(words.node_name(names, side["document"]))
    return f"{literal(side['quote'])} = {literal(words.value_words(side['value']))} ({where})"


def _audits(report: Report) -> list[str]:
    lines = ["## Pins and audits", ""]
    for pin in report["pins"]:
        lines += [f"### Pin {pin['id']}", "", f"> {literal(pin['anchor']['exact'])}", ""]
        lines += [_check(check) for check in pin["history"]] or ["- not audited yet"]
        lines.append("")
    rows = (
        (
            str(audit["number"]),
            audit["made"],
            audit["change"]["word"],
            audit["quality"] or "",
            literal("; ".join(audit["change"]["reasons"])),
        )
        for audit in report["audits"]
    )
    return [*lines, *table(("Audit", "When", "Change", "Capture", "Reasons"), rows, otherwise="Not audited yet.")]


def _check(check: Mapping[str, Any]) -> str:
    edits = "; ".join(literal(words.edit_words(edit)) for edit in check["edits"])
    reasons = literal("; ".join(check["reasons"]))
    return f"- {check['made']}, audit {check['audit']}: **{check['verdict']}**" + "".join(
        f"; {said}" for said in (edits, reasons) if said
    )


def _snapshots(report: Report) -> list[str]:
    lines = ["## Snapshots", ""]
    for shot in report["snapshots"]:
        lines += [f"- {code(shot['digest'])}, {literal(shot['media_type'])}, {shot['size']} bytes"]
        lines += [f"  - WARC {code(shot['warc_path'])}, {code(shot['warc_digest'])}, record {code(shot['record_id'])}"]
        ladder = shot["ladder"] or {}
        lines += [f"  - {rung.replace('_', ' ')} {code(ladder[rung])}" for rung in ladder if rung != "paragraphs"]
    return lines if report["snapshots"] else [*lines, "*Nothing is stored of this document.*"]


def _captures(report: Report) -> list[str]:
    rows = (
        (
            str(capture["started"]),
            capture["outcome"],
            str(capture["status"] or ""),
            capture["quality"],
            literal("; ".join([capture["reason"], *capture["quality_reasons"]])),
        )
        for capture in report["captures"]
    )
    return ["## Captures", "", *table(("When", "Outcome", "Status", "Quality", "Reasons"), rows, otherwise="Never captured.")]


def _citations(report: Report) -> list[str]:
    rows = (
        (
            literal(work["title"]) or "not resolved",
            literal(work["issuer"]),
            literal(work["date"]),
            "; ".join(literal(each) for each in work["variants"]),
            "; ".join(literal(mention["quote"]) for mention in work["mentions"]),
        )
        for work in report["citations"]
    )
    heads = ("Work", "Issuer", "Date", "Variants", "Mentions here")
    return ["## Works it cites", "", *table(heads, rows, otherwise="No citation was found.")]


def _quotations(report: Report) -> list[str]:
    rows = (
        (literal(each["speaker"]) or "not named", literal(each["quote"]), each["type"], f"{each['start']}–{each['end']}")
        for each in report["quotations"]
    )
    return ["## Whom it quotes", "", *table(("Speaker", "Words", "Type", "Characters"), rows, otherwise="No quotation was found.")]


def _method(report: Report) -> list[str]:
    method = report["method"]
    extractor = method["extractor"]
    rules = ", ".join(f"{rule['rule']} {rule['version']}" for rule in method["rules"]) or "none spoke"
    lines = ["## Method and limits", "", *(f"- {limit}" for limit in report["limits"]), ""]
    lines.append(f"- Program: {method['tool']['name']} {literal(method['tool']['version'])}")
    if extractor:
        lines.append(f"- Extractor: {literal(extractor['name'])} {literal(extractor['version'])} {code(extractor['options'])}")
    return [*lines, f"- Rules: {literal(rules)}"]

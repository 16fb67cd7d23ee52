"""Renders views as plain text for a terminal of 100 columns: no colour codes, no control characters of captured text.

Everything captured goes through `one_line` or `visible` first, so that a title cannot move the cursor or rewrite what was
printed. Each function takes the view of its verb and gives text that ends in a line feed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports import words
from reports.alignment import LEGEND, Row, marked, rows_of
from reports.visible import cells, clip, one_line, visible

WIDTH = 100
_QUOTE = 300
"""Longest quote shown, in columns; the JSON has all of it."""
_AROUND = 10
"""Equal words shown at either end of a long verbatim stretch of a passage."""
_MOST_EDGES = 12
"""Edges of a chain that are spelled out, nearest first, unless more than these lead into the document itself."""
_MOST_PASSAGES, _MOST_ROWS = 12, 16
"""Passages of a pair, and rows of a passage, that are spelled out; the JSON has all of them."""

_WIDE = "\u2e80-\u9fff\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff"
PIECES = re.compile(f"[^\\S\n]+|[{_WIDE}]|[^\\s{_WIDE}]+")

View = Mapping[str, Any]


def render_chain(view: View) -> str:
    """The verdict with its clues, the chain upstream, the known copies, withdrawn edges, shared text, figures that differ."""
    lines = [*title_lines(view["document"]), ""]
    for role, label in words.ROLE_LABELS.items():
        lines += _role(label, view["verdict"][role])
    lines += ["", "Chain (upstream first)"]
    nodes = {node["id"]: node for node in view["nodes"]}
    lines += _upstream(view, nodes)
    lines += _copies(view["copies"], nodes)
    lines += _rejected(view["rejected"], view["names"])
    lines += _withdrawn(view["withdrawn"], view["names"])
    lines += _shared(view)
    if view["discrepancies"]:
        lines += ["", "Told differently", *discrepancy_lines(view["discrepancies"], view["names"])]
    return joined(lines)


def _upstream(view: View, nodes: Mapping[str, View]) -> list[str]:
    """The edges into the document, below the nearest ones further up; those beyond are counted."""
    edges = view["edges"]
    own = sum(edge["to"] == view["document"]["id"] for edge in edges)
    near = edges[: max(own, _MOST_EDGES)]
    lines = [line for edge in reversed(near) for line in _edge(edge, nodes)] or ["  no edge is known"]
    beyond = len(edges) - len(near)
    return [f"  {beyond} more edges further up: --json and the report have them", *lines] if beyond else lines


def render_audit(view: View) -> str:
    """Each pin with its verdict and its edits, each document with its change class, and the counts."""
    lines: list[str] = []
    for pin in view["pins"]:
        lines += _pin(pin)
    if view["documents"]:
        lines += ["", "Documents"] if lines else ["Documents"]
    for each in view["documents"]:
        quality = f", capture {each['quality']}" if each["quality"] else ""
        lines += block(f"{_named(each)}  {each['change']}{quality}{_because(each['reasons'], ': ')}", hang=4)
    counts = _counts(pin["verdict"] for pin in view["pins"])
    return joined(
        [
            *lines,
            *([""] if lines else []),
            f"{len(view['pins'])} pin{'' if len(view['pins']) == 1 else 's'}: {counts}" if counts else "No pins.",
        ]
    )


def render_status(view: View) -> str:
    """How much there is, each source with its last outcome, and what needs a look."""
    counts = view["counts"]
    kinds = ("sources", "documents", "captures", "snapshots", "works", "pins", "audits")
    lines = [", ".join(f"{counts[kind]} {kind if counts[kind] != 1 else kind[:-1]}" for kind in kinds)]
    if counts["outcomes"]:
        lines.append("captures: " + ", ".join(f"{count} {word}" for word, count in sorted(counts["outcomes"].items())))
    lines += ["", *_sources(view["sources"])] if view["sources"] else ["", "No source is watched yet."]
    if view["attention"]:
        lines += ["", "Needs a look"]
        for each in view["attention"]:
            lines += _wrapped(one_line(each["address"]), one_line(each["problem"]), indent=4)
    return joined([*lines, *_slots(view), *_runs(view.get("runs", ()))])


def _sources(sources: Sequence[View]) -> list[str]:
    """The watched sources; when one of them has a schedule, each has a second line with that and the next time."""
    if not any(each.get("schedule") for each in sources):
        rows = [
            (one_line(each["address"]), str(each["captures"]), moment(each["last_capture"]) or "never", each["last_outcome"] or "")
            for each in sources
        ]
        return _columns(("source", "captures", "last", "outcome"), rows)
    lines = ["sources"]
    for each in sources:
        lines += block(one_line(each["address"]), indent=2)
        last = f"last {moment(each['last_capture'])} {each['last_outcome']}" if each["last_capture"] else "never captured"
        due = "paused" if each.get("paused") else f"next {moment(each['next_due'])}" if each.get("next_due") else ""
        said = [f"{each['captures']} captures", last, each.get("schedule") or "by hand", due]
        lines += block(", ".join(filter(None, said)), indent=6)
    return lines


def _slots(view: View) -> list[str]:
    """The slots that did not run, with the reason, and those that somebody is at."""
    lines: list[str] = []
    if view.get("not_run"):
        lines += ["", "Did not run"]
        for each in view["not_run"]:
            lines += _wrapped(f"{moment(each['due'])}  {one_line(each['address'])}", one_line(each["reason"] or ""), indent=4)
    if view.get("running"):
        lines += ["", "Running, or left by a run that died"]
        for each in view["running"]:
            until = f"held by {one_line(each['holder'] or 'nobody')} until {moment(each['lease_expires'])}"
            lines += _wrapped(f"{moment(each['due'])}  {one_line(each['address'])}", until, indent=4)
    return lines


def _runs(runs: Sequence[View]) -> list[str]:
    """The last runs of the flows."""
    if not runs:
        return []
    rows = []
    for run in runs:
        counts = ", ".join(f"{count} {word}" for word, count in run["counts"].items())
        rows.append([moment(run["started"]) or "", run["flow"], run["state"], one_line(run["note"] or counts)])
    return ["", *_columns(("run", "flow", "state", "result"), rows)]


def render_diff(view: View) -> str:
    """The change class, the digests that differ, and each changed part with its edits of words."""
    sides = [line for side in ("was", "now") for line in block(f"{side}  {_shot(view[side])}", hang=5)]
    lines = [*title_lines(view["document"]), "", *sides, ""]
    lines += block(f"{view['change']}: {words.CHANGE_MEANINGS.get(view['change'], '')}{_because(view['reasons'], ' - ')}")
    if view["rungs"]:
        lines += block(f"digests that differ: {', '.join(view['rungs'])}")
    for part in view["parts"]:
        if part["op"] != "equal":
            lines += ["", f"[{part['op']}]", *_sides(part)]
            lines += [line for edit in part["edits"] for line in block(words.edit_words(edit), indent=4)]
    return joined(lines)


# --- pieces -----------------------------------------------------------------------------------------------------------


def moment(instant: str | None) -> str:
    """A UTC instant to the minute."""
    return instant[:16].replace("T", " ") + " UTC" if instant else ""


def title_lines(document: View) -> list[str]:
    """What a document is called, and where it stands."""
    address, title = document.get("address"), document.get("title")
    lines = block(one_line(title)) if title else []
    about = "  ".join(one_line(said) for said in (document.get("id"), address) if said)
    claimed = "  (address claimed, unverified)" if document.get("claimed") else ""
    return [*lines, *block(about + claimed)] if about else lines or ["(no title)"]


def _role(label: str, role: View) -> list[str]:
    name = one_line(role["name"]) if role["name"] else "not known"
    unlisted = "" if role["known"] or not role["name"] else ", not in the outlet table"
    lines = block(f"{label + ':':17}{name} ({role['word']}{unlisted})", hang=17)
    lines += [line for clue in role["clues"] for line in _evidence(clue)]
    for clue in role["rejected"]:
        lines += [*block("rejected:", indent=17), *_evidence(clue)]
    for candidate in role["candidates"]:
        scope = ", for its network" if candidate["scope"] == "network" else ""
        lines += block(f"candidate: {one_line(candidate['name'])}{scope}", indent=17)
        lines += [line for clue in candidate["clues"] for line in _evidence(clue)]
    return lines


def _evidence(clue: View) -> list[str]:
    quote = clip(one_line(clue["quote"]), _QUOTE)
    where = f"{clue['finding']}; {words.place_of(clue)}; {clue['rule']} {clue['rule_version']}"
    judged = words.judgement_words(clue)
    return [*block(f"{clue['kind']}: “{quote}” [{where}]", indent=19), *(block(judged, indent=21) if judged else ())]


def _copies(copies: Sequence[View], nodes: Mapping[str, View]) -> list[str]:
    """One step downstream: what comes from the document apart from what only may."""
    nodes = {**nodes, **{copy["to"]: copy["node"] for copy in copies}}
    known = [copy for copy in copies if copy["word"] != "undetermined"]
    lines = ["", "Copies of it"] if known else []
    lines += [line for copy in known for line in _edge(copy, nodes)]
    open_ones = [copy for copy in copies if copy["word"] == "undetermined"]
    lines += ["", "May come from it, or it from them"] if open_ones else []
    return lines + [line for copy in open_ones for line in _edge(copy, nodes)]


def _edge(edge: View, nodes: Mapping[str, View]) -> list[str]:
    ends = [_node(nodes[edge[end]]) for end in ("from", "to")]
    lines = block(f"{ends[0]} → {ends[1]}", indent=2)
    lines += block(f"{edge['relation']}, {edge['word']} [{edge['finding']}]", indent=6)
    if judged := words.judgement_words(edge):
        lines += block(judged, indent=6)
    if covered := words.edge_containment(edge):
        lines += block(covered, indent=6)
    lines += [line for reason in edge["evidence"] for line in block(f"because {one_line(reason)}", indent=6)]
    if said := words.undecided(edge):
        lines += block(said, indent=6)
    for rival in words.unlisted(edge):
        lines += block(f"could also be {one_line(rival['name'])}{_because(rival['reasons'], ': ')}", indent=6)
    return lines


def _rejected(edges: Sequence[View], names: Mapping[str, str]) -> list[str]:
    """The edges that inference gives and a person took out."""
    lines = ["", "Rejected"] if edges else []
    for edge in edges:
        ends = [_end(edge[end], names) for end in ("from", "to")]
        lines += block(f"{ends[0]} → {ends[1]}", indent=2)
        lines += block(f"{edge['relation']}, {edge['inferred']} by inference [{edge['finding']}]", indent=6)
        lines += block(one_line(edge["reason"]), indent=6)
    return lines


def _withdrawn(edges: Sequence[View], names: Mapping[str, str]) -> list[str]:
    """The edges that stood and were withdrawn, with when and why."""
    lines = ["", "Withdrawn"] if edges else []
    for edge in edges:
        ends = [_end(edge[end], names) for end in ("from", "to")]
        lines += block(f"{ends[0]} → {ends[1]}", indent=2)
        lines += block(f"{edge['relation']}, {edge['word']}; {words.withdrawn_words(edge)}", indent=6)
        lines += block(f"withdrawn because {one_line(edge['reason'])}", indent=6)
    return lines


def _end(node: str, names: Mapping[str, str]) -> str:
    name = one_line(words.node_name(names, node))
    return name if node.startswith("outlet:") else f"{name} [{node}]"


# --- shared text --------------------------------------------------------------------------------------------------------


def _shared(view: View) -> list[str]:
    """What texts have in common, word on word: of the document with others, and of the ends of edges further up."""
    if not view["shared"]:
        return []
    lines = ["", f"Shared text, word on word: {LEGEND}"]
    for each in view["shared"]:
        own = each["of"] == view["document"]["id"]
        whose = "" if own else f"{_end(each['of'], view['names'])} and "
        version = "" if each["current"] else " (an earlier version of it)"
        lines += ["", *block(f"{whose}{_end(each['document'], view['names'])}{version}: {each['relation']}", indent=2)]
        lines += block(words.RELATION_MEANINGS[each["relation"]], indent=6)
        lines += block(words.containment_words(each, own=own), indent=6)
        labels = ("here   ", "there  ") if own else ("first  ", "second ")
        for at, passage in enumerate(each["passages"][:_MOST_PASSAGES], 1):
            lines += _passage(at, passage, labels)
        if (more := len(each["passages"]) - _MOST_PASSAGES) > 0:
            lines += block(f"{more} more {'passage' if more == 1 else 'passages'}, in the JSON", indent=6)
    if more := view["shared_more"]:
        lines += [
            "",
            *block(f"{more} more {'document shares' if more == 1 else 'documents share'} text; the report has all", indent=2),
        ]
    return lines


def _passage(number: int, passage: View, labels: tuple[str, str]) -> list[str]:
    """One passage: what it is, and its two sides under each other, with long runs of equal words shortened."""
    lines = block(f"{number}. {words.passage_words(passage)}", indent=6, hang=3)
    lines += block(words.difference_words(passage), indent=9)
    rows = rows_of(passage, around=_AROUND)
    for row in rows[:_MOST_ROWS]:
        lines += _row(row, labels)
    return [*lines, *block(f"{len(rows) - _MOST_ROWS} more stretches, in the JSON", indent=9)] if len(rows) > _MOST_ROWS else lines


def _row(row: Row, labels: tuple[str, str]) -> list[str]:
    """Here and there under each other; once, where no word differs."""
    sides = zip(labels, row.sides, strict=True) if row.differs else [("both   ", row.here)]
    return [
        line for label, pieces in sides for line in block(one_line(marked(pieces)) or "(nothing)", indent=9, first=label, hang=7)
    ]


def _node(node: View) -> str:
    name = one_line(node["name"])
    return f"{name} [{node['id']}]" if node["captured"] else f"{name} (never captured)"


def discrepancy_lines(found: Iterable[View], names: Mapping[str, str], indent: int = 2) -> list[str]:
    """What does not agree, each with both its places."""
    lines: list[str] = []
    for each in found:
        lines += block(f"{each['kind']}, {one_line(each['subject'])}", indent=indent)
        for side in (each["left"], each["right"]):
            where = one_line(words.node_name(names, str(side["document"])))
            value = words.value_words(side["value"])
            same = value in one_line(str(side["quote"]))
            lines += block(f"“{one_line(side['quote'])}”{'' if same else f' = {value}'}, {where}", indent=indent + 4)
    return lines


def _pin(pin: View) -> list[str]:
    was = clip(one_line(pin["was"]), _QUOTE) if pin["was"] else "(the pin was dropped)"
    lines = _wrapped(f"{pin['verdict'].upper():14}", f"{pin['pin']} in {_named(pin)}", indent=14)
    lines += block(f"was: {was}", indent=14)
    if pin["now"] is not None and pin["verdict"] not in ("verbatim", "moved"):
        lines += block(f"now: {clip(one_line(pin['now']), _QUOTE)}", indent=14)
    lines += [line for edit in pin["edits"] for line in block(words.edit_words(edit), indent=14)]
    return lines + [line for reason in pin["evidence"]["reasons"] for line in block(one_line(reason), indent=14)]


def _named(audited: View) -> str:
    """The document an audit speaks of: its id, and its address where the view has it."""
    return f"{audited['document']}  {one_line(audited['address'])}" if audited["address"] else str(audited["document"])


def _shot(capture: View) -> str:
    return f"{moment(capture['started'])}  {capture['outcome']}  {capture['snapshot'] or 'nothing stored'}"


def _sides(part: View) -> list[str]:
    sides = (("- ", part["was"], "insert"), ("+ ", part["now"], "delete"))
    return [
        line for sign, text, absent in sides if text and part["op"] != absent for line in block(one_line(text), first=sign, hang=2)
    ]


def _because(reasons: Sequence[str], before: str = "") -> str:
    said = "; ".join(one_line(reason) for reason in reasons)
    return before + said if said else ""


def _counts(verdicts: Iterable[str]) -> str:
    """How often each verdict fell, in the order of the vocabulary."""
    found = list(verdicts)
    return ", ".join(f"{found.count(word)} {word}" for word in words.PIN_MEANINGS if word in found)


# --- lines ------------------------------------------------------------------------------------------------------------


def block(text: str, *, indent: int = 0, hang: int = 2, first: str = "") -> list[str]:
    """The text wrapped to the width; following lines hang below the first by `hang` columns.

    Lines break at blanks and beside wide letters; an address longer than a line stays whole, so that it can be copied.
    """
    lines, line, lead = [], " " * indent + first, " " * (indent + hang)
    for piece in PIECES.findall(text):
        if cells(line + piece) > WIDTH and line.strip():
            lines.append(line.rstrip())
            line = lead
        line += piece if line != lead else piece.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _wrapped(head: str, tail: str, *, indent: int) -> list[str]:
    """Head and tail on one line where they fit, else the tail below, indented."""
    if not tail:
        return block(head.rstrip(), hang=indent)
    if cells(head) + 2 + cells(tail) <= WIDTH:
        return [f"{head.rstrip() if head[-1] != ' ' else head}{'' if head[-1] == ' ' else '  '}{tail}"]
    return [*block(head.rstrip(), hang=indent), *block(tail, indent=indent)]


def _columns(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A table by columns; the first is cut so that a row fits the width."""
    widths = [max(cells(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    widths[0] = min(widths[0], WIDTH - sum(widths[1:]) - 2 * (len(heads) - 1))
    return [
        "  ".join(_padded(clip(cell, width), width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in [heads, *rows]
    ]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))


def joined(lines: Sequence[str]) -> str:
    """Lines as one text that ends in a line feed."""
    return visible("\n".join(lines)).rstrip("\n") + "\n"

"""Renders what one text says about itself for a terminal: the text with its findings marked, then the notes, kind by kind.

Findings stand in brackets with the mark of their note; on a terminal they are coloured too, never by colour alone. Captured text is
shown as everywhere (`reports/visible.py`): escapes of its own have no effect.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from reports import apparatus, words
from reports.terminal import PIECES, WIDTH, block, discrepancy_lines, joined, title_lines
from reports.visible import cells, clip, one_line, visible

View = Mapping[str, Any]
_COLOURS = {"clue": "33", "work": "36", "quotation": "32", "statement": "34", "figure": "35", "discrepancy": "31"}
_TITLES = {
    "clue": "Clues",
    "work": "Works it cites",
    "quotation": "Quotations",
    "statement": "Statements without marks",
    "figure": "Figures",
    "discrepancy": "Where it contradicts itself",
}
_QUOTE = 300
_RESET = "\x1b[0m"


def render_inspect(view: View, *, colour: bool = False) -> str:
    """The text with its findings marked, the notes on them, what stands in the markup only, and the turns of a transcript."""
    text = view["document"]["text"]
    notes = apparatus.notes_of(view)
    head = [*title_lines(view["document"]), "", f"{len(text)} characters, {view['document']['text_digest']}", "", *_legend(notes)]
    tail = [*_notes(notes, text), *_markup(view["clues"]), *_turns(view["turns"])]
    if view["discrepancies"]:
        tail += ["", "Where it contradicts itself", *discrepancy_lines(view["discrepancies"], {"": "this text"})]
    return joined(head) + "\n" + "\n".join(marked_lines(text, notes, colour=colour)) + "\n\n" + joined(tail)


def _legend(notes: Sequence[View]) -> list[str]:
    kinds = {note["kind"] for note in notes}
    said = [f"{letter} {apparatus.MEANINGS[kind]}" for kind, letter in apparatus.LETTERS.items() if kind in kinds]
    if not said:
        return ["No rule found anything in this text."]
    return block(f"Findings stand in [brackets]x1 with the mark of their note below: {'; '.join(said)}.")


def marked_lines(text: str, notes: Sequence[View], *, colour: bool = False) -> list[str]:
    """The text in lines of the width, findings in brackets."""
    lines: list[str] = []
    for row in apparatus.rows(text, notes):
        lines += ["", *_wrapped(row["pieces"], colour)] if lines else _wrapped(row["pieces"], colour)
    return lines


def _wrapped(pieces: Iterable[tuple[str, Any]], colour: bool) -> list[str]:
    """One line of the text, wrapped at blanks; colours end and begin anew with every line, so that a pager shows them right."""
    lines, line, width, active = [], "", 0, []
    for shown, note, opens in _shown(pieces):
        if note is not None and opens and colour:
            active.append(_COLOURS[note["kind"]])
            line += f"\x1b[{active[-1]}m"
        for word in PIECES.findall(shown):
            room = cells(word)
            if width + room > WIDTH and width:
                lines.append(line.rstrip(" ") + (_RESET if active else ""))
                line, width = (f"\x1b[{active[-1]}m" if active else ""), 0
                line, width = line + word.lstrip(), width + cells(word.lstrip())
                continue
            line, width = line + word, width + room
        if note is not None and not opens and colour:
            code = _COLOURS[note["kind"]]
            if code in active:
                active.reverse()
                active.remove(code)
                active.reverse()
            line += _RESET + (f"\x1b[{active[-1]}m" if active else "")
    return [*lines, line.rstrip(" ")] if line.strip() else lines


def _shown(pieces: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, View | None, bool]]:
    for kind, said in pieces:
        if kind == "text":
            yield visible(said).replace("\t", " "), None, False
        elif kind == "open":
            yield "[", said, True
        else:
            yield f"]{said['mark']}", said, False


def _notes(notes: Sequence[View], text: str) -> list[str]:
    lines: list[str] = []
    for kind, title in _TITLES.items():
        mine = [note for note in notes if note["kind"] == kind]
        if mine and kind != "discrepancy":
            lines += ["", f"{title} ({len(mine)})"]
            for note in mine:
                lines += block(note["lines"][0], indent=2, first=f"{note['mark']:5}", hang=5)
                quote = clip(one_line(text[note["start"] : note["end"]]), _QUOTE)
                lines += block(f"“{quote}”" if kind not in ("quotation", "statement") else quote, indent=7)
                lines += [line for said in note["lines"][1:-1] for line in block(said, indent=7)]
                lines += block(f"[{note['lines'][-1]}]", indent=7)
    return lines


def _markup(clues: Sequence[View]) -> list[str]:
    """Clues that stand in the markup, or in the address, only."""
    found = [clue for clue in clues if clue["start"] is None]
    lines = ["", f"Clues outside the text ({len(found)})"] if found else []
    for clue in found:
        lines += block(apparatus.clue_line(clue), indent=2)
        where = f"{clue['finding']}; {words.place_of(clue)}; {clue['rule']} {clue['rule_version']}"
        lines += block(f"“{clip(one_line(clue['quote']), _QUOTE)}” [{where}]", indent=7)
    return lines


def _turns(turns: Sequence[View]) -> list[str]:
    lines = ["", f"Turns ({len(turns)})"] if turns else []
    for turn in turns:
        lines += block(f"{one_line(turn['speaker'])}: {clip(one_line(turn['quote']), WIDTH)}", indent=2)
    return lines


# --- works --------------------------------------------------------------------------------------------------------------


def render_works(view: View) -> str:
    """Each work with its variants, who cites it and by which keys, what came near, and where the documents disagree about it."""
    lines: list[str] = []
    for work in view["works"]:
        lines += [*_work(work, view["names"]), ""]
    if view["unlinked"]:
        lines += ["Mentions that nothing identifies", ""]
        for work in view["unlinked"]:
            lines += [*_unlinked(work), ""]
    if view["inside"]:
        lines += ["Inside one document", *discrepancy_lines(view["inside"], _clipped(view["names"]))]
    return joined(lines or ["No cited work is known yet."])


def _work(work: View, names: Mapping[str, str]) -> list[str]:
    lines = block(f"{work['id']}  {one_line(work['title'])}" + (f" ({work['kind']})" if work["kind"] else ""), hang=4)
    for name, label in (("variants", "titled"), ("issuers", "issued by"), ("dates", "dated"), ("stages", "stage")):
        if work[name] and (len(work[name]) > 1 or name != "variants"):
            said = "; ".join(
                f"{one_line(each['text'])} ({', '.join(_short(names, document) for document in each['documents'])})"
                for each in work[name]
            )
            lines += block(f"{label}: {said}", indent=4)
    for each in work["documents"]:
        lines += _citing(each, many=len(work["documents"]) > 1)
    lines += [line for near in work["near"] for line in _near(near)]
    if work["discrepancies"]:
        lines += [
            "    the documents disagree:",
            *discrepancy_lines(work["discrepancies"], _clipped(names), indent=6),
        ]
    for check in work["quotations"]:
        lines += block(f"quoted by {_short(names, check['document'])}: {clip(one_line(check['quote']), _QUOTE)}", indent=4)
        lines += block(apparatus.check_line(check), indent=8)
    return lines


def _short(names: Mapping[str, str], document: str) -> str:
    """A document by its id, which the lines of those that cite the work explain."""
    return document if document in names else one_line(words.node_name(names, document))


def _clipped(names: Mapping[str, str]) -> dict[str, str]:
    return {document: f"{document} {clip(one_line(name), 44)}" for document, name in names.items()}


def _citing(each: View, *, many: bool) -> list[str]:
    mentions = each["mentions"]
    times = "once" if len(mentions) == 1 else f"{len(mentions)} times"
    lines = block(f"cited {times} by {each['document']} {one_line(each['title'])}", indent=4)
    quotes = list(dict.fromkeys(one_line(mention["quote"]) for mention in mentions))
    lines += block("; ".join(f"“{clip(quote, 80)}”" for quote in quotes[:6]) + ("; …" if len(quotes) > 6 else ""), indent=8)
    if not many:
        return lines
    for key in _distinct(each["keys"]):
        how = "" if key["how"] == "equal" else f" ({key['how']})"
        said = (
            f"“{one_line(key['here'])}”"
            if key["here"] == key["there"]
            else f"“{one_line(key['here'])}” and “{one_line(key['there'])}”"
        )
        lines += block(f"{key['name']} agrees with {key['document']}: {said}{how}", indent=8)
    if each["basis"] == "judged":
        lines += block(one_line(each["reason"]), indent=8)
    if each["link"]:
        lines += block(_link(each["link"]), indent=8)
    return lines


def _distinct(keys: Sequence[View]) -> list[View]:
    """Each kind of key once, and at most four."""
    return list({key["name"]: key for key in reversed(keys)}.values())[::-1][:4]


def _link(link: View) -> str:
    judged = words.judgement_words(link)
    return f"link {link['finding']} ({link['one']}:{link['other']})" + (f": {judged}" if judged else "")


def _near(near: View) -> list[str]:
    lines = block(f"near, and left apart: “{one_line(near['quote'])}” in {near['document']} {one_line(near['name'])}", indent=4)
    return [*lines, *block(one_line(near["reason"]), indent=8), *block(_link(near["link"]), indent=8)]


def _unlinked(work: View) -> list[str]:
    lines = []
    for each in work["documents"]:
        for mention in each["mentions"]:
            told = ", ".join(one_line(said) for said in (mention["title"], mention["issuer"], mention["date"]) if said)
            about = f" ({told})" if told else ""
            lines += block(
                f"{mention['id']}  “{one_line(mention['quote'])}”{about} in {each['document']} {one_line(each['title'])}", hang=4
            )
    return lines + [line for near in work["near"] for line in _near(near)]

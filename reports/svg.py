"""Draws a chain as SVG: upstream on the left, the document marked, its known copies on the right.

A line is solid where a copy states its source and dashed where it is undetermined; a box with a dotted outline was never
captured. Meaning never hangs on colour alone, and a title and a description stand for the drawing where it cannot be
seen. Well-formed XML, nothing in it is fetched or runs; the same view gives the same bytes. The file stands alone and can
be put inside an HTML page as it is (its class names start with `ct-`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from reports.layout import Layout, Pair, place
from reports.views import Json
from reports.visible import clip, one_line

BOX_WIDTH, BOX_HEIGHT = 220, 74
GAP_X, GAP_Y = 150, 26
MARGIN, LEGEND, LEGEND_WIDTH = 16, 40, 300
LABEL_HEIGHT = 36
NAME_ROOM = 26
"""Half-widths of a letter that a line of a name holds."""
MOST_COPIES = 12
"""Copies beyond this many are counted in the description, not drawn."""

_DASHES = {"confirmed": "", "stated": "", "strongly indicated": "14 3", "indicated": "9 4", "undetermined": "5 5"}

STYLE = """
.ct-svg{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Noto Sans CJK SC","Noto Naskh Arabic",sans-serif}
.ct-svg text{fill:#1d2329;direction:ltr;unicode-bidi:isolate}
.ct-svg .ct-box{fill:#fff;stroke:#4d5a66;stroke-width:1.5}
.ct-svg .ct-focus{fill:#eaf2f9;stroke:#1b5a8c;stroke-width:2.5}
.ct-svg .ct-absent{stroke-dasharray:1.5 4;stroke-linecap:round;stroke-width:2}
.ct-svg .ct-edge{fill:none;stroke:#4d5a66;stroke-width:1.6}
.ct-svg .ct-head{fill:#4d5a66}
.ct-svg .ct-name{font-size:14px;font-weight:600}
.ct-svg .ct-small{font-size:11.5px;fill:#55616c}
.ct-svg .ct-label{font-size:11.5px;fill:#55616c;stroke:#fff;stroke-width:4px;stroke-linejoin:round;paint-order:stroke}
.ct-svg .ct-ground{fill:#fff}
@media screen and (prefers-color-scheme:dark){
.ct-svg text{fill:#e6e9ec}
.ct-svg .ct-box{fill:#20262c;stroke:#97a5b2}
.ct-svg .ct-focus{fill:#17324a;stroke:#7db7e8}
.ct-svg .ct-edge{stroke:#97a5b2}
.ct-svg .ct-head{fill:#97a5b2}
.ct-svg .ct-small,.ct-svg .ct-label{fill:#aab5bf}
.ct-svg .ct-label{stroke:#1c2228}
.ct-svg .ct-ground{fill:#1c2228}
}
"""


ARROW = (
    '<defs><marker id="ct-arrow" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
    'orient="auto-start-reverse"><path class="ct-head" d="M0 1L10 5L0 9z"/></marker></defs>'
)


def chain_svg(view: Mapping[str, Any]) -> str:
    """The drawing of a chain view, or of a report's `chain` together with its `document`."""
    focus = view["document"]["id"]
    nodes = _nodes(view)
    edges = _edges(view, nodes)
    ordering = [(edge["from"], edge["to"]) for edge in edges if not edge["both"] or focus in (edge["from"], edge["to"])]
    layout = place(focus, list(nodes), ordering)
    width = 2 * MARGIN + max(layout.columns * BOX_WIDTH + (layout.columns - 1) * GAP_X, LEGEND_WIDTH)
    height = 2 * MARGIN + int(layout.rows * BOX_HEIGHT + (layout.rows - 1) * GAP_Y) + LEGEND
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="ct-svg" viewBox="0 0 {width} {height}" width="{width}" '
        f'height="{height}" role="img" aria-labelledby="ct-title ct-desc">'
    )
    parts = [
        head,
        f'<title id="ct-title">{_text("Chain of republication")}</title>',
        f'<desc id="ct-desc">{_text(describe(view))}</desc>',
        f"<style>{STYLE}</style>",
        ARROW,
        f'<rect class="ct-ground" width="{width}" height="{height}"/>',
        *_lines(edges, layout),
        *(_box(node, layout.slots[name], focus=name == focus, at=at) for at, (name, node) in enumerate(nodes.items())),
        _legend(height),
        "</svg>",
    ]
    return "\n".join(part for part in parts if part) + "\n"


def describe(view: Mapping[str, Any]) -> str:
    """The drawing in words, edge by edge."""
    nodes = _nodes(view)
    said = [_sentence(edge, nodes) for edge in _edges(view, nodes)]
    absent = [one_line(node["name"]) for node in nodes.values() if not node["captured"]]
    if absent:
        said.append(f"Never captured: {', '.join(absent)}.")
    if len(view.get("copies", ())) > MOST_COPIES:
        said.append(f"{len(view['copies']) - MOST_COPIES} more copies are not drawn.")
    return " ".join(said) or "No edge is known: the document stands alone."


def _sentence(edge: Mapping[str, Any], nodes: Mapping[str, Json]) -> str:
    origin, target = (one_line(nodes[edge[end]]["name"]) for end in ("from", "to"))
    if edge["both"]:
        return f"{origin} and {target}: {edge['relation']}, direction undetermined."
    return f"{target} comes from {origin}: {edge['relation']}, {edge['word']}."


def _nodes(view: Mapping[str, Any]) -> dict[str, Json]:
    document = view["document"]
    alone = {"id": document["id"], "kind": "document", "captured": True, "name": document.get("title") or document["id"]}
    nodes: dict[str, Json] = {document["id"]: alone}
    nodes.update({node["id"]: node for node in view["nodes"]})
    for copy in view.get("copies", ())[:MOST_COPIES]:
        nodes.setdefault(copy["to"], copy["node"])
    return nodes


def _edges(view: Mapping[str, Any], nodes: Mapping[str, Json]) -> list[Json]:
    """One line per pair of nodes that are drawn; `both` marks a pair between which no direction is determined."""
    once: dict[Pair, Json] = {}
    for edge in [*view["edges"], *view.get("copies", ())]:
        pair, turned = (edge["from"], edge["to"]), (edge["to"], edge["from"])
        if edge["from"] not in nodes or edge["to"] not in nodes:
            continue
        if turned in once and once[turned]["word"] == edge["word"] == "undetermined":
            once[turned]["both"] = True
        else:
            once.setdefault(pair, {**edge, "both": False})
    return list(once.values())


# --- lines ------------------------------------------------------------------------------------------------------------


def _corner(slot: tuple[int, float]) -> tuple[int, int]:
    column, row = slot
    return MARGIN + column * (BOX_WIDTH + GAP_X), MARGIN + int(row * (BOX_HEIGHT + GAP_Y))


def _lines(edges: Sequence[Json], layout: Layout) -> list[str]:
    """Every edge as a path, and above all paths their labels, moved down where two would cover each other."""
    drawn, written, taken = [], [], set[tuple[int, int]]()
    for edge in edges:
        pair = (edge["from"], edge["to"])
        x, y = _middle(pair, layout)
        while any(abs(x - other[0]) < GAP_X // 2 and abs(y - other[1]) < LABEL_HEIGHT for other in taken):
            y += LABEL_HEIGHT
        taken.add((x, y))
        drawn.append(_path(pair, edge, layout))
        written.append(_label(edge, x, y))
    return drawn + written


def _path(pair: Pair, edge: Mapping[str, Any], layout: Layout) -> str:
    start, end = _corner(layout.slots[pair[0]]), _corner(layout.slots[pair[1]])
    dash = _DASHES.get(edge["word"], _DASHES["undetermined"])
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    line = _forward(pair, layout) if start[0] < end[0] else _backward(start, end)
    heads = ' marker-start="url(#ct-arrow)"' if edge["both"] else ""
    return f'<path class="ct-edge" d="{line}"{dashes}{heads} marker-end="url(#ct-arrow)"/>'


def _forward(pair: Pair, layout: Layout) -> str:
    """From the right side of one box to the left side of the next, through the empty slots between them."""
    start, end = _corner(layout.slots[pair[0]]), _corner(layout.slots[pair[1]])
    middle = BOX_HEIGHT // 2
    x, y = start[0] + BOX_WIDTH, start[1] + middle
    line = [f"M{x} {y}"]
    for bend in layout.bends.get(pair, ()):
        left, top = _corner(bend)
        line.append(f"C{x + GAP_X // 2} {y} {left - GAP_X // 2} {top + middle} {left} {top + middle}H{left + BOX_WIDTH}")
        x, y = left + BOX_WIDTH, top + middle
    line.append(f"C{x + GAP_X // 2} {y} {end[0] - GAP_X // 2} {end[1] + middle} {end[0] - 2} {end[1] + middle}")
    return "".join(line)


def _backward(start: tuple[int, int], end: tuple[int, int]) -> str:
    """An edge within a column, on its left, or against the columns, below the boxes: a circle of credits is drawn as one."""
    if start[0] == end[0]:
        x, y, to_y = start[0] - 2, start[1] + BOX_HEIGHT // 2, end[1] + BOX_HEIGHT // 2
        return f"M{x} {y}C{x - GAP_X // 4} {y} {x - GAP_X // 4} {to_y} {x} {to_y}"
    x, y = start[0] + BOX_WIDTH // 2, start[1] + BOX_HEIGHT
    to_x, to_y = end[0] + BOX_WIDTH // 2, end[1] + BOX_HEIGHT + 2
    return f"M{x} {y}C{x} {y + GAP_Y} {to_x} {to_y + GAP_Y} {to_x} {to_y}"


def _middle(pair: Pair, layout: Layout) -> tuple[int, int]:
    """Where the label of an edge belongs: halfway along its last stretch."""
    start, end = (_corner(layout.slots[name]) for name in pair)
    half = BOX_HEIGHT // 2
    if start[0] < end[0]:
        last = _corner(layout.bends[pair][-1]) if layout.bends.get(pair) else start
        return end[0] - GAP_X // 2, (last[1] + end[1]) // 2 + half
    if start[0] == end[0]:
        return start[0] - GAP_X // 4, (start[1] + end[1]) // 2 + half
    return (start[0] + end[0] + BOX_WIDTH) // 2, max(start[1], end[1]) + BOX_HEIGHT + GAP_Y // 2


def _label(edge: Mapping[str, Any], x: int, y: int) -> str:
    """Relation and word, one above the line and one below it."""
    place_at = f'class="ct-label" x="{x}" text-anchor="middle"'
    relation = _text(clip(one_line(edge["relation"]), 20))
    return f'<text {place_at} y="{y - 6}">{relation}</text><text {place_at} y="{y + 15}">{_text(edge["word"])}</text>'


# --- boxes ------------------------------------------------------------------------------------------------------------


def _box(node: Mapping[str, Any], slot: tuple[int, float], *, focus: bool, at: int) -> str:
    """One node; its text is clipped to the box both by count (an ellipsis) and by a clip path (whatever the font)."""
    x, y = _corner(slot)
    look = "ct-box" + (" ct-focus" if focus else "") + ("" if node["captured"] else " ct-absent")
    first, second = _two_lines(one_line(node["name"]))
    rows = (
        (18, "ct-small", _kind(node, focus=focus), 34),
        (36, "ct-name", first, NAME_ROOM),
        (52, "ct-name", second, NAME_ROOM),
        (67 if second else 55, "ct-small", _detail(node), 34),
    )
    texts = "".join(
        f'<text class="{kind}" x="{x + 11}" y="{y + down}">{_text(clip(one_line(said), room))}</text>'
        for down, kind, said, room in rows
        if said
    )
    clip_id = f"ct-clip-{at}"
    return (
        f"<g><title>{_text(' · '.join(one_line(said) for said in (node['name'], node.get('address') or '') if said))}</title>"
        f'<clipPath id="{clip_id}"><rect x="{x + 6}" y="{y}" width="{BOX_WIDTH - 12}" height="{BOX_HEIGHT}"/></clipPath>'
        f'<rect class="{look}" x="{x}" y="{y}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="7"/>'
        f'<g clip-path="url(#{clip_id})">{texts}</g></g>'
    )


def _two_lines(name: str) -> tuple[str, str]:
    """A long name over two lines, broken at the last blank that fits; the second is clipped where it is drawn."""
    head = clip(name, NAME_ROOM).removesuffix("…")
    if head == name:
        return name, ""
    at = head.rfind(" ") if " " in head and name[len(head)] != " " else len(head)
    return name[:at].rstrip(), name[at:].lstrip()


def _kind(node: Mapping[str, Any], *, focus: bool) -> str:
    if focus:
        return "this document"
    return node["kind"] if node["captured"] else f"{node['kind']}, not captured"


def _detail(node: Mapping[str, Any]) -> str:
    title = node.get("title") if node.get("title") != node["name"] else None
    return " · ".join(said for said in (str(node.get("date") or "")[:10], title or node.get("host") or "") if said)


def _legend(height: int) -> str:
    """What lines and outlines mean; it fits beside one box, so a chain of one node has it too."""
    y = height - 14
    stated = f'<path class="ct-edge" d="M{MARGIN} {y - 4}h26"/><text class="ct-label" x="{MARGIN + 31}" y="{y}">stated</text>'
    x = MARGIN + 76
    open_line = f'<path class="ct-edge" d="M{x} {y - 4}h26" stroke-dasharray="{_DASHES["undetermined"]}"/>'
    words = f'<text class="ct-label" x="{x + 31}" y="{y}">undetermined</text>'
    x += 116
    absent = f'<rect class="ct-box ct-absent" x="{x}" y="{y - 10}" width="22" height="12" rx="3"/>'
    return f'<g>{stated}{open_line}{words}{absent}<text class="ct-label" x="{x + 28}" y="{y}">not captured</text></g>'


def _text(said: str) -> str:
    return escape(one_line(said))

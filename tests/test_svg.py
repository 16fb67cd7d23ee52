"""The drawing of a chain: well-formed, upstream on the left, honest about what was not captured or is not determined."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from reports.dot import chain_dot
from reports.layout import place
from reports.svg import BOX_WIDTH, MOST_COPIES, chain_svg, describe

SVG = "{http://www.w3.org/2000/svg}"


def node(name: str, *, captured: bool = True, called: str | None = None) -> dict[str, Any]:
    facts = {"address": f"https://{name}.example/", "host": f"{name}.example", "date": None, "title": f"Title of {name}"}
    return {"id": name, "kind": "document", "captured": captured, "name": called or name, **facts}


def edge(origin: str, target: str, word: str = "stated") -> dict[str, Any]:
    return {"from": origin, "to": target, "relation": "full reprint", "word": word, "evidence": [], "rivals": []}


def view(focus: str, edges: list[dict[str, Any]], *, copies: tuple[str, ...] = (), absent: tuple[str, ...] = ()) -> dict[str, Any]:
    names = sorted({focus} | {end for each in edges for end in (each["from"], each["to"])})
    below = [edge(focus, name) | {"node": node(name)} for name in copies]
    nodes = [node(name, captured=name not in absent) for name in names]
    return {"document": {"id": focus, "title": focus}, "nodes": nodes, "edges": edges, "copies": below}


def drawn(chain: dict[str, Any]) -> Any:
    return etree.fromstring(chain_svg(chain).encode("utf-8"))


def boxes(svg: Any) -> dict[str, Any]:
    """Each box by the name written in it."""
    found = {}
    for group in svg.iter(f"{SVG}g"):
        rect = group.find(f"{SVG}rect")
        names = [each.text for each in group.iter(f"{SVG}text") if each.get("class") == "ct-name"]
        if rect is not None and names:
            found[names[0]] = rect
    return found


def test_every_origin_stands_to_the_left_of_what_comes_from_it_and_copies_to_the_right() -> None:
    placed = boxes(drawn(view("paper", [edge("wire", "paper"), edge("office", "wire"), edge("office", "paper")], copies=("blog",))))
    assert [name for name, rect in sorted(placed.items(), key=lambda item: int(item[1].get("x")))] == [
        "office",
        "wire",
        "paper",
        "blog",
    ]


def test_a_stated_line_is_solid_and_an_undetermined_one_is_dashed() -> None:
    lines = list(drawn(view("d", [edge("a", "d"), edge("b", "d", "undetermined")])).iter(f"{SVG}path"))
    marked = [each for each in lines if each.get("marker-end")]
    assert [each.get("stroke-dasharray") is not None for each in marked] == [False, True]


def test_what_was_never_captured_has_a_dotted_outline_and_is_named_in_the_description() -> None:
    chain = view("d", [edge("wire", "d")], absent=("wire",))
    placed = boxes(drawn(chain))
    assert "ct-absent" in placed["wire"].get("class")
    assert "ct-absent" not in placed["d"].get("class")
    assert "Never captured: wire." in describe(chain)


def test_two_uncredited_copies_are_joined_by_one_line_with_two_heads() -> None:
    chain = view("a", [edge("b", "a", "undetermined")])
    chain["copies"] = [edge("a", "b", "undetermined") | {"node": node("b")}]
    lines = [each for each in drawn(chain).iter(f"{SVG}path") if each.get("marker-end")]
    assert [each.get("marker-start") is not None for each in lines] == [True]
    assert "direction undetermined" in describe(chain)


def test_a_circle_of_credits_is_drawn_with_all_its_lines() -> None:
    lines = list(drawn(view("a", [edge("b", "a"), edge("c", "b"), edge("b", "c")])).iter(f"{SVG}path"))
    assert sum(each.get("marker-end") is not None for each in lines) == 3


def test_a_document_that_stands_alone_is_drawn_and_said_to() -> None:
    assert len(boxes(drawn(view("d", [])))) == 1
    assert "stands alone" in describe(view("d", []))


def test_many_copies_are_counted_not_drawn() -> None:
    chain = view("d", [], copies=tuple(f"copy{at}" for at in range(MOST_COPIES + 8)))
    assert len(boxes(drawn(chain))) == 1 + MOST_COPIES
    assert "8 more copies are not drawn" in describe(chain)


@pytest.mark.parametrize(
    "name", ["港口管理局" * 20, "ميناء أستر " * 20, "W" * 200, "𝔄" * 100, "<&\"'>", "\u202e\x00\ud800\ufffe", " "]
)
def test_any_name_stays_well_formed_and_inside_its_box(name: str) -> None:
    chain = view("d", []) | {"nodes": [node("d", called=name)]}
    svg = drawn(chain)
    for text in svg.iter(f"{SVG}text"):
        assert len(text.text or "") <= 36
    groups = [each for each in svg.iter(f"{SVG}g") if each.get("clip-path")]
    clips = {each.get("id"): each.find(f"{SVG}rect") for each in svg.iter(f"{SVG}clipPath")}
    assert all(int(clips[each.get("clip-path")[5:-1]].get("width")) < BOX_WIDTH for each in groups)


def test_the_drawing_has_a_title_a_description_and_nothing_that_loads_or_runs() -> None:
    svg = drawn(view("d", [edge("a", "d")]))
    labelled = svg.get("aria-labelledby").split()
    assert [svg.find(f".//{SVG}*[@id='{each}']").tag for each in labelled] == [f"{SVG}title", f"{SVG}desc"]
    text = chain_svg(view("d", [edge("a", "d")]))
    assert not re.search(r"href|<script|<image|@import|url\((?!#)|\son\w+=", text)


def test_a_long_name_stands_on_two_lines() -> None:
    chain = view("d", []) | {"nodes": [node("d", called="The cranes stood still: what really happened at the harbour")]}
    lines = [each.text for each in drawn(chain).iter(f"{SVG}text") if each.get("class") == "ct-name"]
    assert lines == ["The cranes stood still:", "what really happened at t…"]


names = st.sampled_from([f"d{at}" for at in range(7)])


@given(st.lists(st.tuples(names, names, st.sampled_from(["stated", "undetermined"])), max_size=14))
def test_any_graph_is_drawn_the_same_way_twice_with_no_box_on_another(pairs: list[tuple[str, str, str]]) -> None:
    chain = view("d0", [edge(*pair) for pair in pairs])
    assert chain_svg(chain) == chain_svg(chain)
    places = [(int(each.get("x")), int(each.get("y"))) for each in boxes(drawn(chain)).values()]
    assert all(abs(a[0] - b[0]) >= BOX_WIDTH or abs(a[1] - b[1]) >= 74 for a, b in combinations(places, 2))


def test_a_long_edge_goes_through_an_empty_slot_of_each_column_it_crosses() -> None:
    layout = place("d", ["d", "c", "b", "a"], [("c", "d"), ("b", "c"), ("a", "b"), ("a", "d")])
    assert len(layout.bends[("a", "d")]) == 2
    assert not set(layout.bends[("a", "d")]) & set(layout.slots.values())


def test_dot_quotes_names_so_that_they_end_nothing() -> None:
    text = chain_dot(view("d", [edge("a", "d")]) | {"nodes": [node("a", called='x" ]; evil [label="\\N')]})
    assert r'label="x\" ]; evil [label=\"\\N"' in text
    assert '"a" -> "d"' in text

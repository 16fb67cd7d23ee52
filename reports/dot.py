"""A chain in Graphviz's language, for those who lay it out themselves. Same marks as the drawing in `svg`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reports.visible import one_line

_STYLES = {"confirmed": "solid", "stated": "solid", "strongly indicated": "solid", "indicated": "solid"}


def chain_dot(view: Mapping[str, Any]) -> str:
    """A chain view as a DOT digraph, upstream on the left; the same view gives the same bytes."""
    nodes = {node["id"]: node for node in view["nodes"]}
    for copy in view["copies"]:
        nodes.setdefault(copy["to"], copy["node"])
    edges = {(edge["from"], edge["to"], edge["relation"]): edge for edge in [*view["edges"], *view["copies"]]}
    lines = ["digraph chain {", "  rankdir=LR;", "  node [shape=box, style=rounded];"]
    lines += [f"  {_quoted(name)} [{_node(node)}];" for name, node in nodes.items()]
    lines += [f"  {_quoted(edge['from'])} -> {_quoted(edge['to'])} [{_edge(edge)}];" for edge in edges.values()]
    return "\n".join([*lines, "}"]) + "\n"


def _node(node: Mapping[str, Any]) -> str:
    style = "" if node["captured"] else ', style="rounded,dotted"'
    return f"label={_quoted(node['name'])}, tooltip={_quoted(node.get('address') or node['kind'])}{style}"


def _edge(edge: Mapping[str, Any]) -> str:
    return f"label={_quoted(edge['relation'] + ', ' + edge['word'])}, style={_STYLES.get(edge['word'], 'dashed')}"


def _quoted(text: str) -> str:
    """A DOT string: backslashes are doubled, so that no escape such as `\\N` or `\\l` of captured text takes effect."""
    escaped = one_line(text).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'

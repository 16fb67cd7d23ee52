"""Places a chain on a plane: columns by distance from the document, upstream on the left, copies of it on the right.

A plain layered layout in integers, the same for the same input: longest path gives the column, edges that span columns get
an empty slot in each column between (so that no line runs through a box), two sweeps by the mean of the neighbours order
the slots. Edges that run against the columns, as in a circle of credits, are kept but give no column. What a box looks
like is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Layout:
    """`slots` are (column, row) of each node, rows in halves; `bends` the slots between two ends of a long edge."""

    slots: Mapping[str, tuple[int, float]]
    bends: Mapping[Pair, tuple[tuple[int, float], ...]]
    columns: int
    rows: float


@dataclass
class _Grid:
    columns: list[list[str]] = field(default_factory=list)
    left_of: dict[str, list[str]] = field(default_factory=dict)
    right_of: dict[str, list[str]] = field(default_factory=dict)
    bends: dict[Pair, list[str]] = field(default_factory=dict)


def place(focus: str, nodes: Sequence[str], edges: Sequence[Pair]) -> Layout:
    """Where each node goes. `edges` are (upstream, downstream) pairs of `nodes`; `focus` is the document asked about."""
    edges = [(origin, target) for origin, target in edges if origin != target]
    depth = _depths(focus, nodes, edges)
    grid = _grid(nodes, edges, depth)
    for _ in range(2):
        _sweep(grid, grid.right_of, reverse=True)
        _sweep(grid, grid.left_of, reverse=False)
    rows = max((len(column) for column in grid.columns), default=1)
    slots = {name: (x, y + (rows - len(column)) / 2) for x, column in enumerate(grid.columns) for y, name in enumerate(column)}
    bends = {pair: tuple(slots[name] for name in names) for pair, names in grid.bends.items()}
    return Layout({node: slots[node] for node in nodes}, bends, len(grid.columns), float(rows))


def _depths(focus: str, nodes: Sequence[str], edges: Sequence[Pair]) -> dict[str, int]:
    """Steps from the focus: positive upstream (longest way), negative downstream; circles are cut by the node count."""
    depth = {focus: 0}
    for _ in nodes:
        before = dict(depth)
        for origin, target in edges:
            if target in depth and depth[target] >= 0 and origin != focus:
                depth[origin] = min(max(depth.get(origin, 0), depth[target] + 1), len(nodes))
            if origin == focus and target not in depth:
                depth[target] = -1
        if depth == before:
            break
    return _close_gaps({node: depth.get(node, 0) for node in nodes})


def _close_gaps(depth: dict[str, int]) -> dict[str, int]:
    """Columns without a node, which a cut circle leaves behind, are taken out."""
    used = {value: at for at, value in enumerate(sorted(set(depth.values())))}
    return {node: used[value] for node, value in depth.items()}


def _grid(nodes: Sequence[str], edges: Sequence[Pair], depth: Mapping[str, int]) -> _Grid:
    deepest = max(depth.values(), default=0)
    column = {node: deepest - depth[node] for node in nodes}
    grid = _Grid(columns=[[] for _ in range(deepest + 1)])
    for node in nodes:
        grid.columns[column[node]].append(node)
    for origin, target in edges:
        if column[origin] < column[target]:
            _thread(grid, origin, target, column)
    return grid


def _thread(grid: _Grid, origin: str, target: str, column: Mapping[str, int]) -> None:
    """Lays one edge through the grid, with an empty slot in every column it crosses."""
    if (origin, target) in grid.bends:
        return
    names = [f"{origin}\n{target}\n{x}" for x in range(column[origin] + 1, column[target])]
    for name, x in zip(names, range(column[origin] + 1, column[target]), strict=True):
        grid.columns[x].append(name)
    grid.bends[(origin, target)] = names
    path = [origin, *names, target]
    for left, right in pairwise(path):
        grid.right_of.setdefault(left, []).append(right)
        grid.left_of.setdefault(right, []).append(left)


def _sweep(grid: _Grid, neighbours: Mapping[str, list[str]], *, reverse: bool) -> None:
    """Orders each column by the mean row of its neighbours; ties keep their order."""
    row = {name: y for column in grid.columns for y, name in enumerate(column)}
    for column in reversed(grid.columns) if reverse else grid.columns:
        order = {name: _mean([row[each] for each in neighbours.get(name, [])], row[name]) for name in column}
        column.sort(key=order.__getitem__)
        row.update({name: y for y, name in enumerate(column)})


def _mean(rows: Sequence[int], otherwise: int) -> float:
    return sum(rows) / len(rows) if rows else float(otherwise)

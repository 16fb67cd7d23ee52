"""A growth curve as SVG, by hand: both axes in powers, each curve labelled at its end, no library."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 720, 400, 70, 210, 50, 55


@dataclass(frozen=True, slots=True)
class Curve:
    """A name, a colour, and a value above zero for each place on the axis."""

    name: str
    colour: str
    values: Sequence[float]


def drawing(title: str, below: str, places: Sequence[int], curves: Sequence[Curve]) -> str:
    """Values against places (ascending): where a curve is flat, nothing grows."""
    values = [value for curve in curves for value in curve.values]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    wide, deep = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def x(place: float) -> float:
        return _LEFT + wide * math.log(place / places[0]) / max(1e-9, math.log(places[-1] / places[0]))

    def y(value: float) -> float:
        return _TOP + deep * (high - math.log10(value)) / (high - low)

    parts = []
    for tick in (10.0**power for power in range(low, high + 1)):
        parts += [_line(_LEFT, y(tick), _LEFT + wide, y(tick)), _text(_LEFT - 8, y(tick) + 4, f"{tick:g}", "end")]
    for place in places:
        parts += [_line(x(place), _TOP, x(place), _TOP + deep), _text(x(place), _TOP + deep + 18, f"{place:,}", "middle")]
    last_first = sorted(curves, key=lambda curve: y(curve.values[-1]))
    for curve, label in zip(last_first, _apart([y(curve.values[-1]) for curve in last_first]), strict=True):
        points = [(x(place), y(value)) for place, value in zip(places, curve.values, strict=True)]
        path = " ".join(f"{px:.1f},{py:.1f}" for px, py in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{curve.colour}" stroke-width="2"/>')
        parts += [f'<circle cx="{px:.1f}" cy="{py:.1f}" r="3" fill="{curve.colour}"/>' for px, py in points]
        parts.append(_text(_LEFT + wide + 12, label + 4, curve.name, "start", curve.colour))
    parts.append(_text(_LEFT, 24, title, "start"))
    parts.append(_text(_LEFT + wide / 2, _HEIGHT - 12, below, "middle"))
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>', *parts, "</svg>"]) + "\n"


def _apart(heights: Sequence[float], least: float = 16.0) -> list[float]:
    """Heights from the top down, moved so that labels do not cover each other."""
    moved: list[float] = []
    for height in heights:
        moved.append(max(height, moved[-1] + least) if moved else height)
    return moved


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="#dddddd"/>'


def _text(x: float, y: float, words: str, anchor: str, colour: str = "#222222") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{words}</text>'

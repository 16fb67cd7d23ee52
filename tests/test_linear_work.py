"""What a text says about itself is found in work that grows as the text does, whatever rules it drives.

Work is counted, not timed: calls made, and characters that patterns were let loose on. A text that drives the rules of every family
is repeated, with other numbers each time; four times the text may take four times the work and a little more.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator

import pytest

import lineage
from lineage.analysis import analyse
from lineage.markup import read_markup
from lineage.outlets import OutletTable
from models.outlet_table import load_outlets

TABLE = OutletTable(load_outlets())

STORY = """\
KELMOUTH, March {day} (Xinhua) -- The harbour office of Kelmouth said on Tuesday that {many} of its {more} berths, or {part} \
percent, would be dredged before winter.

By Ada Marlow, for the Kelmouth Courier

“We asked for {many} barges,” said Jonas Pell, who heads the office. “The council ‘heard us’, and it never answered.” He added \
that the report “Silt and Tide {number}” named a cost of ${many} million. According to Pell, the minister told the Courier that \
the work would not begin. The paper said so on page {number}.

The Harbours (Dredging) Act {number} of 2019 was adopted; the Bill is pending. In its white paper, titled "Harbours of the North", \
the ministry promised between {many} and {more} jobs. Half of the crews, one in five of them abroad, left last Wednesday.

Q: Will the harbour close?

PELL: It will not close. [Laughter]

Photo: Mira Stone / AFP via Getty Images

Source: Kelmouth Courier

This article was first published by the Kelmouth Courier on March {day}, 2024 and is republished under a Creative Commons licence.

来源：新华社 记者 李明 {number}年3月{day}日
（原标题：港口疏浚{number}）
“我们会疏浚港口。”李明说。

المصدر: الجزيرة {number}
وقال الوزير: «سنعمق الميناء قبل الشتاء» {number}.

Источник: ТАСС {number}. «Мы начнём», — сказал Иванов.
Quelle: dpa. „Wir beginnen {number}“, sagte Anna Weber.
Fuente: EFE. Fonte: ANSA. Kaynak: AA. 출처: 연합뉴스 {number}. 「港を直す」と山田氏は述べた。

PRESS RELEASE: The Courier Trust can be reached at {number} Harbour Street. SOURCE Kelmouth Harbour Trust

Share this: Facebook | Twitter | Read more: Kelmouth floods again (March {day}, 2024)

"""
PAGE = """<p><a href="https://paper{number}.example/2024/03/{day}/story-{number}.html">the Courier</a> <img \
src="https://cdn.paper.example/2024/03/{day}/{number}.jpg" alt="Photo: AFP"></p>\n"""


class Counted:
    """A pattern that counts the characters it is let loose on: all that it may search, found or not, or what it matched."""

    def __init__(self, pattern: re.Pattern[str], spent: list[int]) -> None:
        self.own, self.spent = pattern, spent

    def __getattr__(self, name: str) -> object:
        return getattr(self.own, name)

    def search(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        self.spent[0] += 1 + max(0, min(endpos, len(text)) - pos)
        return self.own.search(text, pos, endpos)

    def match(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> re.Match[str] | None:
        found = self.own.match(text, pos, endpos)
        self.spent[0] += 1 + (found.end() - pos if found else 0)
        return found

    def finditer(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> Iterator[re.Match[str]]:
        for found in self.own.finditer(text, pos, endpos):
            self.spent[0] += 1 + found.end() - pos
            pos = found.end()
            yield found
        self.spent[0] += 1 + max(0, min(endpos, len(text)) - pos)

    def findall(self, text: str, pos: int = 0, endpos: int = sys.maxsize) -> list[object]:
        self.spent[0] += 1 + max(0, min(endpos, len(text)) - pos)
        return self.own.findall(text, pos, endpos)

    def sub(self, *given: object, **named: object) -> str:
        self.spent[0] += len(str(given[1]))
        return self.own.sub(*given, **named)  # type: ignore[arg-type]

    def split(self, text: str, maxsplit: int = 0) -> list[str | object]:
        self.spent[0] += len(text)
        return self.own.split(text, maxsplit)


def counting_patterns(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Every pattern that a module of the engine names counts from now on, also one in a tuple or a mapping."""
    spent = [0]

    def counted(value: object) -> object:
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str):
            return Counted(value, spent)
        if type(value) in (tuple, list):
            return type(value)(counted(each) for each in value)  # type: ignore[attr-defined]
        if type(value) is dict:
            return {key: counted(each) for key, each in value.items()}
        return value

    for module in pkgutil.walk_packages(lineage.__path__, "lineage."):
        own = importlib.import_module(module.name)
        for name, value in list(vars(own).items()):
            if not name.startswith("__"):
                changed = counted(value)
                if repr(changed) != repr(value):
                    monkeypatch.setattr(own, name, changed)
    return spent


def work(times: int, spent: list[int]) -> tuple[int, int, list[int]]:
    """Calls, searched characters and findings of each sort of a text so many times as long."""
    parts = [{"number": 1000 + n, "day": 1 + n % 28, "many": 40 + n, "more": 4000 + n, "part": 3 + n % 90} for n in range(times)]
    text = "".join(STORY.format(**part) for part in parts)
    page = "<html><body>" + "".join(PAGE.format(**part) for part in parts) + "</body></html>"
    calls = [0]

    def counting(frame: object, event: str, argument: object) -> None:
        calls[0] += 1

    spent[0] = 0
    before = sys.getprofile()
    sys.setprofile(counting)
    try:
        markup = read_markup(page, None, "https://mirror.example/a")
        found = analyse(text, markup=markup, address="https://mirror.example/a", outlets=TABLE)
    finally:
        sys.setprofile(before)
    sorts = found.clues, found.citations, found.quotations, found.figures, found.turns, found.reported
    return calls[0], spent[0], [len(each) for each in sorts]


def test_four_times_the_text_takes_four_times_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    spent = counting_patterns(monkeypatch)
    work(1, spent)  # what is made once and kept
    calls, characters, findings = work(10, spent)
    more_calls, more_characters, more_findings = work(40, spent)
    assert all(findings), "the text drives every family of rules"
    assert sum(more_findings) > 3.5 * sum(findings)
    assert more_calls < 4.8 * calls
    assert more_characters < 4.8 * characters

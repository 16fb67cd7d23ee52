"""Who publishes: the outlet table as a value, asked by name, by host, by picture host and at a place in a text.

Invariants: the table is built from values and never changes; no outlet is named in this module or in any rule, all of them
are data. A name that two outlets claim as an alias belongs to neither (an own name goes before an alias). Names are compared
without case, leading article, typographic variants and inner white space, always as a whole: a name that merely begins with
a known one is another name.

Left to others: where the rows come from (`models/outlet_table.py`), which spans of a text are asked for (`clue_rules`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from lineage.text import normalise
from lineage.values import Outlet

_MOST_WORDS = 9
_MOST_CJK = 16
_EDGE = " \t\n.,;:!?\"'()[]{}<>*_|/-·•、。，；：！？（）【】《》「」『』“”‘’«»"
_ARTICLE = re.compile(r"the\s+", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af]")
_POSSESSIVE = re.compile(r"['’]s?$")

# Second-level domains under which names are registered, so that the registrable name is one label longer. From the public
# suffix list, the common ones only: an unlisted one merely makes a name shorter than it could be.
_SECOND_LEVEL = frozenset({"ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "go", "mil", "ne", "net", "nom", "or", "org"})


def name_key(name: str) -> str:
    """The form under which two spellings of one name are equal: folded, without case, article and outer punctuation."""
    folded = _folded(name).strip(_EDGE).casefold()
    bare = _ARTICLE.sub("", folded, count=1) if _ARTICLE.match(folded) else folded
    return bare or folded


@lru_cache(maxsize=8_192)
def _folded(name: str) -> str:
    return " ".join(name.split()) if name.isascii() else normalise(name)


def initials(name: str) -> str:
    """The first letters of the words of a name in capitals, its article counted: `TLB` for "The Liberal Banner"."""
    return "".join(word[0] for word in re.findall(r"[^\W\d_]+", name) if word[0].isupper())


def host_of(address: str) -> str | None:
    """The host of an http(s) address in lower case without port, `www.` and final dot; None for anything else."""
    match = re.match(r"\s*(?:https?:)?//(?:[^/?#@\s]*@)?([^/?#:\s\\]+)", address, re.IGNORECASE)
    if match is None:
        return None
    host = match.group(1).rstrip(".").casefold()
    return host.removeprefix("www.") or None


def registrable(host: str) -> str:
    """The part of a host that somebody registered: `example.co.uk` for `news.example.co.uk`; an IP address stays whole."""
    labels = host.rstrip(".").casefold().split(".")
    if labels[-1].isdigit() or len(labels) < 3:
        return ".".join(labels)
    deep = len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if deep else labels[-2:])


class OutletTable:
    """The known outlets, ready to be asked. Building it costs one pass over the rows; asking is a look-up."""

    def __init__(self, outlets: Iterable[Outlet]) -> None:
        self.outlets: tuple[Outlet, ...] = tuple(outlets)
        self._names = _by_name(self.outlets)
        self._hosts = {_bare(host): outlet for outlet in self.outlets for host in outlet.hosts}
        self._assets = {_bare(host): outlet for outlet in self.outlets for host in outlet.asset_hosts}
        self._first_words = frozenset(word for key in self._names for word in key.split()[:1])
        self._cjk = max((len(key) for key in self._names if _CJK.match(key)), default=0)

    def find(self, name: str) -> Outlet | None:
        """The outlet of this name or alias; None when nobody, or more than one, goes by it."""
        return self._names.get(name_key(name))

    def outlet_named(self, name: str) -> Outlet:
        """The outlet of this name; a name that nobody in the table goes by becomes an outlet of its own, of kind `unknown`.

        Whether it stands in the table tells `find`; an alias that two share is nobody's, so it too becomes one of its own.
        """
        return self.find(name) or Outlet(" ".join(name.split()).strip(_EDGE) or name)

    def by_host(self, host: str) -> Outlet | None:
        """The outlet whose pages this host serves: the host itself or one of its parent domains is in the table."""
        return _closest(self._hosts, host)

    def by_asset_host(self, host: str) -> Outlet | None:
        """The outlet whose pictures this host serves."""
        return _closest(self._assets, host)

    def match_at(self, text: str, start: int) -> tuple[Outlet, int] | None:
        """The outlet with the longest known name that begins at `start` as whole words, and where the name ends."""
        if start < len(text) and _CJK.match(text[start]):
            return self._match_cjk(text, start)
        line_end = text.find("\n", start)
        stretch = text[start : min(start + 120, line_end if line_end >= 0 else len(text))]
        words = list(_WORD.finditer(stretch))[:_MOST_WORDS]
        if not self._may_begin(words):
            return None
        for last in range(len(words), 0, -1):
            piece = stretch[: words[last - 1].end()].rstrip(_EDGE)
            piece = piece if self.find(piece) else _POSSESSIVE.sub("", piece)
            outlet = self.find(piece) if piece else None
            if outlet is not None and piece.strip(_EDGE):
                return outlet, start + len(piece)
        return None

    def _may_begin(self, words: Sequence[re.Match[str]]) -> bool:
        """Whether any known name begins with the first word, its article aside: most places are answered here."""
        keys = (name_key(_POSSESSIVE.sub("", word.group().rstrip(_EDGE))) for word in words[:2])
        return any(key.split()[0] in self._first_words for key in keys if key)

    def _match_cjk(self, text: str, start: int) -> tuple[Outlet, int] | None:
        for length in range(min(_MOST_CJK, self._cjk), 1, -1):
            outlet = self._names.get(text[start : start + length].casefold())
            if outlet is not None:
                return outlet, start + length
        return None


def _by_name(outlets: Iterable[Outlet]) -> Mapping[str, Outlet]:
    """Every key that leads to exactly one outlet. A key claimed as an own name is not shared with aliases."""
    names: dict[str, list[Outlet]] = {}
    aliases: dict[str, list[Outlet]] = {}
    for outlet in outlets:
        names.setdefault(name_key(outlet.name), []).append(outlet)
        for alias in outlet.aliases:
            aliases.setdefault(name_key(alias), []).append(outlet)
    claims = {**aliases, **names}
    return {key: claimed[0] for key, claimed in claims.items() if key and len({outlet.name for outlet in claimed}) == 1}


def _bare(host: str) -> str:
    return host.rstrip(".").casefold().removeprefix("www.")


def _closest(hosts: Mapping[str, Outlet], host: str) -> Outlet | None:
    labels = _bare(host).split(":")[0].split(".")
    for first in range(len(labels) - 1):
        outlet = hosts.get(".".join(labels[first:]))
        if outlet is not None:
            return outlet
    return None

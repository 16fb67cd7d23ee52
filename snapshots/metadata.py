"""What the fields of a page say about it: title, dates, authors, name of the site. Runs inside the reading worker.

Every value is kept as a candidate with the field it came from; only then one is chosen, by an order that is written down
below. Chosen is what is best supported, or nothing:

- **title**: Open Graph, JSON-LD headline, Twitter card, `<h1>` when it is the only one, citation and Dublin Core fields,
  `<title>`, the extractor's. A trailing " | Name of the site" is cut off when a site name field gives that name.
- **published**: `article:published_time`, JSON-LD `datePublished`, other meta names, `<time>`, the extractor's.
- **author**: JSON-LD, meta names, the extractor's; never an address or an @handle.
- **site_name**: `og:site_name` (unless two other fields agree on another name), the application's name, a JSON-LD publisher or
  web site that is shown to belong to the page's own host. A syndicated copy often carries the JSON-LD of its source, so a
  publisher without such proof is a candidate and no more; nor is a name derived from the address chosen.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from lineage.values import Candidate
from snapshots.dates import iso_date

MAX_CANDIDATES = 200
MAX_VALUE = 1000
MAX_JSON_LD = 500_000

_META = {
    "og:title": ("title", None),
    "twitter:title": ("title", None),
    "citation_title": ("title", None),
    "dc.title": ("title", None),
    "dcterms.title": ("title", None),
    "parsely-title": ("title", None),
    "sailthru.title": ("title", None),
    "headline": ("title", None),
    "title": ("title", None),
    "og:site_name": ("site_name", None),
    "application-name": ("site_name", None),
    "apple-mobile-web-app-title": ("site_name", None),
    "dc.publisher": ("site_name", None),
    "dcterms.publisher": ("site_name", None),
    "publisher": ("site_name", None),
    "twitter:site": ("site_name", None),
    "author": ("author", None),
    "authors": ("author", None),
    "byl": ("author", None),
    "article:author": ("author", None),
    "og:article:author": ("author", None),
    "citation_author": ("author", None),
    "dc.creator": ("author", None),
    "dcterms.creator": ("author", None),
    "parsely-author": ("author", None),
    "sailthru.author": ("author", None),
    "article:published_time": ("date", "published"),
    "article:published": ("date", "published"),
    "og:article:published_time": ("date", "published"),
    "og:pubdate": ("date", "published"),
    "datepublished": ("date", "published"),
    "citation_publication_date": ("date", "published"),
    "citation_date": ("date", "published"),
    "parsely-pub-date": ("date", "published"),
    "sailthru.date": ("date", "published"),
    "dc.date.issued": ("date", "published"),
    "dcterms.issued": ("date", "published"),
    "publish-date": ("date", "published"),
    "publishdate": ("date", "published"),
    "publication_date": ("date", "published"),
    "pubdate": ("date", "published"),
    "dc.date": ("date", "published"),
    "dcterms.date": ("date", "published"),
    "date": ("date", "published"),
    "dcterms.created": ("date", "lower bound"),
    "dc.date.created": ("date", "lower bound"),
    "article:modified_time": ("date", "modified"),
    "og:updated_time": ("date", "modified"),
    "datemodified": ("date", "modified"),
    "dcterms.modified": ("date", "modified"),
    "last-modified": ("date", "modified"),
    "lastmod": ("date", "modified"),
}
"""Meta names and properties (lower case) that carry a candidate, and what a date means."""

_JSON_DATES = {"datePublished": "published", "dateModified": "modified", "dateCreated": "lower bound"}
_ARTICLE = re.compile(r"(?:Article|Posting|Report|Analysis|Review|Interview)$")
_SITE_TYPES = ("WebSite", "Organization", "NewsMediaOrganization")
_TITLE_ORDER = ("og:title", "headline", "twitter:title", "h1", "citation_title", "dc.title", "dcterms.title", "title", "name")
_SEPARATOR = r"\s{1,3}[|\-–—·•:»«]{1,2}\s{1,3}"


@dataclass(frozen=True, slots=True)
class Found:
    """A candidate, the short name of its field, and the host a publisher field shows itself to belong to."""

    candidate: Candidate
    field: str
    host: str | None = None


@dataclass(frozen=True, slots=True)
class Chosen:
    """What was chosen, each None when nothing is supported well enough; `published` is ISO 8601."""

    title: str | None
    author: str | None
    site_name: str | None
    published: str | None


def collect(tree: Any) -> list[Found]:
    """All candidates of a parsed page, in document order by kind of field, at most MAX_CANDIDATES."""
    found: list[Found] = []
    for source in (_from_meta(tree), _from_json_ld(tree), _from_elements(tree)):
        for item in source:
            if len(found) >= MAX_CANDIDATES:
                return found
            found.append(item)
    return found


def choose(found: Iterable[Found], address: str) -> Chosen:
    """One value per name, or none, by the order in this module's docstring; `address` is the page's own."""
    by_name: dict[str, list[Found]] = {"title": [], "author": [], "site_name": [], "date": []}
    for item in found:
        by_name[item.candidate.name].append(item)
    site_name = _choose_site_name(by_name["site_name"], _host(address))
    return Chosen(
        title=_choose_title(by_name["title"], {item.candidate.value for item in by_name["site_name"]}),
        author=_choose_author(by_name["author"]),
        site_name=site_name,
        published=_choose_date(by_name["date"]),
    )


def language_of(tree: Any) -> str | None:
    """The language the page declares: `html[lang]`, else `og:locale`; None if it does not."""
    root = tree.getroottree().getroot()
    declared = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    if not declared:
        declared = next((m.get("content") for m in tree.iter("meta") if m.get("property") == "og:locale"), None)
    tag = (declared or "").strip().replace("_", "-")
    return tag if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}", tag) else None


# --- collecting -------------------------------------------------------------------------------------------------------


def _candidate(name: str, value: Any, carrier: str, meaning: str | None = None) -> Candidate | None:
    text = " ".join(value.split())[:MAX_VALUE] if isinstance(value, str) else ""
    return Candidate(name, text, carrier, meaning) if text else None


def _from_meta(tree: Any) -> Iterator[Found]:
    for meta in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            key = meta.get(attribute)
            known = _META.get(key.strip().lower()) if key else None
            if known and (made := _candidate(known[0], meta.get("content"), f'meta[{attribute}="{key}"]', known[1])):
                yield Found(made, key.strip().lower())
                break


def _from_elements(tree: Any) -> Iterator[Found]:
    for element in tree.iter("title", "h1", "time"):
        if element.tag == "time":
            yield from _from_time(element)
            continue
        parent = element.getparent()
        if parent is not None and parent.tag == "svg":
            continue
        if made := _candidate("title", element.text_content(), element.tag):
            yield Found(made, "h1" if element.tag == "h1" else "<title>")


def _from_time(element: Any) -> Iterator[Found]:
    """`<time>` in the order of trust: marked as publication, then any other; the latter may stand beside a teaser."""
    marked = element.get("pubdate") is not None or (element.get("itemprop") or "").lower() == "datepublished"
    modified = (element.get("itemprop") or "").lower() == "datemodified" or "updated" in (element.get("class") or "").split()
    meaning = "published" if marked else "modified" if modified else None
    if made := _candidate("date", element.get("datetime"), "time[datetime]", meaning):
        yield Found(made, "time")


def _from_json_ld(tree: Any) -> Iterator[Found]:
    number = 0
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        number += 1
        root = "json-ld:$" if number == 1 else f"json-ld[{number}]:$"
        for node, path in _nodes(_parse_json(script.text or ""), root):
            yield from _from_node(node, path)


def _parse_json(text: str) -> Any:
    if len(text) > MAX_JSON_LD:
        return None
    cleaned = text.strip().removeprefix("<!--").removesuffix("-->").strip().rstrip(";")
    try:
        return json.loads(cleaned, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(value: Any, path: str, depth: int = 0) -> Iterator[tuple[dict[str, Any], str]]:
    """The top-level nodes of a JSON-LD value: itself, the members of a list and of `@graph`, what a page is about."""
    if depth > 3:
        return
    if isinstance(value, list):
        for i, member in enumerate(value[:100]):
            yield from _nodes(member, f"{path}[{i}]", depth + 1)
    elif isinstance(value, dict):
        yield value, path
        for key in ("@graph", "mainEntity"):
            if key in value:
                yield from _nodes(value[key], f"{path}.{key}", depth + 1)


def _types(node: dict[str, Any]) -> list[str]:
    types = node.get("@type")
    return [t for t in (types if isinstance(types, list) else [types]) if isinstance(t, str)]


def _from_node(node: dict[str, Any], path: str) -> Iterator[Found]:
    types = _types(node)
    article = any(_ARTICLE.search(t) for t in types) or "headline" in node
    if article or "WebPage" in types:
        yield from _from_article(node, path)
    if any(t in _SITE_TYPES for t in types) and (made := _candidate("site_name", node.get("name"), f"{path}.name")):
        yield Found(made, "json-ld " + types[0], _host_of_node(node))


def _from_article(node: dict[str, Any], path: str) -> Iterator[Found]:
    for key in ("headline", "name"):
        if made := _candidate("title", node.get(key), f"{path}.{key}"):
            yield Found(made, key)
    for key, meaning in _JSON_DATES.items():
        if made := _candidate("date", node.get(key), f"{path}.{key}", meaning):
            yield Found(made, "json-ld")
    for where, person in _members(node.get("author"), f"{path}.author"):
        if made := _named("author", person, where):
            yield Found(made, "json-ld")
    for where, publisher in _members(node.get("publisher"), f"{path}.publisher"):
        if made := _named("site_name", publisher, where):
            own = _host_of_node(publisher) if isinstance(publisher, dict) else None
            yield Found(made, "json-ld publisher", own or _host_of_node(node))


def _named(kind: str, value: Any, path: str) -> Candidate | None:
    """A person or organisation: its name alone, or a node with a name."""
    if not isinstance(value, dict):
        return _candidate(kind, value, path)
    name = value.get("name")
    return _candidate(kind, name[0] if isinstance(name, list) and name else name, f"{path}.name")


def _members(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list):
        yield from ((f"{path}[{i}]", member) for i, member in enumerate(value[:20]))
    elif value is not None:
        yield path, value


def _host_of_node(node: dict[str, Any]) -> str | None:
    page = node.get("mainEntityOfPage")
    values = (node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page)
    return next((host for value in values if isinstance(value, str) and (host := _host(value))), None)


def _host(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None


# --- choosing ---------------------------------------------------------------------------------------------------------


def _choose_title(found: list[Found], site_names: set[str]) -> str | None:
    headings = [f for f in found if f.field == "h1"]
    usable = [f for f in found if f.field != "h1" or len(headings) == 1]
    order = {field: rank for rank, field in enumerate((*_TITLE_ORDER, "<title>", "trafilatura"))}
    usable.sort(key=lambda f: order.get(f.field, 8))
    chosen = usable[0].candidate.value if usable else None
    return _without_site_name(chosen, site_names) if chosen else None


def _without_site_name(title: str, site_names: set[str]) -> str:
    for name in sorted(site_names):
        cut = re.sub(rf"{_SEPARATOR}{re.escape(name)}$", "", title, flags=re.IGNORECASE)
        if cut and cut != title:
            return cut
    return title


def _choose_author(found: list[Found]) -> str | None:
    names = [f for f in found if _is_name(f.candidate.value)]
    for field in ("json-ld", None, "trafilatura"):
        chosen = [f for f in names if (f.field == field if field else f.field not in ("json-ld", "trafilatura"))]
        if chosen and field is None:
            chosen = [f for f in chosen if f.field == chosen[0].field]
        if chosen:
            return "; ".join(dict.fromkeys(re.sub(r"^[Bb][Yy]:?\s", "", f.candidate.value) for f in chosen))
    return None


def _is_name(value: str) -> bool:
    """Not an address, a handle or a paragraph: fields for names carry such things too."""
    return len(value) < 200 and not value.startswith(("http://", "https://", "//", "@", "/", "www."))


def _choose_date(found: list[Found]) -> str | None:
    order = [
        "article:published_time",
        "json-ld",
        *(k for k, v in _META.items() if v == ("date", "published")),
        "time",
        "trafilatura",
    ]
    published = [f for f in found if f.candidate.meaning == "published" and iso_date(f.candidate.value)]
    published.sort(key=lambda f: order.index(f.field) if f.field in order else len(order))
    return iso_date(published[0].candidate.value) if published else None


def _choose_site_name(found: list[Found], host: str | None) -> str | None:
    found = [f for f in found if _is_name(f.candidate.value)]
    open_graph = [f.candidate.value for f in found if f.field == "og:site_name"]
    others = [f for f in found if f.field in ("application-name", "apple-mobile-web-app-title")]
    others += [f for f in found if f.field.startswith("json-ld") and host and f.host and _same_site(f.host, host)]
    support: dict[str, set[str]] = {}
    for item in others:
        support.setdefault(item.candidate.value.casefold(), set()).add(item.field)
    if open_graph:
        contradicted = open_graph[0].casefold() not in support and any(len(fields) > 1 for fields in support.values())
        if not contradicted:
            return open_graph[0]
    best = max(others, key=lambda f: len(support[f.candidate.value.casefold()]), default=None)
    return best.candidate.value if best else None


def _same_site(a: str, b: str) -> bool:
    """Whether two hosts are one site: equal but for `www.`, one below the other, or under one registrable domain."""
    a, b = a.removeprefix("www."), b.removeprefix("www.")
    if a == b or a.endswith("." + b) or b.endswith("." + a):
        return True
    from courlan import extract_domain

    one, other = extract_domain(f"https://{a}/", fast=True), extract_domain(f"https://{b}/", fast=True)
    return one is not None and one == other

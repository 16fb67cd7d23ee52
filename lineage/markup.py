"""A page's markup as plain values: links, metas, JSON-LD, pictures, captions, bylines, short visible blocks.

Attribution needs the raw page, since extractors of main text drop what stands here. Invariants: reading never fails (what
cannot be parsed is an empty `Markup`), opens nothing and resolves no entity from outside; every value has a carrier path
such as `html/head/link[@rel="canonical"]` or `json-ld:$[0].publisher.name`; navigation, side columns, comments and
teasers are left out of blocks and pictures, since credits there belong to other texts.

Left to others: what the values mean (`clue_rules/page.py`); the cap on the size of a page (whoever reads it).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    re.findall(
        r"\S+",
        "address article aside blockquote body dd details dialog div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hr html li main nav ol p pre section table tbody td tfoot th thead tr"
        " ul",
    )
)
_SILENT = frozenset(re.findall(r"\S+", "script style template noscript iframe svg select option button textarea head"))
_NOISE_TAGS = frozenset({"nav", "aside", "form", "iframe"})
_NOISE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:related|recommend\w*|sidebar|side-bar|comments?|teasers?|trending|popular|most-?read|"
    r"read-?more|more-?(?:news|stories|from)|widget\w*|menu|"
    r"promo\w*|advert\w*|ads?|newsletter|nav\w*|breadcrumb\w*|carousel|outbrain|taboola|ticker|latest)(?:$|[\s_-])",
    re.IGNORECASE,
)
_BYLINE_WORDS = re.compile(
    r"(?:^|[\s_-])(?:byline\w*|authors?(?:-?name)?|article-?(?:author|source)|source|news-?source|"
    r"credit-?line|provider|agency|attribution)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CAPTION_WORDS = re.compile(
    r"(?:^|[\s_-])(?:caption\w*|photo-?credits?|image-?credits?|credits?|wp-caption-text|copyright|"
    r"picture-?credit)(?:$|[\s_-])",
    re.IGNORECASE,
)
# A chart's or table's own frame: a source there is the source of its numbers.
_CHART_WORDS = re.compile(
    r"(?:^|[\s_-])(?:charts?|graphs?|graphic\w*|infographics?|data-?(?:viz|table|wrapper)|datawrapper|flourish|tables?|polls?|map)"
    r"(?:$|[\s_-])",
    re.IGNORECASE,
)
_FRAMES = frozenset({"html", "body", "main", "article"})
_COMMENT_WORDS = re.compile(
    r"(?:^|[\s_-])(?:comments?-?(?:list|body|meta|area|section|thread)?|commentlist|disqus\w*)(?:$|[\s_-])", re.I
)
_DATE_WORDS = re.compile(r"(?:^|[\s_-])(?:dates?|time|timestamp|published|posted-?on|entry-date|post-date)(?:$|[\s_-])", re.I)
_QUOTING_TAGS = frozenset({"blockquote", "q"})
_TABLE_TAGS = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_LONGEST_BLOCK = 420
_LONG_PARAGRAPH = 200
_LONGEST_CAPTION = 600
_MOST_BLOCKS = 4_000
_MOST_NODES = 5_000
_MOST_IMAGES = 400
_MOST_FIELDS = 1_000


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the page under the name its markup gives it (a link's rel, a meta's name, a JSON-LD key)."""

    name: str
    value: str
    carrier: str


@dataclass(frozen=True, slots=True)
class Node:
    """One JSON-LD node that describes the page's article: its flattened values by key path, and where it stands."""

    type: str
    values: tuple[Field, ...]
    carrier: str


@dataclass(frozen=True, slots=True)
class Markup:
    """What the markup of one page holds. Empty when it could not be read. Addresses are absolute where the page's is known."""

    language: str | None = None
    links: tuple[Field, ...] = ()
    metas: tuple[Field, ...] = ()
    nodes: tuple[Node, ...] = ()
    images: tuple[Field, ...] = ()
    captions: tuple[Field, ...] = ()
    bylines: tuple[Field, ...] = ()
    blocks: tuple[Field, ...] = ()
    pixels: tuple[Field, ...] = ()
    quoted: tuple[str, ...] = ()
    times: tuple[Field, ...] = ()


def read_markup(content: bytes | str, encoding: str | None, address: str) -> Markup:
    """The markup of a page. Never raises: bytes that are no HTML give an empty value.

    Args:
        content: the page, decoded or not.
        encoding: the encoding of bytes; None leaves it to the page's own declaration.
        address: the page's address, against which relative ones are resolved; may be empty or no URL at all.
    """
    from lxml import etree

    try:
        root = _parse(content, encoding)
        return Markup() if root is None else _read(root, address)
    except (etree.LxmlError, ValueError, LookupError, TypeError, AssertionError, RecursionError, AttributeError):
        return Markup()


def _parse(content: bytes | str, encoding: str | None) -> HtmlElement | None:
    from lxml import etree, html

    data = content.encode("utf-8", "replace") if isinstance(content, str) else content
    name = "utf-8" if isinstance(content, str) else _usable(encoding)
    if not data.strip():
        return None
    parser = html.HTMLParser(encoding=name, no_network=True, remove_pis=True, remove_comments=True, huge_tree=False)
    try:
        root = html.document_fromstring(data.replace(b"\0", b" "), parser=parser)
    except etree.ParserError:
        return None
    return root


def _usable(encoding: str | None) -> str | None:
    import codecs

    try:
        return codecs.lookup(encoding).name if encoding else None
    except LookupError:
        return None


def _read(root: HtmlElement, address: str) -> Markup:
    base = address if re.match(r"https?://", address, re.IGNORECASE) else ""
    noise = _noise(root)
    aside = noise | _pictured(root)
    images, pixels = _images(root, base, noise)
    return Markup(
        language=(root.get("lang") or root.get("xml:lang") or "").strip() or None,
        links=tuple(islice(_links(root, base), _MOST_FIELDS)),
        metas=tuple(islice(_metas(root), _MOST_FIELDS)),
        nodes=tuple(_json_ld(root)),
        images=images,
        captions=tuple(islice(_captions(root, noise), _MOST_IMAGES)),
        bylines=tuple(islice(_bylines(root, aside | _inside(root, _is_chart) | _inside(root, _is_quoting)), _MOST_IMAGES)),
        blocks=tuple(_blocks(root, aside)),
        pixels=pixels,
        quoted=tuple(islice((_words(element) for element in _elements(root) if _is_quoting(element)), _MOST_IMAGES)),
        times=tuple(islice(_times(root, noise), _MOST_IMAGES)),
    )


# --- the tree ---------------------------------------------------------------------------------------------------------


def _elements(root: HtmlElement) -> Iterator[HtmlElement]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _noise(root: HtmlElement) -> set[HtmlElement]:
    """Every element inside navigation, side columns, comments and teasers, and what is never shown."""
    noise: set[HtmlElement] = set()
    for element in _elements(root):
        own = element.tag in _NOISE_TAGS or element.tag in _SILENT or _is_side_matter(element)
        if own or element.getparent() in noise:
            noise.add(element)
    return noise


def _is_side_matter(element: HtmlElement) -> bool:
    """Whether an element's class calls it a teaser or the like; one that holds the page's headline or article is its frame."""
    if element.tag in ("html", "body", "main", "article") or not _NOISE_WORDS.search(_classes(element)):
        return False
    return element.find(".//h1") is None and element.find(".//article") is None


def _classes(element: HtmlElement) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _path(element: HtmlElement) -> str:
    return str(element.getroottree().getpath(element)).lstrip("/")


def _words(element: HtmlElement) -> str:
    """The visible text of an element with single blanks."""
    return " ".join("".join(_pieces(element)).split())


def _pieces(element: HtmlElement) -> Iterator[str]:
    """The text in the order of the page: what follows an element comes behind everything inside it."""
    from lxml import etree

    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag not in _SILENT and node.text:
                yield node.text
        elif node is not element and node.tail:
            yield " " + node.tail if node.tag == "br" else node.tail


# --- head ---------------------------------------------------------------------------------------------------------------


def _links(root: HtmlElement, base: str) -> Iterator[Field]:
    """Links with a rel, and the microformat that marks the original of a repost."""
    for element in _elements(root):
        if element.tag not in ("link", "a") and "u-repost-of" in (element.get("class") or "").split():
            inner = element.find(".//a[@href]")
            if inner is not None:
                yield Field("u-repost-of", _absolute(base, inner.get("href")), f'{_path(element)}[@class="u-repost-of"]')
        if element.tag not in ("link", "a") or not element.get("href"):
            continue
        rels = (element.get("rel") or "").casefold().split()
        reposts = [name for name in (element.get("class") or "").split() if name in ("u-repost-of", "p-repost-of")]
        address = _absolute(base, element.get("href"))
        for rel in (
            rels
            if element.tag == "link"
            else [rel for rel in rels if rel in ("original", "license", "canonical", "author", "source")]
        ):
            yield Field(rel, address, f'{_parent_path(element)}/{element.tag}[@rel="{rel}"]')
        for name in reposts:
            yield Field("u-repost-of", address, f'{_path(element)}[@class="{name}"]')


def _metas(root: HtmlElement) -> Iterator[Field]:
    for element in _elements(root):
        if element.tag == "meta" and element.get("content"):
            for attribute in ("property", "name", "itemprop"):
                name = element.get(attribute)
                if name:
                    yield Field(
                        name.strip().casefold(),
                        element.get("content").strip(),
                        f'{_parent_path(element)}/meta[@{attribute}="{name.strip()}"]',
                    )
                    break


def _parent_path(element: HtmlElement) -> str:
    parent = element.getparent()
    return _path(parent) if parent is not None else ""


def _absolute(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip()) if base else address.strip()
    except ValueError:
        return address.strip()


# --- JSON-LD ------------------------------------------------------------------------------------------------------------

_ARTICLE_TYPE = re.compile(r"Article|BlogPosting|Posting|Report|WebPage|CreativeWork", re.IGNORECASE)


def _json_ld(root: HtmlElement) -> Iterator[Node]:
    scripts = [
        element for element in _elements(root) if element.tag == "script" and "ld+json" in (element.get("type") or "").casefold()
    ]
    for number, script in enumerate(scripts[:50]):
        try:
            data = json.loads(re.sub(r"^\s*(?:<!--|//<!\[CDATA\[)|(?:-->|//\]\]>)\s*$", "", script.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _nodes(data, f"$[{number}]")


def _nodes(data: Any, path: str) -> Iterator[Node]:
    """The nodes that describe the page's own article: at the top, in `@graph`, or as main entity; never items of lists."""
    if isinstance(data, list):
        for index, item in enumerate(data[:100]):
            yield from _nodes(item, f"{path}[{index}]")
    if not isinstance(data, dict):
        return
    yield from _nodes(data.get("@graph"), f"{path}.@graph") if "@graph" in data else ()
    kinds = data.get("@type")
    kind = " ".join(map(str, kinds)) if isinstance(kinds, list) else str(kinds or "")
    if _ARTICLE_TYPE.search(kind):
        values = tuple(_flat(data, "", 0))[:_MOST_NODES]
        yield Node(
            kind, tuple(Field(value.name, value.value, f"json-ld:{path}.{value.name}") for value in values), f"json-ld:{path}"
        )
    main = data.get("mainEntity")
    if isinstance(main, dict):
        yield from _nodes(main, f"{path}.mainEntity")


def _flat(data: Any, path: str, depth: int) -> Iterator[Field]:
    if depth > 5:
        return
    if isinstance(data, dict):
        for key, value in list(data.items())[:200]:
            yield from _flat(value, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(data, list):
        for index, value in enumerate(data[:50]):
            yield from _flat(value, f"{path}[{index}]", depth + 1)
    elif isinstance(data, str) and data.strip():
        yield Field(path, data.strip(), "")


# --- body ---------------------------------------------------------------------------------------------------------------


def _images(root: HtmlElement, base: str, noise: set[HtmlElement]) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """The pictures of the page's own article, and every invisible counter (those are looked for everywhere)."""
    images: list[Field] = []
    pixels: list[Field] = []
    for element in _elements(root):
        if element.tag not in ("img", "source", "amp-img") or len(pixels) >= _MOST_IMAGES:
            continue
        for attribute in ("src", "data-src", "srcset", "data-srcset"):
            address = (element.get(attribute) or "").split(",")[0].split()
            if not address or address[0].startswith("data:"):
                continue
            field = Field(attribute, _absolute(base, address[0]), f"{_path(element)}/@{attribute}")
            pixels.append(field)
            if element not in noise:
                images.append(field)
    return tuple(images), tuple(pixels)


def _times(root: HtmlElement, noise: set[HtmlElement]) -> Iterator[Field]:
    """Dates of elements of time, and of elements called a date beside the article: `time`, `teaser` or `comment`."""
    comments = _inside(root, lambda element: _COMMENT_WORDS.search(_classes(element)) is not None and element.tag not in _FRAMES)
    for element in _elements(root):
        beside = element in noise or element in comments
        named = element.tag == "time" or (
            beside and element.tag in ("span", "p", "div", "small") and _DATE_WORDS.search(_classes(element))
        )
        if not named or element.tag in _SILENT:
            continue
        value = (element.get("datetime") or element.get("content") or _words(element)).strip()
        if value and len(value) <= 80:
            yield Field("comment" if element in comments else "teaser" if beside else "time", value, _path(element))


def _pictured(root: HtmlElement) -> set[HtmlElement]:
    """Every element that belongs to a picture: figures, captions and credits, and what is inside them."""
    pictured: set[HtmlElement] = set()
    for element in _elements(root):
        if element.tag in ("figure", "figcaption") or element.getparent() in pictured or _is_caption(element):
            pictured.add(element)
    return pictured


def _inside(root: HtmlElement, begins: Callable[[HtmlElement], bool]) -> set[HtmlElement]:
    """Every element of which the test holds, and what is inside them."""
    inside: set[HtmlElement] = set()
    for element in _elements(root):
        if element.getparent() in inside or begins(element):
            inside.add(element)
    return inside


def _is_chart(element: HtmlElement) -> bool:
    if element.tag in ("html", "body", "main", "article"):
        return False
    return element.tag in _TABLE_TAGS or (_CHART_WORDS.search(_classes(element)) is not None and element.find(".//h1") is None)


def _is_quoting(element: HtmlElement) -> bool:
    return element.tag in _QUOTING_TAGS


def _is_caption(element: HtmlElement) -> bool:
    named = element.tag in ("p", "div", "span", "small", "em", "cite") and _CAPTION_WORDS.search(_classes(element))
    return element.tag == "figcaption" or (bool(named) and element.find(".//h1") is None)


def _captions(root: HtmlElement, noise: set[HtmlElement]) -> Iterator[Field]:
    """Captions and picture credits; a site's footer has neither, only the site's own notices.

    Their name is `caption` where a picture is near, `credit` where only the element's class speaks of one.
    """
    footed: set[HtmlElement] = set()
    for element in _elements(root):
        if element.tag == "footer" or element.getparent() in footed:
            footed.add(element)
        elif _is_caption(element) and element not in noise:
            words = _words(element)
            if 0 < len(words) <= _LONGEST_CAPTION:
                yield Field("caption" if _is_near_picture(element) else "credit", words, _path(element))


def _is_near_picture(element: HtmlElement) -> bool:
    if element.tag == "figcaption" or any(parent.tag in ("figure", "picture") for parent in element.iterancestors()):
        return True
    parent = element.getparent()
    small = parent is not None and parent.tag not in ("body", "main", "article", "html", "section")
    before = element.getprevious()
    return (small and parent.find(".//img") is not None) or (
        before is not None and isinstance(before.tag, str) and (before.tag == "img" or before.find(".//img") is not None)
    )


def _bylines(root: HtmlElement, aside: set[HtmlElement]) -> Iterator[Field]:
    for element in _elements(root):
        if element in aside or element.tag in ("meta", "link", "html", "body"):
            continue
        marked = "author" in (element.get("rel") or "").split() or (element.get("itemprop") or "") in (
            "author",
            "publisher",
            "sourceOrganization",
        )
        if marked or _BYLINE_WORDS.search(_classes(element)):
            words = _words(element)
            if 0 < len(words) <= 120:
                yield Field("byline", words, _path(element))


def _blocks(root: HtmlElement, aside: set[HtmlElement]) -> Iterator[Field]:
    """The short blocks of visible text that hold no other block and belong to no picture, in the order of the page.

    Their name is `edge` before the first and behind the last long paragraph, where credits stand, `amid` in between and in
    tables and charts, and `quoted` inside a block quotation.
    """
    quotes, charts = _inside(root, _is_quoting), _inside(root, _is_chart)
    holders = {parent for element in _elements(root) if element.tag in _BLOCKS for parent in element.iterancestors()}
    leaves = [element for element in _elements(root) if element.tag in _BLOCKS and element not in holders and element not in aside]
    texts = [(element, _words(element)) for element in leaves[:_MOST_BLOCKS]]
    long = [index for index, (_, words) in enumerate(texts) if len(words) >= _LONG_PARAGRAPH]
    for index, (element, words) in enumerate(texts):
        if (5 if words.isascii() else 2) <= len(words) <= _LONGEST_BLOCK:
            amid = element in charts or (bool(long) and long[0] < index < long[-1])
            yield Field("quoted" if element in quotes else "amid" if amid else "edge", words, _path(element))

"""What a page's markup and address say: machine-readable credits, hosts, pictures, and the visible lines extractors drop.

Invariants: only what points to another outlet than the page's own counts as a credit (a page that names itself as
canonical or publisher says nothing about origin; it says who hosts it); clues of visible lines have a span when their
words stand in the text, and the element's path as carrier with no span when they do not. Visible lines go through the
same rules as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lineage.clue_rules.assets import Asset, asset_clues
from lineage.clue_rules.bylines import find_bylines, find_unlabelled_sources
from lineage.clue_rules.datelines import dateline_agency, find_datelines
from lineage.clue_rules.languages import language_of
from lineage.clue_rules.name_words import SITE_GENERIC
from lineage.clue_rules.names import is_nobody, read_name, resolve
from lineage.clue_rules.photos import find_photo_credits, photo_names
from lineage.clue_rules.publications import find_publications
from lineage.clue_rules.scan import Scan, is_foreign_heading, rule_version
from lineage.clue_rules.sources import find_source_lines
from lineage.clue_rules.tails import find_wire_copyright
from lineage.clue_rules.templates import find_rights
from lineage.markup import Field, Markup, Node
from lineage.outlets import OutletTable, host_of, registrable
from lineage.values import Clue, Outlet, Role

# Field name -> kind, strength for a credit of another host. Strength for canonical and og:url depends on the table.
_ORIGINAL_LINKS = {
    "original": ("original source", "states"),
    "u-repost-of": ("original source", "states"),
    "canonical": ("canonical", "shows"),
}
_ORIGINAL_METAS = {
    "syndication-source": ("original source", "states"),
    "original-source": ("original source", "states"),
    "og:url": ("canonical", "shows"),
    "contentsource": ("original source", "states"),
    "source": ("original source", "states"),
    "article:source": ("original source", "states"),
    "dc.source": ("original source", "hints"),
    "dcterms.source": ("original source", "hints"),
    "dc.publisher": ("publisher", "hints"),
    "dcterms.publisher": ("publisher", "hints"),
    "article:publisher": ("publisher", "hints"),
    "copyright": ("publisher", "hints"),
    "dc.rights": ("publisher", "hints"),
    "dcterms.rights": ("publisher", "hints"),
    "dcterms.rightsholder": ("publisher", "hints"),
    "dcterms.isversionof": ("original source", "hints"),
    "dcterms.isformatof": ("original source", "hints"),
}
_AUTHOR_METAS = frozenset({"author", "article:author", "dc.creator", "byl", "sailthru.author", "parsely-author"})
_SITE_METAS = frozenset({"og:site_name", "application-name"})
_IMAGE_METAS = frozenset({"og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src"})
_CREDIT_KEYS = {
    "sourceOrganization": "states",
    "isBasedOn": "states",
    "isBasedOnUrl": "states",
    "creditText": "states",
    "copyrightHolder": "hints",
    "copyrightNotice": "hints",
    "translationOfWork": "hints",
    "provider": "hints",
}
_BASES = frozenset({"isBasedOn", "isBasedOnUrl"})
_NO_BASIS_KINDS = frozenset({"photo agency", "aggregator", "portal", "platform"})
# How counters of republished articles look: shapes of addresses; whose they are says their host.
_PIXELS = (
    re.compile(r"/content/\d+/count", re.IGNORECASE),
    re.compile(r"[?&]republication-pixel=", re.IGNORECASE),
    re.compile(r"/pixel\.(?:gif|png|js)\?(?:key|id|url)=", re.IGNORECASE),
    re.compile(r"/republish(?:ing)?[-_/]?(?:tracker|pixel|counter)", re.IGNORECASE),
)


_TOLD_PIXEL = re.compile(r"[?&]republication-pixel=", re.IGNORECASE)
"""A counter that says of itself that it counts republications."""
_RIGHTS_LEAD = re.compile(r"(?:(?:©|\(c\)|copyright|(?:19|20)\d\d(?:-\d{2,4})?|by)[\s,.:]{0,3}){0,5}", re.IGNORECASE)
_LAST_BRACKET = re.compile(r"[(（\[]([^()（）\[\]]{2,40})[)）\]][ .。]{0,2}$")
_LAST_INITIALS = re.compile(r"[ ,;/–—-]([A-Z]{2,8})$")
_CAPTION_SOURCE = re.compile(r"(?:^|[.;|][ ])source:[ ]?([^:.;|\n]{2,40})[.]?$", re.IGNORECASE)
_BY = re.compile(r"\s*(?:by|von|por|par)\s", re.IGNORECASE)


class Page:
    """One page under scrutiny: its markup, its text, its own host and the outlet that serves it."""

    def __init__(self, markup: Markup, text: str, address: str | None, outlets: OutletTable) -> None:
        self.markup = markup
        self.text = text
        self.outlets = outlets
        self.host = host_of(address) if address else _declared_host(markup)
        self.own = outlets.by_host(self.host) if self.host else None
        self.domain = registrable(self.host) if self.host else None

    def is_own(self, host: str) -> bool:
        """Whether a host belongs to the page's own outlet or domain."""
        other = self.outlets.by_host(host)
        return registrable(host) == self.domain or (other is not None and other == self.own)

    def clue(
        self, kind: str, role: Role, value: str, field: Field, rule: str, *, outlet: Outlet | None = None, strength: str = "hints"
    ) -> Clue:
        """A clue of a field of the markup."""
        name = outlet.name if outlet else None
        version = rule_version(rule)
        return Clue(kind, role, value, field.carrier, field.value, rule, version, outlet=name, strength=strength)  # type: ignore[arg-type]


def _declared_host(markup: Markup) -> str | None:
    """Without an address: the host a page gives as its own beside a canonical one elsewhere. A copy may point to its original
    by one of the two fields; an original has no reason to give another page as its own."""
    canonical = next((host for link in markup.links if link.name == "canonical" and (host := host_of(link.value))), None)
    own = next((host for meta in markup.metas if meta.name == "og:url" and (host := host_of(meta.value))), None)
    return own if own and canonical and registrable(own) != registrable(canonical) else None


def find_address_host(address: str | None, outlets: OutletTable) -> Iterator[Clue]:
    """The host of an http(s) address shows who serves the copy: by the table's name, else by its registrable domain."""
    host = host_of(address) if address else None
    if address and host and re.match(r"https?:", address, re.IGNORECASE):
        outlet = outlets.by_host(host)
        value = registrable(host)
        rule, name = "host/address", outlet.name if outlet else None
        yield Clue("host", "host", value, "address", address, rule, rule_version(rule), outlet=name, strength="shows")


def find_markup_clues(
    markup: Markup, text: str, found: Sequence[Clue], address: str | None, outlets: OutletTable
) -> Iterator[Clue]:
    """Every clue of the markup that the text's own clues (`found`) do not already give."""
    page = Page(markup, text, address, outlets)
    yield from _sites(page)
    yield from _originals(page)
    for node in markup.nodes:
        yield from _node(page, node)
    yield from _pixels(page)
    yield from _pictures(page)
    yield from _language(page)
    yield from _unless_found(_visible(page), found, text)


def _sites(page: Page) -> Iterator[Clue]:
    """The page's own name for itself states the host, unless the table knows that name on other hosts than this one."""
    for meta in page.markup.metas:
        if meta.name not in _SITE_METAS or is_nobody(meta.value) or meta.value.casefold().strip(" .!-|") in SITE_GENERIC:
            continue
        outlet = resolve(meta.value, page.outlets) or page.outlets.by_host(meta.value)
        foreign = outlet is not None and page.host is not None and outlet != page.own and bool(outlet.hosts)
        contradicted = foreign or (page.own is not None and outlet is None)
        strength = "hints" if contradicted else "states" if meta.name == "og:site_name" else "shows"
        yield page.clue("site name", "host", meta.value, meta, "host/site name", outlet=outlet, strength=strength)


def _originals(page: Page) -> Iterator[Clue]:
    for link in page.markup.links:
        if link.name in _ORIGINAL_LINKS:
            kind, strength = _ORIGINAL_LINKS[link.name]
            yield from _foreign_address(page, link, kind, strength, f"markup/rel {link.name}")
        elif link.name == "license":
            yield page.clue("licence", "other", link.value, link, "markup/rel license")
    for meta in page.markup.metas:
        if meta.name in _ORIGINAL_METAS:
            kind, strength = _ORIGINAL_METAS[meta.name]
            yield from _foreign_address(page, meta, kind, strength, f"markup/meta {meta.name}")
        elif meta.name in _AUTHOR_METAS:
            yield from _author(page, meta)


def _foreign_address(page: Page, field: Field, kind: str, strength: str, rule: str) -> Iterator[Clue]:
    """A credit of another host, or of another known name where the field gives a name. The page's own says nothing.

    Without an address of the page it is unknown what is foreign: a canonical address then hints at the host.
    """
    host = host_of(field.value)
    if host is None:
        yield from _foreign_name(page, field, kind, strength, rule)
        return
    if "." not in host or page.is_own(host):
        return
    outlet = page.outlets.by_host(host)
    if page.host is None and kind in ("canonical", "publisher"):
        yield page.clue(kind, "host", registrable(host), field, rule, outlet=outlet)
        return
    weak = strength == "shows" and outlet is None
    yield page.clue(kind, "credited_source", registrable(host), field, rule, outlet=outlet, strength="hints" if weak else strength)


def _foreign_name(page: Page, field: Field, kind: str, strength: str, rule: str) -> Iterator[Clue]:
    lead = _RIGHTS_LEAD.match(field.value)
    name = read_name(field.value, lead.end() if lead else 0, page.outlets)
    if name is None or name.outlet is None or name.outlet == page.own or kind == "canonical":
        return
    own_kind = name.outlet.kind == "photo agency"
    role: Role = (
        "asset_origin" if own_kind else "credited_source" if page.host else "host" if kind == "publisher" else "credited_source"
    )
    yield page.clue(kind, role, name.written, field, rule, outlet=name.outlet, strength=strength)


def _author(page: Page, meta: Field) -> Iterator[Clue]:
    """An author that is a known outlet, and not the page's own, is a byline."""
    written = re.sub(r"^(?:by|von|por|par)\s+", "", meta.value, flags=re.IGNORECASE)
    outlet = resolve(written, page.outlets)
    if outlet is not None and outlet != page.own:
        yield page.clue("byline", "credited_source", written, meta, "markup/author", outlet=outlet, strength="states")


def _node(page: Page, node: Node) -> Iterator[Clue]:
    """An article's JSON-LD: who published it, what it is based on, its credit and its dateline."""
    publisher_host = next(
        (host_of(f.value) for f in node.values if re.fullmatch(r"publisher(?:\[0\])?\.(?:url|@id|sameAs)", f.name)), None
    )
    for field in node.values:
        key, _, rest = re.sub(r"\[\d+\]", "", field.name).partition(".")
        if key == "dateline" and not rest:
            agency = dateline_agency(Scan(field.value, page.outlets), field.value)
            if agency is not None:
                yield page.clue("dateline", "text_origin", agency.name, field, "json-ld/dateline", outlet=agency, strength="states")
        elif key == "publisher" and rest in ("", "name"):
            yield from _publisher(page, field, publisher_host)
        elif key in _CREDIT_KEYS and rest in ("", "name", "url", "@id", "publisher.name", "publisher.url"):
            strength = _CREDIT_KEYS[key] if key not in _BASES or _may_be_basis(page, field) else "hints"
            yield from _foreign_address(page, field, "original source", strength, f"json-ld/{key}")
        elif key == "author" and rest == "name":
            yield from _author(page, field)


def _may_be_basis(page: Page, field: Field) -> bool:
    """Whether what an article is based on can be the same text: a known outlet's that writes texts, no post on a platform."""
    host = host_of(field.value)
    outlet = page.outlets.by_host(host) if host else resolve(field.value, page.outlets)
    return outlet is not None and outlet.kind not in _NO_BASIS_KINDS


def _publisher(page: Page, field: Field, publisher_host: str | None) -> Iterator[Clue]:
    """The publisher of this host is the host; one that the table, or its own address, places elsewhere is a credit hint."""
    outlet = resolve(field.value, page.outlets)
    host = publisher_host if publisher_host and "." in publisher_host else None
    placed = outlet is not None and bool(outlet.hosts)
    own = (outlet is not None and outlet == page.own) or (host is not None and page.is_own(host))
    if own or page.host is None or (not placed and host is None):
        strength = "shows" if own else "hints"
        yield page.clue("publisher", "host", field.value, field, "json-ld/publisher", outlet=outlet, strength=strength)
        return
    yield page.clue("publisher", "credited_source", field.value, field, "json-ld/publisher elsewhere", outlet=outlet)


def _pixels(page: Page) -> Iterator[Clue]:
    for pixel in page.markup.pixels:
        host = host_of(pixel.value)
        if host and "." in host and not page.is_own(host) and any(shape.search(pixel.value) for shape in _PIXELS):
            outlet = page.outlets.by_host(host)
            yield page.clue(
                "tracker pixel",
                "text_origin",
                registrable(host),
                pixel,
                "tracker pixel/address",
                outlet=outlet,
                strength="states" if outlet or _TOLD_PIXEL.search(pixel.value) else "hints",
            )


def _pictures(page: Page) -> Iterator[Clue]:
    """Picture hosts of other outlets, each once, the first picture standing for all; without the page's address none can be
    called foreign, but the table still knows them."""
    fields = [meta for meta in page.markup.metas if meta.name in _IMAGE_METAS]
    pictures = [field for field in page.markup.images if not any(shape.search(field.value) for shape in _PIXELS)]
    hosts: set[str | None] = set()
    for field in (*fields, *pictures):
        if host_of(field.value) in hosts:
            continue
        hosts.add(host_of(field.value))

        def make(kind: str, role: Role, value: str, rule: str, *, field: Field = field, **more: object) -> Clue:
            return Clue(kind, role, value, field.carrier, field.value, rule, "1", **more)  # type: ignore[arg-type]

        yield from asset_clues(Asset(field.value, make), page.outlets, page.own or page.domain)


def _language(page: Page) -> Iterator[Clue]:
    declared = (page.markup.language or "").split("-")[0].casefold()
    spoken = language_of(page.text) if declared else None
    if spoken is not None and declared != spoken and len(declared) == 2:
        field = Field("lang", page.markup.language or "", "html/@lang")
        yield page.clue("interface language", "other", declared, field, "interface language/html lang")


def _visible(page: Page) -> Iterator[tuple[Clue, Field]]:
    """Credit lines of the visible page, each read as a text of its own."""
    others = False
    bylines = {field.carrier for field in page.markup.bylines}
    known = page.host is not None or any(meta.name in _SITE_METAS for meta in page.markup.metas)
    for field in page.markup.blocks:
        if not known and field.name == "edge":
            yield from ((clue, field) for clue in find_rights(Scan(field.value, page.outlets)))
        if field.name == "edge" and not others and field.carrier not in bylines:
            own = page.own.name if page.own else ""
            yield from ((clue, field) for clue in _beside(Scan(field.value, page.outlets)) if clue.outlet != own)
        others = others or is_foreign_heading(field.value)
        scan = Scan(field.value, page.outlets)
        for clue in (*find_publications(scan), *find_source_lines(scan)):
            # A label between paragraphs is mostly that of a quotation, a chart or a box; so is "published by" without "first".
            weak = field.name == "amid" and (clue.kind == "source line" or _is_plain(clue))
            yield (replace(clue, strength="hints") if weak or others or field.name == "quoted" else clue), field
    for field in page.markup.bylines:
        scan = Scan(field.value, page.outlets)
        for clue in (*find_datelines(scan), *find_bylines(scan), *find_unlabelled_sources(scan), *find_source_lines(scan)):
            yield clue, field
        yield from ((clue, field) for clue in _plain_byline(page, field))
    for field in page.markup.captions:
        scan = Scan(field.value, page.outlets)
        if field.name == "credit" and _BY.match(field.value):
            yield from ((clue, field) for clue in find_bylines(scan))
            continue
        ours = [] if "/fig" in field.carrier else [clue for clue in find_wire_copyright(scan) if clue.strength == "states"]
        if ours:  # an element called a copyright that is the text's
            yield from ((clue, field) for clue in ours)
            continue
        named = list(find_photo_credits(scan)) or list(_bracket_of_caption(page, field))
        yield from ((clue, field) for clue in named or _plain_caption(page, field))


def _beside(scan: Scan) -> Iterator[Clue]:
    """What a block above or below the text may be besides a credit line: a dated row, a byline, an agency's copyright."""
    yield from find_unlabelled_sources(scan)
    yield from find_wire_copyright(scan)
    if _BY.match(scan.text):
        yield from find_bylines(scan)


def _is_plain(clue: Clue) -> bool:
    return clue.kind == "first publication" and not re.search(r"\b(?:first|originally|initially|previously)\b", clue.quote, re.I)


def _plain_byline(page: Page, field: Field) -> Iterator[Clue]:
    """A byline element that consists of a known outlet's name, other than the page's own, or of a person and that name."""
    written = re.sub(r"^(?:by|von|por|par|source:?)\s+", "", field.value, flags=re.IGNORECASE)
    parts = (written, *re.split(r"\s*[|｜•·,–—]\s*", written)[1:])
    outlet = next((found for part in parts if (found := resolve(part, page.outlets))), None)
    if outlet is not None and outlet != page.own and outlet.kind != "photo agency":
        yield page.clue("byline", "credited_source", field.value, field, "byline/element", outlet=outlet, strength="states")


def _bracket_of_caption(page: Page, field: Field) -> Iterator[Clue]:
    """`... (AGENCY)`, `Source: AGENCY` or an agency's initials as a caption's end: in running text that may be the text's own,
    in a caption it is the picture's."""
    forms = (_CAPTION_SOURCE, _LAST_BRACKET, _LAST_INITIALS) if field.name == "caption" else ()
    match = next((found for form in forms if (found := form.search(field.value))), None)
    named = photo_names(match.group(1), page.outlets) if match else None
    if named and named[1] is not None:
        yield page.clue("photo credit", "asset_origin", named[0], field, "photo credit/element", outlet=named[1], strength="states")


def _plain_caption(page: Page, field: Field) -> Iterator[Clue]:
    """A short credit element that holds nothing but a known name."""
    named = photo_names(field.value, page.outlets) if len(field.value) <= 60 else None
    if named and named[1] is not None:
        yield page.clue("photo credit", "asset_origin", named[0], field, "photo credit/element", outlet=named[1], strength="states")


def _unless_found(clues: Iterable[tuple[Clue, Field]], found: Sequence[Clue], text: str) -> Iterator[Clue]:
    """Clues of visible lines, with a span where their words stand in the text; left out if the text's own clues have them."""
    for clue, field in clues:
        known = any(
            other.role == clue.role
            and (other.outlet or other.value) == (clue.outlet or clue.value)
            and (clue.quote in other.quote or other.quote in clue.quote)
            for other in found
        )
        if known:
            continue
        at = text.find(clue.quote)
        if at >= 0:
            yield replace(clue, start=at, end=at + len(clue.quote), carrier="text")
        else:
            yield replace(clue, start=None, end=None, carrier=field.carrier)

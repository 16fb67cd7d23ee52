"""The demo's story: what each outlet serves on which day, what a reader pinned, and what must come out.

The plot. A wire agency sends a dispatch about a port register. A newspaper prints it with credit and adds a paragraph; a
blog takes the newspaper's version and credits nobody; a portal credits the agency and transposes two digits; an
aggregator puts the opening between Arabic share labels. A government office publishes a press transcript, its embassy
carries it, and a portal abroad takes it from the embassy. A review and a radio station have written their own texts. On
the second day the review softens a minister's sentence without saying so, the newspaper moves a paragraph and rebuilds
its footer, and the radio station's page is gone although the server says 200.

Invariants: the pages follow from these data and the templates in `pages/` alone, so that every run serves the same bytes;
each text is stored once and every copy is made of it by the operation the plot names. All people, places and companies
are invented. Serving is left to `world.py`, playing the story and comparing its end with these data to the verb `demo`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from string import Template
from types import MappingProxyType
from typing import Literal

from lineage.values import ChangeWord, PinVerdict, TextEdit, Word

Day = Literal[1, 2]

WIRE = "http://www.norvane.example/dispatch/2025/11/12/port-register-complete"
NEWSPAPER = "http://www.dunmarrow-courier.example/news/2025/11/12/port-register-complete"
BLOG = "http://tidewatch-log.example/2025/11/so-we-have-been-counted/"
PORTAL = "http://news.saltgate.example/shipping/20251113/88214.html"
OFFICE = "http://www.veyland-information.example/press/2025/third-press-conference"
EMBASSY = "http://www.veyland-embassy.example/news/202511/t20251112_4471.htm"
CARRIER = "http://www.halvoria-today.example/world/veyland-third-press-conference"
AGGREGATOR = "http://www.marsafeed.example/ar/shipping/553917"
ANALYSIS = "http://www.farrowgate-review.example/analysis/the-evening-in-sorrel"
BROADCAST = "http://www.brackwater-radio.example/stories/seven-names"
EXPLAINER = "http://www.dunmarrow-courier.example/explainers/what-the-port-register-means"
FEED = "http://www.dunmarrow-courier.example/rss/ports.xml"

# --- the cast: every document with whoever hosts it --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Article:
    """A document to capture: its address, the name of its outlet in `outlets.toml`, its title on the first day."""

    address: str
    outlet: str
    title: str


ARTICLES: tuple[Article, ...] = (
    Article(WIRE, "Norvane Press Agency", "Veyland says port register is complete ahead of training law"),
    Article(NEWSPAPER, "The Dunmarrow Courier", "Port register is complete, says ministry, weeks before training law"),
    Article(BLOG, "Tidewatch Log", "So we have been counted"),
    Article(PORTAL, "Saltgate", "Veyland says port register is complete ahead of training law"),
    Article(AGGREGATOR, "Marsafeed", "Veyland says port register is complete ahead of training law"),
    Article(OFFICE, "Information Office of the Government of Veyland", "Third Press Conference on Work in the Ports of Veyland"),
    Article(EMBASSY, "Embassy of Veyland in Halvoria", "The Third Press Conference on Work in the Ports of Veyland"),
    Article(CARRIER, "Halvoria Today", "Third Press Conference on Work in the Ports of Veyland"),
    Article(ANALYSIS, "The Farrowgate Review", "The evening in Sorrel: who pays for the training?"),
    Article(EXPLAINER, "The Dunmarrow Courier", "What the port register means for you"),
    Article(BROADCAST, "Radio Brackwater", "Seven names on the night shift"),
)
TITLES = MappingProxyType({article.address: article.title for article in ARTICLES})

# --- what happens to the texts -----------------------------------------------------------------------------------------

DATELINE = "DUNMARROW, Nov. 12 (Norvane) -- "
FIGURE = "41,250"
"""How many dock workers the agency counts."""
MISPRINT = "42,150"
"""The same figure at the portal, with two digits transposed."""
DEMAND = "Every operator must pay its crews for the hours they spend in training, day or night"
"""The minister's sentence as the review printed it first."""
ALTERED = TextEdit("replace", "must", "should")
"""The one edit the review makes between the days."""
SOFTENED = DEMAND.replace(ALTERED.was, ALTERED.now)
SLIP = (
    "If you are turned away at a full centre, ask for a stamped slip with the date on it, because the slip lets you work "
    "until the next free place and no foreman may refuse it."
)
"""The paragraph the newspaper moves to the top of its explainer."""
OWNERSHIP = "The Courier belongs to its readers and takes no money from port operators or shipping lines."
"""The sentence that stays in the newspaper's footer while the footer changes."""
TWICE = "no cargo will be moved by a crew that has not been trained"
"""What the minister says twice at the press conference."""
WORK_SPELLINGS = ("Labor and Safety in the Ports of Veyland", "Labour and Safety in the Ports of Veyland")
"""One report, as the wire and as the review spell its title."""

# --- what a reader relies on, and what an audit on the second day must say -----------------------------------------------


@dataclass(frozen=True, slots=True)
class StoryPin:
    """A quote that a reader pinned on day one. `occurrence` counts from 1; None where the quote stands once."""

    address: str
    quote: str
    occurrence: int | None
    verdict: PinVerdict
    edits: tuple[TextEdit, ...] = ()


PINS: tuple[StoryPin, ...] = (
    StoryPin(WIRE, "Veyland has entered 41,250 dock workers in its first national port register", None, "verbatim"),
    StoryPin(WIRE, "A crew we cannot name is a crew we cannot protect.", None, "verbatim"),
    StoryPin(NEWSPAPER, "1,130 people had signed in the final week, more than in the whole of the summer", None, "verbatim"),
    StoryPin(BLOG, "some operators had told crews to attend the course on their rest days, without pay", None, "verbatim"),
    StoryPin(PORTAL, "Veyland has entered 42,150 dock workers in its first national port register", None, "verbatim"),
    StoryPin(OFFICE, TWICE, 2, "verbatim"),
    StoryPin(CARRIER, "You look down before you look up.", None, "verbatim"),
    StoryPin(ANALYSIS, DEMAND, None, "altered", (ALTERED,)),
    StoryPin(ANALYSIS, "they changed their employer eleven times on average", None, "verbatim"),
    StoryPin(EXPLAINER, SLIP, None, "moved"),
    StoryPin(EXPLAINER, "Nothing to you. Bring an identity card and, if you have one, your union book.", None, "verbatim"),
    StoryPin(EXPLAINER, OWNERSHIP, None, "verbatim"),
    StoryPin(BROADCAST, "Before the bell we counted the bags, and since the bell we count each other", None, "not auditable"),
)

CHANGES: MappingProxyType[str, ChangeWord] = MappingProxyType(
    {
        WIRE: "markup only",
        NEWSPAPER: "template only",
        BLOG: "unchanged",
        PORTAL: "unchanged",
        AGGREGATOR: "unchanged",
        OFFICE: "unchanged",
        EMBASSY: "unchanged",
        CARRIER: "unchanged",
        ANALYSIS: "text",
        EXPLAINER: "text",
        BROADCAST: "not comparable",
    }
)
"""The change class of each document between the two days."""

# --- what the chains must say ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ToldOrigin:
    """What a document's chain must say.

    `text_origin` is the name that comes out as stated, None where the word is undetermined. `credited_source` is the name
    that a dateline or a source line states, None where neither is there. `origin` is the document at hand it was taken from,
    and `word` the word of that edge. Where nothing decides, `origin` is None and each of `candidates` must be among the
    documents that the undetermined edges name. `word` is None for a document at the head of its chain: it has no edge.
    """

    address: str
    text_origin: str | None
    credited_source: str | None
    origin: str | None
    word: Word | None
    candidates: tuple[str, ...] = ()


AGENCY = "Norvane Press Agency"
ISSUER = "Information Office of the Government of Veyland"
ORIGINS: tuple[ToldOrigin, ...] = (
    ToldOrigin(WIRE, AGENCY, AGENCY, None, None),
    ToldOrigin(NEWSPAPER, AGENCY, AGENCY, WIRE, "stated"),
    ToldOrigin(BLOG, None, None, None, "undetermined", (NEWSPAPER, WIRE)),
    ToldOrigin(PORTAL, AGENCY, AGENCY, WIRE, "stated"),
    ToldOrigin(AGGREGATOR, AGENCY, AGENCY, WIRE, "stated"),
    ToldOrigin(OFFICE, ISSUER, None, None, None),
    ToldOrigin(EMBASSY, ISSUER, None, OFFICE, "stated"),
    ToldOrigin(CARRIER, ISSUER, "Embassy of Veyland in Halvoria", EMBASSY, "stated"),
)
"""The documents that pass on others' words. Those of `ARTICLES` that are missing here wrote their own and have no edge."""

# --- composing the pages -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Served:
    """What an outlet answers: text (the server encodes it) and its media type, without the charset."""

    text: str
    media_type: str = "text/html"


@cache
def _stored(name: str) -> str:
    return files(__package__).joinpath("pages", name).read_text("utf-8")


def paragraphs_of(name: str) -> list[str]:
    """The paragraphs of a stored text, one a line in `pages/NAME.txt`."""
    return _stored(f"{name}.txt").splitlines()


def newspaper_text() -> list[str]:
    """The dispatch as the newspaper prints it: whole, with a paragraph of its own after the unions' answer."""
    dispatch = paragraphs_of("dispatch")
    return [typeset(p) for p in (*dispatch[:5], *paragraphs_of("courier-paragraph"), *dispatch[5:])]


def blog_text() -> list[str]:
    """The newspaper's version without its dateline and its last two paragraphs."""
    first, *rest = newspaper_text()[:-2]
    return [first.removeprefix(DATELINE), *rest]


def portal_text() -> list[str]:
    """The dispatch with two digits transposed."""
    return [p.replace(FIGURE, MISPRINT) for p in paragraphs_of("dispatch")]


def aggregator_text() -> list[str]:
    """The opening of the dispatch, cut in the middle of a sentence."""
    *whole, last = paragraphs_of("dispatch")[:5]
    return [*whole, last[: last.index(" in seven weeks")] + " …"]


def explainer_text(day: Day) -> list[str]:
    """The newspaper's explainer; on the second day the paragraph about the slip stands right behind the opening."""
    paragraphs = [typeset(p) for p in paragraphs_of("explainer")]
    if day == 2:
        paragraphs.insert(1, paragraphs.pop(paragraphs.index(SLIP)))
    return paragraphs


def typeset(text: str) -> str:
    """The newspaper's typography: straight quotation marks and apostrophes become curly ones."""
    opened = re.sub(r'(^|[\s(])"', "\\1“", text)
    return opened.replace('"', "”").replace("'", "’")


def _fill(template: str, address: str, body: Sequence[str] = (), **fields: str) -> Served:
    """A page of an outlet: its template with title, address and paragraphs (escaped here) and fields (markup already)."""
    markup = "\n".join(f"<p>{html.escape(p, quote=False)}</p>" for p in body)
    values = {"title": html.escape(TITLES[address]), "address": address, "body": markup, **fields}
    return Served(Template(_stored(template)).substitute(values))


_TEASERS: dict[Day, tuple[str, ...]] = {
    1: ("/ports/ferry-fares-frozen|Ferry fares frozen until spring", "/ports/pilot-boat-named|A name for the new pilot boat"),
    2: ("/ports/ice-on-the-lerm|First ice on the upper Lerm", "/ports/ferry-fares-frozen|Ferry fares frozen until spring"),
}
_OFFERS: dict[Day, str] = {
    1: "Autumn offer: three months of the Courier for nine crowns.",
    2: "Now on paper again: the Saturday Courier, with the tide tables.",
}
_NOTICES: dict[Day, str] = {
    1: "Printed at Tallow Street since 1904.",
    2: "By reading on you accept our new terms, in force since this week.",
}


def _courier(address: str, day: Day, body: Sequence[str], author: str, published: str) -> Served:
    teasers = (teaser.split("|") for teaser in _TEASERS[day])
    related = "\n".join(f'<li><a href="{path}">{label}</a></li>' for path, label in teasers)
    date = f"{published[8:10]} November 2025"
    furniture = {"related": related, "offer": _OFFERS[day], "notice": _NOTICES[day]}
    return _fill("courier.html", address, body, author=author, published=published, date=date, **furniture)


def _feed() -> Served:
    titles = {"newspaper_title": TITLES[NEWSPAPER], "explainer_title": TITLES[EXPLAINER]}
    text = Template(_stored("courier-ports.xml")).substitute(titles, newspaper=NEWSPAPER, explainer=EXPLAINER)
    return Served(text, "application/rss+xml")


_PAGES: dict[str, Callable[[Day], Served]] = {
    WIRE: lambda day: _fill("norvane.html", WIRE, paragraphs_of("dispatch"), build=f"2025.11.{day}"),
    NEWSPAPER: lambda day: _courier(NEWSPAPER, day, newspaper_text(), "Norvane", "2025-11-12T18:05:00Z"),
    BLOG: lambda _: _fill("tidewatch.html", BLOG, blog_text()),
    PORTAL: lambda _: _fill("saltgate.html", PORTAL, portal_text()),
    AGGREGATOR: lambda _: _fill("marsafeed.html", AGGREGATOR, aggregator_text()),
    OFFICE: lambda _: _fill("office.html", OFFICE, paragraphs_of("transcript")),
    EMBASSY: lambda _: _fill("embassy.html", EMBASSY, paragraphs_of("transcript")),
    CARRIER: lambda _: _fill("halvoria-today.html", CARRIER, paragraphs_of("transcript")),
    ANALYSIS: lambda day: _fill("farrowgate.html", ANALYSIS, demand=DEMAND if day == 1 else SOFTENED),
    EXPLAINER: lambda day: _courier(EXPLAINER, day, explainer_text(day), "Linnet Ashby", "2025-11-13T06:00:00Z"),
    BROADCAST: lambda day: _fill("brackwater.html" if day == 1 else "brackwater-gone.html", BROADCAST),
    FEED: lambda _: _feed(),
}


def served(address: str, day: Day) -> Served | None:
    """What stands at an address on a day; None where no outlet of the story publishes anything."""
    page = _PAGES.get(address)
    return page(day) if page else None

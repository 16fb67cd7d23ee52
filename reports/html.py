"""Renders reports as HTML: one self-contained file each, complete without scripts, fetching nothing.

Three walls stand between captured text and the reader's browser: everything is escaped (autoescape is forced on, whatever
the template's name), hidden characters are shown instead of passed on, and a content security policy forbids scripts and
every remote resource. Links are made of plain http and https addresses only and carry no referrer. The layout lies in
`templates/`; nothing is computed here that is not in the report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from reports import apparatus, words
from reports.alignment import Piece, rows_of
from reports.svg import chain_svg
from reports.visible import HIDDEN, code_of, visible, web_address

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")


def render_report(report: Mapping[str, Any]) -> str:
    """The page of one document report."""
    view = {"document": report["document"], **report["chain"]}
    return _environment().get_template("report.html.j2").render(report=report, svg=_drawing(view))


def render_chain_page(view: Mapping[str, Any]) -> str:
    """A page with the verdict, the drawing and the edges of a chain view only."""
    return _environment().get_template("chain.html.j2").render(view=view, svg=_drawing(view))


def render_index(entries: Sequence[Mapping[str, Any]]) -> str:
    """The page that lists documents; each entry as `writer.index_entry` makes it."""
    return _environment().get_template("index.html.j2").render(entries=entries)


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("reports", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters.update(
        captured=captured,
        web=web_address,
        value=words.value_words,
        moment=_moment,
        rows=rows_of,
        aligned=aligned,
        noted=apparatus.rows,
        marked=marked,
    )
    environment.globals.update(note_letters=apparatus.LETTERS, note_meanings=apparatus.MEANINGS)
    environment.globals.update(
        policy=POLICY, words=words, node_name=words.node_name, headline=words.headline, answer=words.answer, language=_language
    )
    return environment


def _shown(value: Any) -> Any:
    """Every expression of a template passes here: hidden characters become visible, None becomes nothing."""
    if value is None:
        return ""
    if hasattr(value, "__html__"):
        return value
    return visible(value) if isinstance(value, str) else value


def captured(text: str | None, language: str | None = None) -> Markup:
    """Captured text as an isolated piece whose direction is its own and whose hidden characters are shown as code."""
    return _isolated(_escaped(text or ""), language)


def aligned(pieces: Sequence[Piece], language: str | None = None) -> Markup:
    """One side of a row of an alignment, differing words marked by the kind of line under them; the page's legend tells which."""
    from markupsafe import Markup

    shown = []
    for piece in pieces:
        said = _escaped(piece.text)
        if piece.op in ("replaced", "respelled"):
            said = Markup('<mark class="{}">{}</mark>').format(piece.op, said)
        elif piece.op in ("added", "left out"):
            said = Markup("<ins>{}</ins>").format(said)
        elif piece.op == "absent":
            said = Markup('<span class="soft"> [\u2026]</span>')
        shown.append(said)
    return _isolated(Markup("").join(shown), language)


def marked(pieces: Sequence[tuple[str, Any]], language: str | None = None) -> Markup:
    """A line of text with its findings in brackets, each closing one with the mark of its note."""
    from markupsafe import Markup

    shown = []
    for kind, said in pieces:
        if kind == "text":
            shown.append(_escaped(said))
        elif kind == "open":
            shown.append(Markup('<b class="{}">[</b>').format(said["mark"][0]))
        else:
            mark = said["mark"]
            shown.append(Markup('<b class="{}">]<sup><a href="#note-{}">{}</a></sup></b>').format(mark[0], mark, mark))
    return _isolated(Markup("").join(shown), language)


def _escaped(text: str) -> Markup:
    from markupsafe import Markup, escape

    parts, last = [], 0
    text = text.replace("\r\n", "\n")
    for found in HIDDEN.finditer(text):
        parts += [escape(text[last : found.start()]), Markup("<code class=hidden>{}</code>").format(code_of(found.group()))]
        last = found.end()
    return Markup("").join([*parts, escape(text[last:])])


def _isolated(said: Markup, language: str | None) -> Markup:
    from markupsafe import Markup

    spoken = Markup(' lang="{}"').format(_language(language)) if _language(language) else Markup("")
    return Markup('<bdi dir="auto"{}>{}</bdi>').format(spoken, said)


def _language(said: str | None) -> str | None:
    """The language tag if it has the form of one, else None."""
    return said if said and _LANGUAGE.fullmatch(said) else None


def _drawing(view: Mapping[str, Any]) -> Markup:
    """The chain as inline SVG; our own well-formed markup, in which `svg` has escaped every captured text."""
    from markupsafe import Markup

    return Markup(chain_svg(view))  # noqa: S704


def _moment(instant: str | None) -> str:
    """A UTC instant for people, to the second."""
    return instant[:19].replace("T", " ") + " UTC" if instant and instant.endswith("Z") else (instant or "")

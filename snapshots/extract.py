"""What runs inside the reading worker: one page or feed in, plain values out. The only module that imports trafilatura.

The page is parsed once. The candidates are taken from the tree as it came; then what is hidden goes and what is struck out is
marked (`visible`); the page text is taken before the extractor gets the tree, because it works on it destructively. Nothing
here limits time or memory: the worker process around it does. Results are plain lists and dictionaries, because they cross a
process border as JSON.
"""

from __future__ import annotations

import json
import logging
from importlib.metadata import version
from typing import Any

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, document_fromstring
from trafilatura.settings import Extractor as Options
from trafilatura.utils import HTML_PARSER, repair_faulty_html

from lineage.values import Candidate
from snapshots import charset, metadata
from snapshots.visible import WALK, page_text, prepare

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)

LATEST = "2100-12-31"
"""The date search ends here, not today: the same bytes must give the same reading on any day."""

OPTIONS = {"comments": False, "fast": True, "latest_date": LATEST, "tables": True}


def identity() -> dict[str, str]:
    """Name, version and options of this extractor, as `lineage.values.Extractor` wants them."""
    parts = [f"trafilatura {version('trafilatura')}", f"lxml {version('lxml')}"]
    parts.append("libxml2 " + ".".join(map(str, etree.LIBXML_VERSION)))
    parts += [f"{name} {version(name)}" for name in ("htmldate", "courlan", "justext")]
    parts.append(f"page text {WALK}, decoding {charset.RULES}")
    return {"name": "trafilatura", "version": "; ".join(parts), "options": json.dumps(OPTIONS, sort_keys=True)}


def extract_page(text: str, address: str) -> dict[str, Any]:
    """Read one page. `text` is the decoded markup. Keys are fields of `Reading`; candidates are lists of four."""
    tree, problem = _parse(text)
    if tree is None:
        return {"main_text": "", "page_text": "", "problem": problem}
    found = metadata.collect(tree)
    prepare(tree)
    result: dict[str, Any] = {"page_text": page_text(tree), "language": metadata.language_of(tree), "problem": problem}
    document: Any = trafilatura.bare_extraction(tree, options=_options(address))
    result["main_text"] = (document.text or "") if document is not None else ""
    found += _own_choice(document)
    chosen = metadata.choose(found, address)
    result |= {"title": chosen.title, "author": chosen.author, "site_name": chosen.site_name, "published": chosen.published}
    result["candidates"] = [[c.name, c.value, c.carrier, c.meaning] for c in (f.candidate for f in found)]
    return result


def _parse(text: str) -> tuple[HtmlElement | None, str | None]:
    """Parse as trafilatura does, but let a fragment be a page: its own loader rejects what has no `<html>`.

    Gives the tree, and what went wrong: the parser gives up silently below a depth of 256, and the rest of the page is lost.
    """
    repaired = repair_faulty_html(text, text[:50].lower())
    try:
        tree = document_fromstring(repaired.encode("utf-8", "replace"), parser=HTML_PARSER)
    except (etree.LxmlError, ValueError):
        return None, "the page could not be parsed as HTML" if repaired.strip() else None
    stopped = next((e for e in HTML_PARSER.error_log if e.level == etree.ErrorLevels.FATAL), None)
    return tree, f"the parser stopped in the middle of the page ({stopped.message})" if stopped else None


def _options(address: str) -> Options:
    url = address if address.startswith(("http://", "https://")) else None
    dates: dict[str, Any] = {"original_date": True, "extensive_search": True, "max_date": LATEST}
    return Options(output_format="python", fast=True, comments=False, url=url, with_metadata=True, date_params=dates)


def _own_choice(document: Any) -> list[metadata.Found]:
    """What trafilatura and htmldate chose themselves, as candidates among the others."""
    if document is None:
        return []
    values = (("title", document.title), ("date", document.date), ("author", document.author), ("site_name", document.sitename))
    candidates = (
        Candidate(name, value[: metadata.MAX_VALUE], "trafilatura", "published" if name == "date" else None)
        for name, value in values
        if value
    )
    return [metadata.Found(candidate, "trafilatura") for candidate in candidates]

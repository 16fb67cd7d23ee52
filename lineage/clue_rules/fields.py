"""Front matter: the fields a site generator left before the text, each a clue with the field as its carrier.

Invariants: the span of a clue is the field's value in the text. Which field means what is data. A field that names the
source states the credited source, a dated field gives a claimed time, a picture's address goes through the picture rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lineage.clue_rules.assets import Asset, asset_clues, text_maker
from lineage.clue_rules.dates import time_value
from lineage.clue_rules.names import Name, is_nobody, line_names, resolve
from lineage.clue_rules.scan import Scan, word_set
from lineage.outlets import host_of, registrable
from lineage.text import FrontMatterField
from lineage.values import Clue

_IMAGE = word_set(
    "image images thumbnail thumb cover cover_image og_image og:image featured_image feature_image hero"
    " banner photo picture img teaser header_image social_image"
)
_TIME = word_set(
    "date published publish_date published_at pubdate publishdate created created_at updated updated_at"
    " modified lastmod last_modified time datetime"
)
_SOURCE = word_set(
    "source source_name sources credit credits publisher original_source syndicated_from via_source provider news_source"
)
_ORIGINAL = word_set(
    "original_url source_url original original_link originally_published originally_published_at"
    " syndication_source external_url link_to source_link"
)
_CANONICAL = frozenset(["canonical", "canonical_url", "canonicalurl", "canonical-url"])
_AUTHOR = frozenset(["author", "authors", "byline", "by", "writer"])
_LAYOUT = frozenset(["extends", "layout", "section", "template", "permalink"])
_CREDIT_OF_PICTURE = frozenset(["image_credit", "photo_credit", "cover_credit", "image_source", "picture_credit", "photo_source"])
_STAMP = re.compile(r"((?:19|20)\d\d)[-/.]?(\d\d)[-/.]?(\d\d)(?:[T _-]+(\d\d)[:.-](\d\d)(?:[:.-](\d\d))?)?")


def find_fields(scan: Scan) -> Iterator[Clue]:
    """What the front matter says, field by field."""
    for key, field in (scan.front.values if scan.front else {}).items():
        if field.value.strip():
            yield from _of_field(scan, key, field)


def _of_field(scan: Scan, key: str, field: FrontMatterField) -> Iterator[Clue]:
    carrier = f"front matter:{key}"
    span = (field.start, field.end)
    if key in _IMAGE:
        yield from asset_clues(Asset(field.value.strip(), text_maker(scan, span, carrier)), scan.outlets, None, unknown=True)
    elif key in _TIME:
        yield scan.clue(
            "front matter",
            "time",
            time_value("first publication" if key.startswith("created") else "this copy", iso(field.value) or field.value),
            span,
            "front matter/time",
            carrier=carrier,
            strength="shows",
            date=iso(field.value),
        )
    elif key in _SOURCE | _ORIGINAL | _CANONICAL:
        yield from _source(scan, key, field, carrier)
    elif key in _AUTHOR:
        yield from _author(scan, field, carrier)
    elif key in _CREDIT_OF_PICTURE:
        for name in line_names(scan.text, *span, scan.outlets):
            yield scan.clue(
                "photo credit",
                "asset_origin",
                name.written,
                span,
                "front matter/picture credit",
                carrier=carrier,
                outlet=name.known,
                strength="states",
            )
    elif key in _LAYOUT:
        yield scan.clue("front matter", "other", field.value, span, "front matter/template", carrier=carrier)


def _source(scan: Scan, key: str, field: FrontMatterField, carrier: str) -> Iterator[Clue]:
    """A canonical address only says where the same text also stands; the other fields name the source."""
    span = (field.start, field.end)
    host = host_of(field.value)
    outlet = scan.outlets.by_host(host) if host else None
    if host and "." in host:
        names = [Name(*span, registrable(host), outlet)]
    elif key in _SOURCE:
        names = line_names(scan.text, *span, scan.outlets)
    else:
        names = []
    strength = "states" if key not in _CANONICAL else "shows" if outlet else "hints"
    for name in names:
        yield scan.clue(
            "front matter",
            "credited_source",
            name.written,
            span,
            "front matter/source",
            carrier=carrier,
            outlet=name.known,
            strength=strength,
        )


def _author(scan: Scan, field: FrontMatterField, carrier: str) -> Iterator[Clue]:
    written = re.sub(r"^(?:by|von|por|par)\s+", "", field.value.strip(), flags=re.IGNORECASE)
    outlet = resolve(written, scan.outlets)
    span = (field.start, field.end)
    if outlet is not None:
        yield scan.clue(
            "byline",
            "credited_source",
            written,
            span,
            "front matter/author",
            carrier=carrier,
            outlet=outlet.name,
            strength="states",
        )
    elif not is_nobody(written):
        yield scan.clue("byline", "other", written, span, "front matter/person", carrier=carrier)


def iso(value: str) -> str | None:
    """The date, or date and time, that a field gives, as ISO 8601 without a zone it does not give; None if it gives none."""
    match = _STAMP.search(value)
    if match is None or not ("01" <= match[2] <= "12" and "01" <= match[3] <= "31"):
        return None
    day = f"{match[1]}-{match[2]}-{match[3]}"
    return day if match[4] is None else f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}"

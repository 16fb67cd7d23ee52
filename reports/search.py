"""What `search` answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.records import Hit
from reports.views import Json, instant
from reports.visible import one_line


def search_view(query: str, hits: Sequence[Hit]) -> Json:
    """The documents that have what was searched for, best first."""
    return {
        "query": query,
        "hits": [
            {
                "document": hit.document,
                "title": hit.title,
                "address": hit.address,
                "snippet": hit.snippet,
                "captured": instant(hit.captured),
                "snapshot": hit.snapshot,
            }
            for hit in hits
        ],
    }


def render_search(view: Mapping[str, Any]) -> str:
    """The hits, each with its place in the text and when it was seen there last."""
    if not view["hits"]:
        return "Nothing has these words. Only captures of quality ok are searched."
    lines = []
    for hit in view["hits"]:
        lines.append(f"{hit['document']}  {one_line(hit['title'] or hit['address'])}")
        lines.append(f"               {one_line(hit['address'])}  captured {hit['captured'][:16].replace('T', ' ')} UTC")
        lines.append(f"               {one_line(hit['snippet'])}")
    return "\n".join(lines)

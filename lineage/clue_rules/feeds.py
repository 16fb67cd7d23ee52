"""What a feed says about the origin of its entries: RSS `<source>`, Atom `atom:source`, `link rel=via`.

Invariants: a source on the entry's own host, or under its own outlet's name, says nothing; `via` points to a tip and never to the
text. Left to others: reading the feed (`snapshots/feeds.py`), who serves the entry (`page.find_address_host`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from lineage.clue_rules.dates import time_value
from lineage.clue_rules.names import is_nobody, resolve
from lineage.clue_rules.scan import rule_version
from lineage.markup import Field
from lineage.outlets import OutletTable, host_of, registrable
from lineage.values import Clue, FeedEntry, Outlet, Role

Strength = Literal["states", "shows", "hints"]


def find_feed_clues(entry: FeedEntry, outlets: OutletTable, carrier: str = "feed:entry") -> Iterator[Clue]:
    """The clues of one entry of a feed.

    Args:
        entry: the entry as read; its address tells which outlet is its own.
        outlets: the table that names and hosts are resolved against.
        carrier: what the paths of the clues begin with, such as `feed:entry[3]`.
    """
    own_host = host_of(entry.address)
    own = outlets.by_host(own_host) if own_host else None
    host = host_of(entry.source_address) if entry.source_address else None
    known = (resolve(entry.source_title, outlets) if entry.source_title else None) or (outlets.by_host(host) if host else None)
    elsewhere = not host or not own_host or registrable(host) != registrable(own_host)
    named = entry.source_title if entry.source_title and not is_nobody(entry.source_title) else None
    value = named or (registrable(host) if host else None)
    if value and elsewhere and (known is None or known != own):
        placed = own_host is not None and (known is not None or host is not None)
        written = entry.source_title or entry.source_address or value
        field = Field("source", written, f"{carrier}/source")
        yield _clue("feed source", "credited_source", value, field, known, "states" if placed else "hints")
    if entry.via and (via := host_of(entry.via)) and (own_host is None or registrable(via) != registrable(own_host)):
        field = Field("via", entry.via, f'{carrier}/link[@rel="via"]')
        yield _clue("tip", "other", registrable(via), field, outlets.by_host(via), "hints")
    if entry.published is not None:
        when = entry.published.strftime("%Y-%m-%dT%H:%M:%SZ")
        path, rule = f"{carrier}/published", "feed/published"
        yield Clue("date", "time", time_value("this copy", when), path, when, rule, rule_version(rule), strength="shows", date=when)


def _clue(kind: str, role: Role, value: str, field: Field, outlet: Outlet | None, strength: Strength) -> Clue:
    rule, name = f"feed/{field.name}", outlet.name if outlet else None
    return Clue(kind, role, value, field.carrier, field.value, rule, rule_version(rule), outlet=name, strength=strength)

"""Template masks: their versions, the sites they belong to, and which bodies a new version makes wait for matching.

A body belongs to every site whose documents carried it in a sound capture, whatever came first, so that the order of arrival makes
no difference: the masks of all its sites count for it, and the general one. A new version of a mask touches the bodies that hold a
key that came into it or left it (of that site, for a site's mask): they wait for being matched again from the same transaction on.
A body that comes to a further site waits as well.

Everything here runs inside one transaction of `models/ledger.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.blobs import IDS_AT_ONCE, in_batches
from models.columns import col
from models.database import insert_all
from models.records import Mask
from models.tables import BodyRow, DocumentRow, MaskRow, ReadingRow

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

GENERAL = ""
"""The scope of text that stands on many unrelated sites."""

_SITE = sa.select(col(DocumentRow.site)).where(col(DocumentRow.id) == sa.bindparam("document"))
_SITES = (
    sa.select(col(ReadingRow.body), col(DocumentRow.site))
    .join(DocumentRow, col(DocumentRow.id) == col(ReadingRow.document))
    .where(col(ReadingRow.body).in_(sa.bindparam("bodies", expanding=True)))
    .where(col(ReadingRow.analysed), col(DocumentRow.site).is_not(None))
    .distinct()
)
_VERSIONS = (
    sa.select(col(MaskRow.scope), sa.func.max(col(MaskRow.version)))
    .where(col(MaskRow.scope).in_(sa.bindparam("scopes", expanding=True)))
    .group_by(col(MaskRow.scope))
)
_ANY_MASK = "SELECT 1 FROM masks LIMIT 1"
_CARRIED_THERE = (
    sa.select(col(ReadingRow.number))
    .join(DocumentRow, col(DocumentRow.id) == col(ReadingRow.document))
    .where(col(ReadingRow.body) == sa.bindparam("body"), col(DocumentRow.site) == sa.bindparam("scope"), col(ReadingRow.analysed))
    .limit(2)
)
_REMATCH = sa.update(BodyRow).where(col(BodyRow.id) == sa.bindparam("number")).values(matched=False)


def versions(db: Connection, scopes: Collection[str]) -> dict[str, int]:
    """Return the newest version of the mask of each scope, 0 where there is none."""
    found = dict.fromkeys(scopes, 0)
    for some in in_batches(found, IDS_AT_ONCE):
        for scope, version in db.execute(_VERSIONS, {"scopes": some}):
            found[scope] = int(version)
    return found


def any_mask(db: Connection) -> bool:
    """Whether there is any mask at all, which costs next to nothing to ask."""
    return db.exec_driver_sql(_ANY_MASK).first() is not None


def mask(db: Connection, scope: str, version: int) -> Mask:
    """Return one version of a mask."""
    import numpy as np

    row = db.execute(sa.select(MaskRow).where(col(MaskRow.scope) == scope, col(MaskRow.version) == version)).mappings().one()
    return Mask(scope, version, row["made"], np.frombuffer(row["keys"], "<i8").astype(np.int64))


def write(
    db: Connection, scope: str, keys: NDArray[np.int64], now: datetime, holding: Callable[[NDArray[np.int64]], Collection[int]]
) -> int:
    """Write a mask if it differs from the newest one, and return the version that stands (0: there is none, and none was needed).

    `holding` gives the bodies that hold any of some keys.
    """
    import numpy as np

    version = versions(db, [scope])[scope]
    old = mask(db, scope, version).keys if version else np.empty(0, np.int64)
    new = np.unique(np.asarray(keys, np.int64))
    if np.array_equal(old, new):
        return version
    insert_all(db, MaskRow, [{"scope": scope, "version": version + 1, "made": now, "keys": new.astype("<i8").tobytes()}])
    touched = holding(np.setxor1d(old, new, assume_unique=True))
    rematch(db, touched if scope == GENERAL else (body for body, sites in sites_of(db, touched).items() if scope in sites))
    return version + 1


def rematch(db: Connection, bodies: Iterable[int]) -> None:
    """Let bodies wait for being matched again."""
    for some in in_batches(bodies, IDS_AT_ONCE):
        db.execute(sa.update(BodyRow).where(col(BodyRow.id).in_(some), col(BodyRow.matched)).values(matched=False))


def note_site(db: Connection, body: int, document: str) -> None:
    """Note that a document carries a body that was there before. One that comes to a further site has another mask, and may change
    that of the site: it waits."""
    site = db.scalar(_SITE, {"document": document})
    if site is not None and len(db.execute(_CARRIED_THERE, {"body": body, "scope": site}).all()) < 2:
        db.execute(_REMATCH, {"number": body})


# --- sites --------------------------------------------------------------------------------------------------------------


def sites_of(db: Connection, bodies: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the sites that carried each body in a sound capture, sorted; none for a body that only files brought."""
    found: dict[int, set[str]] = {body: set() for body in bodies}
    for some in in_batches(found, IDS_AT_ONCE):
        for body, site in db.execute(_SITES, {"bodies": some}):
            found[int(body)].add(str(site))
    return {body: tuple(sorted(sites)) for body, sites in found.items()}


def all_sites(db: Connection) -> dict[str, int]:
    """Return all sites with the number of their documents."""
    query = sa.select(col(DocumentRow.site), sa.func.count()).where(col(DocumentRow.site).is_not(None))
    return {
        str(site): int(count) for site, count in db.execute(query.group_by(col(DocumentRow.site)).order_by(col(DocumentRow.site)))
    }


def bodies_of_site(db: Connection, site: str, most: int) -> list[int]:
    """Return the bodies with a blob that documents of a site carried in sound captures: those with the smallest digests."""
    query = (
        sa.select(col(BodyRow.id))
        .join(ReadingRow, col(ReadingRow.body) == col(BodyRow.id))
        .join(DocumentRow, col(DocumentRow.id) == col(ReadingRow.document))
        .where(col(DocumentRow.site) == site, col(ReadingRow.analysed), col(BodyRow.keys_until).is_not(None))
        .group_by(col(BodyRow.id), col(BodyRow.digest))
        .order_by(col(BodyRow.digest))
        .limit(most)
    )
    return [int(body or 0) for body in db.scalars(query)]


def carried(db: Connection, most: int) -> list[tuple[int, str | None]] | None:
    """Return each body with a blob once for each site that carried it in a sound capture, None for files, which have no site;
    nothing if the ledger has more than `most` bodies."""
    if newest_body(db) > most:
        return None
    query = (
        sa.select(col(ReadingRow.body), col(DocumentRow.site))
        .join(DocumentRow, col(DocumentRow.id) == col(ReadingRow.document))
        .join(BodyRow, col(BodyRow.id) == col(ReadingRow.body))
        .where(col(ReadingRow.analysed), col(BodyRow.keys_until).is_not(None))
        .distinct()
    )
    return sorted(((int(body), site) for body, site in db.execute(query)), key=lambda one: (one[0], one[1] or ""))


def newest_body(db: Connection) -> int:
    """Return the highest number of a body, 0 where there is none."""
    return db.scalar(sa.select(sa.func.max(col(BodyRow.id)))) or 0


def outdated(db: Connection, bodies: Collection[int], seen: Mapping[str, int]) -> bool:
    """Whether bodies were matched with other masks than those that count for them now; `seen` has the versions that were used."""
    if not any_mask(db):
        return False
    if versions(db, seen) != dict(seen):
        return True
    return any(site not in seen and versions(db, [site])[site] for sites in sites_of(db, bodies).values() for site in sites)

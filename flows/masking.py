"""Template masks kept up as texts come: of the sites that got new bodies, and of text that stands on many unrelated sites.

Invariants: a site's mask depends on the set of bodies that its documents carried, not on the order in which they came; the ledger
writes a mask only where it differs, and makes the bodies that it touches wait for being matched again.

The general mask follows from all bodies of the ledger while these are few. In a large ledger it is judged for the keys of new
bodies only, from a sample of the bodies that hold them.

Left to others: what template text is (`lineage.templates`), versions and what waits (`models.masks`), matching (`flows.matching`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flows.workspace import Workspace
    from lineage.templates import MaskInput
    from models.records import SharedKeys

SITE_BODIES = 1_000
"""Bodies of a site that its mask is made from (the engine samples 400 of them); beyond, those with the smallest digests."""

WHOLE = 1_000
"""Bodies of a ledger up to which the general mask is made from all of them: some .3 s of work for each batch of new ones."""

OF_A_SITE, SAMPLED = 8, 512
"""Bodies that the general mask of a large ledger is judged from: so many of a site for each key, so many in all. Of each site the
engine asks one."""

BODIES_ASKED = 100
"""New bodies whose keys are judged at once in a large ledger."""

LINE_COVERED = 0.6
"""Share of a line that must recur, for `lineage.templates` to take it for template text; other lines need no look."""


def refresh_masks(workspace: Workspace, bodies: Collection[int]) -> None:
    """Bring the masks that new bodies may change up to date: those of their sites, and the general one."""
    for site in sorted({site for sites in workspace.ledger.sites_of_bodies(bodies).values() for site in sites}):
        _refresh_site(workspace, site)
    _refresh_general(workspace, bodies)


def _refresh_site(workspace: Workspace, site: str) -> None:
    """Make a site's mask anew; once more if others recorded bodies meanwhile, so that the last to write has seen all."""
    from lineage.templates import site_mask

    seen: list[int] = []
    while (bodies := workspace.ledger.bodies_of_site(site, SITE_BODIES)) != seen:
        seen = bodies
        _put(workspace, site, site_mask(mask_inputs(workspace, [(body, site) for body in bodies])))


def _put(workspace: Workspace, scope: str, mask: NDArray[np.uint64]) -> None:
    """Write a mask; where there is none and none is needed, not even the queue of writers is asked."""
    if len(mask) or scope in workspace.ledger.masks_of([scope]):
        import numpy as np

        workspace.ledger.put_mask(scope, mask.view(np.int64))


def mask_inputs(workspace: Workspace, carried: Iterable[tuple[int, str | None]]) -> list[MaskInput]:
    """Bodies with their sites as `lineage.templates` takes them; the words of those used last are kept."""
    from lineage.templates import MaskInput
    from lineage.word_arrays import run_keys, word_arrays_of

    carried = list(carried)
    held = workspace.words.take(body for body, _ in carried)
    missing = list(dict.fromkeys(body for body, _ in carried if body not in held))
    texts = workspace.ledger.body_texts(missing)
    fresh = {body: (run_keys(words.words), words) for body, words in zip(texts, word_arrays_of(list(texts.values())), strict=True)}
    workspace.words.keep(fresh)
    held |= fresh
    return [MaskInput(site, *held[body]) for body, site in carried if body in held]


# --- text on many unrelated sites -----------------------------------------------------------------------------------------


def _refresh_general(workspace: Workspace, bodies: Collection[int]) -> None:
    from lineage.templates import MANY_SITES, general_mask

    seen: list[tuple[int, str | None]] = []
    while (carried := workspace.ledger.carried_bodies(WHOLE)) is not None and carried != seen:
        seen = carried
        sites = [site for _, site in carried]
        if len(set(sites)) - 1 + max(1, sites.count(None)) < MANY_SITES:
            return
        _put(workspace, "", general_mask(mask_inputs(workspace, carried)))
    if carried is None:
        ordered = sorted(bodies)
        for start in range(0, len(ordered), BODIES_ASKED):
            _judge(workspace, ordered[start : start + BODIES_ASKED])


def _judge(workspace: Workspace, bodies: Collection[int]) -> None:
    """Decide anew, for the keys of new bodies that may be template text of many sites, whether they are."""
    import numpy as np

    from lineage.templates import general_mask

    asked = _line_keys(workspace, bodies)
    found = workspace.ledger.bodies_sharing(asked.astype("<i8").tobytes())
    keys, holders = _holders(workspace, found)
    if not len(keys):
        return
    held = workspace.ledger.masks_of([""])
    old = held[""].keys if "" in held else np.empty(0, np.int64)
    now = general_mask(mask_inputs(workspace, holders)).view(np.int64)
    kept = np.union1d(np.setdiff1d(old, keys), np.intersect1d(now, keys))
    if not np.array_equal(kept, old):
        _put(workspace, "", kept.view(np.uint64))


def _line_keys(workspace: Workspace, bodies: Collection[int]) -> NDArray[np.int64]:
    """The keys in lines of new bodies that recur for the most part: prose that nobody repeats is out, with its set phrases."""
    import numpy as np

    from lineage.templates import MANY_SITES, RUN, masked_words
    from lineage.word_arrays import LINE

    chosen = [np.empty(0, np.uint64)]
    for each in mask_inputs(workspace, [(body, None) for body in bodies]):
        found = workspace.ledger.bodies_sharing(each.keys.astype("<u8").tobytes())
        often = np.bincount(found.distinct()[1], minlength=len(found.keys)) >= MANY_SITES
        covered = masked_words(each.keys, len(each.arrays), np.sort(found.keys[often].view(np.uint64)))
        begins = np.flatnonzero(each.arrays.marks & LINE)
        if not len(begins) or not covered.any():
            continue
        lengths = np.diff(np.append(begins, len(covered)))
        share = np.add.reduceat(covered.astype(np.int64), begins) / lengths
        inside = np.repeat(share >= LINE_COVERED, lengths)
        chosen.append(each.keys[inside[: len(each.keys)] & inside[RUN - 1 :]])
    return np.unique(np.concatenate(chosen)).view(np.int64)


def _holders(workspace: Workspace, found: SharedKeys) -> tuple[NDArray[np.int64], list[tuple[int, str | None]]]:
    """The keys that stand on many sites, and bodies that hold them, within the sample."""
    from lineage.templates import HOLDERS_ASKED, MANY_SITES

    bodies, which = found.distinct()
    sites = workspace.ledger.sites_of_bodies(sorted(set(bodies.tolist())))
    of_key: dict[int, dict[str, list[int]]] = {}
    for body, key in zip(bodies.tolist(), which.tolist(), strict=True):
        for site in sites[body] or (f"body {body}",):
            of_key.setdefault(key, {}).setdefault(site, []).append(body)
    many = sorted((key for key, held in of_key.items() if len(held) >= MANY_SITES), key=lambda key: -len(of_key[key]))
    chosen: set[int] = set()
    judged: list[int] = []
    for key in many:
        holders = [body for held in list(of_key[key].values())[:HOLDERS_ASKED] for body in held[:OF_A_SITE]]
        if len(chosen.union(holders)) <= SAMPLED:
            chosen.update(holders)
            judged.append(key)
    carried = [(body, site) for body in sorted(chosen) for site in sites[body] or (None,)]
    return found.keys[sorted(judged)], carried

"""Matching: the passages that new bodies share with everything before, found through the reprint index and written down.

A body's keys are looked up; the bodies that share enough evidence with it are laid beside it, many at once; what they share goes to
the ledger. Words that are template text, by the masks of all sites that carried a body and the general one, are no evidence.

Invariants: passages and containments are those that `lineage.reuse` finds in the same texts, whatever came first and however many
came at once; a pair is recorded with the masks that counted, and where it falls, with the reason.

Left to others: the engine (`lineage.passages`), the index and who waits (`models`), the masks themselves (`flows.masking`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from lineage.values import Passage
from models.records import Mask, SharedKeys, SharedRecord

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flows.workspace import Workspace
    from lineage.word_arrays import WordArrays

BODIES_AT_ONCE = 256
"""Bodies that are laid beside another one at once ..."""

CHARACTERS_AT_ONCE = 4_000_000
"""... and characters in all of them together: 60 bytes each for their words, at most."""

NO_LONGER = "no longer shares text"
"""Why an edge fell between texts that share too little now, where no template mask explains it."""


def match(workspace: Workspace, *bodies: int, done: Collection[int] = ()) -> None:
    """Find the passages that each body shares with every other one, and record them.

    To match again changes nothing, unless a template mask changed: then the pairs that it touched are scored again, and those that
    fall are recorded with the reason.

    Args:
        workspace: whose ledger has the bodies.
        bodies: their numbers.
        done: bodies that were matched since all of `bodies` were recorded: what they share with these is recorded already.
    """
    shared: list[SharedRecord] = []
    seen: dict[str, int] = {}
    past = set(done)
    for body in bodies:
        shared += _matched(workspace, body, seen, past)
        past.add(body)
    workspace.ledger.record_passages(shared, matched=bodies, seen=seen)


def _matched(workspace: Workspace, body: int, seen: dict[str, int], past: Collection[int]) -> list[SharedRecord]:
    """What a body shares with others, and, without passages, the pairs that fell. `seen` takes up the masks that were used."""
    from lineage.word_arrays import run_keys, word_arrays

    ledger = workspace.ledger
    text = ledger.body_text(body)
    words = word_arrays(text)
    keys = run_keys(words.words)
    known = {each.other: each for each in ledger.shared_with(body) if each.other not in past}
    templates = _Templates(workspace, [body], seen)
    masked = templates.words(body, keys)
    found_keys = ledger.bodies_sharing(keys.astype("<u8").tobytes())
    others = [each for each in _candidates(found_keys, keys, words, masked) if each != body and each not in past]
    templates.add([*others, *known])
    found: dict[int, SharedRecord] = {}
    for some in _chunks(workspace, others):
        found |= _shared(workspace, body, text, masked, some, templates)
    for other, before in known.items():
        if other not in found and before.passages:
            found[other] = SharedRecord(body, other, (), 0.0, 0.0)
    return [_with_masks(shared, known.get(other), templates.of(body, other)) for other, shared in found.items()]


def _with_masks(shared: SharedRecord, before: SharedRecord | None, masks: Sequence[Mask]) -> SharedRecord:
    """What a pair shares, with the masks that counted and, for one that was known, why it is something else."""
    because = _why_changed(before.masks, masks) if before else None
    return replace(shared, masks=tuple((mask.scope, mask.version) for mask in masks), because=because)


def _why_changed(before: Sequence[tuple[str, int]], masks: Sequence[Mask]) -> str:
    """Why the passages of a pair are others than they were: the masks that changed since, if any did."""
    changed = [mask for mask in masks if (mask.scope, mask.version) not in before]
    named = (f"template text of {mask.scope or 'many unrelated sites'}, mask version {mask.version}" for mask in changed)
    return "; ".join(named) or NO_LONGER


# --- candidates and passages --------------------------------------------------------------------------------------------


def _candidates(found: SharedKeys, keys: NDArray[np.uint64], words: WordArrays, masked: NDArray[np.bool_] | None) -> list[int]:
    """The bodies that may share enough evidence with one, given its words and run keys, to share passages; ascending.

    A bound from above: template text counts nothing on this side, and is not known yet on the other. The engine decides.
    """
    if not len(found.bodies):
        return []
    import numpy as np

    from lineage.candidates import run_evidence
    from lineage.passages import LEAST_SHARED_BITS

    evidence = np.zeros(len(found.keys))
    place = np.searchsorted(found.keys, keys.view(np.int64))
    np.maximum.at(evidence, place, run_evidence(words.bits if masked is None else np.where(masked, np.float32(0), words.bits)))
    bodies, which = found.distinct()
    firsts = np.flatnonzero(np.append(True, bodies[1:] != bodies[:-1]))
    enough = np.add.reduceat(evidence[which], firsts) >= LEAST_SHARED_BITS
    others: list[int] = bodies[firsts[enough]].tolist()
    return others


def _chunks(workspace: Workspace, others: Sequence[int]) -> Iterator[dict[int, str]]:
    """The texts of bodies, as many at once as memory should hold."""
    for start in range(0, len(others), BODIES_AT_ONCE):
        chunk: dict[int, str] = {}
        size = 0
        for other, text in workspace.ledger.body_texts(others[start : start + BODIES_AT_ONCE]).items():
            if chunk and size + len(text) > CHARACTERS_AT_ONCE:
                yield chunk
                chunk, size = {}, 0
            chunk[other] = text
            size += len(text)
        yield chunk


def _shared(
    workspace: Workspace, body: int, text: str, masked: NDArray[np.bool_] | None, others: Mapping[int, str], templates: _Templates
) -> dict[int, SharedRecord]:
    """What a body shares with some others, of those that share anything."""
    from lineage.passages import containments, passages_with
    from lineage.word_arrays import keys_of_blob

    under_masks = [other for other in others if templates.of(other)]
    blobs = workspace.ledger.blobs(under_masks) if under_masks else {}
    masks = [templates.words(other, keys_of_blob(blobs[other])) if other in blobs else None for other in others]
    found = {}
    for (other, its_text), mask, passages in zip(
        others.items(), masks, passages_with(text, list(others.values()), masked=masked, masks=masks), strict=True
    ):
        if passages:
            shares = containments(text, its_text, passages, masked_a=masked, masked_b=mask)
            found[other] = SharedRecord(body, other, _in_order(passages, body < other), *shares)
    return found


def _in_order(passages: Sequence[Passage], by_own: bool) -> tuple[Passage, ...]:
    """Passages in the order of the body with the lower number, from whichever side they were found: so a pair that is matched again
    from its other side is known to be the same."""
    starts = [(p.a_start, p.b_start) if by_own else (p.b_start, p.a_start) for p in passages]
    return tuple(passages[at] for at in sorted(range(len(passages)), key=starts.__getitem__))


class _Templates:
    """The template masks that count for some bodies: those of the sites that carried them, and the general one."""

    def __init__(self, workspace: Workspace, bodies: Collection[int], seen: dict[str, int]) -> None:
        self._ledger, self._seen = workspace.ledger, seen
        self._masks: dict[str, Mask] = {}
        self._sites: dict[int, tuple[str, ...]] = {}
        self._any = workspace.ledger.has_masks()
        self.add(bodies)

    def add(self, bodies: Collection[int]) -> None:
        """Learn the masks of more bodies."""
        if not self._any or not bodies:
            return
        self._sites |= self._ledger.sites_of_bodies(bodies)
        scopes = {"", *(site for sites in self._sites.values() for site in sites)}
        self._masks |= self._ledger.masks_of(scopes - self._masks.keys())
        for scope in scopes:
            self._seen.setdefault(scope, self._masks[scope].version if scope in self._masks else 0)

    def of(self, *bodies: int) -> list[Mask]:
        """The masks of a body or a pair, by scope."""
        if not self._masks:
            return []
        scopes = sorted({"", *(site for body in bodies for site in self._sites[body])})
        return [self._masks[scope] for scope in scopes if scope in self._masks]

    def words(self, body: int, keys: NDArray[Any]) -> NDArray[np.bool_] | None:
        """For each word of a body, given its run keys, whether it is template text; None: none is."""
        masks = self.of(body)
        if not masks or not len(keys):
            return None
        import numpy as np

        from lineage.templates import RUN, masked_words

        masked = masked_words(keys, len(keys) + RUN - 1, *(np.sort(mask.keys.view(np.uint64)) for mask in masks))
        return masked if masked.any() else None

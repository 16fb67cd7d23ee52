"""From what a person typed to requests and sources: addresses, files, lists, pasted text with claims.

A typed word is an address when it has a web scheme, else a file; nothing is guessed between the two.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote_to_bytes, urlsplit

from flows.steps import Request, now
from lineage.errors import UsageError
from models.records import SourceKind, SourceRecord
from snapshots.addresses import normalise_address, shown
from snapshots.capture import absolute

if TYPE_CHECKING:
    from flows.workspace import Workspace


def requests_for(
    workspace: Workspace,
    typed: Sequence[str],
    *,
    pasted: bytes | None = None,
    claimed_address: str | None = None,
    claimed_date: datetime | None = None,
    outlet: str | None = None,
) -> list[Request]:
    """What to capture.

    Args:
        workspace: its sources are taken when nothing was typed.
        typed: addresses and files.
        pasted: text from standard input, instead.
        claimed_address: where a single file or pasted text is said to come from.
        claimed_date: its date, as claimed.
        outlet: who publishes there.

    Raises:
        UsageError: a file that is not there, an address that is none, a claim about several things.
    """
    claimed = normalise_address(claimed_address) if claimed_address else None
    if pasted is not None:
        if claimed is None:
            raise UsageError(
                "Pasted text needs the address it is said to come from",
                where="standard input",
                advice="Add --claimed-address URL; to analyse it without storing it: citetrail inspect -",
            )
        return [Request(pasted=pasted, claimed_address=claimed, claimed_date=claimed_date, outlet=outlet)]
    if (claimed or claimed_date) and len(typed) != 1:
        raise UsageError("A claimed address or date belongs to one file", advice="Capture the files one by one")
    if not typed:
        return [request for source in _due_by_hand(workspace) if (request := request_again(workspace, source)) is not None]
    return [_request(word, claimed, claimed_date, outlet) for word in typed]


def _due_by_hand(workspace: Workspace) -> list[SourceRecord]:
    """The sources whose time has come, and those that have no times."""
    moment = now()
    sources = workspace.ledger.sources()
    return [each for each in sources if each.schedule is None or (each.next_due is not None and each.next_due <= moment)]


def _request(word: str, claimed: str | None, claimed_date: datetime | None, outlet: str | None) -> Request:
    path = file_of(word)
    if path is not None:
        return Request(path=path, claimed_address=claimed, claimed_date=claimed_date, outlet=outlet)
    if claimed or claimed_date:
        raise UsageError(
            "A web address speaks for itself: nothing can be claimed about it", where=word, advice="Leave out --claimed-..."
        )
    return Request(normalise_address(word), outlet=outlet)


def request_again(workspace: Workspace, source: SourceRecord) -> Request | None:
    """How to capture a registered source again; None for pasted text, which nobody can look at again."""
    if source.kind != "file":
        return Request(source.address, outlet=source.outlet)
    if source.address.startswith("file:"):
        return Request(path=path_of(source.address), outlet=source.outlet)
    for document in workspace.ledger.find_documents(source.address):
        if document.origin_path:
            return Request(
                path=Path(document.origin_path),
                claimed_address=source.address,
                claimed_date=document.claimed_date,
                outlet=source.outlet,
            )
    return None


def file_of(word: str) -> Path | None:
    """The file a typed word means, or None if it is a web address.

    Raises:
        UsageError: it is neither: no such file, or a scheme that is not captured.
    """
    scheme = word.split(":", 1)[0].lower() if "://" in word or word.startswith("file:") else ""
    if scheme in ("http", "https"):
        return None
    if scheme and scheme != "file":
        raise UsageError(
            f"Addresses of the kind {scheme}: are not captured", where=word, advice="Give an http or https address, or a file"
        )
    path = absolute(path_of(word) if scheme == "file" else Path(word))
    try:
        path.lstat()
    except FileNotFoundError:
        pass
    except (OSError, ValueError) as error:
        raise UsageError(f"This is no file: {error}", where=shown(word), advice="Check its name") from None
    if path.is_dir():
        raise UsageError(
            "This is a folder, not a file", where=str(path), advice=f"Name the files, such as: citetrail capture {path}/*"
        )
    if not path.exists():
        raise UsageError(
            "There is no such file", where=shown(word), advice="Check its name; a web address has to begin with https:// or http://"
        )
    return path


def path_of(uri: str) -> Path:
    """The file that a file URI names, whatever bytes its name is made of."""
    return Path(os.fsdecode(unquote_to_bytes(urlsplit(uri).path)))


def addresses_of(words: Sequence[str]) -> list[tuple[str, SourceKind]]:
    """The addresses of typed words, all of them checked before anything is registered.

    Raises:
        UsageError: one of them is neither an address nor a file.
    """
    found: list[tuple[str, SourceKind]] = []
    for word in words:
        path = file_of(word)
        found.append((path.as_uri(), "file") if path else (normalise_address(word), "url"))
    return found


def register(workspace: Workspace, address: str, kind: SourceKind, outlet: str | None) -> dict[str, Any]:
    """Make a source of an address; says whether it is new."""
    return {"address": address, "kind": kind, "new": workspace.ledger.add_source(address, kind, outlet)}

"""What a person may call a document, from the strongest name to the weakest.

The strongest kind of name that fits any document decides; whether more than one document is an error is the caller's to say.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from models.columns import col
from models.reading_rows import documents_where
from models.records import DocumentRecord
from models.rows import address_key
from models.tables import CaptureRow, DocumentRow

_DIGEST_PREFIX = re.compile(r"(?:sha256:)?([0-9a-f]{6,64})", re.IGNORECASE)


def documents_named(db: Connection, name: str) -> list[DocumentRecord]:
    """Return all documents that the strongest kind of name finds: address, path, file name, id, digest, title, part of one."""
    if not name.strip():
        return []
    kinds = (_by_address, _by_path, _by_file_name, _by_id, _by_digest, _by_title, _by_part_of_title)
    return next((found for kind in kinds if (found := kind(db, name))), [])


def _by_address(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the exact address."""
    return documents_where(db, col(DocumentRow.address_key) == address_key(name))


def _by_path(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the path of the file that was taken in: as given, made absolute, or with its links followed."""
    keys, paths = [], [name]
    try:
        absolute = Path(os.path.abspath(Path(name).expanduser()))  # noqa: PTH100 - resolve() would follow links
        found = dict.fromkeys((absolute, absolute.resolve()))
    except (OSError, RuntimeError, ValueError):  # what no file system can hold is no path
        found = {}
    for path in found:
        paths.append(str(path))
        keys.append(address_key(path.as_uri()))
    return documents_where(db, sa.or_(col(DocumentRow.address_key).in_(keys), col(DocumentRow.origin_path).in_(paths)))


def _by_file_name(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the last part of the path of the file that was taken in."""
    return _scanned(db, lambda document: name in _file_names(document))


def _file_names(document: DocumentRecord) -> Iterator[str]:
    """Yield the names of the file a document was taken from."""
    if document.origin_path:
        yield PurePosixPath(document.origin_path).name
    if document.address.startswith("file:"):
        yield PurePosixPath(unquote(urlsplit(document.address).path)).name


def _by_id(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the id."""
    return documents_where(db, col(DocumentRow.id) == name)


def _by_digest(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the beginning of the digest of a snapshot, at least six digits of it."""
    prefix = _DIGEST_PREFIX.fullmatch(name)
    if prefix is None:
        return []
    captured = sa.select(col(CaptureRow.document)).where(col(CaptureRow.snapshot).startswith(f"sha256:{prefix[1].lower()}"))
    return documents_where(db, col(DocumentRow.id).in_(captured))


def _by_title(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by the whole title."""
    return _scanned(db, lambda document: (document.title or "").casefold() == name.casefold())


def _by_part_of_title(db: Connection, name: str) -> list[DocumentRecord]:
    """Find by a part of the title."""
    return _scanned(db, lambda document: name.casefold() in (document.title or "").casefold())


def _scanned(db: Connection, fits: Callable[[DocumentRecord], bool]) -> list[DocumentRecord]:
    """Return the documents that fit, of all: databases fold letters too differently to leave that to them."""
    return [document for document in documents_where(db) if fits(document)]

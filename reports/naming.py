"""Names of report files: readable for people, unique by the document's id, never a path made from captured text."""

from __future__ import annotations

import re

from reports.visible import host_of

LONGEST_SLUG = 60
_LONGEST_TITLE = 400
_ID = re.compile(r"[A-Za-z0-9]{1,64}")


def report_name(document_id: str, title: str | None, address: str | None) -> str:
    """The file name, without suffix, of a document's report: slug of its title or host, a hyphen, its id.

    A slug may come out empty (`..`, emoji) or collide with another: the id, which is made from a digest, keeps names apart
    and stands alone when there is no slug.

    Raises:
        ValueError: the id is not one of ours.
    """
    from slugify import slugify

    if not _ID.fullmatch(document_id):
        raise ValueError(f"not a document id: {document_id!r}")
    for said in (title, host_of(address)):
        slug = slugify((said or "")[:_LONGEST_TITLE], max_length=LONGEST_SLUG, word_boundary=True, save_order=True)
        if slug:
            return f"{slug}-{document_id}"
    return document_id

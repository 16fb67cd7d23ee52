"""Helper for word lists that are easier to read as running text."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """The words of a running text, as a set.

    >>> sorted(listed("yes no"))
    ['no', 'yes']
    """
    return frozenset(words.split())

"""The turns of a transcript: who speaks, and from where to where.

A label is a name at the start of a line with a colon behind it. One label alone proves nothing ("Note: ...", "Photo: AFP"), so a
text has turns only when labels alternate: at least two different ones of which one recurs, or three different ones each with a
full sentence behind it. Labels of other uses (sources, credits, contact lines) never are speakers; they end the turn before.

A turn runs from behind its label to the next label, trailing white space left out, over as many paragraphs as it has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lineage.values import Turn
from lineage.wordlists import listed

RULE_VERSION = "1"

LABEL = re.compile(
    r"^[ \t\u00a0\u3000]{0,40}(?:[\[(]?\d{1,2}:\d\d(?::\d\d)?[\])]?[ \t]{1,4})?"
    r"(?P<mark>[*_]{0,3})(?P<name>[^\W_a-z][^:：\r\n*_\[\]{}<>|=\"“”]{0,79}?)[*_]{0,3}[ \t\u00a0]?[:：][*_]{0,3}["
    r" \t\u00a0\u3000]{0,20}"
    r"(?P<first>[^\s/])",
    re.MULTILINE,
)
WORDS_AT_MOST = 14
PARTICLES = listed(
    "of the and for in on at to de del della di da do dos das la le les el al bin bint ibn van von der den y"
    " e et und und du zu & - –"
)
OTHER_USES = listed(
    """
    note notes photo photos photograph picture pictures image images video audio caption credit credits source sources
    via quelle fuente fonte источник 来源 稿源 出典 출처 kaynak courtesy editor editors edited editing reporting reported
    writing written by author authors byline published publication updated update modified posted date dated time when
    where location place venue address tel telephone phone fax mobile email e-mail mail contact contacts website web
    url link links http https twitter facebook instagram follow tags tag categories category filed topics topic
    keywords subject title headline subtitle description summary abstract disclaimer copyright license licence comment
    comments policy warning correction corrections clarification related read more see also watch listen click
    download share print advertisement sponsored first second third fourth fifth sixth finally firstly secondly
    thirdly lastly next example examples fact facts myth tip tips step steps price cost rating verdict conclusion
    background context methodology method results result introduction overview references bibliography footnote
    footnotes figure table chart graphic map monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december total yes no ps nb p.s n.b important remember
    attention caution duration language translation translated translator bottom update breaking exclusive opinion
    analysis
    """
)
"""First words of labels that introduce something other than speech, in any case."""
NEVER_LAST = listed("note notes policy number numbers date time address source sources credit credits conference photo")
SEPARATOR = re.compile(r"\n[ \t]*(?:\*[ \t*]{2,20}|-{3,40}|_{3,40}|#{3,20}|\(?(?:END|ENDS|Enditem|end)\)?)[ \t]*(?=\n|$)")
SENTENCE = re.compile(r"[.!?。！？…][\"”’')\]]{0,3}\s*(?:$|\n|\s)")


@dataclass(frozen=True, slots=True)
class Label:
    """A label-shaped line start; `speaks` is False for labels of other uses."""

    name: str
    start: int
    body: int
    speaks: bool


def find_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript in order; empty for every other text. Never raises.

    `label_start` is the offset of the name; the turn's own span starts behind label and blank.
    """
    labels = [label for hit in LABEL.finditer(text) if (label := _label(hit))]
    if not _is_transcript(text, labels):
        return ()
    turns = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        if label.speaks:
            end = _end(text, label.body, following.start if following else len(text))
            if end > label.body:
                turns.append(_turn(text, label, end))
    return tuple(turns)


def _label(hit: re.Match[str]) -> Label | None:
    name = hit["name"].strip()
    if hit["first"].isdigit() and name[-1:].isdigit():
        return None  # a time of day, a score
    if not _is_name(name):
        return None
    words = [word.strip(".,'’()").lower() for word in name.split()]
    speaks = not (words[0] in OTHER_USES or words[-1] in NEVER_LAST)
    return Label(name, hit.start("name"), hit.start("first"), speaks)


def _is_name(name: str) -> bool:
    """Several capitalised words, with particles between; a bracket behind it may hold anything (party, place, role)."""
    plain = re.sub(r"\([^()]{0,50}\)", "", name).strip()
    words = re.split(r"[\s,]+", plain)
    if not plain or not 1 <= len(words) <= WORDS_AT_MOST or (plain[-1:] in ".!?;" and len(words) > 3):
        return False
    named = [word for word in words if word not in PARTICLES]
    return bool(named) and all(not word[0].islower() for word in named if word) and any(word[:1].isalpha() for word in named)


def _is_transcript(text: str, labels: list[Label]) -> bool:
    speakers = [label for label in labels if label.speaks]
    names = Counter(label.name for label in speakers)
    if len(names) < 2 or len(speakers) < 3:
        return False
    if max(names.values()) >= 2:
        return _sentences(text, labels) * 2 >= len(speakers)
    return len(names) >= 3 and _sentences(text, labels) == len(speakers)


def _sentences(text: str, labels: list[Label]) -> int:
    """How many labels have a sentence of at least four words behind them."""
    count = 0
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        body = text[label.body : following.start if following else len(text)][:400]
        count += label.speaks and len(body.split()) >= 4 and SENTENCE.search(body) is not None
    return count


def _end(text: str, start: int, limit: int) -> int:
    """The turn's end: before the next label, or before a line that separates what follows from the transcript."""
    line = text.rfind("\n", start, limit)
    stop = limit if limit == len(text) or line < 0 else line
    if separator := SEPARATOR.search(text, start, stop):
        stop = separator.start()
    return start + len(text[start:stop].rstrip())


def _turn(text: str, label: Label, end: int) -> Turn:
    return Turn(
        quote=text[label.body : end],
        start=label.body,
        end=end,
        speaker=label.name,
        label_start=label.start,
        rule="turn.label",
        rule_version=RULE_VERSION,
    )

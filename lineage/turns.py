"""The turns of a transcript: who speaks, and from where to where.

One label alone proves nothing ("Note: ...", "Photo: AFP"), so a text has turns only when labels (`turn_labels`) alternate, at least
two different ones of which one recurs (under any of its forms: "MINISTER OKORO", "Okoro", "Jane Okoro (Minister)"), or three full
names each with a full sentence behind it, or one that asks and one that answers; and when somebody asks something or speaks of
himself; a list by place or by sign of the zodiac does neither. Names without a colon must recur, stand close together and lead in
what people say to each other.

A turn runs from behind its label to the next label, trailing white space left out, over as many paragraphs as it has. Time stamps
and cues of a recording before the next label, and links and notes behind the last words, are no part of it.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

from lineage.turn_labels import CJK, LAYOUTS, PARTICLES, Label, Layout, key_of, labels_of, plain_name
from lineage.values import Turn
from lineage.wordlists import listed

__all__ = ["PARTICLES", "find_turns"]

RULE_VERSION = "4"

_READ_ON = (
    r"(?:(?:[Rr]ead|[Ss]ee|[Ww]atch|[Ll]isten)[ ](?:more|also|next|now)|[Aa]lso[ ]read|[Mm]ore[ ]on[ ][^:\n]{1,40}|[Aa]dditional[ ]"
    r"reporting|[Pp]hotos?[ ](?:by|courtesy)|À lire|Lire aussi|Lea también|Leia também|Leggi anche|Lesen Sie auch|Mehr zum Thema"
    r"|Читайте также|Смотрите также|اقرأ أيضا)[^:：\n]{0,40}[:：]"
)
_EDITED = r"(?:This|The)[ ](?:interview|transcript|conversation|discussion|exchange)[ ](?:has[ ]been|was|is)[ ]"
_CONDUCTED = (
    r"Propos recueillis par|Entretien réalisé par|Das (?:Gespräch|Interview) führten?|Aufgezeichnet von"
    r"|Interview(?:ed)? (?:by|conducted)|Entrevista (?:realizada )?por|Intervista di|Беседовал[аи]?\b"
    r"|Интервью (?:взял|брал)|أجرى الحوار|حاور(?:ه|ها|ته)\b"
)
SEPARATOR = re.compile(
    r"\n[ \t]*(?:\*[ \t*]{2,20}|-{3,40}|_{3,40}|#(?:[ ]?#){2,20}|\(?(?:END|ENDS|Enditem|end)\)?)[ \t]*(?=\r?\n|$)"
    rf"|\n[ \t*_(]{{0,8}}(?:{_READ_ON}|{_EDITED}|{_CONDUCTED})"
)
"""Lines that separate what follows from the transcript: rules, end marks, links to other texts, notes on the editing."""
RECORDING = re.compile(
    r"(?:\r?\n[ \t]*(?:\d{1,5}|[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?(?:[ ]-->[ ][\d:.,]{5,12})?"
    r"|[\[(](?:[Aa]d|[Cc]ommercial|[Ii]ntro|[Oo]utro|[Tt]heme|[Mm]usic)\b[\w -]{0,20}[\])]"
    r"|[\[(](?:BEGIN|END|START|COMMERCIAL|ADVERTISEMENT)[A-Z -]{0,30}[\])]"
    r"|\((?:[^\s()]{1,30}[ ]){3,25}[^\s()]{1,30}\)"
    r"|（[^（）\n]{4,40}）)[ \t]*){1,4}\s*\Z"
)
"""Time stamps, numbers of captions, cues of a recording and remarks in brackets on lines of their own at the end of a turn."""
RECORDING_REACH = 240
SENTENCE = re.compile(r"[.!?…؟][\"”’')\]]{0,3}\s*(?:$|\n|\s)|[。！？]")
QUESTION = re.compile(r"[?？؟]")
PERSONAL = re.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|my|me|we|We|our|Our|us|My|thanks?|Thanks?|ich|wir|je|nous|yo|nosotros|я|мы|Я|Мы|أنا"
    r"|نحن|شكرا)\b|我|谢谢|谢|請|请|咱|大家|您|你|私|ありがとう|저는|감사"
)
"""What people say of themselves, in speech."""
ASKS = listed("q question reporter journalist interviewer host moderator 问 問 记者 記者 س سؤال вопрос frage pregunta")
"""Labels that show one who asks, or whoever leads a talk."""
NUMBERED = re.compile(r"\d(?!\d?$)|\d\d.*\d")
"""A number in a label that does not merely count speakers."""
NAME_AT_MOST, FIELD_AT_MOST = 5, 6
SPARSE, DENSE = 6, 2
"""Labels without a colon that have more lines than this each, their own included, are headings; the second where few recur."""


def find_turns(text: str) -> tuple[Turn, ...]:
    """The turns of a transcript in order; empty for every other text. Never raises.

    `label_start` is the offset of the name; the turn's own span starts behind label and blank.
    """
    for layout in LAYOUTS:
        labels = _without_fields(text, labels_of(text, layout))
        if _is_transcript(text, labels, layout):
            return _turns(text, _without_headline(text, labels))
    return ()


def _turns(text: str, labels: list[Label]) -> tuple[Turn, ...]:
    turns = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        if label.speaks:
            end = _end(text, label.body, following.start if following else len(text))
            if end > label.body:
                turns.append(_turn(text, label, end))
    return tuple(turns)


def _without_fields(text: str, labels: list[Label]) -> list[Label]:
    """Labels that lead in a few words without an end and never recur are fields of a heading (Host: Ann Lee), nobody's words."""
    names = Counter(key_of(label.name) for label in labels)
    return [replace(one, speaks=False) if names[key_of(one.name)] == 1 and _is_field(text, one.body) else one for one in labels]


def _is_field(text: str, body: int) -> bool:
    line = text[body : body + 120].split("\n", 1)[0].rstrip(" \t\r*_”\"’')]")
    return len(line) < 80 and line[-1:] not in (*".!?…。！？؟—–-:：",) and len(line.split()) <= FIELD_AT_MOST


def _without_headline(text: str, labels: list[Label]) -> list[Label]:
    """A headline with a colon is no turn: the first line, no sentence, its label never used again."""
    if len(labels) < 2 or text[: labels[0].start].strip():
        return labels
    line = text[labels[0].body :].split("\n", 1)[0]
    again = any(key_of(label.name) == key_of(labels[0].name) for label in labels[1:])
    alone = labels[1].start > labels[0].body + len(line) + 1 and text[labels[0].body + len(line) :][:2] in ("\n\n", "\r\n")
    sentence = line.rstrip()[-1:] in (*".!?。！？…؟",)
    return labels if again or sentence or not alone else labels[1:]


# --- what makes a transcript ------------------------------------------------------------------------------------------


def _is_transcript(text: str, labels: list[Label], layout: Layout) -> bool:
    speakers = [label for label in labels if label.speaks]
    names = Counter(key_of(label.name) for label in speakers)
    if len(names) < 2 or ("a" in names and names.keys().isdisjoint(ASKS)):
        return False
    bodies = _bodies(text, labels)
    if not _is_speech(bodies):
        return False
    if layout.loose:
        return len(speakers) >= 3 and _alternate(speakers, text) and _are_spoken(bodies)
    sentences = sum(map(_is_sentence, bodies))
    if max(names.values()) >= 2 and _recur(names):
        return sentences * 2 >= len(speakers) >= 3
    return sentences == len(speakers) and _all_named(speakers, names, bodies)


def _recur(names: Counter[str]) -> bool:
    """Whether two fifths of the labels at least are of names that recur."""
    return sum(count for count in names.values() if count >= 2) * 5 >= sum(names.values()) * 2


def _all_named(speakers: list[Label], names: Counter[str], bodies: list[str]) -> bool:
    """Labels that never recur: one that asks and one that answers, or three full names that speak of themselves."""
    if key_of(speakers[0].name) in ASKS:
        return QUESTION.search(bodies[0]) is not None
    full = all(_is_full(label.name) for label in speakers)
    return len(names) >= 3 and full and sum(map(_is_spoken, bodies)) * 2 >= len(speakers)


def _is_full(name: str) -> bool:
    """Two to five words, or whoever leads the talk; of Chinese names the length tells nothing."""
    return 1 < len(plain_name(name).split()) <= NAME_AT_MOST or key_of(name) in ASKS or CJK.search(name) is not None


def _alternate(speakers: list[Label], text: str) -> bool:
    """Whether names without a colon take turns close to each other.

    Most of them must recur, and hardly one follow itself; where only one recurs, and not often, every line must be
    somebody's name or somebody's words. Dates and numbered headings are no names.
    """
    names = [plain_name(label.name) for label in speakers]
    counts = Counter(names)
    often = [count for _, count in counts.most_common(2)]
    if len(often) < 2 or often[0] < 2 or any(NUMBERED.search(name) for name in names):
        return False
    same = sum(one == other for one, other in pairwise(names))
    lines = sum(1 for line in text[speakers[0].start :].splitlines() if line.strip())
    most = SPARSE if often[1] >= 2 or often[0] >= 3 else DENSE
    return _recur(counts) and same * 10 <= len(names) and lines <= most * len(names)


def _are_spoken(bodies: list[str]) -> bool:
    """Whether most are whole sentences and many of them questions or personal."""
    return sum(map(_is_spoken, bodies)) * 5 >= len(bodies) * 2 and sum(map(_ends, bodies)) * 5 >= len(bodies) * 4


def _bodies(text: str, labels: list[Label]) -> list[str]:
    """The first 400 characters of what each speaker says."""
    pairs = zip(labels, [*labels[1:], None], strict=True)
    return [
        text[one.body : min(one.body + 400, following.start if following else len(text))] for one, following in pairs if one.speaks
    ]


def _ends(body: str) -> bool:
    return SENTENCE.search(body) is not None


def _is_sentence(body: str) -> bool:
    """Four words and an end, a question of two; of Chinese characters two make about one word."""
    words = len(body.split()) + len(CJK.findall(body)) // 2
    return _ends(body) and (words >= 4 or (words >= 2 and QUESTION.search(body) is not None))


def _is_spoken(body: str) -> bool:
    return QUESTION.search(body) is not None or PERSONAL.search(body) is not None


def _is_speech(bodies: list[str]) -> bool:
    """Whether somebody asks, or two speak of themselves."""
    return any(map(QUESTION.search, bodies)) or sum(PERSONAL.search(body) is not None for body in bodies) >= 2


# --- one turn ---------------------------------------------------------------------------------------------------------


def _end(text: str, start: int, limit: int) -> int:
    """The turn's end: before the next label, or before a line that separates what follows from the transcript."""
    line = text.rfind("\n", start, limit)
    stop = limit if limit == len(text) or line < 0 else line
    if separator := SEPARATOR.search(text, start, stop):
        stop = separator.start()
    tail = max(start, stop - RECORDING_REACH)
    if recording := RECORDING.search(text[tail:stop]):
        stop = tail + recording.start()
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

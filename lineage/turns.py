"""The turns of a transcript: who speaks, and from where to where.

A label is a name at the start of a line with a colon behind it, or in capitals with a dash. One label alone proves nothing
("Note: ...", "Photo: AFP"), so a text has turns only when labels alternate, at least two different ones of which one recurs (under
any of its forms: "MINISTER OKORO", "Okoro", "Jane Okoro (Minister)"), or three different ones each with a full sentence behind it,
and when somebody asks something or speaks of himself; a list by place or by sign of the zodiac does neither. Labels of other uses
(sources, credits, contact lines) never are speakers; they end the turn before. Words that number the points of a speech ("First:")
are no labels.

A turn runs from behind its label to the next label, trailing white space left out, over as many paragraphs as it has.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from lineage.values import Turn
from lineage.wordlists import listed

RULE_VERSION = "3"

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
    download share print advertisement sponsored example examples fact facts myth tip tips step steps price cost rating
    verdict conclusion
    background context methodology method results result introduction overview references bibliography footnote
    footnotes figure table chart graphic map monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december total yes no ps nb p.s n.b important remember
    attention caution duration language translation translated translator bottom update breaking exclusive opinion
    analysis transcript commentary factbox explainer profile timeline full
    """
)
"""First words of labels that introduce something other than speech, in any case."""
ENUMERATORS = listed(
    """
    first second third fourth fifth sixth seventh finally firstly secondly thirdly fourthly lastly next also then another
    第一 第二 第三 第四 第五 首先 其次 再次 最后 一 二 三 四 五 六 七 八 九 十
    """
)
CJK_OTHER_USE = re.compile(
    r"^(?:来源|稿源|作者|编辑|责编|责任编辑|图|图片|图为|图说|注|备注|附|电话|地址|邮箱|网址|标题|题图|摘要|关键词|日期|时间|地点|导语|摄影|供图|校对|审核"
    r"|监制|出品|链接|相关|延伸|价格|名称|主办|承办|提示|声明|版权|原标题|标签|分类|资料|单位|联系|微信|公众号|翻译|译者|文|摄|编译|策划|数据|发布|更新|人物|主题"
    r"|出处|參考|参考|圖|來源|責任編輯|編輯)|(?:来源|编辑|电话|时间|日期|地址|邮箱|价格|如下|包括|例如|比如|报道|显示|认为|指出|表示|强调|写道|[^者]说|问道|答道|的|是|了)$"
)
"""Chinese labels of other uses, and what ends a clause that runs into its colon."""
CJK = re.compile(r"[\u3400-\u9fff]")
CJK_NAME_LENGTH = 24
NEVER_LAST = listed("note notes policy number numbers date time address source sources credit credits conference photo")
SEPARATOR = re.compile(r"\n[ \t]*(?:\*[ \t*]{2,20}|-{3,40}|_{3,40}|#{3,20}|\(?(?:END|ENDS|Enditem|end)\)?)[ \t]*(?=\r?\n|$)")
SENTENCE = re.compile(r"[.!?…؟][\"”’')\]]{0,3}\s*(?:$|\n|\s)|[。！？]")
QUESTION = re.compile(r"[?？؟]")
PERSONAL = re.compile(
    r"\b(?:I|I['’](?:m|ve|ll|d)|my|me|we|We|our|Our|us|My|thanks?|Thanks?|ich|wir|je|nous|yo|nosotros|я|мы|Я|Мы|أنا"
    r"|نحن|شكرا)\b|我|谢谢|谢|請|请|咱|大家|您|你"
)
"""What people say of themselves, in speech."""
CAPITALS = re.compile(
    r"^[ \t]{0,40}(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{1,60}?)[ \u00a0](?:—|–|--)[ \u00a0](?P<first>[^\s/])", re.MULTILINE
)
"""A label in capitals with a dash behind it."""


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
    labels = _labels(text, LABEL)
    if not _is_transcript(text, labels):
        labels = _labels(text, CAPITALS)
    if not _is_transcript(text, labels):
        return ()
    labels = _without_headline(text, labels)
    turns = []
    for label, following in zip(labels, [*labels[1:], None], strict=True):
        if label.speaks:
            end = _end(text, label.body, following.start if following else len(text))
            if end > label.body:
                turns.append(_turn(text, label, end))
    return tuple(turns)


def _without_headline(text: str, labels: list[Label]) -> list[Label]:
    """A headline with a colon is no turn: the first line, no sentence, its label never used again."""
    if len(labels) < 2 or text[: labels[0].start].strip():
        return labels
    line = text[labels[0].body :].split("\n", 1)[0]
    again = any(_key(label.name) == _key(labels[0].name) for label in labels[1:])
    alone = labels[1].start > labels[0].body + len(line) + 1 and text[labels[0].body + len(line) :][:2] in ("\n\n", "\r\n")
    sentence = line.rstrip()[-1:] in (*".!?。！？…؟",)
    return labels if again or sentence or not alone else labels[1:]


def _labels(text: str, pattern: re.Pattern[str]) -> list[Label]:
    return [label for hit in pattern.finditer(text) if (label := _label(hit))]


def _label(hit: re.Match[str]) -> Label | None:
    name = hit["name"].strip()
    if hit["first"].isdigit() and name[-1:].isdigit():
        return None  # a time of day, a score
    if not _is_name(name):
        return None
    words = [word.strip(".,'’()").lower() for word in name.split()]
    if words[0] in ENUMERATORS and len(words) <= 2:
        return None
    other = words[0] in OTHER_USES or words[-1] in NEVER_LAST
    speaks = not (other or (CJK.match(name) and (len(name) > CJK_NAME_LENGTH or CJK_OTHER_USE.search(name))))
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
    if len(speakers) < 3:
        return False
    names = Counter(_key(label.name) for label in speakers)
    bodies = _bodies(text, labels)
    sentences = sum(map(_is_sentence, bodies))
    if len(names) < 2 or not _is_speech(bodies):
        return False
    if max(names.values()) >= 2:
        return sentences * 2 >= len(speakers)
    return len(names) >= 3 and sentences == len(speakers)


def _key(name: str) -> str:
    """What the forms of one speaker's label share: the last word, what stands in brackets left out."""
    plain = re.sub(r"\([^()]{0,50}\)", "", name).strip().rstrip(".,")
    words = re.split(r"[\s,]+", plain.casefold())
    return words[-1] if words[-1] else name.casefold()


def _bodies(text: str, labels: list[Label]) -> list[str]:
    """The first 400 characters of what each speaker says."""
    pairs = zip(labels, [*labels[1:], None], strict=True)
    return [text[one.body : following.start if following else len(text)][:400] for one, following in pairs if one.speaks]


def _is_sentence(body: str) -> bool:
    """Four words and an end, a question of two; of Chinese characters two make about one word."""
    words = len(body.split()) + len(CJK.findall(body)) // 2
    return SENTENCE.search(body) is not None and (words >= 4 or (words >= 2 and QUESTION.search(body) is not None))


def _is_speech(bodies: list[str]) -> bool:
    """Whether somebody asks, or two speak of themselves."""
    return any(map(QUESTION.search, bodies)) or sum(PERSONAL.search(body) is not None for body in bodies) >= 2


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

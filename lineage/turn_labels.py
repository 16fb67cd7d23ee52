"""The labels of a transcript: the layouts in which a speaker's name leads in what is said, and what only looks like one.

    Name: words          also bold, numbered, in brackets, behind a time stamp, with the words on the next line
    NAME — words         a name in capitals with a dash; any name with a dash where names recur
    Q. words             questions and answers of a hearing; Mr. SMITH. words (parliaments)
    [Name] words         a name in brackets or bold without a colon
    Name ⏎ words         a name on a line of its own, with or without a time behind it

A label is a name by its shape: capitals, particles between, an office or a party behind a comma or in brackets. Labels of other
uses (sources, credits, contact lines) are kept with `speaks` False: they end the turn before. Words that number the points of a
speech ("First:") and clauses that lead in a quotation ("ليلى said:") are no labels at all.

Left to others: whether labels make a transcript (`turns`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lineage.cues import AR_CUE
from lineage.speech import SAID
from lineage.wordlists import listed

_TIME = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?"
_LEAD = (
    r"[ \t\u00a0\u3000]{0,40}(?:(?:[-•–—]|\*(?!\*)|\d{1,3}[.)])[ \t]{1,4})?"
    rf"(?:{_TIME}[ \t]{{1,4}}(?:[-–—][ \t]{{1,2}})?)?[*_]{{0,3}}"
)
"""What may stand before a label: a bullet, a number, a time stamp, marks of emphasis."""
_NAME = r"[^\W_a-z][^:：\r\n*_\[\]【】{}<>|=\"“”。！？]{0,79}?"
_BLANK = r"[ \t\u00a0\u202f\u3000]"
_NEXT_LINE = r"(?:\r?\n[ \t\u3000]{0,8}){1,2}"
_FIRST = r"(?=(?P<first>[^\s/]))"
_TITLED = r"(?:(?:M[rs]s?|MRS?|MS|D[rR]|The|THE)\.?[ ])?"


@dataclass(frozen=True, slots=True)
class Layout:
    """One manner of labelling. `loose`: the shape alone says little, so more must agree before it makes a transcript."""

    pattern: re.Pattern[str]
    loose: bool = False


_CLOCK = r"\d{1,2}:\d\d(?::\d\d)?"
_CAPITALS = r"[A-Z][A-Z’'-]{2,30}(?:[ ][A-Z][A-Z’'-]{1,30}){0,3}"
_OF_PLACE = r"(?:[ ]of[ ][A-Z][a-z]{1,20}(?:[ ][A-Z][a-z]{1,20})?)?"
_COLON = (
    rf"^(?=[^:：\n]{{1,160}}[:：]|[ \t]{{0,40}}[\[(]?\d{{1,2}}:){_LEAD}[\[【]?(?P<name>{_NAME})[\]】]?"
    rf"(?:{_BLANK}{{0,2}}[\[(]{_CLOCK}[\])])?[*_]{{0,3}}{_BLANK}?[:：][*_]{{0,3}}{_BLANK}{{0,20}}(?:{_NEXT_LINE})?{_FIRST}"
)
_CAPITALS_DASH = rf"^[ \t]{{0,40}}(?P<name>[A-ZÀ-Þ][A-ZÀ-Þ.’' -]{{1,60}}?)[ \u00a0](?:—|–|--)[ \u00a0]{_FIRST}"
_STOP = rf"^[ \t]{{0,40}}(?:(?P<name>[QA])\.?|(?P<name2>QUESTION|ANSWER|{_TITLED}{_CAPITALS}{_OF_PLACE})[.:])[ \t]{{1,6}}{_FIRST}"
_BRACKETS = (
    rf"^[ \t\u3000]{{0,8}}(?:[\[【<](?P<name>{_NAME})[\]】>]|\*\*(?P<name2>{_NAME})\*\*){_BLANK}{{0,4}}(?:{_NEXT_LINE})?"
    rf"(?![:：]){_FIRST}"
)
_DASH = rf"^(?=[^—–\n]{{1,120}}[—–]){_LEAD}(?P<name>{_NAME})[*_]{{0,3}}[ \u00a0][—–][ \u00a0]{_FIRST}"
_OWN_LINE = rf"^(?=[^\n]{{1,140}}\n){_LEAD}(?P<name>{_NAME})[*_]{{0,3}}(?:[ \t]{{1,6}}{_TIME})?[ \t]{{0,4}}{_NEXT_LINE}{_FIRST}"
LAYOUTS = (
    Layout(re.compile(_COLON, re.MULTILINE)),
    Layout(re.compile(_CAPITALS_DASH, re.MULTILINE)),
    Layout(re.compile(_STOP, re.MULTILINE)),
    Layout(re.compile(_BRACKETS, re.MULTILINE), loose=True),
    Layout(re.compile(_DASH, re.MULTILINE), loose=True),
    Layout(re.compile(_OWN_LINE, re.MULTILINE), loose=True),
)
"""Tried in this order."""

WORDS_AT_MOST = 14
REST_AT_MOST = 8
"""Words of an office or a place behind the comma of a label."""
CJK = re.compile(r"[\u3400-\u9fff]")
CJK_NAME_LENGTH = 24
ARABIC = re.compile(r"[\u0600-\u06ff]")
ARABIC_WORDS = 6
PARTICLES = listed(
    "of the and for in on at to de del della di da do dos das la le les el al bin bint ibn van von der den y"
    " e et und und du zu & - –"
)
OTHER_USES = listed(
    """
    note notes photo photos photograph picture pictures image images video audio caption credit credits source sources
    courtesy editor editors edited editing reporting reported via
    writing written by author authors byline published publication updated update modified posted date dated time when
    where location place venue address tel telephone phone fax mobile email e-mail mail contact contacts website web
    url link links http https twitter facebook instagram follow tags tag categories category filed topics topic
    keywords subject title headline subtitle description summary abstract disclaimer copyright license licence comment
    comments policy warning correction corrections clarification related read more see also watch listen click
    download share print advertisement sponsored example examples fact facts myth tip tips step steps price cost rating
    verdict conclusion pro pros con cons serves ingredients method makes prep
    background context methodology results result introduction overview references bibliography footnote
    footnotes figure table chart graphic map monday tuesday wednesday thursday friday saturday sunday january february
    march april may june july august september october november december total yes no ps nb p.s n.b important remember
    attention caution duration language translation translated translator bottom update breaking exclusive opinion
    analysis transcript commentary factbox explainer profile timeline full

    quelle bild foto fotos autor hinweis anmerkung datum ort uhrzeit adresse telefon lesen redaktion übersetzung
    crédit crédits légende lire voir auteur traduction adresse téléphone lieu heure remarque rédaction
    fuente fuentes crédito créditos lea vea texto autora traducción fecha lugar hora nota dirección teléfono vídeo redacción
    fonte fonti leggi autore traduzione data luogo ora indirizzo leia legenda tradução endereço telefone
    источник источники фото видео автор авторы текст читайте смотрите редактор перевод дата место время адрес телефон подпись
    примечание справка иллюстрация
    المصدر المصادر تصوير الصورة صورة تحرير إعداد ترجمة كتب كتبت بقلم ملاحظة اقرأ اقرأوا شاهد التاريخ المكان الزمان العنوان
    الهاتف البريد تنويه عاجل الكاتب الكاتبة
    출처 사진 자료 글 영상 편집 kaynak fotoğraf haber yazar yazan tarih yer editör çeviri
    写真 出典 撮影 取材 関連 動画 来源 稿源
    """
)
"""First words of labels that introduce something other than speech, in any case."""
STAGE = listed("laughter applause crosstalk music pause silence inaudible cheering cheers video audio clip begin end break")
"""Words in brackets that tell what is heard."""
ENUMERATORS = listed(
    """
    first second third fourth fifth sixth seventh finally firstly secondly thirdly fourthly lastly next also then another
    第一 第二 第三 第四 第五 首先 其次 再次 最后 一 二 三 四 五 六 七 八 九 十
    """
)
NEVER_LAST = listed("note notes policy number numbers date time address source sources credit credits conference photo")
CJK_OTHER_USE = re.compile(
    r"^(?:来源|稿源|作者|编辑|责编|责任编辑|图|图片|图为|图说|注|备注|附|电话|地址|邮箱|网址|标题|题图|摘要|关键词|日期|时间|地点|导语|摄影|供图|校对|审核"
    r"|监制|出品|链接|相关|延伸|价格|名称|主办|承办|提示|声明|版权|原标题|标签|分类|资料|单位|联系|微信|公众号|翻译|译者|文|摄|编译|策划|数据|发布|更新|人物|主题"
    r"|出处|參考|参考|圖|來源|責任編輯|編輯)|(?:来源|编辑|电话|时间|日期|地址|邮箱|价格|如下|包括|例如|比如|报道|显示|认为|指出|表示|强调|写道|[^者]说|[^者]称|问道|答道"
    r"|回忆|透露|坦言|补充|回应|介绍|解释|呼吁|警告|批评|的是|的|是|了)$"
)
"""Chinese labels of other uses, and what ends a clause that runs into its colon."""
_COPULA = re.compile(r"\b(?:is|are|was|were|has|have|had|will|would|can|could|did|does|do)\b")


@dataclass(frozen=True, slots=True)
class Label:
    """A label-shaped line start; `speaks` is False for labels of other uses."""

    name: str
    start: int
    body: int
    speaks: bool


def labels_of(text: str, layout: Layout) -> list[Label]:
    """The labels of one layout in the order of the text."""
    return [label for hit in layout.pattern.finditer(text) if (label := _label(text, hit))]


def _label(text: str, hit: re.Match[str]) -> Label | None:
    group = "name" if hit["name"] else "name2"
    name, first = hit[group].strip(), hit.start("first")
    if hit["first"].isdigit() and name[-1:].isdigit() and text[first - 1] in ":：":
        return None  # a time of day, a score
    if not is_name(name) or (hit["first"] in "“「『«" and _caseless(name) and len(name) > 6):
        return None  # a clause that leads in a quotation
    words = [word.strip(".,'’()").lower() for word in name.split()]
    if words[0] in ENUMERATORS and len(words) <= 2:
        return None
    other = words[0] in OTHER_USES or words[-1] in NEVER_LAST or words[0] in STAGE
    speaks = not (other or (CJK.match(name) and (len(name) > CJK_NAME_LENGTH or CJK_OTHER_USE.search(name))))
    return Label(name, hit.start(group), first, speaks)


def _caseless(name: str) -> bool:
    return CJK.search(name) is not None or ARABIC.search(name) is not None


def is_name(name: str) -> bool:
    """Several capitalised words, with particles between; behind a comma or in brackets an office, a party, a place."""
    plain = re.sub(r"\([^()]{0,50}\)", "", name).strip()
    if re.search("[，；،؛]", plain) or (ARABIC.search(plain) and (len(plain.split()) > ARABIC_WORDS or AR_CUE.search(plain))):
        return False
    words = re.split(r"[\s,]+", _without_office(plain))
    if not plain or not 1 <= len(words) <= WORDS_AT_MOST or (plain[-1:] in ".!?;" and len(words) > 3):
        return False
    named = [word for word in words if word not in PARTICLES]
    return bool(named) and all(not word[0].islower() for word in named if word) and any(word[:1].isalpha() for word in named)


def _without_office(name: str) -> str:
    """`Ann Lee, 34, nurse` without what stands behind the first comma, unless that is a clause."""
    head, comma, rest = name.partition(",")
    clause = SAID.search(rest) or _COPULA.search(rest) or ". " in rest or len(rest.split()) > REST_AT_MOST
    return head if comma and " " in head.strip() and not clause else name


def plain_name(name: str) -> str:
    """A label without office or brackets, in small letters."""
    return re.sub(r"\([^()]{0,50}\)", "", name).partition(",")[0].strip().rstrip(".").casefold()


def key_of(name: str) -> str:
    """What the forms of one speaker's label share: the last word, without office, brackets or the number of a question."""
    plain = plain_name(name)
    last = re.split(r"[\s,]+", plain)[-1] or name.casefold()
    numbered = re.fullmatch(r"(q|a|question|answer|问|答|س|ج)\d{1,3}", last)
    return numbered[1] if numbered else last

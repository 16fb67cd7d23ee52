"""Who speaks beside a quotation in languages other than English: verbs of saying as rows of data, one way to read each order.

    Chinese  王伟说：“...”      “...，”王伟说。       the subject stands before the verb, adverbials between are cut off
    Arabic   قال أحمد علي: «...»   «...»، بحسب أحمد علي    the subject stands behind the verb
    others   „...“, sagte Karl Holm    Marie Dupont a déclaré : « ... »

As everywhere: where the words do not name exactly one speaker there is no answer. The texts given have quoted words blanked out.
"""

from __future__ import annotations

import re

from lineage.names import UPPER
from lineage.wordlists import listed

Found = tuple[int, int, str]
"""Start and end of the words for the speaker, and the rule."""

REACH = 150
"""How far, in characters, a cue may lie before its quotation."""
CJK = re.compile(r"[\u3400-\u9fff]")
ARABIC = re.compile(r"[\u0600-\u06ff]")


def cued_speaker(masked: str, span: tuple[int, int], floor: int, limit: int, opening: str, ending: str) -> Found | None:
    """The words that name the speaker of the quotation at `span`.

    Args:
        masked: the text with quoted words blanked out.
        span: the quotation, marks included.
        floor: where its paragraph begins.
        limit: where its paragraph ends.
        opening: its first mark, which tells German from languages where “so” means something else.
        ending: the last character inside its marks.
    """
    start, end = span
    floor, limit = max(floor, start - REACH), min(limit, end + REACH)
    beside = masked[max(floor, start - 60) : start] + masked[end : end + 60]
    if found := _around(masked, span, floor, limit):
        return found
    if CJK.search(beside):
        return _chinese_before(masked, floor, start) or _chinese_after(masked, end, limit, ending)
    if ARABIC.search(beside):
        return _arabic_before(masked, floor, start) or _arabic_after(masked, end, limit)
    return _other(masked, (start, end), floor, limit, opening)


# --- Chinese ----------------------------------------------------------------------------------------------------------

ZH_VERB = (
    r"(?:(?<![是来据听传小以话如虽再学解演者])说道?|(?<=记者)说道?|表示|(?<![号自人简俗统名职对全宣声谎])称|宣称|声称|指出|强调|认为"
    r"|写道|回应|回答|答道|问道?|追问|反问|回忆|感慨|坦承|抱怨|抨击|斥责|追忆|讲述|留言|宣布|透露|坦言|介绍|解释|呼吁|警告|批评|补充|承认|直言|感叹|喊道|反驳|重申|评论|主张|质问|告诫|谈到|提到"
    r"|說道?|稱|強調|認為|寫道|回應|問道?|宣佈|介紹|解釋|呼籲|補充|承認)(?:道|说|說|称|稱)?"
)
ZH_CUE = re.compile(
    rf"{ZH_VERB}(?=[，,：:]|[ ]?\Z)|(?:问|反问|质问|告诉|提醒|警告|問|告訴)[^，。！？：:\x00]{{1,12}}(?=[：:])"
    r"|(?<![号自人简俗统名职对全宣声谎號簡])(?:[称稱](?![为作呼之赞号為])|指责|批评|形容|痛批|指責|批評)(?=[^，。！？；：:、\x00了过過]{1,8}\Z)"
)
ZH_STOP = re.compile(r"[。！？；!?;\n\x00]")
ZH_CLAUSE = re.compile(r"[，,：:、（）()]|(?<=[\u3400-\u9fff])[ \u3000](?=[\u3400-\u9fff])")
ZH_LEAD = re.compile(
    r"^(?:\s|但是?|而|不过|然而|此外|另外|因此|所以|当时|同时|根据|据|对此|其中|随后|之后|此前|日前|近日|今天|昨天|不過|當時|隨後|[上下]午|当地时间"
    r"|\d{1,4}年|\d{1,2}月|\d{1,2}日|周[一二三四五六日天]|星期[一二三四五六日天])+"
)
ZH_ADVERBIAL = re.compile(
    r"\s|\d|今[天日年]|昨[天日]|日前|近[日期]|当[天日地]|周[一二三四五六日天](?!报|刊)|星期|[上下]午|随后|此前|之后|在(?!野|线)|对(?!外)|就(?!业)|向|也"
    r"|还|则|曾|再次|多次|一再|进一步|明确|公开|接受|通过|告诉|并|同时|最近|同日|于|時|对此|對|還|則|明確|公開|隨後|通過|告訴"
)
ZH_DENIED = re.compile(r"被|没有?|沒有?|未|否认|拒绝|从不|不愿|不$|别$|是否")
ZH_NOBODY = listed(
    """
    或者 也就是 可以 有 这 那 所 一般 总的 总体 具体 简单 例如 比如
    其 又 如此 都 才 只 应该 必须 需要 特别 尤其 这样 怎么 什么 为何
    """
)
ZH_AFTER = re.compile(
    rf"[，,]?[ ]?(?P<who>[^，。！？；：、,.;:!?\s\x00“”「」（）]{{1,40}}?){ZH_VERB}(?P<stop>[。，,；！？!.\n]|[ ]?$|\Z)"
)


ZH_CITED = re.compile(
    r"(?:援引|引述|引用|转引|轉引)(?P<who>[^，。！？；：、,.;:!?\s\x00“”「」（）]{2,30}?)(?:的话|的話|的消息|的说法|的說法|的分析)"
    r"(?:[说說称稱]|报道|報道|表示|指出|认为|認為)?(?:道|称|稱)?(?:[，,：:][^。！？；：:\x00]{0,24})?[ ]?\Z"
)
"""The words are those of whom somebody cites: 新华社援引陈明的话说."""


def _chinese_before(masked: str, floor: int, start: int) -> Found | None:
    """The subject of the last verb of saying in the sentence that runs up to the quotation."""
    lead = masked[floor:start]
    stops = [hit.end() for hit in ZH_STOP.finditer(lead)]
    begin = stops[-1] if stops else 0
    if cited := ZH_CITED.search(lead, begin):
        return floor + cited.start("who"), floor + cited.end("who"), "before.quoted"
    cues = list(ZH_CUE.finditer(lead, begin))
    return _chinese_subject(lead, begin, cues[-1].start(), floor) if cues else None


def _chinese_subject(lead: str, begin: int, verb: int, shift: int) -> Found | None:
    """The nearest clause before the verb that holds more than adverbials; three clauses back at most."""
    bounds = [begin, *(hit.end() for hit in ZH_CLAUSE.finditer(lead, begin, verb))]
    stop = verb
    for clause in list(reversed(bounds))[:3]:
        words = lead[clause:stop].rstrip("，,：:、（）()")
        if ZH_DENIED.search(words):
            return None
        if span := _chinese_name(words):
            return shift + clause + span[0], shift + clause + span[1], "before.cue"
        stop = clause
    return None


def _chinese_name(words: str) -> tuple[int, int] | None:
    """The name at the start of a clause, without what leads it in and the adverbials behind it."""
    lead = ZH_LEAD.match(words)
    begin = lead.end() if lead else 0
    cut = ZH_ADVERBIAL.search(words, begin)
    end = cut.start() if cut else len(words)
    name = words[begin:end]
    if not 1 <= len(name) <= 30 or name in ZH_NOBODY or not (CJK.match(name) or name[0].isalpha()):
        return None
    return begin, end


def _chinese_after(masked: str, end: int, limit: int, ending: str) -> Found | None:
    """“...，”王伟说。 With a colon behind the verb it leads in the next quotation and tells nothing of this one."""
    found = ZH_AFTER.match(masked, end, limit)
    if not found or (ending not in "，。！？…,.!?" and masked[end : end + 1] not in "，,") or ZH_DENIED.search(found["who"]):
        return None
    span = _chinese_name(found["who"])
    at = found.start("who")
    return (at + span[0], at + span[1], "after.cue") if span else None


# --- Arabic -----------------------------------------------------------------------------------------------------------

AR_VERB = (
    r"(?<!\w)[وف]?(?:قال|أضاف|صرح|صرّح|أكد|أكّد|ذكر|أعلن|أشار|أوضح|شدد|شدّد|تابع|كتب|اعتبر|لفت|رأى|حذر|حذّر|نقل|يقول|يضيف|يؤكد|تقول"
    r"|تضيف|تؤكد|رد|ردّ|سأل|أجاب|غرد|غرّد"
    r"|[يت]رى|[يت]وضح|[يت]شير|[يت]شدد|[يت]عتبر|[يت]عتقد|[يت]شرح|[يت]علق|شرح|علق|أردف|استطرد|أفاد|نوه|أقر)(?:ت|وا)?(?!\w)"
)
AR_CUE = re.compile(AR_VERB)
AR_END = re.compile(
    r"(?:^|\s)(?:إن|أن|إنه|إنها|إنهم|أنه|أنها|بأن|في|خلال|على|يوم|إلى|عن|من|إثر|بعد|قبل|أمام|ردا|ردًا|عبر|مع|لدى|قائلا|قائلاً|قائلة"
    r"|أمس|اليوم|مساء|صباح|للصحفيين|للصحافيين|لوكالة|لقناة|لرويترز)(?!\w)|[،؛:,;.؟!\x00\n]"
)
AR_STOP = re.compile(r"[.؟!؛\n\x00]")
AR_ACCORDING = re.compile(
    r"[،,]?\s{0,2}(?:بحسب|وفقا لـ?|وفقًا لـ?|وفق|حسب|على حد قول|على حد تعبير)\s{0,2}(?P<who>[^،؛:,;.؟!\x00\n]{2,60})"
)
AR_SAID_BY = re.compile(rf"[،,]?\s{{0,2}}{AR_VERB}\s(?P<who>[^،؛:,;.؟!\x00\n]{{2,80}})")
AR_NEGATED = re.compile(r"(?:^|\s)(?:لم|لن|لا|ما|نفى|نفت|أنكر)(?:\s|$)")


AR_QUOTED = re.compile(
    r"(?<!\w)[وف]?(?:نقل|نسب)(?:ت|وا)?(?:\s[^،؛:,;.؟!\x00\n]{2,80}?)?\s(?:عن|إلى)\s(?P<who>[^،؛:,;.؟!\x00\n]{2,60}?)"
    r"\s(?:قوله|قولها|قولهم|تأكيده|تأكيدها|أن|إن|بأن|أنه|أنها)(?!\w)"
)
"""The words are those of whom somebody quotes: نقلت وكالة ... عن ... قوله."""


def _arabic_before(masked: str, floor: int, start: int) -> Found | None:
    """Behind the last verb of saying in the sentence, or before it where nothing stands behind."""
    lead = masked[floor:start]
    stops = [hit.end() for hit in AR_STOP.finditer(lead)]
    begin = stops[-1] if stops else 0
    if quoted := AR_QUOTED.search(lead, begin):
        return floor + quoted.start("who"), floor + quoted.end("who"), "before.quoted"
    cues = list(AR_CUE.finditer(lead, begin))
    if not cues or AR_NEGATED.search(lead[begin : cues[-1].start()]):
        return None
    words = lead[begin : cues[-1].start()].strip()
    at = floor + cues[-1].end()
    if span := _arabic_name(masked[at:start]):
        return at + span[0], at + span[1], "before.cue"
    if words and len(words.split()) <= 5 and not AR_END.search(words):
        at = floor + begin + lead[begin:].index(words)
        return at, at + len(words), "before.cue"
    return None


def _arabic_name(words: str) -> tuple[int, int] | None:
    end = AR_END.search(words)
    name = words[: end.start()] if end else words
    bare = name.strip()
    if not bare or len(bare.split()) > 8:
        return None
    begin = name.index(bare)
    return begin, begin + len(bare)


def _arabic_after(masked: str, end: int, limit: int) -> Found | None:
    found = AR_ACCORDING.match(masked, end, limit) or AR_SAID_BY.match(masked, end, limit)
    span = _arabic_name(found["who"]) if found else None
    return (found.start("who") + span[0], found.start("who") + span[1], "after.cue") if found and span else None


# --- other languages ----------------------------------------------------------------------------------------------------

VERBS = {
    "de": "sagte|sagt|erklärte|erklärt|betonte|betont|meinte|meint|schrieb|schreibt|warnte|warnt|forderte|kritisierte|kommentierte"
    "|ergänzte|versicherte|antwortete|fragte|berichtete|urteilte|klagte|mahnte",
    "fr": "a (?:déclaré|dit|affirmé|expliqué|ajouté|précisé|souligné|estimé|assuré|indiqué|écrit|lancé|répondu"
    "|regretté|dénoncé|confié"
    "|réagi|insisté|rappelé|martelé)|déclare|dit|affirme|explique|ajoute|précise|souligne|estime|assure|indique|écrit"
    "|répond|raconte|ironise|poursuit|soupire|témoigne|tempère|nuance|résume|prévient"
    "|dénonce|confie|insiste|rappelle|déclarait|disait|expliquait",
    "es": "cuenta|asegura|recuerda|advierte|señala|dijo|afirmó|declaró|aseguró|señaló|explicó|añadió|agregó|manifestó"
    "|indicó|escribió|advirtió|sostuvo|respondió|subrayó"
    "|ha (?:dicho|declarado|asegurado|afirmado|señalado|explicado)",
    "it": "racconta|dice|osserva|ammette|commenta|ricorda|ha (?:raccontato|detto|dichiarato|affermato|spiegato"
    "|aggiunto|scritto|commentato"
    "|sottolineato)|afferma|spiega|aggiunge|sottolinea",
    "pt": "diz|conta|relata|lembra|disse|afirmou|declarou|explicou|acrescentou|escreveu|destacou|ressaltou|garantiu|respondeu",
    "ru": "(?:сказал|заявил|отметил|добавил|подчеркнул|сообщил|пояснил|написал|ответил|рассказал|объяснил|указал"
    "|уточнил|признал|спросил"
    "|предупредил)[аи]?|говорит|говорят|заявляет|пишет|считает|утверждает|отмечает",
    "pl": "(?:powiedział|dodał|stwierdził|zaznaczył|podkreślił|oświadczył|wyjaśnił|napisał|przyznał|zapewnił|ocenił)a?"
    "|mówił?a?|twierdzi|przekonuje|dodaje",
    "sv": "säger|sade|menar|berättar|uppger|skriver|siger|sagde|mener|sier|forteller|fortæller",
    "cs": "(?:řekl|uvedl|dodal|prohlásil|napsal|vysvětlil)a?|tvrdí|říká",
    "hu": "mondta|mondja|nyilatkozta|közölte|fogalmazott|hangsúlyozta",
    "nl": "zei|zegt|verklaarde|stelde|schreef|vertelde",
}  # fmt: skip
"""Verbs of saying by language, in the forms that news texts use beside quotations."""
FOLLOWING = "selon|d['’]après|según|secondo|segundo|laut|по словам|по мнению|volgens"
"""“According to”; some of these languages inflect the name behind it, which is given as it stands."""
DETERMINER = (
    "der|die|das|den|dem|ein|eine|einer|sein|seine|ihr|ihre|le|la|les|un|une|des|son|sa|ses|leur|el|los|las|una|su"
    "|sus|il|lo|gli|i|uno"
    "|o|a|os|as|um|uma|de|het|een"
)
_CAP = rf"[{UPPER}А-ЯЁ][\w’'-]{{1,40}}"
_LOW = r"[a-zà-ÿа-яё][\w’'-]{1,40}"
_CAPS = rf"{_CAP}(?:[ \u00a0](?:(?:de|du|des|la|von|van|der|den|del|di|da|dos|al|el|bin)[ \u00a0]){{0,2}}{_CAP}){{0,5}}"
_WHO = (
    rf"(?:(?:(?:{DETERMINER})[ \u00a0]|l['’]))?(?:{_LOW}[ \u00a0]){{0,3}}{_CAPS}"
    rf"|(?:(?:{DETERMINER})[ \u00a0]|l['’]){_LOW}(?:[ \u00a0]{_LOW}){{0,2}}(?=[.,;\n]|\Z)"
)
_VERBS = "|".join(VERBS.values())
_THEY = r"(?:он|она|они|er|sie|él|ella|ellos|lui|lei|ele|ela)\b"
OTHER_AFTER = re.compile(rf"[ \u00a0]?[,.]?[ \u00a0]?[—–-]?[ \u00a0]?(?:{_VERBS})[ \u00a0](?P<who>{_THEY}|{_WHO})")
OTHER_PRONOUN = re.compile(
    r"[ \u00a0]?,?[ \u00a0](?:a-t-(?P<who>ils?|elles?|on)|(?:dit|explique|déclare|ajoute|affirme|assure|estime|précise|souligne)"
    r"-(?:t-)?(?P<who2>ils?|elles?))\b"
)
OTHER_ACCORDING = re.compile(rf"[ \u00a0]?,[ \u00a0](?:{FOLLOWING})[ \u00a0](?P<who>{_WHO})")
OTHER_BEFORE = re.compile(
    rf"(?P<who>{_WHO})[ \u00a0](?:{_VERBS})(?:[ \u00a0][^.:;!?\n\x00]{{0,60}})?[ \u00a0]?[:,][ \u00a0]{{0,2}}\Z"
)
OTHER_THAT = re.compile(
    rf"(?P<who>{_WHO})[ \u00a0](?:{_VERBS}),?[ \u00a0](?:que[ \u00a0]|qu['’]|che[ \u00a0]|что[ \u00a0]|dass[ \u00a0]|że[ \u00a0])"
    r"[^.:;!?\n\x00]{0,90}\Z"
)
"""O reitor afirmou que o problema é “nacional”."""
OTHER_ACCORDING_FIRST = re.compile(
    rf"(?:Selon|D['’]après|Según|Secondo|Segundo|Laut|Według|Volgens|По словам|По мнению)[ \u00a0](?P<who>{_WHO}),"
    r"[ \u00a0][^:;\n\x00]{0,90}\Z"
)
OTHER_APPOSED = re.compile(rf",[ \u00a0](?P<who>{_CAPS})(?=[.,;\n]|\Z)")
"""The name behind an office: la alcaldesa de Porto, Mia Falk."""
OTHER_SENTENCE = re.compile(r"[.!?…][ \u00a0]|\n|\x00")


# --- languages that put the quotation between subject and verb ------------------------------------------------------------

ENCLOSING = (
    (
        re.compile(
            r"[^\W\d_]?[、]?(?:と|など)[^。\n\x00「」]{0,20}?(?:述べ|語[っる]|話[しす]|言[っう]|答え|振り返|明かし|嘆い|打ち明け|呼びかけ|反論し|批判し|否定し|つぶやい|漏らし|書い|強調し|説明し|指摘し|発表し|訴え|主張し|明らかにし)"
        ),
        re.compile(r"(?P<who>[^、。，\s\x00「」『』()（）]{1,30}?)[はが](?:、|[^。\n\x00「」はが]{0,30}[、でに])?\Z"),
    ),
    (
        re.compile(
            r"(?:이?라고|라며|고|며|는)[ ](?:[가-힣]+[ ]){0,3}?(?:말했|밝혔|전했|강조했|설명했|주장했|덧붙였|비판했|지적했|답했"
            r"|일축했|반박했|호소했|털어놨|언급했|경고했|촉구했|말한다)"
        ),
        re.compile(
            r"(?P<who>[가-힣A-Za-z·]{1,15}(?:[ ][가-힣A-Za-z·]{1,15}){0,3}?)(?:은|는|이|가)(?:[ ][^.\n\x00]{1,30}?)?,?[ ]\Z"
        ),
    ),
    (
        re.compile(r",?[ ](?:[^\W\d_]+[ ]){0,2}?(?:dedi|diyerek|diye konuştu|konuştu|kullandı|bulundu|söyledi|belirtti|yazdı)\b"),
        re.compile(rf"(?P<who>[{UPPER}İĞŞÇÖÜ][\w’']{{1,30}}(?:[ ][{UPPER}İĞŞÇÖÜ][\w’']{{1,30}}){{0,4}}),[ ]\Z"),
    ),
)
"""What stands behind the quotation, and the subject before it: Japanese, Korean, Turkish."""
ENCLOSING_STOP = re.compile(r"[.。!?！？\n\x00]")


def _around(masked: str, span: tuple[int, int], floor: int, limit: int) -> Found | None:
    start, end = span
    lead = masked[floor:start]
    begin = max((hit.end() for hit in ENCLOSING_STOP.finditer(lead)), default=0)
    for verb, subject in ENCLOSING:
        found = subject.search(lead, begin) if verb.match(masked, end, limit) else None
        if found:
            return floor + found.start("who"), floor + found.end("who"), "before.cue"
    return None


GERMAN_SO = re.compile(rf"[ \u00a0]?,[ \u00a0]so[ \u00a0](?P<who>{_WHO})")


def _other(masked: str, span: tuple[int, int], floor: int, limit: int, opening: str) -> Found | None:
    """The rows of data, behind the quotation first."""
    start, end = span
    if opening in "„»‚" and (so := GERMAN_SO.match(masked, end, limit)):
        return *so.span("who"), "after.cue"
    for pattern in (OTHER_AFTER, OTHER_ACCORDING, OTHER_PRONOUN):
        if found := pattern.match(masked, end, limit):
            group = "who" if found["who"] else "who2"
            apposed = OTHER_APPOSED.match(masked, found.end(group), limit) if found[group][0].islower() else None
            return *(apposed.span("who") if apposed else found.span(group)), "after.cue"
    lead = masked[floor:start]
    begin = max((hit.end() for hit in OTHER_SENTENCE.finditer(lead)), default=0)
    if found := OTHER_ACCORDING_FIRST.match(lead, begin):
        return floor + found.start("who"), floor + found.end("who"), "before.cue"
    if found := OTHER_THAT.search(lead, begin):
        return floor + found.start("who"), floor + found.end("who"), "before.cue"
    if lead.rstrip(" \u00a0")[-1:] not in (":", ","):
        return None
    found = OTHER_BEFORE.search(lead, begin)
    return (floor + found.start("who"), floor + found.end("who"), "before.cue") if found else None

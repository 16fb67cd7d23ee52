"""Which language a text is written in, as far as its script and its commonest words tell; and the words of share buttons.

Invariants: an answer is given only when the script or a clear majority of function words supports it; None otherwise. Good
enough to see that an interface speaks another language than the text, and meant for nothing else.
"""

from __future__ import annotations

import re
from collections import Counter

_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_FUNCTION_WORDS = {
    "en": "the of and to in that is for on with was as by at from are said has have been it this",
    "fr": "le la les des et que dans une est pour qui sur pas au plus avec par ce sont été",
    "de": "der die und das den von ist mit für auf nicht dem ein eine sich auch werden wurde sind",
    "es": "el los las y que una por con para del se su como más fue este esta han sobre pero",
    "it": "il che di è per una con del della non sono gli nel si come alla anche più dei",
    "pt": "o os que uma com não para do da em por mais dos como foi ao na são pela pelo",
    "nl": "de het een van en in is dat op te zijn voor met niet aan ook werd door bij",
    "tr": "ve bir bu için ile de da olarak olan daha çok gibi sonra kadar en ise",
    "id": "yang dan di dengan untuk ini itu dari dalam tidak pada akan telah oleh",
    "pl": "w i na z się do że nie jest o to jak po od za przez",
    "vi": "và của là các trong được cho có với những người không",
}
_WORDS_OF = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}
_SAMPLE = 6_000
_FEWEST = 8

SHARE_LABELS = (
    ("fr", r"partager(?: (?:sur|cet article|l'article))?"),
    ("de", r"(?:artikel )?teilen(?: auf| mit)?"),
    ("es", r"compart(?:ir|e)(?: en| este artículo)?"),
    ("it", r"condividi(?: su| questo articolo)?"),
    ("pt", r"compartilh(?:ar|e)(?: no| na)?|partilhar"),
    ("nl", r"delen(?: op)?|deel dit artikel"),
    ("pl", r"udostępnij"),
    ("tr", r"paylaş"),
    ("id", r"bagikan"),
    ("vi", r"chia sẻ"),
    ("ru", r"поделиться(?: в| на)?|поделитесь"),
    ("uk", r"поділитися|поширити"),
    ("ar", r"مشاركة|شارك|شارك المقال|انشر"),
    ("fa", r"اشتراک[ ‌]?گذاری"),
    ("he", r"שתפו?"),
    ("zh", r"分享到|分享至|分享|扫一扫分享"),
    ("ja", r"シェア(?:する)?|共有"),
    ("ko", r"공유하기|공유"),
    ("en", r"share (?:this|on|via)(?: (?:article|story|post|page))?|share"),
)
_SHARE = tuple(
    (
        language,
        re.compile(
            rf"[ \u00a0]*(?:{words})[ \u00a0]*(?:[:：].{{0,60}}|(?:facebook|twitter|whatsapp|telegram|vk|weibo|微博|"
            rf"微信).{{0,60}})?$",
            re.IGNORECASE,
        ),
    )
    for language, words in SHARE_LABELS
)


def language_of(text: str) -> str | None:
    """The language of a text as an ISO 639-1 code, None when nothing decides."""
    sample = text[:_SAMPLE]
    counts = {language: len(script.findall(sample)) for language, script in _SCRIPTS}
    latin = len(_LATIN.findall(sample))
    # Han signs weigh more than letters, one stands for about a word; kana beside them decide for Japanese.
    counts["zh"] *= 3
    counts["ja"] = counts["ja"] * 9 if counts["ja"] * 10 > counts["zh"] // 3 else 0
    best = max(counts, key=lambda language: counts[language])
    if counts[best] > latin:
        return best
    return _latin_language(sample) if latin else None


def _latin_language(sample: str) -> str | None:
    words = re.findall(r"[^\W\d_]+", sample.casefold())
    hits = Counter({language: sum(word in known for word in words) for language, known in _WORDS_OF.items()})
    (first, most), (_, second) = hits.most_common(2)
    return first if most >= _FEWEST and most >= 1.5 * second else None


def share_label_language(line: str) -> str | None:
    """The language of a line that is a share button's words; None for any other line."""
    return next((language for language, pattern in _SHARE if pattern.match(line)), None)

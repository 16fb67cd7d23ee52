"""Text as the engine sees it: folded views with a way back to the original offsets.

The stored text is never changed. What compares texts works on a folded view (`fold`) or on words (`tokens`), and both keep, for
every piece, where it stood in the original; so a finding can always be shown in the bytes it came from.

Three strengths of folding, each for one use:

- `normalise` / `fold`: Unicode NFKC, quotes and dashes of one kind, invisible characters dropped, white space collapsed. Two
  texts that agree here differ typographically at most. Case is kept, and so is what NFKC would take for plain digits and signs:
  superscripts, subscripts, fractions, numbers in circles (10² is not 102).
- `tokens`: words of the folded view, casefolded, without inner apostrophes and Arabic vowel marks; each CJK code point is a word.
- `spelling_key`: one word without its house spelling (labour, labor), for titles of works.

Left to others: finding shared runs (`passages`), re-finding quotes (`anchors`).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from lineage.values import Digest

MARKS = "\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
INDIC_MARKS = (
    "\u0900-\u0903\u093a-\u094f\u0981-\u0983\u09bc-\u09cd\u0a01-\u0a03\u0a3c-\u0a4d\u0b82\u0bbe-\u0bcd"
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"

# Bidirectional controls, joiners, soft hyphen, byte order mark and variation selectors: nobody sees them.
_INVISIBLE = frozenset(
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
) | {chr(code) for code in range(0xFE00, 0xFE10)}
_DOUBLE = "“”„‟«»″〝〞＂"
_SINGLE = "‘’‚‛′‹›`´ʼ＇"
_DASHES = "‐‑‒–—―−﹘﹣－"
_SAME = str.maketrans({**dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'"), **dict.fromkeys(_DASHES, "-")})

_PIECE = re.compile(rf"(?:[!-~](?![{MARKS}]))+|\s+|[^\s][{MARKS}]*")
_FOREIGN = re.compile(rf"[!-~][{MARKS}]+|(?!\s)[^\x00-\x7f][{MARKS}]*")
_PLAIN = re.compile(r"[!-_a-~]+")
_WORD = re.compile(rf"\d+(?:[.,]\d+)+|[{_CJK}]|(?:[^\W_{_CJK}]|[{MARKS}{INDIC_MARKS}])+(?:'[^\W_{_CJK}]+)*")
_COMBINING = re.compile(f"[{MARKS}]")
_BODY, _IN_WORD_MARK = re.compile(rf"[^\W_{_CJK}]"), re.compile(f"[{MARKS}{INDIC_MARKS}]")
_IDEOGRAPH, _DIGIT = re.compile(f"[{_CJK}]"), re.compile(r"\d")
_DROPPED_IN_WORDS = re.compile("['\u0640\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")


def digest_of(data: bytes | str) -> Digest:
    """`sha256:` and the hexadecimal digest of the bytes, or of the text as UTF-8 (lone surrogates pass as they are)."""
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    return "sha256:" + hashlib.sha256(raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded view: character `i` of `text` came from `original[starts[i]:ends[i]]`."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original offsets of the non-empty stretch `text[start:end]`."""
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """The folded view of a text with its offset map; linear in the length of the text."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    blank_from: int | None = None
    for match in _PIECE.finditer(text):
        first, last = match.span()
        piece = match.group()
        if piece.isspace():
            blank_from = first if blank_from is None else blank_from
            continue
        folded = _fold_piece(piece)
        if not folded:
            continue
        if blank_from is not None:
            if pieces:
                pieces.append(" ")
                starts.append(blank_from)
                ends.append(first)
            blank_from = None
        pieces.append(folded)
        if len(folded) == last - first:
            starts.extend(range(first, last))
            ends.extend(range(first + 1, last + 1))
        else:
            starts.extend([first] * len(folded))
            ends.extend([last] * len(folded))
    return Folded("".join(pieces), starts, ends)


def _fold_piece(piece: str) -> str:
    if _PLAIN.fullmatch(piece):
        return piece
    if piece[0] in _INVISIBLE and len(piece) == 1:
        return ""
    piece = piece.translate(_SAME)
    if len(piece) == 1 and not unicodedata.decomposition(piece):
        return piece
    # NFKC may open a ligature with a blank inside; a blank here would break the rule that white space is one blank between words.
    return _compatible(piece).translate(_SAME).replace(" ", "")


def _compatible(piece: str) -> str:
    """NFKC of a character and its marks, but a number that is not a digit (Unicode No), or is raised or lowered, stays."""
    kind, _, codes = unicodedata.decomposition(piece[0]).partition("> ")
    if unicodedata.category(piece[0]) == "No" or kind in ("<super", "<sub", "<fraction"):
        return piece[0] + unicodedata.normalize("NFKC", piece[1:])
    if kind == "<square":  # one sign for several, such as the one for square metres: they may be raised
        return "".join(_compatible(chr(int(code, 16))) for code in codes.split()) + piece[1:]
    return unicodedata.normalize("NFKC", piece)


def normalise(text: str) -> str:
    """The folded view's text alone: equal for two texts that differ typographically at most."""
    if not text.isascii():
        text = _FOREIGN.sub(_fold_match, text)
    return " ".join(text.replace("`", "'").split())


def _fold_match(found: re.Match[str]) -> str:
    return _fold_piece(found.group())


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `word` as compared, `start` and `end` where it stands in the original text."""

    word: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The words of a text, in order, as they are compared between texts."""
    folded = fold(text)
    found = []
    for match in _WORD.finditer(folded.text):
        if word := word_form(match.group()):
            start, end = folded.span(*match.span())
            found.append(Token(word, start, end))
    return found


def word_form(word: str) -> str:
    """A word of the folded view as it is compared: casefolded, without inner apostrophes and Arabic vowel marks; may be empty."""
    if "'" in word or not word.isascii():
        word = _DROPPED_IN_WORDS.sub("", word)
    return word.casefold()


@dataclass(frozen=True, slots=True)
class CharacterRole:
    """What one code point of the folded view is to the rule for words, for scanners that cannot run the regular expression."""

    body: bool
    """May stand anywhere in a word, also behind an inner apostrophe."""
    mark: bool
    """May stand in a word, but not behind an inner apostrophe."""
    ideograph: bool
    """Is a word by itself."""
    digit: bool
    """May stand in a number with points and commas."""
    dropped: bool
    """Stands in the text but not in the word as compared."""


def character_role(character: str) -> CharacterRole:
    """The role of one code point; `tokens` and what is built on this function cut the same words."""
    return CharacterRole(
        body=bool(_BODY.match(character)),
        mark=bool(_IN_WORD_MARK.match(character)),
        ideograph=bool(_IDEOGRAPH.match(character)),
        digit=bool(_DIGIT.match(character)),
        dropped=bool(_DROPPED_IN_WORDS.match(character)),
    )


def bears_on_the_one_before(character: str) -> bool:
    """Whether a code point is a combining mark that `fold` folds together with the character before it."""
    return bool(_COMBINING.match(character))


def fold_piece(piece: str) -> str:
    """What `fold` makes of one code point that is no white space, with the combining marks behind it; may be empty."""
    return _fold_piece(piece)


_LINE = re.compile(r"[^\r\n]+")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """Spans of the paragraphs: stretches without a line break, surrounding white space trimmed, empty ones left out."""
    spans = []
    for match in _LINE.finditer(text):
        line = match.group()
        bare = line.strip()
        if bare:
            start = match.start() + len(line) - len(line.lstrip())
            spans.append((start, start + len(bare)))
    return spans


# --- front matter -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FrontMatterField:
    """One field: its value without quotes, and where the value stands in the text."""

    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The metadata block that static site generators put before a text; `end` is the offset behind its closing line."""

    values: Mapping[str, FrontMatterField]
    end: int


_OPENING = re.compile(r"\ufeff?---[ \t]*\r?\n")
_FIELD = re.compile(r"([A-Za-z_][\w.-]{0,63})[ \t]*:[ \t]*(.*?)[ \t]*\r?$")
_LONGEST_FRONT_MATTER = 64_000


def front_matter(text: str) -> FrontMatter | None:
    """The front matter at the very start of a text, or None. Only `key: value` lines at the margin are read; nested data is not."""
    opening = _OPENING.match(text)
    if not opening:
        return None
    values: dict[str, FrontMatterField] = {}
    position = opening.end()
    while position < min(len(text), _LONGEST_FRONT_MATTER):
        newline = text.find("\n", position)
        line_end = len(text) if newline < 0 else newline
        line = text[position:line_end]
        if line.rstrip() in ("---", "..."):
            return FrontMatter(values, min(line_end + 1, len(text)))
        field = _FIELD.match(line)
        if field and field[1].lower() not in values:
            values[field[1].lower()] = _unquoted(field, position)
        position = line_end + 1
    return None


def _unquoted(field: re.Match[str], line_start: int) -> FrontMatterField:
    value, start, end = field[2], line_start + field.start(2), line_start + field.end(2)
    if len(value) >= 2 and value[0] == value[-1] and value[0] in "'\"":
        return FrontMatterField(value[1:-1], start + 1, end - 1)
    return FrontMatterField(value, start, end)


# --- house spelling -------------------------------------------------------------------------------------------------------

_OUR = re.compile(
    "^(.*(?:lab|col|hon|fav|harb|neighb|behavi|endeav|hum|rum|vig|flav|arm|parl|sav|val|od|rig|splend|savi|cand|clam|tum|vap|ard|ferv|"
    "demean))our(.*)$"
)
_RE_ENDINGS = {f"{stem}tre": f"{stem}ter" for stem in ("cen", "thea", "me", "li", "spec", "lus", "kilome", "centime", "hec")} | {
    "fibre": "fiber",
    "calibre": "caliber",
    "sabre": "saber",
    "metres": "meters",
    "litres": "liters",
    "centres": "centers",
    "theatres": "theaters",
    "kilometres": "kilometers",
    "fibres": "fibers",
}
_ENDING = "(e|ed|es|ing|able|ations?|ational|ers?)"
_ISE = re.compile(f"^(.{{3,}})([iy])s{_ENDING}$")
# Words whose -ise is not the suffix; of those in -rise few are (authorise, characterise, summarise are none of them).
_NOT_ISE = re.compile(
    "^(?:.*(?:prom|exerc|adv|surpr|otherw|likew|enterpr|compr|repr|appr|prem|expert|prec|fr[ae]nch|disgu|merchand|comprom|superv|rev|"
    "dev|telev|improv|dem|conc|treat|parad|exc|inc|circumc|w|po|no|ra|pra|cru|bru|v|gu|desp|chast|torto|turquo|advert)|"
    f"(?:a|sun|moon|up|high)?r)is{_ENDING}$"
)
_DOUBLETS = {
    "defence": "defense",
    "offence": "offense",
    "licence": "license",
    "pretence": "pretense",
    "programme": "program",
    "programmes": "programs",
    "grey": "gray",
    "cheque": "check",
    "aluminium": "aluminum",
    "catalogue": "catalog",
    "dialogue": "dialog",
    "judgement": "judgment",
    "ageing": "aging",
    "skilful": "skillful",
    "fulfil": "fulfill",
    "enrol": "enroll",
    "instal": "install",
    "enrolment": "enrollment",
    "instalment": "installment",
    "fulfilment": "fulfillment",
    "distil": "distill",
    "wilful": "willful",
    "marvellous": "marvelous",
    "woollen": "woolen",
    "jewellery": "jewelry",
    "medallist": "medalist",
    "acknowledgement": "acknowledgment",
    "practise": "practice",
    "practised": "practiced",
    "practising": "practicing",
    "analogue": "analog",
    "catalogued": "cataloged",
    "tyre": "tire",
    "kerb": "curb",
    "cosy": "cozy",
    "artefact": "artifact",
    "sulphur": "sulfur",
    "sombre": "somber",
    "meagre": "meager",
    "aeroplane": "airplane",
    "plough": "plow",
    "ploughed": "plowed",
    "sceptic": "skeptic",
    "sceptical": "skeptical",
    "scepticism": "skepticism",
    "mould": "mold",
    "moulded": "molded",
    "mouldy": "moldy",
    "paediatric": "pediatric",
    "paediatrician": "pediatrician",
    "orthopaedic": "orthopedic",
    "gynaecologist": "gynecologist",
    "haemorrhage": "hemorrhage",
    "anaemia": "anemia",
    "leukaemia": "leukemia",
    "anaesthetic": "anesthetic",
    "diarrhoea": "diarrhea",
    "oestrogen": "estrogen",
    "foetus": "fetus",
    "archaeology": "archeology",
    "archaeologist": "archeologist",
    "archaeological": "archeological",
    "mediaeval": "medieval",
    "encyclopaedia": "encyclopedia",
    "manoeuvre": "maneuver",
    "manoeuvred": "maneuvered",
    "organisation": "organization",
    "organisations": "organizations",
    # One name in several transliterations.
    "uighur": "uyghur",
    "uygur": "uyghur",
    "uighurs": "uyghurs",
    "uygurs": "uyghurs",
    "koran": "quran",
    "moslem": "muslim",
    "moslems": "muslims",
    "peking": "beijing",
    "kiev": "kyiv",
}
_DOUBLED_L = re.compile(
    "^(.*(?:trave|labe|mode|cance|leve|coun[cs]e|fue|marve|signa|tota|channe|jewe|pane|riva|que|quarre|tunne))ll(ed|ing|er|ers|or|ors)$"
)


@lru_cache(maxsize=16_384)
def spelling_key(word: str) -> str:
    """One word without house spelling: British and American forms, and the commonest transliteration doublets, agree.

    For comparing titles of works and names of units; never for spans. A word that has no variant comes back casefolded.
    """
    folded = normalise(word).casefold().replace("'", "")
    if folded in _DOUBLETS:
        return _DOUBLETS[folded]
    if folded.endswith("s") and folded[:-1] in _DOUBLETS:
        return _DOUBLETS[folded[:-1]] + "s"
    if folded in _RE_ENDINGS:
        return _RE_ENDINGS[folded]
    if our := _OUR.match(folded):
        folded = f"{our[1]}or{our[2]}"
    if doubled := _DOUBLED_L.match(folded):
        folded = f"{doubled[1]}l{doubled[2]}"
    if (ise := _ISE.match(folded)) and not _NOT_ISE.match(folded):
        folded = f"{ise[1]}{ise[2]}z{ise[3]}"
    return folded

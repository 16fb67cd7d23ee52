"""What bytes are: text or not, and in which encoding. The first step of reading; nothing here parses a page.

Encodings are decided in the order of the WHATWG standards: byte order mark, HTTP charset, declaration in the markup,
detection. In one thing evidence outranks them: bytes that are UTF-8 beyond accident are read as UTF-8 whatever their label
says, because a label that a server newly sends must not turn a text into another; so is UTF-16 without a zero byte.

The decision is kept as words ("utf-8 (BOM)", "windows-1251 (detected; the HTTP header says utf-8, which the bytes are not)"),
so that a reader can judge the text by it. Only encodings that browsers know are used: a label such as "utf-7" or "rot13"
names none. Nothing here raises.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from snapshots.labels import LABELS, PYTHON, codec_of

RULES = "2"
"""Version of these decisions: to be raised when the same bytes would be decoded to another text."""

PRESCAN_BYTES = 8192
"""How far a declaration in the markup is looked for; browsers differ between 1,024 bytes and the whole head."""

SAMPLE_BYTES = 65_536
"""How much the detector sees: its time grows with its input, its answer hardly changes after some kilobytes."""

RARE = 1 / 500
"""A declared encoding is kept, with replacement characters, while bad bytes are at most this share of the text."""

BEYOND_ACCIDENT = 12
"""Bytes above ASCII in valid UTF-8 sequences that no text in another encoding forms throughout. Of two-byte Chinese characters
about one in five is valid UTF-8 by accident, of Western letters hardly one in a thousand."""

_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"))

# What the detector may answer: encodings that unlabelled pages are really in. A longer list makes it guess worse.
_DETECTABLE = {
    "cp1252": "windows-1252",
    "cp1251": "windows-1251",
    "koi8_r": "koi8-r",
    "cp1250": "windows-1250",
    "iso8859_2": "iso-8859-2",
    "cp1253": "windows-1253",
    "cp1254": "windows-1254",
    "cp1255": "windows-1255",
    "cp1256": "windows-1256",
    "gb18030": "gb18030",
    "big5hkscs": "big5hkscs",
    "cp932": "cp932",
    "euc_jp": "euc-jp",
    "cp949": "cp949",
}

_META = re.compile(rb"<meta\b[^>]{0,400}?charset\s{0,8}=\s{0,8}[\"']?\s{0,8}([a-z0-9_:.\-]{1,40})", re.IGNORECASE)
_XML_DECLARATION = re.compile(rb"^\s{0,64}<\?xml\b[^>]{0,200}?\bencoding\s{0,8}=\s{0,8}[\"']([a-z0-9_:.\-]{1,40})", re.IGNORECASE)
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_TAG = re.compile(rb"<[^<>]{0,2000}>")

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"II*\x00", "TIFF image"),
    (b"MM\x00*", "TIFF image"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"PK\x03\x04", "ZIP archive (or an office document, EPUB)"),
    (b"PK\x05\x06", "ZIP archive"),
    (b"\x1f\x8b\x08", "gzip archive"),
    (b"BZh", "bzip2 archive"),
    (b"\xfd7zXZ\x00", "xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x28\xb5\x2f\xfd", "zstd archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old office document"),
    (b"{\\rtf", "RTF document"),
    (b"%!PS", "PostScript"),
    (b"ID3", "MP3 audio"),
    (b"OggS", "Ogg media"),
    (b"fLaC", "FLAC audio"),
    (b"\x1aE\xdf\xa3", "Matroska or WebM video"),
    (b"wOFF", "web font"),
    (b"wOF2", "web font"),
    (b"\x00asm", "WebAssembly"),
    (b"\x7fELF", "program"),
    (b"SQLite format 3\x00", "SQLite database"),
)
_RIFF = {b"WEBP": "WebP image", b"WAVE": "WAV audio", b"AVI ": "AVI video"}
_CONTROL = bytes(b for b in range(32) if b not in (0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x1B))
_HTML_START = re.compile(
    rb"(?:\xef\xbb\xbf)?(?:\s|<!--.{0,4000}?-->|<\?xml[^>]{0,300}\?>){0,20}"
    rb"<(?:!doctype\s+html|html|head|body|title|meta|link|script|style|div|p|h1|table|a|br|iframe|font|article|main|section)[\s>/]",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text and how its encoding was decided. `replaced` counts bytes that became U+FFFD."""

    text: str
    encoding: str
    replaced: int = 0


def binary_format(content: bytes) -> str | None:
    """The name of the binary format these bytes are in, whatever a header says; None for what may be text."""
    for magic, name in _MAGIC:
        if content.startswith(magic):
            return name
    if content[:4] == b"RIFF" and content[8:12] in _RIFF:
        return _RIFF[content[8:12]]
    if content[4:8] == b"ftyp":
        return "MP4, HEIF or AVIF media"
    if b"%PDF-" in content[:1024] and not looks_like_html(content):
        return "PDF"
    if _bom(content) or _zero_byte_codec(content):
        return None
    head = content[:4096]
    controls = len(head) - len(head.translate(None, _CONTROL))
    return "unknown binary data" if controls > len(head) * 0.05 and controls > 1 else None


def looks_like_html(content: bytes) -> bool:
    """Whether the bytes start as a page does (the tags of the WHATWG sniffing rules and some that fragments start with)."""
    head = content[:16_384]
    if bom := _bom(head):
        head = head.decode(bom[1], "replace").lstrip("\ufeff").encode()
    return _HTML_START.match(head) is not None


def decode_markup(content: bytes, charset: str | None = None) -> Decoded:
    """Decode a page. `charset` is what the HTTP header says, if anything."""
    declared = _declared_in_markup(content)
    return _decode(content, [("the HTTP header", charset), ("the markup", declared)], markup=True)


def decode_text(content: bytes, charset: str | None = None) -> Decoded:
    """Decode a plain-text file: UTF-8 first, because text files rarely say and servers often guess.

    Line ends stay as they are; a byte order mark is no part of the text. A declared encoding of seven-bit or two-byte units
    comes before UTF-8 (UTF-16 if there is a zero byte): its bytes may look like UTF-8 by accident.
    """
    codec = codec_of(charset)
    wide = codec is not None and codec.startswith("utf-16") and b"\x00" in content
    if codec == "iso-2022-jp" or wide or _bom(content):
        return _decode(content, [("the HTTP header", charset)], markup=False)
    if not _zero_byte_codec(content) and (text := _strict(content, "utf-8")) is not None:
        return Decoded(text, "utf-8")
    return _decode(content, [("the HTTP header", charset)], markup=False)


def _decode(content: bytes, declarations: list[tuple[str, str | None]], *, markup: bool) -> Decoded:
    if bom := _bom(content):
        return _with_replacement(content[len(bom[0]) :], bom[1], f"{bom[1]} (BOM)")
    complaints: list[str] = []
    rejected: list[tuple[str, str]] = []
    for origin, label in declarations:
        codec = codec_of(label)
        if label and codec is None:
            complaints.append(f"{origin} says {label[:40]}, which names no encoding")
        if codec is None:
            continue
        if origin == "the markup" and codec.startswith("utf-16"):
            codec = "utf-8"  # the declaration was read as ASCII: WHATWG
        if decoded := _overruled(content, codec, f"{origin} says {(label or '')[:40]}", complaints):
            return decoded
        if (text := _strict(content, codec)) is not None:
            return Decoded(text, _words(codec, origin, [*complaints, *_doubt(content, codec)]))
        rejected.append((origin, codec))
    return _fall_back(content, rejected, complaints, markup=markup)


def _fall_back(content: bytes, rejected: list[tuple[str, str]], complaints: list[str], *, markup: bool) -> Decoded:
    """Nothing declared, or nothing declared fits: UTF-8 if valid, the declared one if nearly so, else the detector."""
    complaints = [*complaints, *(f"{origin} says {codec}, which the bytes are not" for origin, codec in rejected)]
    if wide := _zero_byte_codec(content):
        return _with_replacement(content, wide, _words(wide, "detected by its zero bytes", complaints))
    if (text := _strict(content, "utf-8")) is not None:
        return Decoded(text, _words("utf-8", "detected", complaints))
    nearly = [*rejected, ("detected", "utf-8")]
    for origin, codec in nearly:
        decoded = _with_replacement(content, codec, codec)
        if decoded.replaced <= max(1, len(decoded.text) * RARE) and _has_wide_characters(decoded.text):
            said = _words(codec, origin, [f"{decoded.replaced} undecodable places replaced"])
            return Decoded(decoded.text, said, decoded.replaced)
    codec = _detect(content, markup=markup)
    return _with_replacement(content, codec, _words(codec, "detected", complaints))


def _overruled(content: bytes, codec: str, says: str, complaints: list[str]) -> Decoded | None:
    """The text in the encoding that the bytes prove against their label; None if they do not."""
    notes = [*complaints, says]
    if codec.startswith("utf-16"):
        found = _zero_byte_codec(content)
        if found and found != codec:
            return _with_replacement(content, found, f"{found} ({'; '.join(notes)}, but the zero bytes say otherwise)")
        if b"\x00" in content or (text := _strict(content, "utf-8")) is None:
            return None
        return Decoded(text, f"utf-8 ({'; '.join(notes)}, but there is no zero byte, and the bytes are valid utf-8)")
    if codec in ("utf-8", "iso-2022-jp") or content.isascii():
        return None
    text, replaced = _strict(content, "utf-8"), 0
    if text is None:
        text = content.decode("utf-8", "replace")
        replaced = text.count("\ufffd")
    if not _is_utf8_beyond_accident(text, replaced, east_asian=codec in _EAST_ASIAN):
        return None
    valid = "valid utf-8" if not replaced else f"utf-8 but for {replaced} places"
    return Decoded(text, f"utf-8 ({'; '.join(notes)}, but the bytes are {valid})", replaced)


def _is_utf8_beyond_accident(text: str, replaced: int, *, east_asian: bool) -> bool:
    """Whether bytes that decode to this as UTF-8 can be nothing else.

    Many sequences are proof. Few are if they give what is written in words: accented letters beside letters, typographic marks,
    ideographs; and, under an East Asian label, whose characters are UTF-8 by accident more easily, no others.
    """
    wide = [character for character in text if character > "\x7f" and character != "\ufffd"]
    size = sum(2 if character < "\u0800" else 3 for character in wide)
    if replaced:
        return size >= 5 * BEYOND_ACCIDENT and replaced <= len(wide) / 50
    common = len(_IN_WORDS.findall(text))
    return size >= BEYOND_ACCIDENT or common == len(wide) or (not east_asian and common > 0)


_IN_WORDS = re.compile(
    "(?<=[A-Za-z])[\u00c0-\u017f]|[\u00c0-\u017f](?=[A-Za-z])|[\u00a0-\u00bf\u2010-\u203a\u20ac\u3000-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff00-\uffef]"
)


def _has_wide_characters(text: str) -> bool:
    """Whether some non-ASCII was decoded well: without any, nothing speaks for the encoding but plain ASCII."""
    return any(ord(c) > 127 and c != "\ufffd" for c in text[:200_000])


def _words(codec: str, origin: str, notes: list[str]) -> str:
    return f"{codec} ({'; '.join([origin.removeprefix('the '), *notes])})"


def _doubt(content: bytes, codec: str) -> list[str]:
    """A single-byte encoding accepts everything; that the bytes are valid UTF-8 too is worth saying."""
    if codec in ("utf-8", "iso-2022-jp", "utf-16-le", "utf-16-be") or content.isascii():
        return []
    return ["the bytes are valid utf-8 too"] if _strict(content, "utf-8") is not None else []


def _strict(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(PYTHON.get(codec, codec), _ERRORS.get(codec, "strict"))
    except (UnicodeDecodeError, LookupError):
        return None


def _with_replacement(content: bytes, codec: str, words: str) -> Decoded:
    if (text := _strict(content, codec)) is not None:
        return Decoded(text, words)
    text = content.decode(PYTHON.get(codec, codec), "replace")
    return Decoded(text, words, text.count("\ufffd"))


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """Windows code pages have holes; browsers give the C1 control of the same number there, so these never fail."""
    if isinstance(error, UnicodeDecodeError):
        return "".join(map(chr, error.object[error.start : error.end])), error.end
    raise error


codecs.register_error("citetrail-c1", _as_control)
_ERRORS = {codec: "citetrail-c1" for codec in LABELS if codec in ("windows-1252", "windows-1251", "windows-1254", "koi8-u")}


def _bom(content: bytes) -> tuple[bytes, str] | None:
    return next(((mark, codec) for mark, codec in _BOMS if content.startswith(mark)), None)


def _zero_byte_codec(content: bytes) -> str | None:
    """UTF-16 without a mark: Western text has a zero in (nearly) every other byte."""
    head = content[:2048]
    half = len(head) // 2
    if half < 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd > half * 0.4 and even < half * 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > half * 0.4 and odd < half * 0.05 else None


def _declared_in_markup(content: bytes) -> str | None:
    head = content[:PRESCAN_BYTES]
    found = _XML_DECLARATION.search(head) if head.lstrip().startswith(b"<?xml") else None
    found = _META.search(_COMMENT.sub(b"", head)) or found
    return found.group(1).decode("ascii") if found else None


def _detect(content: bytes, *, markup: bool) -> str:
    """The detector's answer, windows-1252 when it has none (the WHATWG fallback)."""
    from charset_normalizer import from_bytes

    sample = b"\n".join(_telling(content, markup=markup))
    try:
        best = from_bytes(sample, cp_isolation=list(_DETECTABLE), preemptive_behaviour=False).best()
    except Exception:  # a guess is never worth an error
        best = None
    answer = _DETECTABLE.get(best.encoding, "windows-1252") if best else "windows-1252"
    if answer in _EAST_ASIAN and sum(b > 127 for b in sample) < len(sample) * 0.1:
        return "windows-1252"  # a few accents, not a script of two-byte characters
    return _which_latin(sample, answer) if answer in _LATIN else answer


_EAST_ASIAN = ("gb18030", "big5hkscs", "cp932", "euc-jp", "cp949")
_LATIN = ("windows-1250", "windows-1252", "windows-1254", "iso-8859-2")
_SYMBOL_IN_WORD = re.compile(r"[^\W\d_][¹³£¥¿¼¾½¯±ª·\x80-\x9f]|[¹³£¥¿¼¾½¯±ª·\x80-\x9f][a-z]")


def _which_latin(sample: bytes, answer: str) -> str:
    """The detector mixes the Latin code pages up: they differ in few letters, which read as symbols in the wrong one."""
    western = _strict(sample, "windows-1252") or ""
    accented = sum(c.isalpha() and ord(c) > 127 for c in western)
    if sum(c in "ðþýÝÞÐ" for c in western) > accented * 0.2 and "ð" in western.lower():
        return "windows-1254"  # the six Icelandic letters of windows-1252 are the Turkish ones there
    central = answer in ("windows-1250", "iso-8859-2") and _SYMBOL_IN_WORD.search(western)
    return answer if central else "windows-1252"


def _telling(content: bytes, *, markup: bool) -> Iterator[bytes]:
    """The lines with bytes beyond ASCII, without tags, up to the sample size: the rest tells a detector nothing."""
    room = SAMPLE_BYTES
    for line in (_TAG.sub(b" ", content[: 8 * SAMPLE_BYTES]) if markup else content[: 8 * SAMPLE_BYTES]).split(b"\n"):
        if not line.isascii() and room > 0:
            yield line[:room]
            room -= len(line)

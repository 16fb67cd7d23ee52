"""In which encoding bytes are, and how that was decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.charset import binary_format, decode_markup, decode_text, looks_like_html
from snapshots.labels import codec_of

RUSSIAN = "Правительство сообщило в четверг, что новая дорога будет открыта весной. Об этом говорится в докладе министерства."
CHINESE = "有关部门今天发表了一份新的报告，介绍了当地就业情况和今后的计划。报告说，工作将继续进行。"
FRENCH = "Le ministère a déclaré à l’Assemblée que l’été prochain serait consacré à la réforme, où qu’elle mène."


def page(text: str, head: str = "") -> str:
    return f"<html><head>{head}</head><body><p>{text}</p></body></html>"


def test_a_byte_order_mark_outranks_header_and_markup() -> None:
    content = b"\xef\xbb\xbf" + page(RUSSIAN, '<meta charset="koi8-r">').encode()
    decoded = decode_markup(content, "windows-1251")
    assert decoded.text == page(RUSSIAN, '<meta charset="koi8-r">')
    assert decoded.encoding == "utf-8 (BOM)"


def test_the_header_outranks_the_markup() -> None:
    markup = page(RUSSIAN, '<meta charset="koi8-r">')
    decoded = decode_markup(markup.encode("cp1251"), "windows-1251")
    assert (decoded.text, decoded.encoding) == (markup, "windows-1251 (HTTP header)")


@pytest.mark.parametrize(
    "head",
    [
        '<meta charset="gb2312">',
        "<META HTTP-EQUIV='Content-Type' CONTENT='text/html; charset=GBK'>",
        '<!-- <meta charset="koi8-r"> --><meta charset = gb18030>',
    ],
)
def test_the_markup_decides_when_the_header_is_silent(head: str) -> None:
    markup = page(CHINESE, head)
    decoded = decode_markup(markup.encode("gb18030"))
    assert (decoded.text, decoded.encoding) == (markup, "gb18030 (markup)")


@pytest.mark.parametrize(
    ("codec", "text"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("gb18030", CHINESE),
        ("cp1252", FRENCH),
        ("cp1254", "Bakan bugün yaptığı açıklamada şöyle dedi"),
    ],
)
def test_a_declaration_the_bytes_contradict_is_named_and_replaced_by_detection(codec: str, text: str) -> None:
    decoded = decode_markup(page(text).encode(codec), "utf-8")
    assert decoded.text == page(text)
    assert "detected; the HTTP header says utf-8, which the bytes are not" in decoded.encoding


def test_one_broken_byte_does_not_cost_a_page_its_encoding() -> None:
    decoded = decode_markup(page(RUSSIAN * 5).encode() + b"\xd0", "utf-8")
    assert RUSSIAN in decoded.text
    assert decoded.encoding == "utf-8 (HTTP header; 1 undecodable places replaced)"
    assert decoded.replaced == 1


@pytest.mark.parametrize("label", ["utf-7", "rot13", "unicode_escape", "idna", "hex", "no-such-thing", "x" * 10_000])
def test_labels_that_browsers_do_not_know_name_no_encoding(label: str) -> None:
    decoded = decode_markup(page(RUSSIAN).encode(), label)
    assert decoded.text == page(RUSSIAN)
    assert "names no encoding" in decoded.encoding
    assert len(decoded.encoding) < 200


@pytest.mark.parametrize("label", ["iso-8859-1", "windows-1251", "windows-1254", "koi8-r", "gbk", "big5", "euc-kr", "shift_jis"])
@pytest.mark.parametrize("text", [FRENCH, RUSSIAN, CHINESE, "“Never,” said José."])
def test_utf8_under_a_wrong_label_is_read_as_utf8_and_the_label_is_named(text: str, label: str) -> None:
    decoded = decode_markup(page(text).encode(), label)
    assert decoded.text == page(text)
    assert decoded.encoding.startswith("utf-8 (")
    assert label in decoded.encoding or codec_of(label) in decoded.encoding  # type: ignore[operator]


def test_one_accented_letter_in_utf8_is_enough_against_a_single_byte_label() -> None:
    decoded = decode_markup("naïve".encode(), "iso-8859-1")
    assert decoded.text == "naïve"
    assert decoded.encoding == "utf-8 (the HTTP header says iso-8859-1, but the bytes are valid utf-8)"


def test_a_long_utf8_page_with_a_broken_place_is_still_utf8_under_a_wrong_label() -> None:
    decoded = decode_markup(page(RUSSIAN * 5).encode() + b"\xd0", "iso-8859-1")
    assert RUSSIAN in decoded.text
    assert decoded.encoding == "utf-8 (the HTTP header says iso-8859-1, but the bytes are utf-8 but for 1 places)"


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("cp1252", "iso-8859-1", FRENCH),
        ("cp1252", "iso-8859-1", "« CAFÉ»"),
        ("cp1251", "windows-1251", RUSSIAN),
        ("cp1251", "windows-1251", "Ні"),
        ("gb18030", "gbk", CHINESE),
        ("gb18030", "gbk", "协通"),
        ("euc-jp", "euc-jp", "議会は木曜日に新しい橋について話し合った。"),
        ("cp949", "euc-kr", "의회는 목요일에 새 다리를 논의했다."),
    ],
)
def test_a_label_that_fits_is_kept(codec: str, label: str, text: str) -> None:
    assert decode_markup(page(text).encode(codec), label).text == page(text)


@pytest.mark.parametrize("label", ["utf-16", "utf-16le", "utf-16be", "utf-32"])
@pytest.mark.parametrize("text", ["Plain words, an even number of them", "Plain words, an odd number of them", CHINESE])
def test_utf16_without_a_zero_byte_is_not_believed(text: str, label: str) -> None:
    for decode in (decode_markup, decode_text):
        decoded = decode(page(text).encode(), label)
        assert (decoded.text, decoded.encoding.split()[0].split(" ")[0]) == (page(text), "utf-8")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_in_the_byte_order_that_its_zeros_show(codec: str) -> None:
    assert decode_markup(page(FRENCH).encode(codec), "utf-16").text == page(FRENCH)


def test_windows_1252_never_fails_as_in_browsers() -> None:
    assert decode_markup(b"a\x81\x93b", "latin1").text == "a\x81“b"


def test_a_text_file_is_utf8_before_it_is_what_the_server_guesses_and_keeps_its_line_ends() -> None:
    decoded = decode_text("naïve\r\nsecond\rthird\n".encode(), "iso-8859-1")
    assert (decoded.text, decoded.encoding) == ("naïve\r\nsecond\rthird\n", "utf-8")


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_is_seen_with_and_without_a_mark(codec: str) -> None:
    text = "A plain English sentence.\r\n"
    assert decode_text(text.encode(codec)).text == text
    assert decode_text(("\ufeff" + text).encode(codec)).text == text
    assert binary_format(text.encode(codec)) is None


@given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "gbk", "utf-16", "euc-kr", "bogus"]))
def test_no_bytes_raise(content: bytes, charset: str | None) -> None:
    for decode in (decode_markup, decode_text):
        assert decode(content, charset).text.encode("utf-8") is not None  # and there is no surrogate in it
    binary_format(content)
    looks_like_html(content)


@given(
    st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1).filter(
        lambda t: "\0" not in t and not t.startswith("\ufeff")
    )
)
def test_utf8_text_comes_back_as_it_was(text: str) -> None:
    assert decode_text(text.encode()).text == text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "PNG image"),
        (b"PK\x03\x04\x14", "ZIP"),
        (bytes(range(256)) * 20, "unknown binary data"),
    ],
)
def test_binary_formats_are_seen_in_the_bytes(content: bytes, name: str) -> None:
    assert (binary_format(content) or "").startswith(name)


@pytest.mark.parametrize("text", ["", "plain", "a\0b, one stray NUL in a text " * 40, RUSSIAN, "\x1b[1mcoloured\x1b[0m"])
def test_text_is_not_taken_for_binary(text: str) -> None:
    assert binary_format(text.encode()) is None

"""In which encoding bytes are, and how that was decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snapshots.charset import binary_format, decode_markup, decode_text, looks_like_html

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


def test_bytes_that_a_declared_single_byte_encoding_swallows_are_said_to_be_utf8_too() -> None:
    decoded = decode_markup("naïve".encode(), "iso-8859-1")
    assert decoded.text == "naÃ¯ve"
    assert decoded.encoding == "windows-1252 (HTTP header; the bytes are valid utf-8 too)"


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

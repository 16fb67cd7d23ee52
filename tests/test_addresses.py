"""What counts as an address, which spelling identifies it, and which machines a capture must never touch."""

from __future__ import annotations

import socket

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lineage.errors import UsageError
from snapshots.addresses import check_ip, join_address, normalise_address, parse_address


@pytest.mark.parametrize(
    ("written", "normal"),
    [
        ("HTTP://Example.ORG", "http://example.org/"),
        ("https://example.org:443/a", "https://example.org/a"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("http://example.org:443/a", "http://example.org:443/a"),
        ("https://example.org:/a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org?q=1#x", "https://example.org/?q=1"),
        ("  https://example.org/a\n", "https://example.org/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://example.org/A%2fb?C=%C3%A4", "https://example.org/A%2fb?C=%C3%A4"),
        ("https://example.org/ä b?q=ü", "https://example.org/%C3%A4%20b?q=%C3%BC"),
        ("https://example.org/a/./b/../c", "https://example.org/a/c"),
        ("https://example.org/a/%2e%2E/..", "https://example.org/"),
        ("https://example.org/.well-known/x..y", "https://example.org/.well-known/x..y"),
        ("https://bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
        ("https://中国.example/", "https://xn--fiqs8s.example/"),
        ("http://[2606:4700::0001]:8080/", "http://[2606:4700::1]:8080/"),
        ("http://user_name.example-/", "http://user_name.example-/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://0177.0.0.01/", "http://127.0.0.1/"),
        ("http://127.1/", "http://127.0.0.1/"),
        ("http://0/", "http://0.0.0.0/"),
        ("http://127.0.0.1./", "http://127.0.0.1/"),
        ("http://１２７.０.０.１/", "http://127.0.0.1/"),
        ("http://127。0。0。1/", "http://127.0.0.1/"),
    ],
)
def test_one_spelling_identifies_an_address(written: str, normal: str) -> None:
    assert normalise_address(written) == normal
    assert normalise_address(normal) == normal


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("example.org/page", "does not begin with http"),
        ("example.org:8080/page", "does not begin with http"),
        ("localhost:8080", "does not begin with http"),
        ("//example.org/", "does not begin with http"),
        ("file:///etc/passwd", "only http and https"),
        ("ftp://example.org/", "only http and https"),
        ("gopher://example.org/", "only http and https"),
        ("javascript:alert(1)", "only http and https"),
        ("data:text/html,x", "only http and https"),
        ("http:example.org", "no host"),
        ("http:/example.org", "no host"),
        ("http://", "no host"),
        ("http:///path", "no host"),
        ("http://:80/", "no host"),
        ("http://./", "no host"),
        ("http://user@example.org/", "user name"),
        ("http://user:word@example.org/", "user name"),
        ("http://example.org@127.0.0.1/", "user name"),
        ("http://example.org\\@127.0.0.1/", "backslash"),
        ("http:\\\\example.org/", "backslash"),
        ("http://example.org/a\\b", "backslash"),
        ("http://example.org/a\r\nHost: evil", "control"),
        ("http://exa\tmple.org/", "control"),
        ("http://example.org/\x00", "control"),
        ("http://example.org/\x85", "control"),
        ("http://example.org/\u2028", "control"),
        ("http://example.org%00.evil/", "not a valid name"),
        ("http://127.0.0.1%2f@x/", "user name"),
        ("http://exam ple.org/", "not a valid name"),
        ("http://a..b/", "not a valid name"),
        ("http://" + "a" * 64 + ".example/", "not a valid name"),
        ("http://ex<ample.org/", "not a valid name"),
        ("http://a\u2100b.example/", "cannot be read|not a valid"),
        ("http://\u202e.example/", "not a valid international"),
        ("http://example.org:0/", "port"),
        ("http://example.org:65536/", "port"),
        ("http://example.org:80:80/", "port"),
        ("http://example.org:+80/", "port"),
        ("http://example.org:８０/", "port|cannot be read"),
        ("http://[::1", "cannot be read|brackets"),
        ("http://[::1]x/", "brackets|cannot be read"),
        ("http://[fe80::1%25eth0]/", "interface|cannot be read|IPv6"),
        ("http://[example]/", "IPv6|cannot be read"),
        ("http://1.2.3.4.5/", "not an IPv4"),
        ("http://256.1.1.1/", "not an IPv4"),
        ("http://4294967296/", "not an IPv4"),
        ("http://08.1.1.1/", "not an IPv4"),
        ("http://example.0x7f/", "not an IPv4"),
        ("http://example.org/" + "a" * 9000, "longer than"),
    ],
)
def test_what_is_unclear_is_refused_with_its_reason(written: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as caught:
        normalise_address(written)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b?c", "https://example.org/b?c"),
        ("b", "https://example.org/dir/b"),
        ("../b", "https://example.org/b"),
        ("?q", "https://example.org/dir/a?q"),
        ("//other.example/x", "https://other.example/x"),
        ("HTTP://Other.example:80", "http://other.example/"),
    ],
)
def test_a_redirect_is_read_relative_to_its_page(location: str, target: str) -> None:
    assert join_address("https://example.org/dir/a", location).text == target


@pytest.mark.parametrize("location", ["file:///etc/passwd", "\\\\evil", "//u@evil/", "/a\tb", "http://", ""])
def test_a_redirect_is_refused_for_the_same_reasons(location: str) -> None:
    with pytest.raises(UsageError):
        join_address("https://example.org/", location)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_any_text_gives_one_stable_address_or_a_reason(text: str) -> None:
    for candidate in (text, f"http://{text}", f"https://example.org/{text}"):
        try:
            address = parse_address(candidate)
        except UsageError:
            continue
        assert parse_address(address.text) == address
        assert address.text.isascii()
        assert address.text.isprintable()


@settings(deadline=None)
@given(st.from_regex(r"https?://[a-z0-9A-Z.:@\[\]%\\_-]{1,20}(/[!-~]{0,20})?", fullmatch=True))
def test_no_other_parser_reads_another_host(text: str) -> None:
    try:
        address = parse_address(text)
    except UsageError:
        return
    other = httpx.URL(address.text)
    assert other.raw_host.decode() == address.host
    assert (other.port or {"http": 80, "https": 443}[other.scheme]) == address.port


REFUSED = (
    "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 127.0.0.1 127.255.255.254 169.254.1.1 169.254.169.254 "
    "172.16.0.1 172.31.255.255 192.0.0.1 192.0.0.192 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 198.19.255.255 198.51.100.1 "
    "203.0.113.9 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 168.63.129.16 "
    ":: ::1 ::127.0.0.1 ::8.8.8.8 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 "
    "64:ff9b::a00:1 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1:: 2002:a9fe:a9fe::1 3fff::1 5f00::1 fc00::1 fd00:ec2::254 "
    "fe80::1 fe80::1%eth0 fec0::1 ff02::1 ff0e::1 4000::1 2606:4700::5efe:7f00:1 2606:4700::200:5efe:a00:1 [::1] "
    "2130706433 0x7f000001 0x7f.1 017700000001 0177.0.0.1 127.1 10.1 0 0xa9fea9fe 2852039166 "
    "not-an-address 1.2.3.4.5 256.1.1.1 127.0.0.1:80 "
)


@pytest.mark.parametrize("ip", REFUSED.split())
def test_no_spelling_of_an_inner_address_passes(ip: str) -> None:
    assert check_ip(ip)


@pytest.mark.parametrize(
    "ip",
    ["8.8.8.8", "93.184.215.14", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "134744072"],
)
def test_ordinary_public_addresses_pass(ip: str) -> None:
    assert check_ip(ip) is None


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from(["{}", "0x{:x}", "0{:o}"]))
def test_numbers_mean_what_the_system_takes_them_for(number: int, spelling: str) -> None:
    text = spelling.format(number)
    system = socket.inet_ntoa(socket.inet_aton(text))
    assert parse_address(f"http://{text}/").host == system
    assert check_ip(text) == check_ip(system)

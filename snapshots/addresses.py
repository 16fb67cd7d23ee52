"""Addresses: one parser for all of citetrail, and the list of IP addresses that captures must not touch.

Whatever is fetched, redirected to, stored or compared went through `parse_address`, so two parts of the program can never
read two different hosts out of one text. What is unclear is refused with its reason instead of being repaired: other
schemes, user names, backslashes, control characters, empty hosts. What every browser treats as the same is folded: case of
scheme and host, default port, fragment, dot segments, IDNA, and IPv4 addresses spelt as one number, in octal or short.

`check_ip` knows addresses only; asking the DNS and connecting to what was checked is the transport's part.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from lineage.errors import UsageError

MAX_LENGTH = 8192
"""Longest address taken, in characters; servers commonly refuse request lines above 8 kB."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30}):")
_LABEL = re.compile(r"[a-z0-9_-]{1,63}\Z")
_NUMBER = re.compile(r"(?:0x[0-9a-f]{0,16}|[0-9]{1,22})\Z")
_PORT = re.compile(r"[0-9]{0,5}\Z")
_ENCODE = re.compile('[^!-~]|["<>^`{}]')
"""What the WHATWG URL standard percent-encodes in paths; everything else stays as it was written."""

ADVICE = "Give a full address such as https://example.org/page"


@dataclass(frozen=True, slots=True)
class Address:
    """A parsed address. `host` is lower case ASCII (IPv6 without brackets), `target` is path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """Host as it stands in an address and in the Host header: brackets and port only where needed."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def text(self) -> str:
        """The normalised address."""
        return f"{self.scheme}://{self.authority}{self.target}"


def shown(text: str, width: int = 200) -> str:
    """Foreign text made safe for a message on a terminal: one line, no control characters, cut to a width."""
    safe = _INVISIBLE.sub("\ufffd", _FORBIDDEN.sub("\ufffd", text))
    return safe if len(safe) <= width else safe[: width - 1] + "…"


def normalise_address(text: str) -> str:
    """The one spelling of an http or https address that identifies a document.

    Raises:
        UsageError: with the reason, when the text is not an address that may be captured.
    """
    return parse_address(text).text


def join_address(base: str, reference: str) -> Address:
    """The address a redirect from `base` leads to; `reference` is the Location header as text.

    Raises:
        UsageError: as `parse_address` does; the reference is checked before anything is joined.
    """
    reference = reference.strip(" \t")
    _refuse_unclear(reference)
    try:
        joined = urljoin(base, reference)
    except ValueError as error:
        raise _unusable(f"the address cannot be read: {error}", reference) from None
    return parse_address(joined)


def parse_address(text: str) -> Address:
    """Takes an address apart, or says why it is refused.

    Raises:
        UsageError: with the reason and what to write instead.
    """
    text = text.strip(" \t\r\n")
    _refuse_unclear(text)
    scheme = _scheme_of(text)
    try:
        parts = urlsplit(text)
    except ValueError as error:
        raise _unusable(f"the address cannot be read: {error}", text) from None
    if not text[len(scheme) + 1 :].startswith("//") or not parts.netloc:
        raise _unusable("the address has no host", text)
    if "@" in parts.netloc:
        raise _unusable("the address carries a user name or password", text, "Leave out everything up to the @")
    host, port = _host_and_port(parts.netloc, text)
    path = _without_dot_segments(_encoded(parts.path)) or "/"
    target = f"{path}?{_encoded(parts.query)}" if parts.query else path
    return Address(scheme, _host(host, text), _port(port, scheme, text), target)


def _unusable(what: str, text: str, advice: str = ADVICE) -> UsageError:
    return UsageError(what, where=shown(text), advice=advice)


def _refuse_unclear(text: str) -> None:
    if not text:
        raise UsageError("the address is empty", advice=ADVICE)
    if len(text) > MAX_LENGTH:
        raise _unusable(f"the address is longer than {MAX_LENGTH:,} characters", text)
    if _FORBIDDEN.search(text):
        raise _unusable("the address contains a control character", text, "Remove line breaks and tabs from it")
    if "\\" in text:
        raise _unusable("the address contains a backslash", text, "Write / or, within a name, %5C")


def _scheme_of(text: str) -> str:
    match = _SCHEME.match(text)
    scheme = match.group(1).lower() if match else ""
    if scheme in _DEFAULT_PORTS:
        return scheme
    # "example.org:8080/x" looks like a scheme; a dot or a port number behind the colon says that it is a host.
    if match and "." not in scheme and not text[match.end() : match.end() + 1].isdigit():
        raise _unusable(f"only http and https are captured, not {scheme}:", text)
    raise _unusable("the address does not begin with http:// or https://", text)


def _host_and_port(netloc: str, text: str) -> tuple[str, str]:
    if netloc.startswith("["):
        host, bracket, rest = netloc.partition("]")
        if not bracket or (rest and not rest.startswith(":")):
            raise _unusable("the brackets around the host are not closed", text)
        return host + bracket, rest[1:]
    host, _, port = netloc.partition(":")
    return host, port


def _port(port: str, scheme: str, text: str) -> int:
    if not port:
        return _DEFAULT_PORTS[scheme]
    if not (port.isascii() and _PORT.match(port)) or not 0 < int(port) < 65536:
        raise _unusable("the port is not a number from 1 to 65535", text)
    return int(port)


def _host(host: str, text: str) -> str:
    if host.startswith("["):
        return _ipv6_literal(host[1:-1], text)
    name = _ascii_host(host, text).removesuffix(".")
    if not name:
        raise _unusable("the address has no host", text)
    labels = name.split(".")
    if _NUMBER.match(labels[-1]):
        return _ipv4_literal(name, text)
    if len(name) > 253 or not all(_LABEL.match(label) for label in labels):
        raise _unusable("the host is not a valid name", text)
    return name


def _ascii_host(host: str, text: str) -> str:
    if host.isascii():
        return host.lower()
    import idna

    try:
        return idna.encode(host, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        raise _unusable("the host is not a valid international name", text) from None


def _ipv6_literal(literal: str, text: str) -> str:
    try:
        address = ipaddress.IPv6Address(literal)
    except ValueError:
        raise _unusable("the host in brackets is not an IPv6 address", text) from None
    if address.scope_id is not None:
        raise _unusable("the address names a network interface", text)
    return str(address)


def _ipv4_literal(name: str, text: str) -> str:
    address = _loose_ipv4(name)
    if address is None:
        raise _unusable("the host ends in a number but is not an IPv4 address", text)
    return str(address)


def _loose_ipv4(name: str) -> ipaddress.IPv4Address | None:
    """Reads what inet_aton (and so getaddrinfo) accepts: 1 to 4 parts, decimal, octal (0...) or hexadecimal (0x...)."""
    parts = name.lower().split(".")
    if len(parts) > 4 or not all(_NUMBER.match(part) for part in parts):
        return None
    try:
        numbers = [_loose_number(part) for part in parts]
    except ValueError:
        return None
    *heads, last = numbers
    if any(head > 255 for head in heads) or last >= 256 ** (5 - len(parts)):
        return None
    value = sum(head << 8 * (3 - place) for place, head in enumerate(heads))
    return ipaddress.IPv4Address(value + last)


def _loose_number(part: str) -> int:
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if len(part) > 1 and part.startswith("0") else int(part)


def _encoded(text: str) -> str:
    return _ENCODE.sub(lambda match: "".join(f"%{byte:02X}" for byte in match.group().encode()), text)


def _without_dot_segments(path: str) -> str:
    if "/." not in path and "/%2" not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        plain = segment.replace("%2e", ".").replace("%2E", ".")
        if plain not in {".", ".."}:
            kept.append(segment)
            continue
        if plain == ".." and kept:
            kept.pop()
        if number == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


# --- which IP addresses are refused -----------------------------------------------------------------------------------

# From the IANA special-purpose registries (RFC 6890 and its updates). Python's `is_global` alone lets multicast, 192.88.99.0/24,
# 3fff::/20, fec0::/10, 6to4 and NAT64 pass; 168.63.129.16 is a public number that serves machine secrets in one cloud.
_REFUSED_V4 = tuple(
    (ipaddress.IPv4Network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "this machine (unspecified)"),
        ("10.0.0.0/8", "a private network"),
        ("100.64.0.0/10", "a carrier's shared network"),
        ("127.0.0.0/8", "this machine (loopback)"),
        ("168.63.129.16/32", "a cloud's metadata service"),
        ("169.254.169.254/32", "a cloud's metadata service"),
        ("169.254.0.0/16", "a link-local network"),
        ("172.16.0.0/12", "a private network"),
        ("192.0.0.0/24", "reserved for protocols"),
        ("192.0.2.0/24", "reserved for documentation"),
        ("192.88.99.0/24", "a 6to4 relay"),
        ("192.168.0.0/16", "a private network"),
        ("198.18.0.0/15", "reserved for benchmarks"),
        ("198.51.100.0/24", "reserved for documentation"),
        ("203.0.113.0/24", "reserved for documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
    )
)
_REFUSED_V6 = tuple(
    (ipaddress.IPv6Network(network), reason)
    for network, reason in (
        ("::/128", "this machine (unspecified)"),
        ("::1/128", "this machine (loopback)"),
        ("::/96", "an obsolete IPv4-compatible address"),
        ("64:ff9b:1::/48", "a local translation network"),
        ("100::/64", "a discard network"),
        ("2001::/23", "reserved for protocols"),
        ("2001:db8::/32", "reserved for documentation"),
        ("3fff::/20", "reserved for documentation"),
        ("5f00::/16", "a segment-routing network"),
        ("fc00::/7", "a private network"),
        ("fe80::/10", "a link-local network"),
        ("fec0::/10", "a site-local network"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_V6 = ipaddress.IPv6Network("2000::/3")
# Prefixes that carry an IPv4 address, and how far its last bit lies from the right end.
_EMBEDDING = tuple(
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (("::ffff:0:0/96", 0), ("::ffff:0:0:0/96", 0), ("::/96", 0), ("64:ff9b::/96", 0), ("2002::/16", 80))
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def check_ip(ip: str) -> str | None:
    """Why a capture must not connect to this IP address, or None when it is an ordinary public one.

    Takes every spelling that getaddrinfo takes (`127.1`, `0x7f.1`, `2130706433`); what is no IP address is refused as such.
    """
    try:
        address = ipaddress.ip_address(ip.strip("[]").partition("%")[0])
    except ValueError:
        loose = _loose_ipv4(ip)
        if loose is None:
            return "is not an IP address"
        address = loose
    return _check_v4(address) if isinstance(address, ipaddress.IPv4Address) else _check_v6(address)


def _check_v4(address: ipaddress.IPv4Address) -> str | None:
    for network, reason in _REFUSED_V4:
        if address in network:
            return f"is {reason}"
    return None if address.is_global else "is not a public address"


def _check_v6(address: ipaddress.IPv6Address) -> str | None:
    embedded = _embedded_v4(address)
    if embedded is not None and (reason := _check_v4(embedded)):
        return f"carries {embedded}, which {reason}"
    for network, reason in _REFUSED_V6:
        if address in network:
            return f"is {reason}"
    # Prefixes outside 2000::/3 are no global unicast; those left here that carry a public IPv4 address are translations.
    if address in _GLOBAL_V6:
        return None if address.is_global or embedded is not None else "is not a public address"
    return None if embedded is not None else "is not a public address"


def _embedded_v4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    value = int(address)
    for network, shift in _EMBEDDING:
        if address in network and value > 1:
            return ipaddress.IPv4Address(value >> shift & 0xFFFFFFFF)
    if value >> 32 & 0xFFFFFFFF in _ISATAP:
        return ipaddress.IPv4Address(value & 0xFFFFFFFF)
    return None

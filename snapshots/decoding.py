"""Content encodings: from the payload as it came to the content it carries, within limits.

Works on bytes in memory (the transport has capped them). Each layer's output is capped, also the ones in between, and a
layer that ends before its own end mark is reported, because a page cut in half must never pass for a changed page. gzip
and deflate are always there; br and zstd only where their libraries are, and only such versions as can cap their output.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from lineage.values import Limits
from snapshots.addresses import shown

_ALIASES = {"x-gzip": "gzip", "x-deflate": "deflate"}
_STEP = 1 << 18
_ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"
_ZSTD_SLICE = 256
_ZSTD_WINDOW = 1 << 23
"""Largest window that RFC 8878 obliges decoders to support, 8 MB; web servers stay below it (RFC 9659)."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """The content, whether it is whole, and what went wrong in words.

    `truncated` is None, `length` (a limit of ours) or `unspecified` (the data are not whole, or not decodable here).
    `content` is what could be decoded; it is empty when an encoding is not supported or nested too deep. `damaged` says
    that the fault lies in the data: they end too early, or are not valid.
    """

    content: bytes
    truncated: str | None = None
    problem: str | None = None
    damaged: bool = False


@dataclass(frozen=True, slots=True)
class _Layer:
    content: bytes
    whole: bool
    capped: bool = False


class _NotEncodedError(Exception):
    """The very first bytes are not in the encoding that the header names."""


def supported_encodings() -> tuple[str, ...]:
    """The content encodings that can be decoded here, in the order they are asked for in Accept-Encoding."""
    return tuple(_decoders())


def encodings_of(headers: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """The content encodings that response headers name, in the order they were applied; `identity` is left out."""
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    names = (name.strip().lower() for name in named.split(","))
    return tuple(_ALIASES.get(name, name) for name in names if name not in {"", "identity"})


def decode_content(body: bytes, encodings: Sequence[str], limits: Limits) -> Decoded:
    """Undoes the encodings, last applied first. Never raises for what the bytes are."""
    if not encodings or not body:
        return Decoded(body)
    if len(encodings) > limits.encoding_depth:
        return Decoded(b"", "length", f"{len(encodings)} nested content encodings, at most {limits.encoding_depth} are decoded")
    content, problem = body, None
    for name in reversed(encodings):
        decoder = _decoders().get(name)
        if decoder is None:
            return Decoded(b"", "unspecified", f"content encoding {shown(name, 40)} is not supported")
        try:
            layer = decoder(content, limits.content_bytes)
        except _NotEncodedError:
            # Common with wrongly set up servers; browsers of old showed such pages, and the bytes are there to be read.
            return Decoded(content, None, f"the header says {name}, but the body is not {name}: taken as it came")
        content = layer.content
        if layer.capped:
            return Decoded(content, "length", f"more than {limits.content_bytes:,} bytes when decoded")
        if not layer.whole:
            problem = f"the {name} data end too early or are damaged"
    return Decoded(content, "unspecified" if problem else None, problem, damaged=problem is not None)


@cache
def _decoders() -> dict[str, Callable[[bytes, int], _Layer]]:
    decoders: dict[str, Callable[[bytes, int], _Layer]] = {"gzip": _gunzip, "deflate": _inflate}
    if _brotli() is not None:
        decoders["br"] = _unbrotli
    if _zstandard() is not None:
        decoders["zstd"] = _unzstd
    return decoders


def _gunzip(data: bytes, cap: int) -> _Layer:
    """All members of a gzip stream; what follows the last one (often zeros) is no part of the content."""
    parts: list[bytes] = []
    room = cap
    while data[:2] == b"\x1f\x8b":
        layer, rest = _run(zlib.decompressobj(16 + zlib.MAX_WBITS), data, room)
        parts.append(layer.content)
        room -= len(layer.content)
        if layer.capped or not layer.whole:
            return _Layer(b"".join(parts), layer.whole, layer.capped)
        data = rest
    if not parts:
        if len(data) < 2 and b"\x1f".startswith(data):
            return _Layer(b"", whole=False)
        raise _NotEncodedError
    return _Layer(b"".join(parts), whole=True)


def _inflate(data: bytes, cap: int) -> _Layer:
    """zlib format as the standard says, raw deflate as some servers send it."""
    zlib_header = len(data) > 1 and data[0] & 0x0F == 8 and (data[0] << 8 | data[1]) % 31 == 0
    layer, _ = _run(zlib.decompressobj(zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS), data, cap)
    if not layer.content and not layer.whole and len(data) > 64:
        raise _NotEncodedError
    return layer


def _run(decoder: Any, data: bytes, cap: int) -> tuple[_Layer, bytes]:
    """Runs a zlib decoder until its end mark, the end of the data, damage, or one byte above the cap."""
    parts: list[bytes] = []
    room = cap + 1
    try:
        while data and not decoder.eof and room > 0:
            part = decoder.decompress(data, min(room, _STEP))
            data = decoder.unconsumed_tail
            parts.append(part)
            room -= len(part)
    except zlib.error:
        return _Layer(b"".join(parts)[:cap], whole=False), b""
    content = b"".join(parts)
    return _Layer(content[:cap], whole=decoder.eof, capped=len(content) > cap), decoder.unused_data


@cache
def _brotli() -> Any | None:
    try:
        import brotli  # type: ignore[import-not-found,import-untyped,unused-ignore]

        # Versions below 1.2 cannot cap what one step puts out: a few bytes could fill the memory.
        brotli.Decompressor().process(b"", output_buffer_limit=1)
    except (ImportError, TypeError, AttributeError):
        return None
    return brotli


def _unbrotli(data: bytes, cap: int) -> _Layer:
    library = _brotli()
    assert library is not None  # noqa: S101 - only listed as a decoder when the library is there
    decoder = library.Decompressor()
    parts: list[bytes] = []
    room = cap + 1
    try:
        while room > 0 and not decoder.is_finished():
            part = decoder.process(data, output_buffer_limit=min(room, _STEP))
            data = b""
            parts.append(part)
            room -= len(part)
            if not part and decoder.can_accept_more_data():
                break
    except library.error:
        if not parts:
            raise _NotEncodedError from None
        return _Layer(b"".join(parts)[:cap], whole=False)
    content = b"".join(parts)
    return _Layer(content[:cap], whole=decoder.is_finished(), capped=len(content) > cap)


@cache
def _zstandard() -> Any | None:
    try:
        import zstandard  # type: ignore[import-not-found,import-untyped,unused-ignore]
    except ImportError:
        return None
    return zstandard


def _unzstd(data: bytes, cap: int) -> _Layer:
    """All frames. Fed in small slices, because one step of this decoder cannot be capped (a slice gives 11 MB at most)."""
    library = _zstandard()
    assert library is not None  # noqa: S101 - only listed as a decoder when the library is there
    if data[:4] != _ZSTD_MAGIC:
        raise _NotEncodedError
    parts: list[bytes] = []
    room, ended = cap + 1, False
    decoder = None
    try:
        while data and room > 0:
            decoder = decoder or library.ZstdDecompressor(max_window_size=_ZSTD_WINDOW).decompressobj()
            part = decoder.decompress(data[:_ZSTD_SLICE])
            data, ended = decoder.unused_data + data[_ZSTD_SLICE:], decoder.eof
            decoder = None if ended else decoder
            parts.append(part)
            room -= len(part)
    except library.ZstdError:
        ended = False
    content = b"".join(parts)
    return _Layer(content[:cap], whole=ended, capped=len(content) > cap)

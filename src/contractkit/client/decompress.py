"""An encoded body in, the plain bytes out, or the fault that says why not; bounded against bombs. Pure."""

import zlib
from collections.abc import Iterable
from typing import Protocol

from contractkit.model import Fault

STEP = 64 * 1024


class _Undecodable(Exception):
    """The bytes are not what Content-Encoding says."""


class _Bomb(Exception):
    """The plain body is larger than the bound."""


def decompress(body: bytes, codings: Iterable[str], *, most: int, cut: bool = False) -> bytes | Fault:
    """Undo the Content-Encoding values in reverse order (RFC 9110, 8.4). `cut`: the body may end too early."""
    names = [name.strip().lower() for value in codings for name in value.split(",") if name.strip()]
    for name in reversed(names):
        try:
            body = _decoded(body, name, most, cut)
        except _Undecodable as wrong:
            return Fault("garbage", f"Content-Encoding is {name}, but {wrong}")
        except _Bomb:
            return Fault("too-large", f"the answer's body is larger than {most} bytes after decompression")
    return body


def _decoded(body: bytes, name: str, most: int, cut: bool) -> bytes:
    match name:
        case "identity":
            return body
        case "gzip" | "x-gzip":
            return _inflated(body, 16 + zlib.MAX_WBITS, most, cut)
        case "deflate":
            return _deflated(body, most, cut)
        case "br":
            return _unbrotlied(body, most, cut)
    raise _Undecodable("this coding is unknown here: gzip, deflate and br are read")


def _deflated(body: bytes, most: int, cut: bool) -> bytes:
    # Half the servers of the world send raw deflate under this name instead of zlib's format (RFC 9110, 8.4.1.2).
    try:
        return _inflated(body, zlib.MAX_WBITS, most, cut)
    except _Undecodable as wrong:
        try:
            return _inflated(body, -zlib.MAX_WBITS, most, cut)
        except _Undecodable:
            raise wrong from None


def _inflated(body: bytes, bits: int, most: int, cut: bool) -> bytes:
    plain = bytearray()
    rest = body
    while rest:  # several gzip members may follow each other (RFC 1952, 2.2)
        stream = zlib.decompressobj(bits)
        try:
            plain += stream.decompress(rest, most + 1 - len(plain))
            if len(plain) > most:
                raise _Bomb
            plain += stream.flush()
        except zlib.error as wrong:
            raise _Undecodable(f"the body cannot be decoded ({wrong})") from wrong
        if not stream.eof:
            if cut:
                break
            raise _Undecodable("the encoded body ends too early")
        rest = stream.unused_data
    if len(plain) > most:
        raise _Bomb
    return bytes(plain)


class _Brotli(Protocol):
    def process(self, data: bytes, output_buffer_limit: int = ...) -> bytes: ...

    def is_finished(self) -> bool: ...

    def can_accept_more_data(self) -> bool: ...


def _unbrotlied(body: bytes, most: int, cut: bool) -> bytes:
    try:
        import brotli
    except ImportError as missing:
        raise _Undecodable(
            "that needs an extra: pip install 'pytest-contractkit[brotli]'",
        ) from missing
    stream: _Brotli = brotli.Decompressor()
    plain = bytearray()
    data = body
    try:
        while not stream.is_finished():
            piece = stream.process(data, output_buffer_limit=STEP)
            data = b""
            plain += piece
            if len(plain) > most:
                raise _Bomb
            if not piece and stream.can_accept_more_data():
                break
    except brotli.error as wrong:
        raise _Undecodable(f"the body cannot be decoded ({wrong})") from wrong
    if not stream.is_finished() and not cut:
        raise _Undecodable("the encoded body ends too early")
    return bytes(plain)

"""The bytes of an HTTP/1.1 answer in, the answer out (RFC 9112); lenient reading would hide defects."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from contractkit.client.received import Limits, Unseen, is_stream, too_large
from contractkit.model import Message, Request

LINE = 8192
STRAY = 0.05  # seconds that a body which was announced and must not be is waited for
HEAD_END = re.compile(rb"\r?\n\r?\n")
STATUS_LINE = re.compile(rb"HTTP/1\.([01]) ([1-9][0-9][0-9])(?: ([^\r\n]*))?")
NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
LENGTH = re.compile(r"[0-9]{1,18}")
CHUNK_SIZE = re.compile(rb"[ \t]*([0-9A-Fa-f]{1,15})[ \t]*(?:;.*)?")


class Source(Protocol):
    """Where bytes come from, under one deadline; raises Unseen for a timeout or a reset."""

    buffer: bytearray

    def fill(self) -> bool:
        """Read more into the buffer; False at the end of the stream."""

    def hurry(self, seconds: float) -> None:
        """Bring the deadline forward."""

    def linger(self, seconds: float) -> None:
        """Read what comes within a moment, if anything does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`reusable`: the connection may carry another request. `cut`: a stream read up to a bound."""

    message: Message
    reusable: bool
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    minor: int  # of HTTP/1.x
    status: int
    headers: tuple[tuple[str, str], ...]

    def tokens(self, name: str) -> tuple[str, ...]:
        """The members of a list header, in lower case."""
        values = (v for k, v in self.headers if k.lower() == name)
        return tuple(t.strip().lower() for v in values for t in v.split(",") if t.strip())


def read_answer(source: Source, request: Request, limits: Limits) -> Answer:
    """The final answer to a request; interim ones (1xx) are passed over. Raises Unseen."""
    head = _head(source, limits)
    while 100 <= head.status < 200 and head.status != 101:
        head = _head(source, limits)
    if request.method == "HEAD" or head.status in (101, 204, 304) or _tunnel(request, head):
        return _without_body(source, head, request)
    stream = is_stream(head.headers)
    if stream:
        source.hurry(limits.stream_seconds)
    most = limits.stream if stream else limits.body
    pieces, delimited = _pieces(source, head)
    length = next(iter(head.tokens("content-length")), "")
    if delimited and not stream and length.isdecimal() and int(length) > most:
        raise _too_large(most)
    body, cut = _collected(pieces, most, stream)
    message = Message(head.status, head.headers, body)
    return Answer(message, delimited and not cut and not source.buffer and _kept_alive(head), cut)


def _tunnel(request: Request, head: Head) -> bool:
    return request.method == "CONNECT" and 200 <= head.status < 300


def _without_body(source: Source, head: Head, request: Request) -> Answer:
    # Nothing may follow (RFC 9112, 6.3); what follows nevertheless is shown as the body it must not be.
    if head.status == 101 or _tunnel(request, head):
        return Answer(Message(head.status, head.headers), False)
    announced = head.tokens("content-length") not in ((), ("0",)) or bool(head.tokens("transfer-encoding"))
    if head.status == 204 and announced and not source.buffer:
        source.linger(STRAY)
    stray = bytes(source.buffer)
    source.buffer.clear()
    reusable = not stray and not (head.status == 204 and announced) and _kept_alive(head)
    return Answer(Message(head.status, head.headers, stray), reusable)


def _kept_alive(head: Head) -> bool:
    options = head.tokens("connection")
    return "close" not in options and (head.minor == 1 or "keep-alive" in options)


def _head(source: Source, limits: Limits) -> Head:
    while True:
        end = HEAD_END.search(source.buffer)
        if end and end.start() <= limits.head:
            break
        _like_http(source.buffer)
        if end or len(source.buffer) > limits.head:
            raise Unseen("too-large", f"the answer's head is larger than {limits.head} bytes")
        if not source.fill():
            raise Unseen("reset", _closed(source.buffer))
    text = bytes(source.buffer[: end.start()])
    del source.buffer[: end.end()]
    first, *lines = text.split(b"\n")
    status = STATUS_LINE.fullmatch(first.rstrip(b"\r"))
    if not status:
        raise Unseen("garbage", f"the answer does not begin with an HTTP/1.1 status line but with {_shown(first)}")
    return Head(int(status[1]), int(status[2]), tuple(_fields(lines)))


def _closed(buffer: bytearray) -> str:
    if not buffer:
        return "the connection was closed before any answer"
    return f"the connection was closed in the answer's head, after {_shown(bytes(buffer))}"


def _like_http(buffer: bytearray) -> None:
    # Said at once: a server that talks something else and keeps the line open would cost the whole deadline.
    if not b"HTTP/1.".startswith(buffer[:7]):
        raise Unseen("garbage", f"the answer is not HTTP/1.1; it begins with {_shown(bytes(buffer))}")


def _shown(text: bytes) -> str:
    return repr(text[:60])[1:] + ("..." if len(text) > 60 else "")


def _fields(lines: list[bytes]) -> Iterator[tuple[str, str]]:
    folded: list[bytes] = []
    for line in lines:
        if line[:1] in (b" ", b"\t") and folded:
            folded[-1] += b" " + line.strip()  # obsolete folding, to be read as a space (RFC 9112, 5.2)
        else:
            folded.append(line.rstrip(b"\r"))
    for line in folded:
        name, colon, value = line.partition(b":")
        if not colon or not NAME.fullmatch(name):
            raise Unseen("garbage", f"the answer has a header line that is none: {_shown(line)}")
        yield name.decode("ascii"), value.strip(b" \t\r").decode("latin-1")


def _pieces(source: Source, head: Head) -> tuple[Iterator[bytes], bool]:
    """The body's pieces, and whether its end is marked by something else than the end of the connection."""
    codings = head.tokens("transfer-encoding")
    if codings:
        if codings != ("chunked",):
            raise Unseen("garbage", f"Transfer-Encoding {', '.join(codings)!r} is not understood; only chunked is")
        return _chunks(source), not head.tokens("content-length")
    lengths = set(head.tokens("content-length"))
    if not lengths:
        return _until_closed(source), False
    length = lengths.pop()
    if lengths or not LENGTH.fullmatch(length):
        raise Unseen("garbage", f"Content-Length is {', '.join(sorted({length, *lengths}))!r}: not one number")
    return _counted(source, int(length)), True


def _too_large(most: int) -> Unseen:
    fault = too_large(most)
    return Unseen(fault.kind, fault.detail)


def _collected(pieces: Iterator[bytes], most: int, stream: bool) -> tuple[bytes, bool]:
    body = bytearray()
    try:
        for piece in pieces:
            body += piece
            if len(body) > most:
                if stream:
                    return bytes(body), True
                raise _too_large(most)
    except Unseen as unseen:
        if stream and unseen.fault.kind == "timeout":
            return bytes(body), True
        raise
    return bytes(body), False


def _until_closed(source: Source) -> Iterator[bytes]:
    yield _taken(source, len(source.buffer))
    while source.fill():
        yield _taken(source, len(source.buffer))


def _counted(source: Source, length: int) -> Iterator[bytes]:
    missing = length
    while missing:
        if not source.buffer and not source.fill():
            raise Unseen("reset", f"the connection was closed after {length - missing} of {length} bytes of the body")
        piece = _taken(source, missing)
        missing -= len(piece)
        yield piece


def _chunks(source: Source) -> Iterator[bytes]:
    while True:
        line = _line(source)
        size = CHUNK_SIZE.fullmatch(line)
        if not size:
            raise Unseen("garbage", f"a chunk of the body begins with {_shown(line)} instead of its size")
        if not (length := int(size[1], 16)):
            break
        yield from _counted(source, length)
        if line := _line(source):
            raise Unseen("garbage", f"a chunk of the body is followed by {_shown(line)} instead of a line end")
    while _line(source):  # trailers say nothing that is judged
        pass


def _line(source: Source) -> bytes:
    while (end := source.buffer.find(b"\n")) < 0:
        if len(source.buffer) > LINE:
            raise Unseen("garbage", "a line of the chunked body is too long")
        if not source.fill():
            raise Unseen("reset", "the connection was closed in the middle of the chunked body")
    return _taken(source, end + 1).rstrip(b"\r\n")


def _taken(source: Source, most: int) -> bytes:
    piece = bytes(source.buffer[:most])
    del source.buffer[:most]
    return piece

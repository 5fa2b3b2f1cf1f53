"""What a transport saw in, one frozen value out: a reply or the fault that kept us from seeing it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from contractkit.client.decompress import decompress
from contractkit.model import Fault, Message

Headers = Sequence[tuple[str, str]]

STREAMS: Final = frozenset(
    {
        "text/event-stream",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/stream+json",
        "application/json-seq",
    }
)

_EVENT_ENDS = (b"\n\n", b"\r\n\r\n", b"\r\r")
_LINE_ENDS = (b"\n",)


@dataclass(frozen=True, slots=True)
class Received:
    """Exactly one of `reply` and `fault` is set. `cut`: a stream read up to a bound, to its last whole item."""

    reply: Message | None = None
    fault: Fault | None = None
    seconds: float = 0.0
    crash: str | None = None  # traceback of an in-process app
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one answer, in bytes and seconds; the body's bound holds before and after decompression."""

    body: int = 16 * 1024 * 1024
    head: int = 256 * 1024
    stream: int = 1024 * 1024
    stream_seconds: float = 1.0  # how long an endless stream is listened to, within the answer's deadline


class Unseen(Exception):
    """Ends the reading of an answer from inside; a transport turns it into its fault."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.fault = Fault(kind, detail)


def late(timeout: float) -> Fault:
    return Fault("timeout", f"no complete answer within {timeout:g} s")


def too_large(most: int) -> Fault:
    return Fault("too-large", f"the answer's body is larger than {most} bytes")


def is_stream(headers: Headers) -> bool:
    """Whether an answer may go on for ever by its media type: read up to a bound, then judged per item."""
    media = next((v for k, v in headers if k.lower() == "content-type"), "")
    return media.split(";")[0].strip().lower() in STREAMS


def received(
    message: Message, *, seconds: float, limits: Limits, cut: bool = False, crash: str | None = None
) -> Received:
    """An answer with its body decompressed, bounded, and ending with a whole item; or the fault it shows."""
    body: bytes | Fault = message.body
    if message.body and (codings := message.all("content-encoding")):
        body = decompress(message.body, codings, most=limits.body, cut=cut)
    if isinstance(body, Fault):
        return Received(fault=body, seconds=seconds, crash=crash)
    if cut:
        body = whole_items(body, message.media)
    if body is not message.body:
        message = Message(message.status, message.headers, body)
    return Received(reply=message, seconds=seconds, crash=crash, cut=cut)


def whole_items(body: bytes, media: str) -> bytes:
    """A cut stream up to the end of its last complete item, so that no check takes our cut for the service's."""
    ends = _EVENT_ENDS if media == "text/event-stream" else _LINE_ENDS
    last = max(body.rfind(end) + len(end) if end in body else 0 for end in ends)
    return body[:last]

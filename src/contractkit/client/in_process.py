"""What an in-process app has said so far in, the transport's answer out. Shared by ASGI and WSGI."""

import logging
import traceback
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

from contractkit.client.received import Limits, Received, is_stream, late, received, too_large
from contractkit.model import Fault, Message, Request

BASE_URL = "http://127.0.0.1:8000"  # where an in-process app is told to live: most host checks let loopback through

TOLD = b"Internal Server Error"  # what servers answer for an app that crashed


@dataclass(slots=True)
class Spoken:
    """An answer while it is being given; the one mutable thing here, owned by a single exchange."""

    limits: Limits
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    chunks: list[bytes] = field(default_factory=list)
    size: int = 0
    complete: bool = False
    crash: str | None = None

    @property
    def streams(self) -> bool:
        return is_stream(self.headers)

    @property
    def full(self) -> bool:
        """Whether no more of it is wanted."""
        return self.size > (self.limits.stream if self.streams else self.limits.body)

    def take(self, chunk: bytes) -> None:
        if chunk:
            self.chunks.append(chunk)
            self.size += len(chunk)

    def result(self, request: Request, *, timeout: float, seconds: float, ended: bool) -> Received:
        """`ended`: the app is done, by return or crash; otherwise its time or its room was up."""
        body = b"".join(self.chunks)
        if self.crash and not self.complete:
            return Received(reply=crashed(), crash=self.crash, seconds=seconds)
        if self.status is None and ended:
            why = "the app returned without starting an answer"
            return Received(reply=crashed(), crash=why, seconds=seconds)
        if self.status is None:
            return Received(fault=late(timeout), seconds=seconds)
        cut = not self.complete and self.streams and not ended
        if self.full and not cut:
            return Received(fault=too_large(self.limits.body), seconds=seconds, crash=self.crash)
        if not self.complete and ended:
            why = "the app returned in the middle of its answer"
            return Received(reply=crashed(), crash=why, seconds=seconds)
        if not self.complete and not cut:
            return Received(fault=late(timeout), seconds=seconds, crash=self.crash)
        message = Message(self.status, self.headers, b"" if request.method == "HEAD" else body)
        if not cut and (fault := wrong_length(message, request.method)) is not None:
            return Received(fault=fault, seconds=seconds, crash=self.crash)
        return received(message, seconds=seconds, limits=self.limits, cut=cut, crash=self.crash)


class Overheard(logging.Handler):
    """Hears the traceback that a framework logs when it turns a crash into a 500; listens only within `with`."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.traceback: str | None = None

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[1] is not None:
            self.traceback = crash_text(record.exc_info[1])

    def __enter__(self) -> "Overheard":
        self.traceback = None
        logging.root.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        logging.root.removeHandler(self)

    def explain(self, spoken: Spoken) -> None:
        """Give a 5xx whose crash nobody raised the traceback that was logged with it."""
        if spoken.crash is None and (spoken.status or 0) >= 500:
            spoken.crash = self.traceback


def crashed() -> Message:
    """The answer of a server whose app crashed before it could answer."""
    headers = (("content-type", "text/plain; charset=utf-8"), ("content-length", str(len(TOLD))))
    return Message(500, headers, TOLD)


def crash_text(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def split_target(target: str) -> tuple[bytes, bytes, str]:
    """Raw path, query string, and the decoded path, as servers hand them to an app."""
    raw_path, _, query = target.partition("?")
    query = query.partition("#")[0]
    raw = raw_path.encode("utf-8")
    return raw, query.encode("utf-8"), unquote_to_bytes(raw).decode("utf-8", "replace")


def wrong_length(message: Message, method: str) -> Fault | None:
    """An in-process answer whose length a server could not keep (RFC 9110, 8.6: HEAD and 304 announce only)."""
    announced = message.header("content-length")
    if announced is None or method == "HEAD" or message.status == 304:
        return None
    if announced.strip() == str(len(message.body)):
        return None
    return Fault("garbage", f"Content-Length is {announced!r}, but the body has {len(message.body)} bytes")

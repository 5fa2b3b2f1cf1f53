"""A request in, what is put on the wire for it out: exactly what was given, and the least that HTTP adds. Pure."""

import re

from contractkit.model import Fault, Request

AGENT = "contractkit"

# A message with these in it would be another message on the wire, or two (RFC 9112, 2.2 and 11.1).
_NOT_IN_TARGET = re.compile(r"[\x00-\x20\x7f]")
_NOT_IN_VALUE = re.compile(r"[\x00\r\n]")
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")


def unsendable(request: Request) -> Fault | None:
    """Why a request cannot be written on an HTTP/1.1 wire as it stands."""
    if not _TOKEN.fullmatch(request.method):
        return Fault("skipped", f"{request.method!r} is no HTTP method")
    if not request.target or _NOT_IN_TARGET.search(request.target):
        return Fault("skipped", f"the target {request.target!r} holds a space or control character")
    for name, value in request.headers:
        if not _TOKEN.fullmatch(name):
            return Fault("skipped", f"{name!r} is no header name")
        if _NOT_IN_VALUE.search(value):
            return Fault("skipped", f"the value of header {name} holds a line break or NUL")
    return None


def written(request: Request, host: str) -> tuple[bytes, bytes]:
    """Head and body of an HTTP/1.1 request. Host, User-Agent and Content-Length are added where they are missing."""
    names = {name.lower() for name, _ in request.headers}
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    if "host" not in names:
        lines.append(f"Host: {host}")
    lines.extend(f"{name}: {value}" for name, value in request.headers)
    if "user-agent" not in names:
        lines.append(f"User-Agent: {AGENT}")
    if (length := _length(request, names)) is not None:
        lines.append(f"Content-Length: {length}")
    return wire("\r\n".join(lines)) + b"\r\n\r\n", request.body or b""


def handed_over(request: Request, host: str) -> tuple[tuple[str, str], ...]:
    """The same headers as a server hands them to an app in the same process: names in lower case."""
    headers = tuple((name.lower(), value) for name, value in request.headers)
    names = {name for name, _ in headers}
    if "host" not in names:
        headers = (("host", host), *headers)
    if "user-agent" not in names:
        headers = (*headers, ("user-agent", AGENT))
    if (length := _length(request, names)) is not None:
        headers = (*headers, ("content-length", str(length)))
    return headers


def wire(text: str) -> bytes:
    """Header text as bytes: latin-1 as HTTP has it, UTF-8 for what that cannot say."""
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError:
        return text.encode("utf-8")


def _length(request: Request, names: set[str]) -> int | None:
    # These methods say even that there is no body (RFC 9110, 8.6).
    if names & {"content-length", "transfer-encoding"}:
        return None
    if request.body is None and request.method not in ("POST", "PUT", "PATCH"):
        return None
    return len(request.body or b"")

"""A media type and a body in; the items of a stream out, None for what is no stream. Pure."""

import re
from typing import Final

from contractkit.client.received import STREAMS

_RECORD = b"\x1e"  # RFC 7464, 2.2
_EVENT_ENDS: Final = re.compile(rb"(?:\r\n|\n|\r){2,}")
_LINE_ENDS: Final = re.compile(rb"\r\n|\r")


def pieces(media: str, body: bytes) -> tuple[bytes, ...] | None:
    """The text of each item, blank ones left out; the lines of events end with one line feed."""
    if media not in STREAMS:
        return None
    if media == "text/event-stream":
        whole = _LINE_ENDS.sub(b"\n", body.removeprefix(b"\xef\xbb\xbf"))
        return tuple(piece.strip(b"\n") for piece in _EVENT_ENDS.split(whole) if piece.strip(b"\n"))
    between = _RECORD if media == "application/json-seq" else b"\n"
    return tuple(piece for piece in (part.strip() for part in body.split(between)) if piece)

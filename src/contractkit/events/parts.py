"""A type of event in, the parts of it that its contract says something of out. Pure."""

from collections.abc import Iterator

from contractkit.model import EventType, Part, Terms


def parts_of(type: EventType, terms: Terms) -> Iterator[tuple[Part, str | None]]:
    """Each part once, with the pointer of its schema where it has one."""
    yield Part.PAYLOAD, type.payload
    if type.headers is not None:
        yield Part.HEADERS, type.headers
    if type.key is not None or terms.key is not None or type.extra.get("x-key") is not None:
        yield Part.KEY, type.key
    if type.says_media:
        yield Part.CONTENT_TYPE, None
    if type.envelope is not None:
        yield Part.ENVELOPE, None

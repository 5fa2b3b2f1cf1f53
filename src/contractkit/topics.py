"""Addresses with `{x}` in, what brokers understand out; and the text forms of what travels. Pure."""

import re
from collections.abc import Mapping
from functools import lru_cache

from contractkit.errors import Unsendable
from contractkit.model import Message

_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")


def is_template(address: str) -> bool:
    return _PLACEHOLDER.search(address) is not None


def wildcard(address: str, mark: str) -> str:
    """The address with a broker's sign for any one segment: `lights/{id}/dim` and `+` -> `lights/+/dim`."""
    return _PLACEHOLDER.sub(mark, address)


def names(address: str) -> tuple[str, ...]:
    return tuple(_PLACEHOLDER.findall(address))


def filled(address: str, values: Mapping[str, str]) -> str:
    """The address with its parameters; raises Unsendable where one has no value."""

    def value(found: re.Match[str]) -> str:
        if found[1] not in values:
            raise Unsendable(f"channel {address!r}: its parameter {found[1]!r} has no value; give one under values:")
        return values[found[1]]

    return _PLACEHOLDER.sub(value, address)


@lru_cache(maxsize=1_000)
def pattern(address: str, segment: str = "[^./]+") -> re.Pattern[str]:
    """What matches every address of a template, with a named group for each parameter that can be one."""
    pieces = _PLACEHOLDER.split(address)
    made = [re.escape(piece) if index % 2 == 0 else f"({segment})" for index, piece in enumerate(pieces)]
    return re.compile("".join(made))


def read_parameters(address: str, travelled: str) -> dict[str, str]:
    """The values that an address of a template was filled with; empty when it is none of it."""
    found = pattern(address).fullmatch(travelled)
    return {} if found is None else dict(zip(names(address), found.groups(), strict=True))


def text_of(raw: bytes | str | None) -> str:
    """Bytes of a header or key as text; what is no UTF-8 keeps its bytes as surrogate escapes."""
    return raw.decode("utf-8", "surrogateescape") if isinstance(raw, bytes) else (raw or "")


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def message(
    headers: Mapping[str, bytes | str | None] | tuple[tuple[str, bytes | str | None], ...], body: bytes
) -> Message:
    """A message without status from what a client library gives."""
    pairs = headers.items() if isinstance(headers, Mapping) else headers
    return Message(None, tuple((name, text_of(value)) for name, value in pairs), body)

"""A parameter and its value in, its text on the wire out, by OpenAPI style or collectionFormat. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from contractkit.errors import Unsendable
from contractkit.model import Parameter
from contractkit.wire.text import dumps, has_surrogate, percent, text

DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
_NOT_IN_COOKIES = frozenset(' ",;\\')
Pairs = tuple[tuple[str, str], ...]


def delimiter(parameter: Parameter) -> str:
    return DELIMITERS.get(parameter.style, parameter.delimiter)


def path_text(parameter: Parameter, value: Any) -> str:
    """What replaces `{name}` in the path template."""
    if parameter.media is not None:
        return percent(dumps(value))
    explode, style = parameter.explode, parameter.style
    if style == "matrix":
        return _matrix(parameter, value)
    prefix, between = (".", "." if explode else ",") if style == "label" else ("", delimiter(parameter))
    if isinstance(value, list):
        return prefix + _joined(parameter, _texts(value), between)
    if isinstance(value, Mapping):
        return prefix + _object(parameter, value, between)
    return prefix + percent(text(value))


def header_text(parameter: Parameter, value: Any) -> str:
    """The header's value; headers are not percent-encoded."""
    if parameter.media is not None:
        return dumps(value)
    if isinstance(value, list):
        parts = _texts(value)
    elif isinstance(value, Mapping):
        parts = _members(parameter, value) if parameter.explode else _flat(value)
    else:
        return text(value)
    if any(part != part.strip(" \t") for part in parts):
        raise Unsendable(f"{parameter.key}: spaces around an item of a list do not survive in a header")
    return delimiter(parameter).join(_whole(parameter, parts, delimiter(parameter)))


def pairs(parameter: Parameter, value: Any) -> Pairs:
    """`name=value` pairs of a query parameter, percent-encoded; an empty list has none (RFC 6570, 3.2.1)."""
    name, keep = percent(parameter.name), parameter.allow_reserved
    if parameter.media is not None:
        return ((name, percent(dumps(value))),)
    if isinstance(value, Mapping):
        if parameter.style == "deepObject":
            return tuple(_deep(parameter.name, value))
        if parameter.explode:
            return tuple((percent(k), percent(t, reserved=keep)) for k, v in value.items() for t in _many(v))
        return _delimited(parameter, _flat(value))
    if isinstance(value, list):
        if parameter.explode or parameter.style == "deepObject":
            return tuple((name, percent(item, reserved=keep)) for item in _texts(value))
        return _delimited(parameter, _texts(value))
    return ((name, percent(text(value), reserved=keep)),)


def cookie_text(parameter: Parameter, value: Any) -> str:
    """What stands in the Cookie header. Servers do not agree on decoding there, so only plain octets can travel."""
    if parameter.media is not None:
        raise Unsendable(f"{parameter.key}: JSON has characters that a cookie cannot carry")
    if isinstance(value, Mapping) and parameter.explode:
        written = [(k, text(v)) for k, v in value.items()]
    elif isinstance(value, list) and parameter.explode:
        written = [(parameter.name, item) for item in _texts(value)]
    elif isinstance(value, (list, Mapping)):
        parts = _texts(value) if isinstance(value, list) else _flat(value)
        written = [(parameter.name, ",".join(_whole(parameter, parts, ",")))]
    else:
        written = [(parameter.name, text(value))]
    many = len(written) > 1
    for name, one in written:
        bad = _NOT_IN_COOKIES - {","} if isinstance(value, (list, Mapping)) else _NOT_IN_COOKIES
        if not (name + one).isascii() or not (name + one).isprintable() or bad & set(name + one):
            raise Unsendable(f"{parameter.key}: {one!r} has characters that a cookie cannot carry (RFC 6265, 4.1.1)")
        if many and "&" in name + one:
            raise Unsendable(f"{parameter.key}: {one!r} holds the `&` that joins it to the others")
    return "&".join(f"{name}={one}" for name, one in written)


def sound(value: str, where: str) -> str:
    """A header value that arrives as it is; raises Unsendable."""
    if value != value.strip(" \t"):
        raise Unsendable(f"{where}: spaces around a header value do not survive (RFC 9110, 5.5)")
    if any((ord(c) < 32 and c != "\t") or ord(c) == 127 for c in value):
        raise Unsendable(f"{where}: control characters cannot travel in a header")
    if has_surrogate(value) or any(ord(c) > 255 for c in value):
        raise Unsendable(f"{where}: a header carries Latin-1 at most")
    return value


def _matrix(parameter: Parameter, value: Any) -> str:
    name = percent(parameter.name)
    if isinstance(value, list) and parameter.explode:
        return "".join(_assigned(name, item) for item in _some(parameter, _texts(value)))
    if isinstance(value, Mapping) and parameter.explode:
        some = _some(parameter, list(value))
        return "".join(_assigned(percent(key), text(value[key])) for key in some)
    if isinstance(value, (list, Mapping)):
        parts = _texts(value) if isinstance(value, list) else _flat(value)
        return f";{name}={_joined(parameter, parts, ',')}"
    return _assigned(name, text(value))


def _assigned(name: str, written: str) -> str:
    return f";{name}={percent(written)}" if written else f";{name}"


def _object(parameter: Parameter, value: Mapping[str, Any], between: str) -> str:
    if not parameter.explode:
        return _joined(parameter, _flat(value), between)
    _whole(parameter, _members(parameter, value), between)
    return between.join(f"{percent(k)}={percent(text(v))}" for k, v in value.items())


def _members(parameter: Parameter, value: Mapping[str, Any]) -> list[str]:
    if any("=" in name for name in value):
        raise Unsendable(f"{parameter.key}: a member's name holds the `=` that ends it")
    return [f"{name}={text(one)}" for name, one in value.items()]


def _joined(parameter: Parameter, parts: list[str], between: str) -> str:
    return between.join(percent(part) for part in _whole(parameter, parts, between))


def _delimited(parameter: Parameter, parts: list[str]) -> Pairs:
    if not parts:
        return ()
    between = delimiter(parameter)
    written = (percent(part, reserved=parameter.allow_reserved) for part in _whole(parameter, parts, between))
    return ((percent(parameter.name), percent(between, reserved=between == ",").join(written)),)


def _whole(parameter: Parameter, parts: list[str], between: str) -> list[str]:
    """The parts, if they can be told apart again by servers that decode before they split."""
    if any(between in part for part in parts):
        raise Unsendable(f"{parameter.key}: an item holds the {between!r} that separates the items")
    if parts == [""]:
        raise Unsendable(f"{parameter.key}: a list of one empty text cannot be told from an empty list")
    return _some(parameter, parts)


def _some(parameter: Parameter, parts: list[str]) -> list[str]:
    if not parts:
        raise Unsendable(f"{parameter.key}: an empty list or object has no form here")
    return parts


def _deep(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, member in value.items():
            if "[" in key or "]" in key:
                raise Unsendable(f"{name}: a member's name holds the brackets that surround it")
            yield from _deep(f"{name}[{key}]", member)
    else:
        yield from ((percent(name), percent(one)) for one in _many(value))


def _many(value: Any) -> list[str]:
    return _texts(value) if isinstance(value, list) else [text(value)]


def _texts(values: Iterable[Any]) -> list[str]:
    return [text(value) for value in values]


def _flat(value: Mapping[str, Any]) -> list[str]:
    return [part for name, member in value.items() for part in (name, text(member))]

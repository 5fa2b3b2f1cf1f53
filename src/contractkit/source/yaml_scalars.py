"""The text and tag of a YAML scalar in, the JSON value it means out (core schema, YAML 1.2.2, 10.3)."""

import re

TAGS = "tag:yaml.org,2002:"

_maybe_special = frozenset("-+.0123456789tTfFnN~")
_words: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_integer = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
_float = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_no_number = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")

_kinds: dict[str, type | tuple[type, ...]] = {"int": int, "float": (int, float), "bool": bool, "null": type(None)}

Scalar = str | int | float | bool | None


def scalar(text: str, tag: str | None, *, plain: bool) -> Scalar:
    """The value of a scalar; `plain` is one without quotes. ValueError, with the reason, for what JSON cannot hold.

    Timestamps, `yes`, `on`, `=`, `0o9`, `1_000` and `12:30` are text, as they are in JSON Schema.
    """
    if tag is None:
        return _plain(text) if plain and (not text or text[0] in _maybe_special) else text
    name = tag.removeprefix(TAGS)
    if tag == "!" or name == "str":
        return text
    if name not in _kinds:
        raise ValueError(f"the tag {shown_tag(tag)!r} has no meaning in a contract; write the value itself")
    value = _plain(text)
    if not isinstance(value, _kinds[name]) or (name != "bool" and isinstance(value, bool)):
        raise ValueError(f"{text!r} is no {name}, as its tag says")
    return value


def shown_tag(tag: str) -> str:
    return f"!!{tag.removeprefix(TAGS)}" if tag.startswith(TAGS) else tag


def _plain(text: str) -> Scalar:
    if text in _words:
        return _words[text]
    if _integer.fullmatch(text) and len(text) < 4000:
        return int(text[2:], 8 if text[1] == "o" else 16) if text[:2] in ("0o", "0x") else int(text)
    if _float.fullmatch(text):
        number = float(text)
        if number in (float("inf"), float("-inf")):
            raise ValueError(f"{text[:40]} is too large for a JSON number; quote it if it is text")
        return number
    if _no_number.fullmatch(text):
        raise ValueError(f"{text} is not a JSON number; quote it if it is text")
    return text

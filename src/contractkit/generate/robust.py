"""An accepted draft in, hostile or unclassifiable requests out: none may make the service fail. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from contractkit.generate.candidates import Candidate
from contractkit.generate.sites import FIXED_HEADERS
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction, Parameter, Where, Wire
from contractkit.schema.shape import types
from contractkit.source.pointer import escape
from contractkit.wire.media import Form, form_of
from contractkit.wire.text import percent

LONG = 10_000
DEEP = 2_000
PLACES = 12  # of a body, so that a wide one does not use up the budget

_ODD = (
    ("", "an empty text"),
    ("a" * LONG, f"{LONG} characters"),
    ("\U0001f9ea\U0001d4d0\u202e\u200b\ufeff", "characters beyond the BMP, a direction mark, invisible ones"),
    ("a\x00b", "NUL"),
    ("\x01\x1b[31m\x7f\r\nX-Contractkit: 1", "control characters"),
    ("e\u0301 \u00e9 \ufdfa", "combining and compatibility characters"),
    ("%00 %2e%2e/ ' \" <a> ${x} {{x}} ;--", "punctuation that interpreters act on"),
)
_NUMBERS = (
    (2**53 + 1, "beyond 2^53"),
    (-(2**63) - 1, "beyond 64 bits"),
    (10**400, "an integer of 401 digits"),
    (-0.0, "minus zero"),
    (1e308, "near the largest double"),
    (5e-324, "near the smallest double"),
)
_TEXT_NUMBERS = ("9007199254740993", "-9223372036854775809", "9" * 401, "-0", "1e400", "NaN", "0x10", "1_000", "٣")


def robust(contract: Contract, interaction: Interaction, draft: Draft) -> Iterator[Candidate]:
    """In rounds over the places, so that a spent budget leaves none of them out."""
    sources = [_parameter(contract, parameter) for parameter in interaction.parameters]
    sources += [_query(), _whole_body(draft), *_members(draft)]
    while sources:
        for source in list(sources):
            found = next(source, None)
            if found is None:
                sources.remove(source)
            else:
                yield found


def _query() -> Iterator[Candidate]:
    yield Candidate((Edit("query.contractkitUnknown", "1"),), "a query parameter that nobody knows")
    yield Candidate(
        (Edit("query.contractkitUnknown", Wire("contractkitUnknown=%ff%zz&&=&a")),), "a broken query string"
    )


def _parameter(contract: Contract, parameter: Parameter) -> Iterator[Candidate]:
    key = parameter.key
    if parameter.where is Where.COOKIE or (parameter.where is Where.HEADER and parameter.name.lower() in FIXED_HEADERS):
        return
    if parameter.where is Where.HEADER:
        yield Candidate((Edit(key, ""),), f"hostile {key}: an empty text")
        yield Candidate((Edit(key, "a" * (LONG // 2)),), f"hostile {key}: {LONG // 2} characters")
        yield Candidate((Edit(key, "caf\u00e9 \u00ff"),), f"hostile {key}: Latin-1")
        return
    kinds = types(contract.schemas, () if parameter.schema is None else (parameter.schema,)) or frozenset()
    if parameter.where is Where.QUERY and not kinds & {"array", "object"}:
        name = percent(parameter.name)
        yield Candidate((Edit(key, Wire(f"{name}=1&{name}=2")),), f"hostile {key}: given twice")
        yield Candidate((Edit(key, Wire(name)),), f"hostile {key}: a name without a value")
    for value, note in _ODD:
        if value or parameter.where is Where.QUERY:
            yield Candidate((Edit(key, Wire(_encoded(parameter, value))),), f"hostile {key}: {note}")
    if kinds & {"integer", "number"}:
        for number in _TEXT_NUMBERS:
            yield Candidate((Edit(key, Wire(_encoded(parameter, number))),), f"hostile {key}: {number:.24}")
    yield Candidate((Edit(key, Wire(_encoded(parameter, "\ud800", raw="%ff%fe"))),), f"hostile {key}: not UTF-8")


def _encoded(parameter: Parameter, value: str, *, raw: str | None = None) -> str:
    written = percent(value) if raw is None else raw
    return f"{percent(parameter.name)}={written}" if parameter.where is Where.QUERY else written


def _whole_body(draft: Draft) -> Iterator[Candidate]:
    if draft.body is ABSENT:
        return
    yield Candidate((Edit("media"),), "a body without a media type")
    if draft.media is None or form_of(draft.media) is not Form.JSON:
        return
    written = json.dumps(draft.body)
    yield _raw(written[: max(1, len(written) * 2 // 3)], "a truncated body")
    yield _raw("", "an empty body")
    if isinstance(draft.body, dict) and draft.body:
        name, value = next(iter(draft.body.items()))
        yield _raw(f"{written[:-1]}, {json.dumps(name)}: {json.dumps(value)}}}", f"the member {name!r} twice")
    for opening, closing, what in (("[", "]", "lists"), ('{"a":', "}", "objects")):
        yield _raw(opening * DEEP + ("1" if opening != "[" else "") + closing * DEEP, f"{DEEP} nested {what}")
    yield _raw(b"\xef\xbb\xbf".decode("latin-1") + written, "a byte order mark")
    yield _raw('{"contractkit": "\xff\xfe"}', "bytes that are not UTF-8")
    yield _raw('{"contractkit": "\\ud800"}', "half of a surrogate pair")
    yield _raw("NaN", "NaN")
    yield _raw(f"{written} {written}", "two documents")


def _raw(written: str, note: str) -> Candidate:
    return Candidate((Edit("raw", written),), note)


def _members(draft: Draft) -> list[Iterator[Candidate]]:
    """The first scalars of the body, outermost first."""
    if draft.media is None or form_of(draft.media) not in (Form.JSON, Form.URLENCODED, Form.MULTIPART):
        return []
    json_ = form_of(draft.media) is Form.JSON
    found: list[Iterator[Candidate]] = []
    waiting = [("body", draft.body)]
    while waiting and len(found) < PLACES:
        place, value = waiting.pop(0)
        if isinstance(value, dict):
            waiting += [(f"{place}/{escape(name)}", member) for name, member in value.items()]
            if json_:
                found.append(iter([_nested(place, value)]))
        elif isinstance(value, list):
            waiting += [(f"{place}/{index}", item) for index, item in enumerate(value[:1])]
        elif isinstance(value, str):
            found.append(_hostile(place, _ODD))
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and json_:
            found.append(_hostile(place, _NUMBERS))
    return found


def _hostile(place: str, values: tuple[tuple[Any, str], ...]) -> Iterator[Candidate]:
    for value, note in values:
        yield Candidate((Edit(place, value),), f"hostile {place}: {note}")


def _nested(place: str, value: dict[str, Any]) -> Candidate:
    """A member that nobody knows, deep but not too deep for the writer."""
    deep: Any = "contractkit"
    for _ in range(100):
        deep = [deep]
    return Candidate((Edit(place, {**value, "contractkitExtra": deep}),), f"hostile {place}: 100 nested lists")

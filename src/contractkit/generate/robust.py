"""An accepted draft in; hostile or unclassifiable requests out: they must not make the service fail. Pure."""

import json
from collections.abc import Iterator
from typing import Any

from contractkit.generate.candidates import Candidate
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction, Where

LONG = 10_000
ODD = ("\U0001f9ea" * 3, "a\u0000b", "\u202e\u200b", "'\"<>&;--", "../../etc/passwd", "\u00e9\u0301")


def robust(contract: Contract, interaction: Interaction, draft: Draft) -> Iterator[Candidate]:
    """Hostile text, sizes, numbers and syntax, one at a time."""
    for parameter in interaction.parameters:
        if parameter.where is Where.QUERY:
            for value in ("", "a" * LONG, *ODD[:3], "9" * 30, "-0", "1e400"):
                yield Candidate((Edit(parameter.key, value),), f"hostile {parameter.key}: {_told(value)}")
    if draft.body is not ABSENT and isinstance(draft.body, dict) and "json" in (draft.media or ""):
        yield from _body(draft.body)


def _body(body: dict[str, Any]) -> Iterator[Candidate]:
    yield Candidate((Edit("media"),), "no Content-Type")
    text = json.dumps(body)
    yield Candidate((Edit("raw", text[:-1]),), "a truncated body")
    if body:
        name = next(iter(body))
        doubled = text[:-1] + f", {json.dumps(name)}: {json.dumps(body[name])}" + "}"
        yield Candidate((Edit("raw", doubled),), f"the member {name!r} twice")
    yield Candidate((Edit("raw", "[" * 5000 + "]" * 5000),), "an array nested 5000 deep")
    yield Candidate((Edit("raw", "\ufeff".encode().decode("latin-1") + text),), "a byte order mark")
    yield Candidate((Edit("raw", '{"a": "\xff\xfe"}'),), "bytes that are not UTF-8")
    for name, value in list(body.items())[:8]:
        place = "body/" + name.replace("~", "~0").replace("/", "~1")
        if isinstance(value, str):
            for odd in ("", "a" * LONG, *ODD):
                yield Candidate((Edit(place, odd),), f"hostile {place}: {_told(odd)}")
        elif isinstance(value, int | float) and not isinstance(value, bool):
            for number in (2**53 + 1, -(2**63) - 1, 10**30, -0.0, 1e308):
                yield Candidate((Edit(place, number),), f"hostile {place}: {number!r}")


def _told(value: str) -> str:
    return repr(value) if len(value) < 30 else f"{len(value)} characters"

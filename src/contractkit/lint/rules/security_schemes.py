"""Every security scheme that is asked for is defined."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.model import Kind
from contractkit.source.pointer import escape


@RULES.register("security-schemes")
def security_schemes(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.30: each name must correspond to a scheme declared under the components."""
    if survey.contract.kind is not Kind.HTTP:
        return
    old = survey.contract.version.startswith("2")
    held = survey.at("/securityDefinitions" if old else "/components/securitySchemes")
    known = tuple(held) if isinstance(held, dict) else ()
    yield from _unknown("", survey.document.get("security"), known)
    for place in survey.places:
        if place.kind == "operation" and isinstance(place.node, dict):
            yield from _unknown(place.pointer, place.node.get("security"), known)


def _unknown(pointer: str, security: Any, known: tuple[str, ...]) -> Iterator[Finding]:
    for index, alternative in enumerate(security if isinstance(security, list) else ()):
        for name in alternative if isinstance(alternative, dict) else ():
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else "; define it or remove it"
                where = f"{pointer}/security/{index}/{escape(name)}"
                yield Finding("unknown-security-scheme", where, f"security scheme {name!r} is not defined{hint}")

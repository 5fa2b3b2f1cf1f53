"""Every security scheme that a server or an operation of an event contract asks for is one."""

from collections.abc import Iterator
from difflib import get_close_matches

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.spots import Spot, operations, spot, spots, version
from contractkit.lint.survey import Survey
from contractkit.source.pointer import escape

_TYPES = frozenset(
    ("userPassword", "apiKey", "X509", "symmetricEncryption", "asymmetricEncryption", "httpApiKey", "http", "oauth2")
) | {"openIdConnect", "plain", "scramSha256", "scramSha512", "gssapi"}


@RULES.register("event-security")
def event_security(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 2.6, Security Requirement Object: a declared name; 3.0: a Security Scheme, or a reference to one."""
    if not version(survey):
        return
    holders = {one.pointer: one for one in (*spots(survey, "/servers"), *_operations(survey))}
    for holder in holders.values():
        yield from _names(survey, holder) if version(survey) == 2 else _references(survey, holder)


def _operations(survey: Survey) -> Iterator[Spot]:
    for operation in operations(survey):
        yield operation
        yield from spots(survey, f"{operation.pointer}/traits")


def _names(survey: Survey, holder: Spot) -> Iterator[Finding]:
    held, listed = survey.at("/components/securitySchemes"), holder.node.get("security")
    known = tuple(held) if isinstance(held, dict) else ()
    for index, alternative in enumerate(listed if isinstance(listed, list) else ()):
        for name in alternative if isinstance(alternative, dict) else ():
            if name not in known:
                near = get_close_matches(name, known, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else "; define it or remove it"
                where = f"{holder.pointer}/security/{index}/{escape(name)}"
                yield Finding("unknown-security-scheme", where, f"security scheme {name!r} is not defined{hint}")


def _references(survey: Survey, holder: Spot) -> Iterator[Finding]:
    listed = holder.node.get("security")
    for index, written in enumerate(listed if isinstance(listed, list) else ()):
        where = f"{holder.pointer}/security/{index}"
        found = spot(survey, where)
        if found is not None and len(found.ways) > 1 and found.node.get("type") not in _TYPES:
            message = f"{written['$ref']!r} is no security scheme; refer to one of #/components/securitySchemes"
            yield Finding("unknown-security-scheme", where, message, key=False)

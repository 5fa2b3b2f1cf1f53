"""Check: headers-match."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.media import chosen
from contractkit.extensions import check
from contractkit.model import (
    Contract,
    Header,
    Intent,
    Message,
    Mismatch,
    Parameter,
    SchemaError,
    Severity,
    Trace,
    Where,
)
from contractkit.occasion import MEANT, Occasion
from contractkit.schema.shape import types
from contractkit.source.pointer import escape
from contractkit.wire.reading import from_header


@check("headers-match", when=Occasion(intents=MEANT))
def headers_match(trace: Trace) -> Iterator[Mismatch]:
    """Documented headers are there where they are required, and of the documented type.

    OpenAPI 3.1, 4.8.21 (style simple, names in any case, Content-Type ignored). Several lines are one list (RFC 9110,
    5.3), but for Set-Cookie. A required header that is missing is major, anything else about headers minor.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or reply.status is None or case.intent is Intent.ROBUST or trace.subject.crash is not None:
        return
    answer = case.interaction.answer(reply.status)
    scope = f"response {chosen(case.interaction, reply)}"
    for header in answer.headers if answer else ():
        if header.name.lower() != "content-type":
            yield from _judged(trace.contract, scope, header, reply)


def _judged(contract: Contract, scope: str, header: Header, reply: Message) -> Iterator[Mismatch]:
    here, values = f"/headers/{escape(header.name.lower())}", reply.all(header.name)
    if not values:
        if header.required:
            definition = f"{header.pointer}/required"
            yield Mismatch(
                scope, f"a header {header.name}", "no such header", f"{here}/required", definition=definition
            )
        return
    found: dict[str, SchemaError] = {}
    for value in _values(contract, header, values):
        found |= {
            error.path: error for error in contract.schemas.errors(header.schema or "", value, direction="response")
        }
    for error in found.values():
        yield Mismatch(
            scope=scope,
            expected=f"header {header.name}: {error.keyword}",
            actual=error.message,
            pointer=f"{here}{error.path}",
            definition=error.definition,
            severity=Severity.MINOR,
        )


def _values(contract: Contract, header: Header, lines: tuple[str, ...]) -> Iterator[Any]:
    """The values a fair client reads by the schema; nothing where there is none."""
    if header.schema is None:
        return
    apart = lines if header.name.lower() == "set-cookie" else (", ".join(lines),)
    allowed = types(contract.schemas, (header.schema,))
    for text in apart:
        if not text and allowed == frozenset({"array"}):
            yield []
        else:
            yield from_header(contract.schemas, _as_parameter(header), text)


def _as_parameter(header: Header) -> Parameter:
    return Parameter(
        header.name, Where.HEADER, header.pointer, header.schema, explode=header.explode, media=header.media
    )

"""Check: headers-match."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.media import chosen
from contractkit.model import Contract, Header, Intent, Message, Mismatch, Severity, Trace


@check("headers-match")
def headers_match(trace: Trace) -> Iterator[Mismatch]:
    """Documented headers are there when required, and of the documented type.

    OpenAPI 3.1, 4.8.21 (style simple).
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or reply.status is None or case.intent is Intent.ROBUST:
        return
    answer = case.interaction.answer(reply.status)
    scope = f"response {chosen(case.interaction, reply)}"
    for header in answer.headers if answer else ():
        if header.name.lower() == "content-type":
            continue
        values = reply.all(header.name)
        if not values and header.required:
            yield Mismatch(
                scope=scope,
                expected=f"header {header.name}",
                actual="no such header",
                pointer=f"/headers/{header.name.lower()}/required",
                definition=header.pointer,
            )
        elif values and header.schema is not None and not _fits(trace.contract, header, reply):
            yield Mismatch(
                scope=scope,
                expected=f"header {header.name} as its schema says",
                actual=values[0][:200],
                pointer=f"/headers/{header.name.lower()}/schema",
                definition=header.pointer,
                severity=Severity.MINOR,
            )


def _fits(contract: Contract, header: Header, reply: Message) -> bool:
    """Does any fair reading of the text satisfy the schema?"""
    text = ", ".join(reply.all(header.name))
    readings: list[object] = [text, [part.strip() for part in text.split(",")]]
    if text.lstrip("-").isdigit():
        readings.append(int(text))
    try:
        readings.append(float(text))
    except ValueError:
        pass
    readings += {"true": [True], "false": [False]}.get(text, [])
    return any(not contract.schemas.errors(header.schema or "", value) for value in readings)

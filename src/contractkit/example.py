"""A confirmed mismatch in, a Discrepancy with its minimal, redacted example out."""

from typing import TYPE_CHECKING, Any

from contractkit.events.shown import CALL, PUBLISH, told
from contractkit.extensions import CHECKS
from contractkit.identity import cause
from contractkit.model import (
    ABSENT,
    Case,
    Contract,
    Discrepancy,
    Edit,
    Message,
    Mismatch,
    Obligation,
    Request,
    Severity,
    Trace,
    Wire,
)
from contractkit.model.result import Example
from contractkit.redact import Redactor
from contractkit.reproduction import command, masked
from contractkit.wire.text import visible

if TYPE_CHECKING:
    from contractkit.desk import Desk

SHOWN = 2000  # characters of a body shown in an example
BRIEF = 400  # characters of what was expected and seen


def discrepancy(
    desk: "Desk", trace: Trace, obligation: Obligation, mismatch: Mismatch, print_: str, *, flaky: bool
) -> Discrepancy:
    """Seen twice: a discrepancy of the mismatch's severity. Seen once: flaky, minor unless the service failed."""
    severity = _severity(desk, obligation, mismatch)
    if flaky and mismatch.check != "no-server-error":
        severity = min(severity, Severity.MINOR)
    redact = desk.place.redactor
    return Discrepancy(
        fingerprint=print_,
        cause=redact.text(cause(desk.contract, obligation, mismatch, trace)),
        obligation=obligation.id,
        contract=obligation.contract,
        interaction=obligation.interaction,
        kind=obligation.kind,
        standard=obligation.standard,
        severity=severity,
        check=mismatch.check,
        sentence=CHECKS[mismatch.check].sentence,
        expected=_brief(redact.text(mismatch.expected)),
        actual=_brief(redact.text(mismatch.actual)),
        pointer=mismatch.pointer,
        location=_location(desk.contract, obligation, mismatch),
        method=trace.interaction.method,
        path=trace.interaction.path,
        example=example(desk, trace),
        node=desk.item,
        flaky=flaky,
    )


def example(desk: "Desk", trace: Trace) -> Example:
    case, redact = trace.subject.case, desk.place.redactor
    reply = trace.subject.reply
    fault = trace.subject.fault
    return Example(
        intent=str(case.intent),
        target=(case.target.place, case.target.keyword) if case.target else None,
        edits=tuple((e.place, redact.values(edit_to_data(e))) for e in case.edits),
        identity=case.draft.identity,
        request=_request_text(masked(case, desk.made), redact),
        reply=_followed(trace, redact)
        or (_reply_text(reply, redact) if reply else f"no answer: {fault.detail if fault else 'nothing was sent'}"),
        curl=redact.text(_curl(desk, case)),
        note=redact.text(case.note),
        lenient=case.lenient,
    )


def _curl(desk: "Desk", case: Case) -> str:
    """The line that sends it again; "" for what is published or called, which no such line can do."""
    if case.request.method in (PUBLISH, CALL):
        return ""
    secrets = desk.place.secrets((case, *(seen.case for seen in desk.made)))
    return command(case, desk.made, desk.place.endpoint.base_url, secrets=secrets)


def _followed(trace: Trace, redact: Redactor) -> str:
    """What was heard after a stimulus of events; "" for a request that is judged by its answer."""
    if trace.after is None:
        return ""
    answer = f"{_reply_text(trace.reply, redact)}\n\n" if trace.reply and trace.reply.status else ""
    return answer + redact.text(told(trace.after, redact.headers, redact.body))


def edit_to_data(edit: Edit) -> Any:
    """The JSON form of an edit's value; bytes and ABSENT are marked."""
    if edit.value is ABSENT:
        return {"$absent": True}
    if isinstance(edit.value, Wire):
        return {"$wire": str(edit.value)}
    if isinstance(edit.value, bytes):
        return {"$bytes": edit.value.decode("latin-1")}
    return {"$value": edit.value}


def edit_from_data(place: str, data: Any) -> Edit:
    if "$absent" in data:
        return Edit(place)
    if "$wire" in data:
        return Edit(place, Wire(data["$wire"]))
    if "$bytes" in data:
        return Edit(place, str(data["$bytes"]).encode("latin-1"))
    return Edit(place, data["$value"])


def _severity(desk: "Desk", obligation: Obligation, mismatch: Mismatch) -> Severity:
    moved = desk.settings.policy.severities.get(obligation.kind)
    if moved is not None:
        return Severity[moved.upper()]
    return obligation.severity if mismatch.severity is None else mismatch.severity


def _location(contract: Contract, obligation: Obligation, mismatch: Mismatch) -> Any:
    return contract.locate(mismatch.definition) if mismatch.definition else obligation.location


def _request_text(request: Request, redact: Redactor) -> str:
    lines = [f"{request.method} {request.target}"]
    lines += [f"{name}: {value}" for name, value in redact.headers(request.headers)]
    return redact.text("\n".join(lines) + _body(request.body, redact))


def _reply_text(reply: Message, redact: Redactor) -> str:
    lines = [f"HTTP {reply.status}"] + [f"{name}: {value}" for name, value in redact.headers(reply.headers)]
    return redact.text("\n".join(lines) + _body(reply.body, redact))


def _brief(text: str) -> str:
    shown = visible(text)
    return shown if len(shown) <= BRIEF else shown[: BRIEF - 1] + "…"


def _body(body: bytes | None, redact: Redactor) -> str:
    if not body:
        return ""
    text = redact.body(body[: 10 * SHOWN].decode("utf-8", "backslashreplace"))
    return "\n\n" + text[:SHOWN] + (f"\n… {len(body)} bytes in all" if len(text) > SHOWN else "")

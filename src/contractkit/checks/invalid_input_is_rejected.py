"""Check: invalid-input-is-rejected."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace


@check("invalid-input-is-rejected")
def invalid_input_is_rejected(trace: Trace) -> Iterator[Mismatch]:
    """The service rejects input that breaks exactly one constraint of its contract.

    Claimed only beside an accepted baseline one edit away.
    """
    case, status = trace.subject.case, trace.subject.status
    if case.intent is not Intent.FAULT or case.target is None or status is None:
        return
    if trace.control is not None and trace.control.accepted and 200 <= status < 400:
        yield Mismatch(
            scope=f"rejects {case.target}",
            expected="400 or 422",
            actual=str(status),
            detail=case.lenient or "",
        )

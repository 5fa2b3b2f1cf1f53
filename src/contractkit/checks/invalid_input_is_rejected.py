"""Check: invalid-input-is-rejected."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.extensions import check
from contractkit.model import ABSENT, Edit, Intent, Mismatch, Observation, Severity, Trace
from contractkit.occasion import SUCCEEDED, Occasion
from contractkit.source.pointer import at


@check("invalid-input-is-rejected", hides=("body-matches-schema",), when=Occasion(SUCCEEDED, (Intent.FAULT,)))
def invalid_input_is_rejected(trace: Trace) -> Iterator[Mismatch]:
    """The service rejects input that breaks exactly one constraint of its contract.

    Claimed only beside an accepted baseline one edit away. Leniencies (coercion, `format`, readOnly that is ignored)
    are notes; a readOnly value that the service takes over is major. What it then answers is no finding of its own.
    """
    seen, case = trace.subject, trace.subject.case
    if case.intent is not Intent.FAULT or case.target is None or seen.status is None:
        return
    if not (seen.accepted or 200 <= seen.status < 300):
        return
    taken = case.lenient == "readonly" and any(_taken_over(trace, edit) for edit in case.edits)
    yield Mismatch(
        scope=f"rejects {case.target}",
        expected="415 or another 4xx" if case.target.place == "media" else "400 or 422",
        actual=f"{seen.status}, and the value was taken over" if taken else str(seen.status),
        detail="taken over" if taken else case.lenient or "",
        severity=Severity.NOTE if case.lenient and not taken else None,
    )


def _taken_over(trace: Trace, edit: Edit) -> bool:
    """Whether the answer shows what was sent where the control's answer shows something else."""
    if not edit.place.startswith("body/") or edit.value is ABSENT:
        return False
    pointer = edit.place.removeprefix("body")
    return bool(_shown(trace.subject, pointer) == edit.value != _shown(trace.control, pointer))


def _shown(seen: Observation | None, pointer: str) -> Any:
    if seen is None or seen.reply is None:
        return ABSENT
    try:
        return at(parse(seen.reply).value, pointer)
    except (LookupError, Unjudged):
        return ABSENT

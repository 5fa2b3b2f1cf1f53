"""Check: tenants-are-apart."""

from collections.abc import Iterator
from itertools import pairwise

from contractkit.answer.around import changed
from contractkit.answer.marks import marks, shown, unknown
from contractkit.answer.payload import parse
from contractkit.answer.tenants import TENANT, TOTAL, TOTALS, let_in, refused, tenancy, unexpected, what
from contractkit.extensions import check
from contractkit.model import Mismatch, Observation, Severity, Trace
from contractkit.occasion import Occasion
from contractkit.wire.media import Form, form_of


@check("tenants-are-apart", when=Occasion(places=(TENANT,)))
def tenants_are_apart(trace: Trace) -> Iterator[Mismatch]:
    """What one tenant has is neither shown to another one nor changed by it, nor told apart from what is not there.

    OWASP API Security Top 10 (2023), API1 and API3; RFC 9110, 15.5.4 and 15.5.5. By our own marks in what the one
    tenant made, and ids that the service drew. How long an answer took is not judged.
    """
    one = tenancy(trace.contract, trace.subject.case)
    reply = trace.reply
    if one is None or reply is None or trace.control is None or not trace.control.accepted:
        return
    found: list[tuple[str, str, str, Severity | None]] = []
    if mark := shown(reply, unknown(trace), trace.subject.case.request):
        found.append(("shown", "nothing of another tenant's", f"{mark}, with {reply.status}", None))
    if one.what != TOTAL and (difference := changed(trace)):
        found.append(("changed", "the same as before", difference, None))
    if len(trace.around) == 1 and (mark := _placed(trace, trace.around[0])):
        found.append(("placed", "nothing of its own put among another tenant's", f"{mark} is read there", None))
    if counted := _counted(trace):
        found.append(("counted", "the same total, whatever another tenant makes", counted, None))
    if not found and one.refuses and let_in(trace):
        found.append(("let in", "a refusal", f"{reply.status}: {one.how}", None))
    if not found and one.refuses and refused(trace) and (unlike := unexpected(trace, one)):
        mild = Severity.MAJOR if one.pinned else Severity.MINOR
        found.append(("told apart", f"{one.status}, as is promised", unlike, mild))
    for detail, expected, actual, severity in found:
        place = "path" if one.what.startswith("path.") else one.what
        yield Mismatch(
            scope=f"tenant {one.what}",
            expected=expected,
            actual=actual,
            detail=detail,
            cause=f"{trace.interaction.name} {place}",
            severity=severity,
        )


def _placed(trace: Trace, read: Observation) -> str | None:
    """Whether what the subject made is read by the other tenant."""
    if read.reply is None or not read.accepted:
        return None
    return shown(read.reply, marks((trace.subject,)), read.case.request)


def _counted(trace: Trace) -> str:
    """Counts before and after another tenant made something, in each of several turns."""
    if what(trace.subject.case) != TOTAL or len(trace.around) < 2:
        return ""
    counts = [counted for one in trace.around if (counted := total(one)) is not None]
    grows = all(before < after for before, after in pairwise(counts))
    return " then ".join(map(str, counts)) if grows and len(counts) == len(trace.around) else ""


def total(seen: Observation) -> int | None:
    """How many there are, by a header or a member of an answer."""
    reply = seen.reply
    if reply is None or not seen.accepted:
        return None
    header = reply.header("x-total-count") or ""
    if header.isdigit():
        return int(header)
    body = parse(reply).value if form_of(reply.media) is Form.JSON else None
    found = [body.get(name) for name in TOTALS] if isinstance(body, dict) else []
    return next((one for one in found if isinstance(one, int) and not isinstance(one, bool)), None)

"""Check: method-not-allowed-says-allow."""

from collections.abc import Iterator

from contractkit.answer.asked import METHOD_NOT_ALLOWED
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Severity, Trace
from contractkit.occasion import MEANT, Occasion


@check("method-not-allowed-says-allow", when=Occasion((405,), MEANT))
def method_not_allowed_says_allow(trace: Trace) -> Iterator[Mismatch]:
    """A 405 says in Allow which methods there are.

    RFC 9110, 15.5.6 (MUST) and 10.2.1: an empty list is one too. The refused method is none of them; one that the
    contract documents for the path is (noted: frameworks that route by method forget their other routes).
    """
    reply = trace.reply
    if reply is None or reply.status != 405 or trace.subject.case.intent is Intent.ROBUST:
        return
    scope, said = f"protocol {METHOD_NOT_ALLOWED}", reply.header("allow")
    if said is None:
        yield Mismatch(scope, "a header Allow", "none", cause="405 without Allow")
        return
    refused, own = trace.subject.case.request.method, trace.interaction
    allowed = {word.strip().upper() for word in said.split(",") if word.strip()}
    if refused in allowed:
        yield Mismatch(
            scope, f"Allow without {refused}", said, detail="refused", cause="Allow lists the refused method"
        )
    known = {i.method for i in trace.contract.interactions if (i.path, i.base_path) == (own.path, own.base_path)}
    if allowed and (missing := sorted(known - allowed)):
        wanted = f"Allow with {', '.join(missing)}"
        yield Mismatch(
            scope, wanted, said, detail="documented", cause="Allow lacks documented methods", severity=Severity.NOTE
        )

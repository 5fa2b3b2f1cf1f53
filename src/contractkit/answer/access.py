"""A trace in; who asked, and whether the answer let them in or kept them out, out. Pure."""

from collections.abc import Mapping
from enum import StrEnum

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.model import Admission, Case, Contract, Message, Trace
from contractkit.wire.media import Form, form_of

ACCESS = "access"  # place of a target: somebody else in place of the identity of the baseline
AMONG_OWN = "among-own"  # the same, with what that identity or others of its tenant made
REFUSED = frozenset({401, 403})
HIDDEN, MALFORMED = 404, 400
INVALID = "invalid"  # who sends credentials that are nobody's
_SAYING_NO = ("error", "errors")
_SAYING_YES = ("ok", "success")


class Said(StrEnum):
    LET = "let in"
    KEPT = "refused"
    UNCLEAR = "unclear"


def who(case: Case) -> str | None:
    """Whom a case asks as; None for a case of another kind."""
    target = case.target
    return target.keyword if target is not None and target.place.partition(" ")[0] in (ACCESS, AMONG_OWN) else None


def way(case: Case) -> str:
    """The kind of credentials, or the way of asking, where a promise is tried in several: `access unknown-token`."""
    return case.target.place.partition(" ")[2] if case.target is not None else ""


def admission(contract: Contract, case: Case) -> Admission | None:
    name = who(case)
    known = contract.conventions.admissions(case.interaction.id) if name is not None else ()
    return next((one for one in known if one.who == name), None)


def said(trace: Trace) -> Said:
    """What an answer says of who asked: 401 and 403 refuse, a 404 where things are hidden, 400 what is malformed.

    Redirects (to a page for logging in), other refusals and successes with an error inside say nothing.
    """
    status, reply = trace.subject.status, trace.reply
    if status is None or reply is None:
        return Said.UNCLEAR
    if status in REFUSED or (status == HIDDEN and trace.contract.conventions.hidden(trace.interaction.id)):
        return Said.KEPT
    if status == MALFORMED and who(trace.subject.case) == INVALID:
        return Said.KEPT  # RFC 6750, 3.1: invalid_request
    if not 200 <= status < 300:
        return Said.UNCLEAR
    control = trace.control.reply if trace.control is not None else None
    return Said.UNCLEAR if _says_no(reply) and not (control is not None and _says_no(control)) else Said.LET


def led_alike(trace: Trace) -> bool:
    """Whether the answer leads to the same place as that to one who is let in."""
    reply, control = trace.reply, trace.control
    if reply is None or control is None or control.reply is None or trace.subject.status not in range(300, 400):
        return False
    same = control.reply.header("location") == reply.header("location")
    return same and control.status == trace.subject.status


def _says_no(reply: Message) -> bool:
    """Whether a success says inside that it is none: `{"ok": false}`, `{"error": ...}`."""
    try:
        body = parse(reply).value if reply.body and form_of(reply.media) is Form.JSON else None
    except Unjudged:
        return True  # more than can be read here
    if not isinstance(body, Mapping):
        return False
    return any(body.get(name) for name in _SAYING_NO) or any(body.get(name) is False for name in _SAYING_YES)

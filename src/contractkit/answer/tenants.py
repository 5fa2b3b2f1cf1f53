"""A trace in; what another tenant tried to get at in it, and whether it was kept from it, out. Pure."""

from collections.abc import Iterator
from urllib.parse import unquote

from contractkit.answer.access import REFUSED
from contractkit.answer.alike import unlike
from contractkit.answer.marks import by_lot, marks
from contractkit.answer.payload import parse
from contractkit.model import Case, Contract, Observation, Tenancy, Trace
from contractkit.wire.draft import at
from contractkit.wire.media import Form, form_of

TENANT = "tenant"  # place of a target
TOTAL = "total"
TOTALS = ("total", "count", "total_count", "totalCount")  # members that say how many there are
NOTHING = frozenset({401, 403, 404, 410})


def what(case: Case) -> str | None:
    """The way that a case tries; None for a case of another kind."""
    target = case.target
    return target.keyword if target is not None and target.place == TENANT else None


def tenancy(contract: Contract, case: Case) -> Tenancy | None:
    way = what(case)
    known = contract.conventions.tenancies(case.interaction.id) if way is not None else ()
    return next((one for one in known if one.what == way), None)


def as_for_nothing(trace: Trace) -> bool:
    """Whether the answer is the one that is given for an id that nothing has, and nothing was done all the same."""
    nobodys, reply = trace.neighbour, trace.reply
    if nobodys is None or nobodys.reply is None or reply is None or unlike(reply, nobodys.reply):
        return False
    if (reply.status or 0) >= 400:
        return True
    if trace.subject.case.request.method in ("GET", "HEAD"):
        return _said(trace.subject) == _said(nobodys)
    return len(trace.around) == 3


def _said(seen: Observation) -> str:
    """A body without the ids of its own path."""
    text = seen.reply.body.decode("utf-8", "replace") if seen.reply is not None else ""
    for segment in seen.case.request.target.partition("?")[0].split("/"):
        text = text.replace(unquote(segment), "") if len(segment) > 1 else text
    return text


def refused(trace: Trace) -> bool:
    """By a status that refuses; by any 4xx where a body names what is another one's."""
    status, way = trace.subject.status or 0, what(trace.subject.case) or ""
    return status in NOTHING or (way.startswith("body") and 400 <= status < 500 and status not in (408, 429))


def let_in(trace: Trace) -> bool:
    """Whether it was done, and would not have been done for an id that nothing has.

    Only an id drawn by lot can be no other one's: where tenants count for themselves, each may have a number 7.
    """
    status, request = trace.subject.status or 0, trace.subject.case.request
    nobodys = trace.neighbour.status if trace.neighbour is not None else None
    if not 200 <= status < 300 or nobodys is None or 200 <= nobodys < 300:
        return False
    if not any(by_lot(value) for value in _named(trace.subject.case)):
        return False
    return request.method not in ("GET", "HEAD") or not _empty(trace)


def _named(case: Case) -> Iterator[object]:
    """The ids that a case names by its way."""
    way = what(case) or ""
    if way.startswith("body"):
        yield at(case.draft, way.replace("/*", "/0"))
    for key, value in case.draft.parameters.items():
        if key == way or (way == "path" and key.startswith("path.")):
            yield value


def not_its(trace: Trace) -> bool:
    """Whether a success was about something else: what was made is marked, and was neither shown nor changed."""
    way = what(trace.subject.case) or ""
    acts = way.startswith("path") or way.rpartition("/")[2] in ("id", "ids")  # others only refer to it
    if not acts or not 200 <= (trace.subject.status or 0) < 300 or not marks(trace.others):
        return False
    return trace.subject.case.request.method == "GET" or len(trace.around) == 3


def _empty(trace: Trace) -> bool:
    """Whether an answer shows nothing: no body, or only empty lists, zeros and nulls."""
    reply = trace.reply
    if reply is None or not reply.body or form_of(reply.media) is not Form.JSON:
        return reply is None or not reply.body
    value = parse(reply).value
    return not any(value.values()) if isinstance(value, dict) else not value


def unexpected(trace: Trace, one: Tenancy) -> str:
    """In what a refusal differs from the one that is promised; "" for nothing."""
    status = trace.subject.status
    if one.status is None or status == one.status or status not in (*REFUSED, 404):
        return _told_apart(trace, one)
    return f"status {status}, not {one.status}"


def _told_apart(trace: Trace, one: Tenancy) -> str:
    nobodys = trace.neighbour.reply if trace.neighbour is not None else None
    if not one.hidden or nobodys is None or trace.reply is None or nobodys.status != one.status:
        return ""
    difference = unlike(trace.reply, nobodys)
    return f"it differs from the answer for what is not there: {difference}" if difference else ""

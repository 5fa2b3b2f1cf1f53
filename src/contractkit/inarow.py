"""One thing asked for again and again without waiting: whether its events come in the sequence of the requests."""

from contractkit.events.aims import IN_A_ROW
from contractkit.events.rows import rows
from contractkit.following import Following
from contractkit.model import Aftermath, Heard, Trace
from contractkit.sources import UNTRACED, Source, Stimulus

MOST = 5
ONCE = "it could not be caused again and again about one thing, so there is no sequence to be seen"
APART = "no two of the events that were caused about one thing have the same key"


def in_a_row(following: Following, source: Source) -> Trace | None:
    """None where nothing can be told; the bench knows why."""
    scopes = [one.scope for one in following.bench.obligations if one.kind == "event.order"]

    def blocked(why: str) -> None:
        for scope in scopes:
            following.bench.blocked(scope, why)

    following.ears.forget()
    first = source.accepted()
    if first is None or not first.accepted or not following.awaited(first)[0]:
        blocked("what causes it was not accepted, or caused nothing")
        return None
    sent: list[Stimulus] = []
    for turn in range(MOST):
        one = source.more(first, turn)
        if one is not None and one.accepted:
            sent.append(one)
    if any(one.marks.correlation is None for one in sent):
        blocked(UNTRACED)
        return None
    if len(sent) < 2:
        blocked(ONCE)
        return None
    following.ears.until(lambda heard: all(_came(one, heard) for one in sent), following.terms.within)
    if not following.fence(source):
        return None
    events = tuple(
        following.since(heard, sent[0]) for heard in following.ears.heard if any(_came(one, [heard]) for one in sent)
    )
    row = tuple(one.marks.correlation or "" for one in sent)
    after = Aftermath(events, fenced=True, row=row, within=following.terms.within)
    if not any(rows(after)):
        blocked(APART if len(events) > 1 else ONCE)
        return None
    return following.trace(sent[-1], IN_A_ROW, after, None)


def _came(sent: Stimulus, heard: list[Heard]) -> bool:
    return any(sent.marks.traced(one.event) for one in heard)

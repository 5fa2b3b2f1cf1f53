"""What one tenant made in; by what it is known again in an answer to another one, out. Pure."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import unquote

from contractkit.model import Message, Observation, Request, Trace

_PLANTED = re.compile(r"ck[0-9a-f]{6}")
_RANDOM = re.compile(
    r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"  # UUID
    r"|[0-9A-HJKMNP-TV-Z]{26}"  # ULID
    r"|(?=.*[0-9])[0-9a-f]{16,}"
    r"|(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[A-Za-z0-9_-]{16,}"
)


def marks(made: Iterable[Observation]) -> frozenset[str]:
    """Our own markers in what was sent, and ids that the service drew by lot; none that could come by chance."""
    made = tuple(made)
    planted = (_PLANTED.findall(spoken(seen.case.request)) for seen in made)
    return drawn(made).union(*planted)


def unknown(trace: Trace) -> frozenset[str]:
    """The marks of what another tenant made that the one who asks was told nowhere else: not those of a build."""
    seen = (*trace.known, *((trace.neighbour,) if trace.neighbour is not None else ()))
    told = "\n".join(_text(one.reply) for one in seen if one.reply is not None)
    return frozenset(mark for mark in marks(trace.others) if mark not in told)


def drawn(made: Iterable[Observation]) -> frozenset[str]:
    """Ids that the service drew by lot."""
    told = ((seen.reply, spoken(seen.case.request)) for seen in made)
    return frozenset(word for reply, sent in told if reply is not None for word in _drawn(reply) if word not in sent)


def by_lot(value: object) -> bool:
    """Whether an id can be no other one's."""
    return isinstance(value, str) and _RANDOM.fullmatch(value) is not None


def shown(reply: Message, wanted: Iterable[str], request: Request) -> str | None:
    """The first mark that an answer shows and its request did not say itself."""
    text, sent = _text(reply), spoken(request)
    return next((mark for mark in sorted(wanted) if mark in text and mark not in sent), None)


def spoken(request: Request) -> str:
    """All that a request says, as it stands and decoded."""
    body = (request.body or b"").decode("utf-8", "replace")
    lines = (request.target, unquote(request.target), *(value for _, value in request.headers), body)
    return "\n".join(lines)


def _text(reply: Message) -> str:
    return "\n".join((*(value for _, value in reply.headers), reply.body.decode("utf-8", "replace")))


def _drawn(reply: Message) -> Iterator[str]:
    try:
        value = json.loads(reply.body)
    except (ValueError, RecursionError):
        return
    yield from (leaf for leaf in _leaves(value) if _RANDOM.fullmatch(leaf))


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for member in value.values():
            yield from _leaves(member)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item)

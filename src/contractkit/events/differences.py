"""Readings of one thing in; whether the last one says something else than those before out. Pure."""

import re
from collections.abc import Iterator
from typing import Any

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.model import Observation
from contractkit.source.pointer import escape
from contractkit.wire.media import Form, form_of

_ITEM = re.compile(r"(.*)/\d+(?:/|$)")


def differs(before: tuple[Observation, ...], after: Observation) -> bool:
    """Against the last reading before; what changed between those by itself is not looked at.

    What could not be read says nothing.
    """
    if not before or after.fault is not None:
        return False
    last = before[-1]
    if (last.status is None) or (last.accepted != after.accepted):
        return last.accepted != after.accepted
    if not after.accepted:
        return False
    first, known, now = (told(one) for one in (before[0], last, after))
    restless = {place for place in {*first, *known} if first.get(place) != known.get(place)}
    lists = {found[1] for place in restless if (place in first) != (place in known) and (found := _ITEM.match(place))}
    looked = (place for place in {*known, *now} - restless if not _is_in(lists, place))
    return any(known.get(place) != now.get(place) for place in looked)


def told(seen: Observation) -> dict[str, Any]:
    """The scalars of what was read, by pointer; of what is no JSON the whole, by ""."""
    return dict(_within(_value(seen), ""))


def _is_in(lists: set[str], place: str) -> bool:
    """Of a list that grows by itself nothing is looked at."""
    return any(place == one or place.startswith(f"{one}/") for one in lists)


def _within(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and value:
        for name, inner in value.items():
            yield from _within(inner, f"{at}/{escape(str(name))}")
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from _within(inner, f"{at}/{index}")
    else:
        yield at, value


def _value(seen: Observation) -> Any:
    reply = seen.reply
    if reply is None:
        return None
    try:
        return parse(reply).value if form_of(reply.media) is Form.JSON else reply.body
    except Unjudged:
        return reply.body

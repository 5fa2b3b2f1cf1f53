"""Events and what is known of a stimulus in; those that the stimulus caused out. Pure.

A correlation id is proof; ids of what was made and unique texts that were sent are the second best.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from contractkit.answer.payload import json_value
from contractkit.errors import Unjudged
from contractkit.model import ABSENT, Event

LONG = 8  # characters of a text from which on it is no accident within another one


@dataclass(frozen=True, slots=True)
class Marks:
    """`correlation`: by which the stimulus can be traced; `ids`: of what it made or is about, and unique texts."""

    correlation: str | None = None
    ids: frozenset[str] = frozenset()

    @property
    def none(self) -> bool:
        """Whether nothing can tell what it causes from what others cause."""
        return self.correlation is None and not self.ids

    def traced(self, event: Event) -> bool:
        """Whether it carries the correlation id, wherever."""
        return self.correlation is not None and self.correlation in set(leaves_of(event))

    def known(self, event: Event) -> bool:
        """Whether it carries an id of the stimulus."""
        long = {one for one in self.ids if len(one) >= LONG}
        told = set(leaves_of(event))
        if told & long or any(one in text for one in long for text in told):
            return True
        return bool(set(named(event)) & (self.ids - long))


def named(event: Event) -> Iterator[str]:
    """What an event calls an id, where a short one is no accident: its key, and members and headers named so."""
    if event.key is not None:
        yield event.key
    yield from (value for name, value in event.message.headers if _is_id(name))
    yield from re.split(r"[./]", event.channel)
    try:
        yield from _ids(json_value(event.message.body).value)
    except Unjudged:
        return


def _ids(value: Any) -> Iterator[str]:
    for name, inner in value.items() if isinstance(value, dict) else ():
        if isinstance(inner, dict | list):
            yield from _ids(inner)
        elif _is_id(name) and inner is not None and not isinstance(inner, bool):
            yield str(inner)
    for item in value if isinstance(value, list) else ():
        yield from _ids(item)


def _is_id(name: str) -> bool:
    return name.lower().endswith(("id", "uuid", "key", "number", "ref"))


def leaves_of(event: Event) -> Iterator[str]:
    """Every scalar that an event carries, as text: of its payload, its headers, its key, its address."""
    yield from (value for _, value in event.message.headers)
    if event.key is not None:
        yield event.key
    yield from (segment for segment in re.split(r"[./]", event.channel) if segment != event.channel)
    try:
        value = json_value(event.message.body).value
    except Unjudged:
        value = ABSENT
    if value is ABSENT:
        yield event.message.body.decode("utf-8", "replace")
    else:
        yield from leaves(value)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for member in value.values():
            yield from leaves(member)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    elif isinstance(value, str):
        yield value
    elif value is not None and not isinstance(value, bool):
        yield str(value)


def ids_in(value: Any) -> Iterator[str]:
    """What an answer calls the id of what it is about: `id`, or the only member that ends so."""
    if not isinstance(value, dict):
        return
    named = [name for name in value if name.lower() in ("id", "uuid", "guid", "_id")]
    named = named or [name for name in value if name.lower().endswith("id")][:1]
    for name in named:
        if isinstance(value[name], str | int) and not isinstance(value[name], bool) and str(value[name]):
            yield str(value[name])


def without(ids: Iterable[str], known: Iterable[str]) -> frozenset[str]:
    """Ids that the request did not name itself."""
    return frozenset(ids) - frozenset(known)

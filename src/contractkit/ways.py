"""A crossing and the name of a way in, what tries it out: by its ids, and by what names a tenant."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial

from contractkit.crossing import Crossing, Maker
from contractkit.errors import Unarranged
from contractkit.model import ABSENT, Edit, Observation, Trace
from contractkit.reach.harvest import ids
from contractkit.reach.names import same, singular
from contractkit.wire.draft import apply
from contractkit.wire.keys import idempotency_keys


def makers(crossing: Crossing, way: str, listing: Mapping[str, Maker]) -> Iterator[Maker]:
    """What tries a way; `listing`: the ways of what is listed."""
    if way in listing:
        yield listing[way]
    elif way == "path":
        yield crossing.by_path
    elif way == "answer":
        yield crossing.by_answer
    elif way.startswith("path."):
        yield crossing.by_inner_path
    elif way.startswith("body/"):
        yield crossing.by_body
    elif way in idempotency_keys(crossing.bench.interaction):
        yield partial(crossing.by_key, whole=False)
        yield partial(crossing.by_key, whole=True)
    else:
        yield partial(by_value, crossing)


def by_value(crossing: Crossing, way: str) -> Trace:
    """A parameter with the value that the one has for it."""
    crossing.of(crossing.mine)
    crossing.make()
    if crossing.bench.interaction.method == "POST":
        crossing.theirs.make(crossing.bench.interaction)  # marked from then on
    name, mine = way.partition(".")[2], crossing.mine.identity
    given = next((values[0] for known, values in mine.values.items() if same(known, name)), ABSENT)
    sent = {known.lower(): value for known, value in mine.headers.items()}
    if crossing.bench.interaction.parameter(way) is None and name in sent:
        return _placed(
            crossing,
            crossing.trace(
                way, crossing.of(crossing.theirs), crossing.control(crossing.theirs), header=(name, sent[name])
            ),
        )
    if given is ABSENT:
        raise Unarranged(f"{mine.name} has no value for {way}")
    mixed = apply(crossing.of(crossing.theirs), (Edit(way, given),))
    return _placed(crossing, crossing.trace(way, mixed, crossing.control(crossing.theirs)))


def _placed(crossing: Crossing, trace: Trace) -> Trace:
    return replace(trace, around=tuple(_found_by_mine(crossing, trace.subject)))


def _found_by_mine(crossing: Crossing, made: Observation) -> Iterator[Observation]:
    """What the other one made, read by the one: it is there if it was put among the one's own things."""
    own, reply = crossing.bench.interaction, made.reply
    if own.method == "POST" and made.accepted and reply is not None:
        noun = singular(own.path.rstrip("/").rpartition("/")[2])
        found = next(ids(reply, "id", noun), None)
        read = crossing.reading(own, found) if found is not None else None
        if read is not None:
            yield read()

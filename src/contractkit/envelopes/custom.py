"""A service's own way: the schema all its failures keep, and where code, status and field stand in it."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, same_status
from contractkit.answer.named import Named, dotted
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family, listed_places
from contractkit.source.pointer import child, tokens_of


def flaws(failure: Failure) -> Iterator[Flaw]:
    """The schema itself is judged for every family that has one; here only what a schema cannot say."""
    at = failure.envelope.members.get("status")
    for said in _at(failure.body, at):
        yield from same_status(failure, int(said) if isinstance(said, str) and said.isdecimal() else said, at or "")


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    at = envelope.members.get("code")
    if at is not None:
        yield from (str(one) for one in _at(body, at) if isinstance(one, (str, int)))
        return
    yield from [*coded(body, "code", "error_code", "errorCode")] or coded(
        body.get("error") if isinstance(body, dict) else None, "code"
    )


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    at = envelope.members.get("field")
    if at is None:
        yield from listed_places(body, envelope)
    else:
        yield from (dotted(one) for one in _at(body, at) if isinstance(one, str) and one)


def _at(body: Any, pointer: str | None) -> list[Any]:
    """What stands at a pointer; `*` is any item."""
    found = [] if pointer is None else [body]
    for token in tokens_of(pointer or ""):
        if token == "*":
            found = [item for one in found if isinstance(one, list) for item in one]
            continue
        below = []
        for one in found:
            try:
                below.append(child(one, token))
            except LookupError:
                continue
        found = below
    return found


def _never(shape: Shape) -> str:
    return ""


envelope_family("custom", telling=_never, flaws=flaws, codes=codes, places=places)

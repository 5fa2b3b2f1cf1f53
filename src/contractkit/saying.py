"""What every family of envelopes is made of: how it is recognised, and how its failures are read and judged."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw
from contractkit.answer.named import Named, entries, named_in, top
from contractkit.extensions import ENVELOPES
from contractkit.model import Envelope

JSON = "application/json"
_CODES = ("code", "error_code", "errorCode")


def listed_places(body: Any, envelope: Envelope) -> Iterator[Named]:
    """The places that a body names at its top, and in its list of single errors."""
    yield from top(body)
    for entry in entries(body):
        yield from named_in(entry)


def member_codes(body: Any, envelope: Envelope) -> Iterator[str]:
    """The machine code at the top of a body."""
    yield from coded(body, *_CODES)


def coded(body: Any, *names: str) -> Iterator[str]:
    """The first of these members that is a word for machines."""
    for name in names:
        said = body.get(name) if isinstance(body, dict) else None
        if isinstance(said, (str, int)) and not isinstance(said, bool) and said != "":
            yield str(said)
            return


@dataclass(frozen=True, slots=True)
class MadeFamily:
    """`telling`: why a contract's schema of a failure is taken for this family, "" where it is not."""

    media: tuple[str, ...]
    telling: Callable[[Shape], str]
    flaws: Callable[[Failure], Iterator[Flaw]]
    codes: Callable[[Any, Envelope], Iterator[str]] = member_codes
    places: Callable[[Any, Envelope], Iterator[Named]] = listed_places
    says_places: Callable[[Shape], bool] = Shape.names_places


def envelope_family(
    id: str,
    *,
    telling: Callable[[Shape], str],
    flaws: Callable[[Failure], Iterator[Flaw]],
    media: tuple[str, ...] = (JSON,),
    codes: Callable[[Any, Envelope], Iterator[str]] = member_codes,
    places: Callable[[Any, Envelope], Iterator[Named]] = listed_places,
    says_places: Callable[[Shape], bool] = Shape.names_places,
) -> MadeFamily:
    """Register a family of envelopes; `id` is what `envelope: {family: ...}` names."""
    made = MadeFamily(media, telling, flaws, codes, places, says_places)
    ENVELOPES.add(id, made)
    return made

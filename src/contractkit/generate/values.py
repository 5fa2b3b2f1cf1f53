"""A schema in, a valid and plausible value out: the same for the same schema, salt and preferences. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.generate.holds import fits
from contractkit.generate.making import Maker
from contractkit.generate.moods import Impossible, moods
from contractkit.model import Contract, Direction, Schemas

MARKER = "ck000000"  # stands for a salt where none is given
Prefer = Callable[[str], Sequence[Any]]
Pointers = tuple[str, ...]


class Unmakeable(ContractKitError):
    """No valid value could be made for a schema; says why."""


@dataclass(frozen=True, slots=True)
class Made:
    """`unique`: places within the value (`/email`, "" for all of it) that look as if they must be unique."""

    value: Any
    unique: frozenset[str] = frozenset()


def sample(
    contract: Contract,
    pointer: str,
    *,
    full: bool = False,
    salt: str = "",
    prefer: Prefer | Mapping[str, Sequence[Any]] | None = None,
    direction: Direction = "request",
) -> Made:
    """A valid value; `full`: with all optional members. `prefer`: values to take by place, where they are valid.

    Raises Unmakeable, which says why.
    """
    wanted = prefer if callable(prefer) else lambda place: () if prefer is None else prefer.get(place, ())
    return made(contract.schemas, (pointer,), full=full, salt=salt, prefer=wanted, direction=direction)


def made(
    schemas: Schemas,
    pointers: Pointers,
    *,
    full: bool = False,
    salt: str = "",
    prefer: Prefer = lambda _: (),
    direction: Direction = "request",
    turn: int = 0,
    name: str = "",
) -> Made:
    """Like `sample`, for a place where several schemas hold; `turn` asks for another value than the first."""
    reason = "its rules contradict each other"
    for mood in moods(full, turn):
        maker = Maker(schemas, salt or MARKER, prefer, mood, direction, salted=bool(salt))
        try:
            value = maker.value(pointers, name=name)
        except Impossible as why:
            reason = str(why)
            continue
        if fits(schemas, pointers, value, direction=direction):
            return Made(value, frozenset(maker.unique))
        reason = "the values that were made break " + (_first(schemas, pointers, value, direction) or "the schema")
    raise Unmakeable(f"{pointers[0]}: no valid value could be made: {reason}; give an example in the contract")


@lru_cache(maxsize=20_000)
def standard(schemas: Schemas, pointers: Pointers, turn: int = 0, full: bool = False) -> Any:
    """A value without salt and preferences, or Unmakeable itself as a value; shared, so never to be changed."""
    if not pointers:
        return "contractkit" if turn == 0 else f"contractkit-{turn}"
    try:
        return made(schemas, pointers, turn=turn, full=full).value
    except Unmakeable as why:
        return why


def _first(schemas: Schemas, pointers: Pointers, value: Any, direction: Direction) -> str:
    errors = [error for pointer in pointers for error in schemas.errors(pointer, value, direction=direction)]
    return f"{errors[0].path} at {errors[0].instance or '/'}" if errors else ""

"""An event and a reading of what it is about in; where the two contradict each other out. Pure."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from contractkit.answer.payload import parse
from contractkit.errors import Unjudged
from contractkit.events.addressing import same
from contractkit.events.flaws import seen, subject
from contractkit.events.reading import Read
from contractkit.model import ABSENT, Contract, Heard, Observation


@dataclass(frozen=True, slots=True)
class Disagreement:
    name: str
    expected: str
    actual: str


def disagreement(contract: Contract, heard: Heard, reader: Contract, reading: Observation) -> Disagreement | None:
    """The first member that both have and that differs, though the answer's own words could say what the event says.

    Times, and what one of the two says in another form or vocabulary, are no contradiction.
    """
    told, read = told_by(contract, heard), _answered(reading)
    if not isinstance(told, dict) or not isinstance(read, dict):
        return None
    for name, value in told.items():
        known = next((other for other in read if same(other, name)), None)
        if known is None or not _comparable(name, value, read[known]) or _spelt(read[known]) == _spelt(value):
            continue
        if _sayable(reader, reading, known, value, read):
            return Disagreement(known, f"{known} is {value!r}, as the event tells", f"{known} is {read[known]!r}")
    return None


def told_by(contract: Contract, heard: Heard) -> Any:
    """What an event is about: the data of a CloudEvent, else its payload; ABSENT where it cannot be read."""
    found = _seen(contract, heard)
    return ABSENT if found is None else found.data


def described_by(contract: Contract, heard: Heard) -> Any:
    """What the schema of its payload speaks of, in which settings name places; ABSENT where it cannot be read."""
    found = _seen(contract, heard)
    return ABSENT if found is None or heard.type is None else subject(heard.type, found)


def _seen(contract: Contract, heard: Heard) -> Read | None:
    if heard.type is None:
        return None
    try:
        return seen(contract, heard.type, heard.event)
    except Unjudged:
        return None


def _answered(reading: Observation) -> Any:
    if reading.reply is None or not reading.accepted:
        return ABSENT
    try:
        return parse(reading.reply).value
    except Unjudged:
        return ABSENT


def _spelt(value: Any) -> Any:
    """Texts that are numbers or differ in case only are one value in two spellings."""
    if not isinstance(value, str):
        return value
    try:
        return Decimal(value)
    except InvalidOperation:
        return value.casefold()


def _comparable(name: str, told: Any, read: Any) -> bool:
    if name.lower() in ("id", "type", "version", "sequence") or type(told) is not type(read):
        return False
    if isinstance(told, str):
        return not (len(told) > 9 and told[4:5] == "-" and told[7:8] == "-" and told[:4].isdigit())
    return isinstance(told, bool | int | float)


def _sayable(reader: Contract, reading: Observation, name: str, value: Any, read: dict[str, Any]) -> bool:
    """Whether the schema of the answer would allow the told value there."""
    answer = reading.case.interaction.answer(reading.status or 0)
    pointers = [media.schema for media in answer.media if media.schema is not None] if answer is not None else []
    return any(reader.schemas.is_valid(pointer, {**read, name: value}, direction="response") for pointer in pointers)

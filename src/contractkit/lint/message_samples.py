"""A survey of an event contract in, every payload and header that its messages show out, with their schemas. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from contractkit.lint.sample import Sample, judged_as, readings
from contractkit.lint.spots import spot, spots, version
from contractkit.lint.survey import Survey
from contractkit.model import EventType

_ALIKE = (None,)  # events have no direction: readOnly and writeOnly are notes


def message_samples(survey: Survey) -> Iterator[Sample]:
    """AsyncAPI 2.6 and 3.0, Message Example Object: each part MUST validate against that part of its message."""
    for type in _types(survey):
        for pointer, example in _examples(survey, type):
            payload, headers = example.get("payload"), example.get("headers")
            if type.payload is not None and "payload" in example and judged_as(type.content_type, payload):
                where = f"{pointer}/payload" if version(survey) else pointer
                yield Sample("example", where, type.payload, readings(payload), _ALIKE)
            if type.headers is not None and "headers" in example:
                yield Sample("example", f"{pointer}/headers", type.headers, (headers,), _ALIKE)


def _types(survey: Survey) -> Sequence[EventType]:
    """Each once, whoever sends or receives it."""
    roles = [one.event for one in survey.contract.interactions if one.event is not None]
    listed = [*(one.messages for one in roles), *(one.reply.messages for one in roles if one.reply is not None)]
    return tuple({type.pointer: type for types in listed for type in types}.values())


def _examples(survey: Survey, type: EventType) -> Iterator[tuple[str, dict[str, Any]]]:
    """The examples that hold for a message: of it and its traits one has the say (see asyncapi.traits)."""
    said = version(survey)
    writers = [type.pointer, *(one.pointer for one in spots(survey, f"{type.pointer}/traits"))]
    for pointer in (*writers[:0:-1], writers[0]) if said == 2 else writers:
        found = spot(survey, pointer)
        listed = None if found is None else found.node.get("examples")
        if isinstance(listed, list):
            for index, example in enumerate(listed):
                where = f"{pointer}/examples/{index}"
                if not said:
                    yield where, {"payload": example}  # of a catalogue: the payload itself
                elif isinstance(example, dict):
                    yield where, example
            return

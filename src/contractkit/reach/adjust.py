"""A refused draft and what the service said in, a better draft or None out; pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from contractkit.generate.values import Unmakeable, sample
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction, Message, Observation, Where
from contractkit.reach.feedback import named, offered
from contractkit.wire.draft import apply, salted

PLAUSIBLE = ("1", "200", "test", "en")  # texts that name something in many services


def adjusted(contract: Contract, seen: Observation, salt: str, *, turn: int = 1) -> Draft | None:
    """409: vary what looks unique. 400, 422: vary, add or leave out what the refusal names. 415: another media type.

    404, 5xx: a path value that the refusal offers, or another plausible one.
    """
    draft, reply = seen.case.draft, seen.reply
    if reply is None or reply.status is None:
        return None
    if reply.status == 409:
        return salted(draft, salt) if draft.unique else None
    if reply.status == 415:
        return _other_media(contract, seen.case.interaction, draft, salt)
    if reply.status == 406:
        types = re.findall(r"[\w.+-]+/[\w.+-]+", reply.body[:2000].decode("latin-1"))
        return replace(draft, accept=types[0]) if types and draft.accept != types[0] else None
    if reply.status == 404 or reply.status >= 500:
        edits = tuple(_offered(contract, seen.case.interaction, draft, reply))
        edits = edits or tuple(_guessed(contract, seen.case.interaction, draft, turn))
        return apply(draft, edits) if edits else None
    if reply.status in (400, 422):
        edits = tuple(_edits(contract, seen.case.interaction, draft, reply, salt))
        edits = edits or tuple(_guessed(contract, seen.case.interaction, draft, turn))
        return apply(draft, edits) if edits else None
    return None


def _edits(contract: Contract, interaction: Interaction, draft: Draft, reply: Message, salt: str) -> Iterator[Edit]:
    parameters = {p.name: p for p in interaction.parameters}
    for name in named(reply, parameters)[:2]:
        parameter = parameters[name]
        present = parameter.key in draft.parameters
        if present and not parameter.required:
            yield Edit(parameter.key)
        elif parameter.schema is not None:
            yield from _varied(contract, parameter.schema, parameter.key, draft.parameters.get(parameter.key), salt)
    yield from _members(contract, interaction, draft, reply, salt)


def _offered(contract: Contract, interaction: Interaction, draft: Draft, reply: Message) -> Iterator[Edit]:
    """A path value that the refusal itself offers."""
    for parameter in reversed(interaction.parameters):
        if parameter.where is Where.PATH and parameter.schema is not None and parameter.key not in draft.made:
            for value in offered(reply):
                if value != draft.parameters.get(parameter.key) and contract.schemas.is_valid(parameter.schema, value):
                    yield Edit(parameter.key, value)
                    return


def _guessed(contract: Contract, interaction: Interaction, draft: Draft, turn: int) -> Iterator[Edit]:
    """A refusal that names nothing: another plausible text in the path."""
    for parameter in interaction.parameters:
        if parameter.where is Where.PATH and parameter.schema is not None and parameter.key not in draft.made:
            value = PLAUSIBLE[(turn - 1) % len(PLAUSIBLE)]
            if contract.schemas.is_valid(parameter.schema, value):
                yield Edit(parameter.key, value)


def _members(contract: Contract, interaction: Interaction, draft: Draft, reply: Message, salt: str) -> Iterator[Edit]:
    media = next((m for m in interaction.body.media if m.type == draft.media), None) if interaction.body else None
    if media is None or media.schema is None or not isinstance(draft.body, dict):
        return
    pointer, schema = contract.schemas.follow(media.schema)
    properties = schema.get("properties", {}) if isinstance(schema, dict) else {}
    required = schema.get("required", ()) if isinstance(schema, dict) else ()
    for name in named(reply, properties)[:2]:
        place, where = f"body/{_escape(name)}", f"{pointer}/properties/{_escape(name)}"
        if name in draft.body and name not in required:
            yield Edit(place)
        else:
            yield from _varied(contract, where, place, draft.body.get(name, ABSENT), salt)


def _varied(contract: Contract, schema: str, place: str, current: Any, salt: str) -> Iterator[Edit]:
    """Another valid value than the current one, if the schema has one."""
    for full in (False, True):
        try:
            made = sample(contract, schema, full=full, salt=salt, prefer=lambda _: ()).value
        except Unmakeable:
            continue
        for value in (made, *_others(contract, schema, made)):
            if value != current and contract.schemas.is_valid(schema, value):
                yield Edit(place, value)
                return


def _others(contract: Contract, schema: str, value: Any) -> Iterator[Any]:
    _, found = contract.schemas.follow(schema)
    yield from found.get("enum", ()) if isinstance(found, dict) else ()
    if isinstance(value, int) and not isinstance(value, bool):
        yield from (1, 10, value + 1, 0)
    if isinstance(value, str):
        yield from ("test", "a", "1")


def _other_media(contract: Contract, interaction: Interaction, draft: Draft, salt: str) -> Draft | None:
    others = [m for m in interaction.body.media if m.type != draft.media] if interaction.body else []
    for media in others:
        if media.schema is None:
            continue
        try:
            made = sample(contract, media.schema, full=False, salt=salt, prefer=lambda _: ())
        except Unmakeable:
            continue
        return replace(draft, body=made.value, media=media.type, unique=frozenset("body" + p for p in made.unique))
    return None


def _escape(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")

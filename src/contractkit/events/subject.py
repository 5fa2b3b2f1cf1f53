"""A valid draft of an event in, where it names what it is about out: each one made up is about another thing. Pure."""

from collections.abc import Collection, Iterator
from typing import Any

from contractkit.events.composing import Composer
from contractkit.generate.holds import can_vary
from contractkit.model import Draft
from contractkit.reach.names import words
from contractkit.schema.shape import Pointers, facets, members
from contractkit.source.pointer import escape

GIVEN = frozenset({"const", "enum", "default", "example", "examples"})  # then somebody says what there is
IDS = frozenset({"id", "uuid", "guid"})


def subject(composer: Composer, draft: Draft, known: Collection[str]) -> frozenset[str]:
    """The place of the id of what it is about, where that is a text that was made up; else nothing.

    A service that tells events apart by that id passes over a second one. `known`: names that have values of their own.
    """
    body = composer.carrier.body
    if body is None or composer.type.payload is None or any(media.examples for media in body.media):
        return frozenset()
    where: Pointers = (composer.type.payload,)
    value, at, schemas = draft.body, "body", composer.contract.schemas
    if composer.type.envelope == "cloudevents" and not composer.type.data and isinstance(value, dict):
        where, value, at = members(schemas, where, "data"), value.get("data"), "body/data"
    for place, name, pointers, text in _named(composer, where, value, at):
        varied = isinstance(text, str) and can_vary(schemas, pointers, text)
        given = any(GIVEN & {*schema} for _, schema in facets(schemas, pointers))
        free = varied and not given and name not in known and place not in composer.places | composer.ids
        return frozenset({place}) if free else frozenset()
    return frozenset()


def _named(composer: Composer, where: Pointers, value: Any, at: str) -> Iterator[tuple[str, str, Pointers, Any]]:
    """Members that are called an id, its own before those of what is in it."""
    held = value if isinstance(value, dict) else {}
    inner = {name: members(composer.contract.schemas, where, name) or () for name in held}
    for name in sorted(held, key=lambda name: len(words(name)) > 1):
        if inner[name] and words(name)[-1:] and words(name)[-1] in IDS:
            yield f"{at}/{escape(name)}", name, inner[name], held[name]
    for name in held:
        if inner[name]:
            yield from _named(composer, inner[name], held[name], f"{at}/{escape(name)}")

"""Operations that read, and the payload of an event, in; what may show that the event was processed out. Pure."""

from collections.abc import Iterable, Iterator
from typing import Any

from contractkit.events.addressing import members, places_of
from contractkit.events.locations import HEADER, PAYLOAD, at_pointer
from contractkit.events.versions import version_like
from contractkit.model import Contract, Effect, EventType, Interaction, Where
from contractkit.reach.names import collection, resource, words
from contractkit.schema.shape import names

VERSIONS = frozenset({"version", "sequence", "revision", "seq"})
NOT_ITS_OWN = frozenset({"schema", "api", "spec", "event", "data", "app"})  # versions of something else
MOST = 4  # readings that are tried for one operation


def effects(readers: Iterable[tuple[str, Interaction]], payload: Any) -> list[Effect]:
    """By what is called as its parameters are, the shortest path first; then by members that name the resource.

    `readers`: GET operations, and how each is called in settings.
    """
    able = [(name, own) for name, own in readers if any(p.where is Where.PATH for p in own.parameters)]
    able.sort(key=lambda one: (one[1].path.count("{"), one[1].path.count("/"), one[1].path))
    plain = [Effect("read", name) for name, own in able if places_of(Effect("read", name), own, payload) is not None]
    known = {effect.name for effect in plain}
    mapped = [e for name, own in able if name not in known for e in _mapped(name, own, payload)]
    return [*plain, *mapped][:MOST]


def tenant_place(contract: Contract, type: EventType) -> str | None:
    """The header or member that is called after the tenant."""
    for where, pointer in ((HEADER, type.headers), (PAYLOAD, type.payload)):
        if pointer is not None:
            for name in sorted(names(contract.schemas, (pointer,))):
                if "tenant" in "".join(words(name)):
                    return f"{where}#/{name}"
    return None


def version_place(payload: Any) -> str | None:
    """The member that is called as a version of what the payload is about, and could be one."""
    for pointer, name in members(payload):
        said = set(words(name))
        if said & VERSIONS and not said & NOT_ITS_OWN and version_like(at_pointer(payload, pointer), 1) is not None:
            return pointer
    return None


def _mapped(name: str, own: Interaction, payload: Any) -> Iterator[Effect]:
    """With the only parameter of a path taken from the member that refers to what stands there."""
    wanted = [p for p in own.parameters if p.where is Where.PATH]
    found = collection(own.path, wanted[0].name) if len(wanted) == 1 else None
    if found is None:
        return
    for pointer, member in members(payload):
        if resource(member) == found[1] or words(member) == (found[1],):
            yield Effect("read", name, ((wanted[0].name, pointer),))

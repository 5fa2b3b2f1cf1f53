"""A bundle whose operations were read in, a contract of events out."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from contractkit.asyncapi.messages import Messages
from contractkit.asyncapi.outline import ChannelNode, OperationNode
from contractkit.model import Channel, Contract, Defect, Interaction, Kind, Reply, Role
from contractkit.openapi.anatomy import MESSAGES
from contractkit.openapi.http_contract import title
from contractkit.openapi.node import Lost, Node, Unreadable
from contractkit.source.bundle import Bundle
from contractkit.source.dangling import spoiled
from contractkit.source.opened import Opened

SAYS = "x-contractkit"  # of an operation: what causes it and what it does, as under events: of the settings


def event_contract(
    opened: Opened,
    bundle: Bundle,
    operations: Iterable[OperationNode | Defect],
    *,
    version: str,
    content_type: str = "application/json",
    defects: Iterable[Defect] = (),
) -> Contract:
    """Each operation is read on its own, so that one cannot stop another."""
    messages = Messages(content_type)
    found: dict[str, Interaction] = {}
    wrong = list(defects)
    for one in operations:
        if isinstance(one, Defect):
            wrong.append(one)
            continue
        interaction, defect = _read(opened, bundle, one, messages)
        if interaction.id in found:
            where = bundle.locate(one.own.pointer, key=True)
            message = f"operation {one.name!r} is already there; every operation needs a name of its own"
            wrong.append(Defect("duplicate-operation-id", message, where, interaction.id))
            interaction = replace(interaction, name=f"{one.action.upper()} {interaction.path}")
            interaction = replace(interaction, id=f"{opened.id}#{interaction.name}")
        found.setdefault(interaction.id, interaction)
        wrong += defect
    wrong += _broken(opened.id, bundle, found.values())
    document = {**bundle.document, MESSAGES: messages.schemas}
    return Contract(
        id=opened.id,
        file=bundle.file,
        kind=Kind.EVENT,
        version=version,
        title=title(Node(bundle.document, "", bundle.document)),
        digest=bundle.digest,
        document=document,
        interactions=tuple(found.values()),
        schemas=opened.schemas(document, version),
        locate=replace(bundle.locate, moved={**bundle.locate.moved, **messages.moved}),
        defects=tuple(wrong),
    )


def _read(
    opened: Opened, bundle: Bundle, one: OperationNode, messages: Messages
) -> tuple[Interaction, tuple[Defect, ...]]:
    channel = _channel(one.channel)
    blank = Interaction(
        f"{opened.id}#{one.name}",
        opened.id,
        one.name,
        Kind.EVENT,
        one.action.upper(),
        one.channel.address if one.channel.address is not None else one.channel.id,
        one.own.pointer,
        bundle.locate(one.own.pointer, key=True),
        event=Role(one.action, channel, ()),
    )
    try:
        types = tuple(messages.type_of(message) for message in one.messages)
        reply = None
        if one.reply is not None:
            heard = tuple(messages.type_of(message) for message in one.reply.messages)
            there = None if one.reply.channel is None else _channel(one.reply.channel)
            reply = Reply(there, heard, one.reply.location)
    except Lost:
        return blank, ()  # the reference itself is reported
    except Unreadable as bad:
        where = bundle.locate(bad.pointer, key=True)
        message = f"{bad.message}; nothing of this operation can be judged"
        return blank, (Defect("unreadable", message, where, blank.id, True),)
    told = one.value.get(SAYS)
    role = Role(one.action, channel, types, reply, told if isinstance(told, dict) else {})
    return replace(blank, event=role, tags=tuple(_tags(one.value))), tuple(_twice(bundle, blank, role))


def _channel(node: ChannelNode) -> Channel:
    bindings = node.node.get("bindings")
    held: Any = {} if bindings is None else bindings.followed().value
    spoken = {name: value for name, value in held.items() if isinstance(value, dict)} if isinstance(held, dict) else {}
    return Channel(node.id, node.address, node.node.pointer, node.protocols, node.parameters, spoken, node.messages)


def _tags(value: Any) -> Iterator[str]:
    for tag in value.get("tags") or ():
        if isinstance(tag, dict) and isinstance(tag.get("name"), str):
            yield tag["name"]


def _twice(bundle: Bundle, interaction: Interaction, role: Role) -> Iterator[Defect]:
    seen: set[str] = set()
    for one in role.messages:
        if one.name in seen:
            where = bundle.locate(one.pointer, key=True)
            message = f"two messages of {interaction.name} are called {one.name!r}; give each a name of its own"
            yield Defect("duplicate-message-name", message, where, interaction.id)
        seen.add(one.name)


def _broken(contract: str, bundle: Bundle, found: Iterable[Interaction]) -> Iterator[Defect]:
    """Each broken reference, once for every operation that needs it, or for the contract when none does."""
    met: set[str] = set()
    for interaction in found if bundle.dangling else ():
        starts = [Node(bundle.document, "", bundle.document), *_places(bundle, interaction)][1:]
        for one in spoiled(bundle.document, bundle.dangling, [node.value for node in starts]):
            met.add(one.ref)
            where = bundle.locate(one.pointer, key=True)
            yield Defect(one.rule, one.message, where, interaction.id, stops=True)
    for one in bundle.dangling:
        if one.ref not in met:
            yield Defect(one.rule, one.message, bundle.locate(one.pointer, key=True))


def _places(bundle: Bundle, interaction: Interaction) -> Iterator[Node]:
    from contractkit.source.pointer import at

    role = interaction.event
    pointers = [interaction.pointer, *([role.channel.pointer] if role is not None else [])]
    for pointer in pointers:
        yield Node(bundle.document, pointer, at(bundle.document, pointer))

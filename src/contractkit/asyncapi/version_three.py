"""AsyncAPI 3.0 and 3.1: operations of their own, from the view of the application, that refer to channels."""

from collections.abc import Iterator

from contractkit.asyncapi.outline import ChannelNode, MessageNode, OperationNode, ReplyNode, values_of
from contractkit.asyncapi.traits import merged, message
from contractkit.model import Action
from contractkit.openapi.node import Node, Unreadable
from contractkit.source.pointer import tokens_of


def operations(root: Node) -> Iterator[OperationNode]:
    """Each operation; Unreadable where one has the wrong shape."""
    for name, own in root.members("operations"):
        word = own.text("action")
        if word not in list(Action):
            raise Unreadable(f"{own.pointer}/action", f"'action: {word}' is none of send, receive")
        held = own.get("channel")
        if held is None:
            raise Unreadable(own.pointer, f"operation {name!r} has no 'channel'; refer to one of channels:")
        channel = read_channel(root, held.followed())
        reply = own.get("reply")
        yield OperationNode(
            name,
            Action(word),
            channel,
            tuple(messages(own, channel)),
            own,
            merged(own, overriding=False),
            None if reply is None else read_reply(root, reply.followed()),
        )


def messages(own: Node, channel: ChannelNode) -> Iterator[MessageNode]:
    """Those an operation names; all of its channel where it names none (3.0, Operation Object)."""
    if own.mapping().get("messages") is None:
        for name, node in channel.node.members("messages"):
            yield message(name, node, overriding=False)
        return
    for written in own.items("messages"):
        node = written.followed()
        yield message(name_in(channel, written, node), node, overriding=False)


def name_in(channel: ChannelNode, written: Node, node: Node) -> str:
    """The name a message has in its channel; of one that is not of the channel the last step of the reference."""
    for name, known in channel.node.members("messages"):
        if known.pointer == node.pointer:
            return name
    ref = written.value.get("$ref", node.pointer) if isinstance(written.value, dict) else node.pointer
    return tokens_of(ref)[-1]


def read_channel(root: Node, node: Node) -> ChannelNode:
    address = node.mapping().get("address")
    if address is not None and not isinstance(address, str):
        raise Unreadable(f"{node.pointer}/address", "'address' must be text or null")
    listed = [one.followed() for one in node.items("servers")] or [one for _, one in root.members("servers")]
    return ChannelNode(
        tokens_of(node.pointer)[-1],
        address,
        node,
        {name: values_of(held) for name, held in node.members("parameters")},
        tuple(dict.fromkeys(one.text("protocol", "") for one in listed)),
        {name: held.pointer for name, held in node.members("messages")},
    )


def read_reply(root: Node, own: Node) -> ReplyNode:
    held, address = own.get("channel"), own.get("address")
    channel = None if held is None else read_channel(root, held.followed())
    location = None if address is None else address.followed().text("location", "") or None
    if channel is None and location is None:
        raise Unreadable(own.pointer, "'reply' has neither 'channel' nor 'address'; nobody can hear it")
    if channel is not None and channel.address is None and location is None:
        message = f"the reply goes to channel {channel.id!r}, whose address is null, and names no 'address'; add one"
        raise Unreadable(own.pointer, message)
    return ReplyNode(channel, tuple(messages(own, channel)) if channel else (), location)

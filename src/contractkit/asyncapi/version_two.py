"""AsyncAPI 2.0 to 2.6: channels by address; `subscribe` is what the application sends, `publish` what it receives."""

from collections.abc import Iterator, Mapping

from contractkit.asyncapi.outline import ChannelNode, MessageNode, OperationNode, values_of
from contractkit.asyncapi.traits import merged, message
from contractkit.model import Action
from contractkit.openapi.node import Node
from contractkit.source.pointer import escape, pointer_in, tokens_of

ACTIONS = {"subscribe": Action.SEND, "publish": Action.RECEIVE}  # 2.6: "the operation that *others* do"


def operations(root: Node) -> Iterator[OperationNode]:
    """Each operation of each channel; Unreadable where one has the wrong shape."""
    protocols = servers(root)
    for address, node in root.members("channels"):
        named = node.texts("servers") or tuple(protocols)
        channel = ChannelNode(
            address,
            address,
            node,
            {name: values_of(_schema(held)) for name, held in node.members("parameters")},
            tuple(dict.fromkeys(protocols[name] for name in named if name in protocols)),
        )
        for word, action in ACTIONS.items():
            own = node.get(word)
            if own is not None:
                held = own.followed()
                name = held.text("operationId", "") or f"{action.upper()} {address}"
                told = merged(held, overriding=True)
                yield OperationNode(name, action, channel, tuple(messages(held)), held, told)


def messages(operation: Node) -> Iterator[MessageNode]:
    """The messages of an operation, alternatives one by one."""
    held = operation.get("message")
    if held is None:
        return
    alternatives = list(held.followed().items("oneOf")) or [held]
    for number, one in enumerate(alternatives, 1):
        node = one.followed()
        yield message(_name(one, node, number, len(alternatives)), node, overriding=True)


def servers(root: Node) -> Mapping[str, str]:
    """Protocol by name of a server."""
    return {name: node.text("protocol", "") for name, node in root.members("servers")}


def _name(written: Node, node: Node, number: int, many: int) -> str:
    for key in ("name", "messageId"):
        if isinstance(node.mapping().get(key), str):
            return str(node.value[key])
    ref = written.value.get("$ref") if isinstance(written.value, dict) else None
    if isinstance(ref, str):
        return tokens_of(pointer_in(ref))[-1]
    title = node.value.get("title")
    return title if isinstance(title, str) and title else "message" if many == 1 else f"message-{number}"


def _schema(parameter: Node) -> Node | None:
    held = parameter.get("schema")
    return None if held is None else held.followed()


def channel_pointer(address: str) -> str:
    return f"/channels/{escape(address)}"

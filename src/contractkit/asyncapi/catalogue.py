"""An event catalogue in, the same operations out that an AsyncAPI document would have: one for each type of event.

`events: {order.created: {schema: order.created.json, channel: orders, direction: send, key: /order_id}}`; `defaults:`
holds members that all entries share.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any

from contractkit.asyncapi.contract import SAYS
from contractkit.asyncapi.outline import ChannelNode, MessageNode, OperationNode
from contractkit.events.locations import HEADER, PAYLOAD
from contractkit.model import Action
from contractkit.openapi.node import Lost, Node, Unreadable
from contractkit.source.pointer import escape, pointer_in, pointer_of, tokens_of
from contractkit.source.references import FILES

ENTRY = (
    "schema",
    "channel",
    "direction",
    "key",
    "content_type",
    "headers",
    "correlation",
    "envelope",
    "examples",
    "description",
    "format",
    "protocol",
    "binding",
    SAYS,
)
BESIDE = ("version", "defaults")  # what is no entry at the top
DIRECTIONS = {"send": Action.SEND, "receive": Action.RECEIVE, "produced": Action.SEND, "consumed": Action.RECEIVE}
AVRO = "application/vnd.apache.avro;version=1.9.0"


def catalogue(root: Node, *, alone: str | None = None) -> Iterator[OperationNode]:
    """`alone`: the type of event that the document itself is the schema of."""
    if alone is not None:
        told = dict(root.mapping()["x-event"])
        entry = Node(root.document, "/x-event", told)
        yield _operation(str(told.pop("type", alone)), entry, {}, Node(root.document, "", root.value))
        return
    defaults = root.get("defaults")
    shared = {} if defaults is None else dict(_known(defaults).mapping())
    for name, node in _entries(root):
        yield _operation(name, _known(node), shared, None)


def _entries(root: Node) -> Iterator[tuple[str, Node]]:
    """Below `events:`, or at the top of a document that has nothing else."""
    if "events" in root.mapping():
        yield from root.members("events")
        return
    for name, value in root.mapping().items():
        if name not in BESIDE and not name.startswith(("x-", "$")):
            yield name, Node(root.document, f"/{escape(name)}", value).followed()


def _known(entry: Node) -> Node:
    """Unknown members are refused with the known ones."""
    for name in entry.mapping():
        if name not in ENTRY and not name.startswith("x-"):
            near = get_close_matches(name, ENTRY, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(ENTRY)}"
            raise Unreadable(f"{entry.pointer}/{escape(name)}", f"unknown member {name!r} of an event; {hint}")
    return entry


def _operation(name: str, entry: Node, shared: Mapping[str, Any], schema: Node | None) -> OperationNode:
    told = {**shared, **entry.mapping()}
    direction = told.get("direction")
    if direction not in DIRECTIONS:
        message = f"event {name!r} has 'direction: {direction}'; say send (the service produces it) or receive"
        raise Unreadable(entry.pointer, message)
    channel = told.get("channel")
    if not isinstance(channel, str) or not channel:
        raise Unreadable(entry.pointer, f"event {name!r} has no 'channel'; say where it travels")
    action = DIRECTIONS[direction]
    protocol, binding = str(told.get("protocol", "")), told.get("binding")
    bindings = {"bindings": {protocol: binding}} if protocol and isinstance(binding, dict) else {}
    place = Node(entry.document, entry.pointer, bindings)
    heard = ChannelNode(channel, channel, place, {}, (protocol,) if protocol else ())
    parts = {"payload": schema or _part(entry, told, "schema")}
    if "headers" in told:
        parts["headers"] = _part(entry, told, "headers")
    written = MessageNode(name, Node(entry.document, entry.pointer, {}), _members(name, told, entry), parts)
    own = Node(entry.document, entry.pointer, told)
    return OperationNode(name, action, heard, (written,), own, {SAYS: told.get(SAYS, {})})


def _members(name: str, told: Mapping[str, Any], entry: Node) -> dict[str, Any]:
    """What an AsyncAPI message would say."""
    made: dict[str, Any] = {"x-type": name}
    if told.get("key") is not None:
        if not isinstance(told["key"], str) or not told["key"].startswith("/"):
            message = f"'key: {told['key']}' must be a JSON pointer into the payload, such as /order_id"
            raise Unreadable(f"{entry.pointer}/key", message)
        made["x-key"] = told["key"]
    if told.get("envelope") is not None:
        if told["envelope"] != "cloudevents":
            raise Unreadable(f"{entry.pointer}/envelope", f"'envelope: {told['envelope']}' must be cloudevents")
        made["x-envelope"] = told["envelope"]
    if "content_type" in told:
        made["contentType"] = told["content_type"]
    if "correlation" in told:
        if not str(told["correlation"]).startswith((HEADER, PAYLOAD)):
            message = f"'correlation: {told['correlation']}' must say where it stands, such as {HEADER}#/correlation-id"
            raise Unreadable(f"{entry.pointer}/correlation", message)
        made["correlationId"] = {"location": told["correlation"]}
    if isinstance(told.get("examples"), list):
        made["examples"] = [{"payload": one} for one in told["examples"]]
    written = told.get("schema")
    if "format" in told or (isinstance(written, str) and written.endswith(".avsc")):
        made["schemaFormat"] = told.get("format", AVRO)
    return made


def _part(entry: Node, told: Mapping[str, Any], key: str) -> Node:
    """A schema as it stands here, or in the file that is named."""
    written = told.get(key)
    if written is None:
        raise Unreadable(entry.pointer, f"{entry.pointer.rpartition('/')[2]!r} has no {key!r}; name its JSON Schema")
    value = {"$ref": written} if isinstance(written, str) else written
    node = Node(entry.document, f"{entry.pointer}/{key}", value)
    try:
        return node.followed() if isinstance(written, str) else node
    except Lost as nowhere:
        file, *inside = tokens_of(pointer_in(str(written)).removeprefix(f"/{FILES}")) or (written,)
        shown = f"{file}#{pointer_of(inside)}" if inside else file
        raise Unreadable(node.pointer, f"'{key}: {shown}' leads nowhere; name a file beside this one") from nowhere

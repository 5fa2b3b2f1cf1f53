"""What every version of AsyncAPI says, before it is read into the nouns of the model."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.model import Action
from contractkit.openapi.node import Node


@dataclass(frozen=True, slots=True)
class ChannelNode:
    """`address` None: said at run time; `messages`: pointers by name, as they stand; `protocols` of its servers."""

    id: str
    address: str | None
    node: Node
    parameters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    protocols: tuple[str, ...] = ()
    messages: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MessageNode:
    """A message with its traits merged: `value` holds its members, `parts` where those that are schemas stand.

    `moved`: places within a part that another object wrote, by pointer below the part.
    """

    name: str
    node: Node
    value: Mapping[str, Any]
    parts: Mapping[str, Node]  # payload, headers: as they stand
    moved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReplyNode:
    channel: ChannelNode | None
    messages: tuple[MessageNode, ...]
    location: str | None


@dataclass(frozen=True, slots=True)
class OperationNode:
    """`value`: its members with traits merged."""

    name: str
    action: Action
    channel: ChannelNode
    messages: tuple[MessageNode, ...]
    own: Node
    value: Mapping[str, Any]
    reply: ReplyNode | None = None


def values_of(node: Node | None) -> tuple[str, ...]:
    """Values that are known of a channel parameter, most telling first."""
    if node is None or not isinstance(node.value, dict):
        return ()
    held = node.value
    single = [held[key] for key in ("const", "default") if key in held]
    listed = [one for key in ("enum", "examples") for one in held.get(key) or () if isinstance(held[key], list)]
    return tuple(dict.fromkeys(str(one) for one in (*single, *listed)))

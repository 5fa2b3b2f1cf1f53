"""A contract and places in it in; the digest of what stands there, references followed, out. Pure.

Annotations, the order of members and the names of components do not count: what promises the same has the same digest.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from contractkit.generate.constraints import constraints
from contractkit.model import Contract, Interaction, Obligation
from contractkit.source.pointer import at, pointer_in

_ANNOTATIONS = frozenset(
    ("title", "summary", "description", "example", "examples", "externalDocs", "$comment", "tags", "operationId")
)
_NAMED = frozenset(
    ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "responses")
) | {"headers", "content", "encoding", "mapping", "variables"}  # maps whose keys are names and not keywords
_VALUES = frozenset(("enum", "const", "default"))
_LENGTH = 16


def digest(contract: Contract, *places: str, said: tuple[str, ...] = ()) -> str:
    """16 hex digits over the places (pointers) and what is `said` besides."""
    work = _Work(contract.document, list(dict.fromkeys(places)))
    text = json.dumps([list(said), list(work.parts())], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:_LENGTH]


def slice_digest(contract: Contract, obligation: Obligation) -> str:
    """What a waiver is bound to: the digest of the part of the contract that an obligation is judged by."""
    interaction = next((i for i in contract.interactions if i.id == obligation.interaction), None)
    if interaction is None:
        return contract.digest[:_LENGTH]
    said = (obligation.kind, interaction.method, interaction.path)
    match obligation.kind:
        case "status":
            return digest(contract, said=(*said, *sorted(answer.status for answer in interaction.answers)))
        case "response" | "failure":
            return digest(contract, *_answered(interaction, obligation.qualifier), said=said)
        case "accepts" | "rejects":
            return _constrained(contract, interaction, obligation, said)
    return digest(contract, *_operation(interaction), said=said)


def _answered(interaction: Interaction, qualifier: str) -> Iterator[str]:
    status, _, kind = qualifier.partition(" ")
    for answer in interaction.answers:
        if answer.status == status:
            media = [media.pointer for media in answer.media if kind in ("", media.type)]
            yield from media or (answer.pointer,)
            yield from (header.pointer for header in answer.headers)


def _constrained(contract: Contract, interaction: Interaction, obligation: Obligation, said: tuple[str, ...]) -> str:
    for one in constraints(contract, interaction):
        if str(one.target) == obligation.qualifier:
            return digest(contract, one.schema, said=(*said, obligation.qualifier, str(one.required)))
    return digest(contract, *_operation(interaction), said=said)


def _operation(interaction: Interaction) -> Iterator[str]:
    yield interaction.pointer
    yield from (parameter.pointer for parameter in interaction.parameters)
    if interaction.body is not None:
        yield interaction.body.pointer


@dataclass(slots=True)
class _Work:
    """Breadth first over references: each target once, called by its number, so that no chain of them is too long."""

    document: Mapping[str, Any]
    waiting: list[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def parts(self) -> Iterator[Any]:
        self.numbers = {pointer: number for number, pointer in enumerate(self.waiting)}
        for pointer in self.waiting:  # grows while it is read
            try:
                node = at(self.document, pointer)
            except LookupError:
                yield "nowhere"
                continue
            yield self.plain(node)

    def plain(self, node: Any, *, names: bool = False) -> Any:
        if isinstance(node, list):
            return [self.plain(member) for member in node]
        if not isinstance(node, Mapping):
            return node
        made = {}
        for key in sorted(node, key=str):
            value = node[key]
            if not names and (key in _ANNOTATIONS or str(key).startswith("x-")):
                continue
            if key == "$ref" and not names and isinstance(value, str) and value.startswith("#"):
                made[key] = self.number(pointer_in(value))
            elif key in _VALUES and not names:
                made[key] = value
            else:
                made[key] = self.plain(value, names=key in _NAMED and not names)
        return made

    def number(self, pointer: str) -> Any:
        if pointer not in self.numbers:
            self.numbers[pointer] = len(self.waiting)
            self.waiting.append(pointer)
        return self.numbers[pointer]

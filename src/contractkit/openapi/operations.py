"""A bundled HTTP contract in, its operations out, each read on its own so that one cannot stop another."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from contractkit.model import Defect, Interaction, Kind, Need
from contractkit.openapi.node import Lost, Node, Unreadable
from contractkit.source.bundle import Bundle
from contractkit.source.dangling import Dangling, spoiled
from contractkit.source.pointer import escape

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation as it stands: `item` is its path item, `own` the operation object."""

    name: str
    method: str
    path: str
    item: Node
    own: Node

    @property
    def starts(self) -> tuple[Any, ...]:
        """What the operation consists of: its own object and the parameters it shares with its path."""
        return (self.own.value, self.item.value.get("parameters"))


@dataclass(frozen=True, slots=True)
class Outline:
    """The operations of a document and what is wrong with how they are listed."""

    operations: tuple[Operation, ...]
    defects: tuple[Defect, ...]

    by_id: Mapping[str, str]
    by_pointer: Mapping[str, str]  # where an operation really stands, and as its path says (`/paths/~1orders/get`)


Read = Callable[[Operation, Interaction], Interaction]


def outline(bundle: Bundle, contract: str) -> Outline:
    """List the operations below `paths`; a second use of an operationId gets `METHOD path` and a defect."""
    listed: list[Operation] = []
    defects: list[Defect] = []
    first: dict[str, Node] = {}
    for found in _entries(bundle):
        if isinstance(found, Defect):
            defects.append(found)
            continue
        name = found.name
        if _named(found.own):
            known = first.setdefault(name, found.own)
            if known is not found.own:
                where = bundle.locate(f"{known.pointer}/operationId", key=True)
                message = f"operationId {name!r} is already used in {where}; every operation needs its own"
                name = f"{found.method} {found.path}"
                here = bundle.locate(f"{found.own.pointer}/operationId", key=True)
                defects.append(Defect("duplicate-operation-id", message, here, f"{contract}#{name}"))
        listed.append(replace(found, name=name))
    by_id = {o.own.value["operationId"]: o.name for o in reversed(listed) if _named(o.own)}
    written = {f"/paths/{escape(o.path)}/{o.method.lower()}": o.name for o in listed}
    return Outline(tuple(listed), tuple(defects), by_id, {**written, **{o.own.pointer: o.name for o in listed}})


def read_all(
    bundle: Bundle, contract: str, found: Outline, read: Read
) -> tuple[tuple[Interaction, ...], tuple[Defect, ...]]:
    """Read each operation; one that cannot be read is still listed, with a defect that stops it alone."""
    interactions: list[Interaction] = []
    defects = list(found.defects)
    for operation in found.operations:
        blank = _blank(bundle, contract, operation)
        try:
            blank = read(operation, blank)
        except Lost:
            pass  # the dangling reference itself is reported below
        except Unreadable as bad:
            where = bundle.locate(bad.pointer, key=True)
            defects.append(
                Defect("unreadable", f"{bad.message}; nothing of this operation can be judged", where, blank.id, True)
            )
        interactions.append(blank)
    defects.extend(_broken(bundle, contract, found))
    return tuple(interactions), tuple(defects)


def merged_parameters(operation: Operation) -> tuple[Node, ...]:
    """The parameters of the path and of the operation, references followed; the operation's own win (4.8.10)."""
    made: dict[tuple[Any, Any], Node] = {}
    for holder in (operation.item, operation.own):
        for item in holder.items("parameters"):
            node = item.followed()
            made[node.text("name"), node.text("in")] = node
    return tuple(made.values())


def needs(node: Node) -> tuple[tuple[Need, ...], ...]:
    """The alternatives of a `security` member."""
    alternatives = []
    for item in node.items("security"):
        scopes = {name: Node(item.document, item.pointer, item.mapping()).texts(name) or () for name in item.mapping()}
        alternatives.append(tuple(Need(name, asked) for name, asked in scopes.items()))
    return tuple(alternatives)


def _entries(bundle: Bundle) -> Iterator[Operation | Defect]:
    if bundle.document.get("paths") is None:
        return
    paths = Node(bundle.document, "/paths", bundle.document["paths"]).followed()
    for path, value in paths.mapping().items():
        if not path.startswith("/"):
            continue
        try:
            item = _item(Node(bundle.document, f"{paths.pointer}/{escape(path)}", value))
        except Lost:
            continue
        except Unreadable as bad:
            yield Defect("unreadable", f"path {path!r}: {bad.message}", bundle.locate(bad.pointer, key=True))
            continue
        for method in item.value:
            if method not in METHODS:
                continue
            own = Node(bundle.document, f"{item.pointer}/{method}", item.value[method])
            name = own.value["operationId"] if _named(own) else f"{method.upper()} {path}"
            yield Operation(name, method.upper(), path, item, own)


def _item(node: Node) -> Node:
    """A path item after its `$ref`."""
    item = node.followed()
    item.mapping()
    return item


def _named(own: Node) -> bool:
    return (
        isinstance(own.value, dict) and isinstance(own.value.get("operationId"), str) and bool(own.value["operationId"])
    )


def _blank(bundle: Bundle, contract: str, o: Operation) -> Interaction:
    where = bundle.locate(o.own.pointer, key=True)
    return Interaction(f"{contract}#{o.name}", contract, o.name, Kind.HTTP, o.method, o.path, o.own.pointer, where)


def _broken(bundle: Bundle, contract: str, found: Outline) -> Iterator[Defect]:
    """Each broken reference, once for every operation that needs it, or for the contract when none does."""
    if not bundle.dangling:
        return
    met: set[str] = set()
    for operation in found.operations:
        for one in spoiled(bundle.document, bundle.dangling, operation.starts):
            met.add(one.ref)
            yield _defect(bundle, one, f"{contract}#{operation.name}")
    for one in bundle.dangling:
        if one.ref not in met:
            yield _defect(bundle, one, None)


def _defect(bundle: Bundle, one: Dangling, interaction: str | None) -> Defect:
    where = bundle.locate(one.pointer, key=True)
    return Defect(one.rule, one.message, where, interaction, stops=interaction is not None)

"""How a discriminator chooses in, plain JSON Schema that chooses so out, and where each part of it comes from. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.schema.branches import Choice
from contractkit.source.pointer import escape, reference_to

POLYMORPHIC = "x-polymorphic"  # root key of the schemas that stand for "this component or one that extends it"


@dataclass(frozen=True, slots=True)
class Origin:
    """The last `drop` steps of a path are ours; `steps` stand for them, and `keyword` for what is violated."""

    drop: int
    steps: tuple[str, ...] = ()
    keyword: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """A schema that the contract's author did not write; `origins` by its places."""

    schema: Any
    origins: Mapping[str, Origin]


def chosen(choice: Choice, union: list[Any], pointer: str, key: str) -> Added:
    """If the property says which branch, that branch judges; if it cannot say so, the union as it was."""
    decided = {name for branch in choice.branches for name in branch.names}
    unsure = [name for name in choice.allowed if name not in decided]
    origins = {
        f"{pointer}/else/{key}": Origin(4, (key,)),
        f"{pointer}/then/properties/{escape(choice.name)}/enum": Origin(6, ("discriminator",), "discriminator"),
    }
    rules: list[Any] = []
    for branch in choice.branches:
        origins[f"{pointer}/then/allOf/{len(rules)}/then"] = Origin(6, (key, str(branch.index)))
        rules.append({"if": _says(choice.name, {"enum": list(branch.names)}), "then": union[branch.index]})
    present = _says(choice.name, {"not": {"enum": unsure}} if unsure else True)
    says_one = {"properties": {choice.name: {"enum": list(choice.allowed)}}, "allOf": rules}
    return Added({"if": present, "then": says_one, "else": {key: union}}, origins)


def entrance(pointer: str) -> str:
    """Where the polymorphic form of a component stands."""
    return f"/{POLYMORPHIC}/{escape(pointer)}"


def heirs(choice: Choice, pointer: str) -> Added:
    """A component, and besides what of its heirs the property says."""
    start = f"{entrance(pointer)}/allOf"
    named = f"{start}/0/properties/{escape(choice.name)}/enum"
    origins = {named: Origin(5, ("discriminator",), "discriminator")}
    rules: list[Any] = [{"properties": {choice.name: {"enum": list(choice.allowed)}}}]
    for branch in choice.branches:
        if branch.names:
            origins[f"{start}/{len(rules)}/then"] = Origin(3, ("discriminator", branch.names[0]))
            then = {"$ref": reference_to(branch.target)}
            rules.append({"if": _says(choice.name, {"enum": list(branch.names)}), "then": then})
    return Added({"$ref": reference_to(pointer), "allOf": rules}, origins)


def _says(name: str, value: Any) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: value}}

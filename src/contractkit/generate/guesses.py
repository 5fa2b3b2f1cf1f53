"""The rules of a place in, what is probably meant out: which type, which members. Pure."""

from collections.abc import Iterator
from typing import Any

from contractkit.generate.inner import names
from contractkit.generate.rules import KINDS, Rules

_ABOUT = {  # what a schema without a type speaks of
    "object": {"properties", "required", "additionalProperties", "minProperties", "patternProperties"},
    "array": {"items", "prefixItems", "minItems", "contains"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
}


def likely(view: Rules) -> list[str]:
    """Types in the order of what is probably meant; null only where nothing else may stand."""
    kinds = [kind for kind in view.types if kind != "null"] or list(view.types)
    if len(kinds) < len(KINDS) - 2:
        return kinds
    spoken = {word for part in view.parts for word in part.schema}
    meant = next((kind for kind, about in _ABOUT.items() if spoken & about), "string")
    return sorted(kinds, key=lambda kind: kind != meant)


def chosen(view: Rules, hint: dict[str, Any], *, full: bool) -> Iterator[tuple[str, bool]]:
    """Names of members in order, each with whether it must be there."""
    needed = {*view.required, *view.forced}
    for trigger, others in view.words.get("dependentRequired", {}).items():
        needed |= set(others) if trigger in needed else set()
    for name in dict.fromkeys((*names(view), *view.forced, *sorted(needed), *(hint if full else ()))):
        if full or name in needed:
            yield name, name in needed

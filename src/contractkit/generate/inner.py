"""The rules of a place in, the schemas of what lies within it out: members, extra members, items. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.generate.rules import Part, Pointers, Rules
from contractkit.schema.formats import compiled
from contractkit.source.pointer import escape


def names(rules: Rules) -> tuple[str, ...]:
    """Declared members in document order, then required ones that nothing declares."""
    declared = (name for part in rules.parts for name in _table(part, "properties"))
    return tuple(dict.fromkeys((*declared, *rules.required)))


def member(rules: Rules, name: str) -> Pointers | None:
    """The schemas a member must keep; () when it may be anything, None when there must be none."""
    found: list[str] = []
    for part in rules.parts:
        own = tuple(_own(part, name))
        other = part.schema.get("additionalProperties")
        if own:
            found += own
        elif other is False:
            return None
        elif isinstance(other, dict):
            found.append(f"{part.pointer}/additionalProperties")
    return tuple(dict.fromkeys(found)) if found else unevaluated(rules, name)


def unevaluated(rules: Rules, name: str) -> Pointers | None:
    if name in names(rules):
        return ()
    for part in rules.parts:
        other = part.schema.get("unevaluatedProperties")
        if other is False:
            return None
        if isinstance(other, dict):
            return (f"{part.pointer}/unevaluatedProperties",)
    return ()


def maps(rules: Rules) -> Iterator[tuple[str, str]]:
    """Pointers of the schemas of members without declared names, each with a pattern for the name or ""."""
    for part in rules.parts:
        for pattern in _table(part, "patternProperties"):
            yield f"{part.pointer}/patternProperties/{escape(pattern)}", pattern
        for word in ("additionalProperties", "unevaluatedProperties"):
            if isinstance(part.schema.get(word), dict):
                yield f"{part.pointer}/{word}", ""


def is_open(rules: Rules) -> bool:
    """Whether members that nothing declares may stand here."""
    return member(rules, "contractkit-extra") is not None and not rules.impossible


def item(rules: Rules, index: int) -> Pointers | None:
    """The schemas an item must keep; () when it may be anything, None when there must be none."""
    found: list[str] = []
    for part in rules.parts:
        first = part.schema.get("prefixItems")
        if isinstance(first, list) and index < len(first):
            found.append(f"{part.pointer}/prefixItems/{index}")
        elif part.schema.get("items") is False:
            return None
        elif isinstance(part.schema.get("items"), dict):
            found.append(f"{part.pointer}/items")
    return tuple(dict.fromkeys(found))


def first_items(rules: Rules) -> int:
    """How many items have a schema of their own."""
    return max((len(part.schema.get("prefixItems", ())) for part in rules.parts), default=0)


def _own(part: Part, name: str) -> Iterator[str]:
    if name in _table(part, "properties"):
        yield f"{part.pointer}/properties/{escape(name)}"
    for pattern in _table(part, "patternProperties"):
        regex = compiled(pattern)
        if regex is not None and regex.find(name) is not None:
            yield f"{part.pointer}/patternProperties/{escape(pattern)}"


def _table(part: Part, word: str) -> Mapping[str, Any]:
    found = part.schema.get(word)
    return found if isinstance(found, dict) else {}

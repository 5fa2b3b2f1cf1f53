"""A list or object and a keyword in, the same grown or cut to that keyword's edge, or just beyond it, out. Pure."""

from collections.abc import Iterator
from typing import Any

from contractkit.generate.constraint import Option
from contractkit.generate.equal import key_of
from contractkit.generate.inner import item, member, names
from contractkit.generate.keys import extra, forbidden, invented
from contractkit.generate.rules import Rules
from contractkit.generate.values import Unmakeable, standard
from contractkit.model import Schemas

KEYWORDS = frozenset(
    ("minItems", "maxItems", "uniqueItems", "contains", "minProperties", "maxProperties", "additionalProperties")
) | {"unevaluatedProperties", "propertyNames", "dependentRequired", "oneOf", "anyOf", "discriminator"}
MOST = 1000  # items or members; more is a question of size, not of the contract
FRUITLESS = 40  # items made one after another that are all there already: there are no others
_WORD = "contractkit"
_STRANGE: tuple[Any, ...] = ({}, _WORD, -7.5, [], True)


def edge_values(schemas: Schemas, view: Rules, keyword: str, current: Any) -> Iterator[Option]:
    """`current` is what stands there: its own items and members are kept as far as possible."""
    words = view.words
    match keyword:
        case "minItems" | "maxItems":
            size = int(words[keyword])
            yield from (Option(one, f"exactly {size} items") for one in resized(schemas, view, current, size))
        case "uniqueItems":
            size = min(2, words.get("maxItems", 2))
            distinct = resized(schemas, view, current, max(size, len(current) if isinstance(current, list) else 0))
            yield from (Option(one, "items that all differ") for one in distinct if len(one) > 1)
        case "minProperties" | "maxProperties":
            size = int(words[keyword])
            yield from (Option(one, f"exactly {size} members") for one in peopled(schemas, view, current, size))
        case "oneOf" | "anyOf":
            for union in (union for union in view.unions if union.keyword == keyword):
                for branch in union.branches:
                    made = standard(schemas, (*view.pointers, branch.pointer))
                    if not isinstance(made, Unmakeable):
                        yield Option(made, f"the branch {branch.label}")


def fault_values(schemas: Schemas, view: Rules, keyword: str, current: Any) -> Iterator[Option]:
    words = view.words
    match keyword:
        case "minItems" | "maxItems":
            size = int(words[keyword]) + (1 if keyword == "maxItems" else -1)
            found = resized(schemas, view, current, size)
            yield from (Option(one, f"{size} items, {keyword} is {words[keyword]}") for one in found)
        case "uniqueItems":
            yield from _repeated(schemas, view, current)
        case "contains":
            yield from _without(schemas, view)
        case "minProperties" | "maxProperties":
            size = int(words[keyword]) + (1 if keyword == "maxProperties" else -1)
            members = peopled(schemas, view, current, size)
            yield from (Option(one, f"{size} members, {keyword} is {words[keyword]}") for one in members)
        case "additionalProperties" | "unevaluatedProperties":
            if member(view, extra(view)) is None and isinstance(current, dict):
                yield Option({**current, extra(view): _WORD}, "a member that is not declared")
        case "propertyNames" if isinstance(current, dict):
            for name in forbidden(schemas, view):
                value = standard(schemas, member(view, name) or ())
                if not isinstance(value, Unmakeable):
                    yield Option({**current, name: value}, f"a member called {name!r:.40}")
                    return
        case "dependentRequired" if isinstance(current, dict):
            yield from _half(schemas, view, current)
        case "discriminator":
            for union in (union for union in view.unions if union.property):
                held = current if isinstance(current, dict) else {}
                yield Option({**held, str(union.property): f"{_WORD}-unknown"}, "a discriminator nobody knows")
        case "oneOf" | "anyOf":
            yield from (Option(one, "a value that no branch allows") for one in _STRANGE)


def resized(schemas: Schemas, view: Rules, current: Any, size: int) -> Iterator[list[Any]]:
    """The list with so many items: cut at the end, or lengthened by items like those that are there."""
    listed = list(current) if isinstance(current, list) else []
    if not 0 <= size <= MOST:
        return
    unique, turn, fruitless = bool(view.words.get("uniqueItems")), 0, 0
    known = {key_of(one) for one in listed} if unique else set()
    while len(listed) < size and fruitless < FRUITLESS:
        pointers = item(view, len(listed))
        if pointers is None:
            return
        turn += 1
        if listed and not unique and not view.words.get("prefixItems"):
            listed.append(listed[-1])
            continue
        made = standard(schemas, pointers, turn)
        if isinstance(made, Unmakeable):
            return
        key = key_of(made) if unique else ""
        if unique and key in known:
            fruitless += 1
            continue
        fruitless = 0
        listed.append(made)
        known.add(key)
    yield listed[:size]


def peopled(schemas: Schemas, view: Rules, current: Any, size: int) -> Iterator[dict[str, Any]]:
    """The object with so many members: optional ones left out, or declared and then invented ones added."""
    held = dict(current) if isinstance(current, dict) else {}
    if not 0 <= size <= MOST:
        return
    for name in [name for name in reversed(held) if name not in view.required]:
        if len(held) > size:
            del held[name]
    for name in (*names(view), *invented(schemas, view)):
        if len(held) >= size:
            break
        pointers = member(view, name)
        if name in held or pointers is None:
            continue
        made = standard(schemas, pointers)
        if not isinstance(made, Unmakeable):
            held[name] = made
    if len(held) == size:
        yield held


def _repeated(schemas: Schemas, view: Rules, current: Any) -> Iterator[Option]:
    least, most = view.words.get("minItems", 0), view.words.get("maxItems", MOST)
    listed = current if isinstance(current, list) and current else next(resized(schemas, view, [], max(1, least)), [])
    if listed and most >= 2:
        kept = listed if len(listed) < most else listed[:-1]
        yield Option([*kept, kept[0]], "an item twice")


def _without(schemas: Schemas, view: Rules) -> Iterator[Option]:
    """Lists without an item of the kind that must be among them."""
    for pointers in (item(view, 0) or (), ()):
        for turn in range(4):
            one = standard(schemas, pointers, turn)
            if not isinstance(one, Unmakeable):
                yield Option([one] * max(1, view.words.get("minItems", 1)), "no item of the kind that is asked for")
    yield Option([], "no item of the kind that is asked for")


def _half(schemas: Schemas, view: Rules, current: dict[str, Any]) -> Iterator[Option]:
    """A member without the others that have to come with it."""
    for trigger, needed in view.words["dependentRequired"].items():
        value = current.get(trigger, standard(schemas, member(view, trigger) or ()))
        left = {name: one for name, one in current.items() if name not in needed or name in view.required}
        if not isinstance(value, Unmakeable) and any(name not in view.required for name in needed):
            yield Option({**left, trigger: value}, f"{trigger} without {', '.join(needed)}")

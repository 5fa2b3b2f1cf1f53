"""A bundled document in, the references that lead nowhere (or in a circle) out, and what they spoil. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from contractkit.source.pointer import at, child, escape, pointer_in, pointer_of, tokens_of
from contractkit.source.references import FILES, references


@dataclass(frozen=True, slots=True)
class Dangling:
    """A reference at `pointer` that leads nowhere (rule `dangling-ref`) or only to itself (`circular-ref`)."""

    rule: str
    pointer: str
    ref: str
    message: str


def dangling(document: Mapping[str, Any]) -> tuple[Dangling, ...]:
    """All broken references of a bundled document, in document order of their pointers."""
    known: dict[str, tuple[str, str] | None] = {}
    found = []
    native = uses_dynamic(document)  # `$id` and anchors were left in place: only the validator can follow those
    for use in references(document, swagger="swagger" in document):
        if use.key != "$ref" or (native and not use.text.startswith("#/components/")):
            continue
        if use.text not in known:
            known[use.text] = _fault(document, use.text)
        fault = known[use.text]
        if fault is not None:
            found.append(Dangling(fault[0], use.pointer, use.text, fault[1]))
    return tuple(sorted(found, key=lambda one: one.pointer))


def spoiled(document: Mapping[str, Any], broken: Iterable[Dangling], starts: Iterable[Any]) -> Iterator[Dangling]:
    """The broken references that can be reached from some nodes by following references."""
    sites: dict[str, list[Dangling]] = {}
    for one in broken:
        sites.setdefault(one.ref, []).append(one)
    seen: set[str] = set()
    waiting = list(starts)
    while waiting:
        for use in references(waiting.pop(), swagger="swagger" in document, skip=frozenset(("callbacks",))):
            if use.key != "$ref" or use.text in seen:
                continue
            seen.add(use.text)
            if use.text in sites:
                yield sites[use.text][0]
            elif use.text.startswith("#/"):
                waiting.append(at(document, pointer_in(use.text)))


def uses_dynamic(value: Any) -> bool:
    """Does a document use `$dynamicRef`, whose meaning depends on `$id` and anchors staying where they are?"""
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            if "$dynamicRef" in node:
                return True
            waiting.extend(node.values())
        elif isinstance(node, list):
            waiting.extend(node)
    return False


def _fault(document: Mapping[str, Any], ref: str) -> tuple[str, str] | None:
    chain = [ref]
    while True:
        if not ref.startswith("#"):
            return "dangling-ref", f"'$ref' {ref!r} cannot be followed"
        try:
            target = at(document, pointer_in(ref))
        except (LookupError, ValueError):
            return "dangling-ref", f"'$ref' to {_shown(chain[0])!r} leads nowhere: {_missing(document, ref)}"
        step = target.get("$ref") if isinstance(target, dict) else None
        if not isinstance(step, str):
            return None
        if step in chain:
            return (
                "circular-ref",
                f"'$ref' to {_shown(chain[0])!r} leads only back to itself; write the thing itself somewhere",
            )
        chain.append(ref := step)


def _missing(document: Any, ref: str) -> str:
    """What exactly is missing on the way, and what was probably meant."""
    here, where = document, ""
    tokens = tokens_of(pointer_in(ref))
    if tokens[:1] == (FILES,):
        if tokens[1] not in document.get(FILES, {}):
            return f"there is no file {tokens[1]!r} in the contracts folder"
        here, tokens = document[FILES][tokens[1]], tokens[2:]
    for token in tokens:
        try:
            here = child(here, token)
        except LookupError:
            near = get_close_matches(token, here, n=1) if isinstance(here, dict) else []
            hint = f"; did you mean {near[0]!r}?" if near else ""
            return f"{where or 'the file'} has no {token!r}{hint}"
        where = f"{where}/{escape(token)}"
    return "it is missing"


def _shown(ref: str) -> str:
    """A reference as an author would write it: `common.yaml#/Pet` for `#/x-files/common.yaml/Pet`."""
    tokens = tokens_of(pointer_in(ref))
    if tokens[:1] != (FILES,):
        return ref
    inside = pointer_of(tokens[2:])
    return f"{tokens[1]}#{inside}" if inside else tokens[1]

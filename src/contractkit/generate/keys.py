"""The rules of an object in, names that its members may have, and names they may not, out. Pure."""

from collections.abc import Iterator

from contractkit.generate.inner import is_open, maps, member
from contractkit.generate.matching import matching
from contractkit.generate.rules import Rules, rules
from contractkit.model import Schemas

_EXTRA = "contractkitExtra"


def invented(schemas: Schemas, view: Rules) -> Iterator[str]:
    """Names that nothing declares and that are allowed."""
    for _, pattern in maps(view):
        if pattern:
            yield from (name for name in matching(pattern, least=1) if _allowed(schemas, view, name))
    for part in view.parts:
        if "propertyNames" in part.schema:
            pointer = f"{part.pointer}/propertyNames"
            yield from (name for name in _named(schemas, pointer) if _allowed(schemas, view, name))
    if is_open(view):
        yield from (name for name in (f"key{n}" for n in range(1, 300)) if _allowed(schemas, view, name))


def forbidden(schemas: Schemas, view: Rules) -> Iterator[str]:
    """Names that `propertyNames` does not allow, while a member called so may be there."""
    for name in ("contract kit!", "_", "contractkit" * 20, "ß", "1", "A", ""):
        if member(view, name) is not None and not named(schemas, view, name):
            yield name


def extra(view: Rules) -> str:
    """A name that nothing declares."""
    return _EXTRA


def named(schemas: Schemas, view: Rules, name: str) -> bool:
    asked = [f"{part.pointer}/propertyNames" for part in view.parts if "propertyNames" in part.schema]
    return all(schemas.is_valid(pointer, name) for pointer in asked)


def _allowed(schemas: Schemas, view: Rules, name: str) -> bool:
    return member(view, name) is not None and named(schemas, view, name)


def _named(schemas: Schemas, pointer: str) -> Iterator[str]:
    view = rules(schemas, (pointer,))
    yield from (one for one in view.words.get("enum", ()) if isinstance(one, str))
    least, most = view.words.get("minLength", 1), view.words.get("maxLength")
    pattern = view.words.get("pattern")
    if isinstance(pattern, str):
        for turn in range(30):
            yield from matching(pattern, least=max(1, least), most=most, turn=turn)
    yield from (f"{n}{'k' * max(0, least - len(str(n)))}"[-(most or 99) :] for n in range(10, 300))

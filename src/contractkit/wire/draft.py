"""A draft and edits in, a new draft out: values set, removed, read and made unique at their places. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from contractkit.errors import ContractKitError, Unsendable
from contractkit.model import ABSENT, Draft, Edit
from contractkit.source.pointer import child, tokens_of
from contractkit.wire.salt import Salt

_TEXTS = ("media", "accept", "method", "path", "identity")


def apply(draft: Draft, edits: Iterable[Edit]) -> Draft:
    """The draft with each edit done in turn. What leads to a place must be there; only its last step may be new."""
    for edit in edits:
        draft = _one(draft, edit.place, edit.value)
    return draft


def at(draft: Draft, place: str) -> Any:
    """The value at a place, or ABSENT."""
    if place in _TEXTS:
        text = getattr(draft, place)
        return ABSENT if text is None else text
    if place == "padding":
        return draft.padding or ABSENT
    if place == "raw":
        return ABSENT if draft.raw is None else draft.raw.decode("latin-1")
    root, pointer = _split(draft, place)
    value = draft.body if root == "body" else draft.parameters.get(root, ABSENT)
    for token in tokens_of(pointer):
        try:
            value = child(value, token)
        except LookupError:
            return ABSENT
    return value


def salted(draft: Draft, salt: str) -> Draft:
    """The draft with the values at its unique places made anew, of the same length and form.

    A marker (`ck` and six hex digits) inside a text becomes `salt`; a UUID or a number becomes another one.
    """
    maker = Salt(salt)
    places = sorted(draft.unique)
    edits = [Edit(place, maker.anew(old, place)) for place in places if (old := at(draft, place)) is not ABSENT]
    return replace(apply(draft, edits), unique=draft.unique, made=draft.made) if edits else draft


def _one(draft: Draft, place: str, value: Any) -> Draft:
    if place in _TEXTS:
        change: dict[str, Any] = {place: None if value is ABSENT else value}
        return replace(draft, **change)
    if place == "padding":
        return replace(draft, padding=0 if value is ABSENT else int(value))
    if place == "raw":
        return replace(draft, raw=None if value is ABSENT else _bytes(value))
    unique, made = _left(draft.unique, place), _left(draft.made, place)
    root, pointer = _split(draft, place)
    tokens = tokens_of(pointer)
    if root == "body":
        body = _placed(draft.body, tokens, value, place) if tokens else value
        return replace(draft, body=body, unique=unique, made=made)
    if tokens:
        value = _placed(draft.parameters.get(root, ABSENT), tokens, value, place)
    parameters = {key: old for key, old in draft.parameters.items() if key != root or value is not ABSENT}
    if value is not ABSENT:
        parameters[root] = value
    return replace(draft, parameters=parameters, unique=unique, made=made)


def _bytes(text: str) -> bytes:
    try:
        return text.encode("latin-1")
    except UnicodeEncodeError as wide:
        raise Unsendable("a raw body is given as one character per byte; some are beyond U+00FF") from wide


def _left(places: frozenset[str], edited: str) -> frozenset[str]:
    """Without the places that are overwritten: an edited value is neither ours to salt nor made by this run."""
    if not places:
        return places
    return frozenset(p for p in places if p != edited and not p.startswith(f"{edited}/"))


def _split(draft: Draft, place: str) -> tuple[str, str]:
    """`body/items/0` -> body, /items/0. A parameter's own name may hold a slash."""
    if place in draft.parameters:
        return place, ""
    root, slash, rest = place.partition("/")
    return root, slash + rest


def _placed(holder: Any, tokens: tuple[str, ...], value: Any, place: str) -> Any:
    """A copy of `holder` with the value set or, when ABSENT, removed."""
    token, rest = tokens[0], tokens[1:]
    if isinstance(holder, Mapping):
        return _member(holder, token, rest, value, place)
    if isinstance(holder, list):
        return _item(holder, token, rest, value, place)
    raise _missing(place, token)


def _member(holder: Mapping[str, Any], token: str, rest: tuple[str, ...], value: Any, place: str) -> dict[str, Any]:
    if rest:
        if token not in holder:
            raise _missing(place, token)
        value = _placed(holder[token], rest, value, place)
    elif value is ABSENT:
        return {name: old for name, old in holder.items() if name != token}
    return {**holder, token: value}


def _item(holder: list[Any], token: str, rest: tuple[str, ...], value: Any, place: str) -> list[Any]:
    index = len(holder) if token == "-" else int(token) if token.isascii() and token.isdigit() else -1
    if not 0 <= index <= len(holder) or (rest and index == len(holder)):
        raise _missing(place, token)
    if rest:
        value = _placed(holder[index], rest, value, place)
    return [*holder[:index], *(() if value is ABSENT else (value,)), *holder[index + 1 :]]


def _missing(place: str, token: str) -> ContractKitError:
    return ContractKitError(
        f"cannot edit {place}: there is nothing at {token!r} in this draft; set what holds it first"
    )

"""A request as it travels in, what it breaks of the contract out, and what may therefore be claimed. Pure."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.errors import ValidatorsDisagree
from contractkit.model import (
    ABSENT,
    Contract,
    Draft,
    Intent,
    Interaction,
    Media,
    Parameter,
    Request,
    SchemaError,
    Target,
    Where,
)
from contractkit.schema.shape import types
from contractkit.source.pointer import escape, tokens_of
from contractkit.wire import encode, parameters, path_values
from contractkit.wire.bodies import Carried, read_body
from contractkit.wire.media import documented
from contractkit.wire.reading import pointers
from contractkit.wire.text import has_surrogate, plain, texts

_UNCLEAR = frozenset({"wire", "hostile", "undecided", "undeclared"})  # nothing may be claimed about these
_BRANCH = re.compile(r"(oneOf|anyOf|allOf|not|if|then|else|dependentSchemas):.*")
_OTHER_MEDIA = re.compile(r"^body\([^)]*\)")
_NAMED = re.compile(r'^("(?:[^"\\]|\\.)*")')


@dataclass(frozen=True, slots=True)
class Broken:
    """One constraint a request breaks: where, in use-site form with `*` for array items, and by which value.

    Beside schema keywords: `required`, `unsupported` and `missing` (media), `syntax` (body), and what makes a
    request unclear: `wire` (readers may differ), `hostile` (control characters, lone surrogates), `undeclared`
    (a query parameter the contract does not know), `undecided` (the validators disagree).
    """

    place: str
    keyword: str
    instance: Any = ABSENT


def broken(contract: Contract, interaction: Interaction, sent: Request | Draft) -> tuple[Broken, ...]:
    """All that the wire form breaks, each once, parameters first. A draft is written first; raises Unsendable."""
    request = encode(contract, interaction, sent) if isinstance(sent, Draft) else sent
    values = parameters(contract, interaction, request)
    found = [
        *_parameters(contract, interaction, values),
        *_path(contract, interaction, request),
        *_extra(interaction, values),
        *_body(contract, interaction, request),
    ]
    return tuple({(one.place, one.keyword): one for one in found}.values())


def classify(contract: Contract, candidate_target: Target | None, broken: Iterable[Broken]) -> Intent:
    """VALID: nothing broken. FAULT: all that is broken lies at, above or below the target. Else ROBUST."""
    found = tuple(broken)
    if not found:
        return Intent.VALID
    if candidate_target is None or any(one.keyword in _UNCLEAR for one in found):
        return Intent.ROBUST
    target = _steps(candidate_target.place)
    return Intent.FAULT if all(_on_one_line(target, _steps(one.place)) for one in found) else Intent.ROBUST


def _steps(place: str) -> tuple[str, ...]:
    """The segments of a place; applicator branches and the media type in `body(...)` are no part of the instance."""
    root, *rest = _OTHER_MEDIA.sub("body", place).split("/")
    return (root, *(step for step in rest if not _BRANCH.fullmatch(step)))


def _on_one_line(target: tuple[str, ...], other: tuple[str, ...]) -> bool:
    return all(a == b or "*" in (a, b) for a, b in zip(target, other, strict=False))


def _parameters(contract: Contract, interaction: Interaction, values: Mapping[str, Any]) -> Iterator[Broken]:
    for parameter in interaction.parameters:
        value = values.get(parameter.key, ABSENT)
        if value is ABSENT:
            if parameter.required:
                yield Broken(parameter.key, "required")
            continue
        if parameter.where is Where.HEADER and not str(value).isascii():
            yield Broken(parameter.key, "wire", value)  # Latin-1 to some, UTF-8 to others, refused by many
        if _repeated(contract, parameter, value):
            yield Broken(parameter.key, "wire", value)  # some take the first, some the last
            continue
        yield from _hostile(parameter.key, value)
        if parameter.schema is not None:
            yield from _judged(contract, parameter.key, parameter.schema, value)


def _repeated(contract: Contract, parameter: Parameter, value: Any) -> bool:
    if not isinstance(value, list) or parameter.where is not Where.QUERY or parameter.media is not None:
        return False
    return "array" not in (types(contract.schemas, pointers(parameter)) or ())


def _path(contract: Contract, interaction: Interaction, request: Request) -> Iterator[Broken]:
    """Path values that may lead to another route: encoded slashes, the literal of a sibling."""
    segments = path_values(contract, interaction, request)
    if "{" in interaction.path and not segments:
        yield Broken("path", "wire", request.target)
    for name, segment in segments.items():
        written = plain(segment)
        if "/" in written or "\\" in written or _elsewhere(contract, interaction, written):
            yield Broken(f"path.{name}", "wire", written)


def _elsewhere(contract: Contract, interaction: Interaction, written: str) -> bool:
    return any(f"/{written}" in other.path and written in other.path.split("/") for other in contract.interactions)


def _extra(interaction: Interaction, values: Mapping[str, Any]) -> Iterator[Broken]:
    declared = {parameter.key for parameter in interaction.parameters}
    yield from (Broken(key, "undeclared", value) for key, value in values.items() if key not in declared)


def _body(contract: Contract, interaction: Interaction, request: Request) -> Iterator[Broken]:
    kind = request.header("content-type")
    if request.body is None:
        if interaction.body is not None and interaction.body.required:
            yield Broken("body", "required")
        return
    if interaction.body is None:
        yield Broken("body", "undeclared")
        return
    if kind is None:
        yield Broken("media", "missing")
        return
    media = documented(interaction, kind)
    if media is None:
        yield Broken("media", "unsupported", kind)
        return
    carried = read_body(contract.schemas, media, kind, request.body)
    if carried.doubt is not None:
        yield Broken("body", carried.doubt, request.body)
    yield from _content(contract, media, carried)


def _content(contract: Contract, media: Media, carried: Carried) -> Iterator[Broken]:
    if carried.value is ABSENT:
        return
    yield from _hostile("body", carried.value)
    if media.schema is not None:
        yield from _judged(contract, "body", media.schema, carried.value)


def _judged(contract: Contract, root: str, schema: str, value: Any) -> Iterator[Broken]:
    try:
        errors = contract.schemas.errors(schema, value, direction="request")
    except ValidatorsDisagree:
        yield Broken(root, "undecided", value)
        return
    for error in errors:
        place, instance = _generalised(root, value, error.instance)
        yield Broken(place + _missing_member(error), error.keyword, instance)


def _missing_member(error: SchemaError) -> str:
    """`required` is broken at the missing member, which the validators name in front of their message."""
    if error.keyword != "required":
        return ""
    named = _NAMED.match(error.message)
    return "" if named is None else "/" + escape(json.loads(named.group(1)))


def _generalised(root: str, value: Any, pointer: str) -> tuple[str, Any]:
    """The place with `*` for array items, and what stands there."""
    place = root
    for token in tokens_of(pointer):
        listed = isinstance(value, list)
        value = value[int(token)] if listed else value[token]
        place += "/*" if listed else f"/{escape(token)}"
    return place, value


def _hostile(place: str, value: Any) -> Iterator[Broken]:
    if any(_odd(written) for written in texts(value)):
        yield Broken(place, "hostile", value)


def _odd(written: str) -> bool:
    """Characters that servers and databases refuse for reasons of their own."""
    if written.isprintable():
        return False
    return has_surrogate(written) or any((ord(c) < 32 and c not in "\t\r\n") or ord(c) == 127 for c in written)

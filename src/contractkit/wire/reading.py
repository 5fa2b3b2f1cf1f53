"""What a parameter's place on the wire carries in, its value as a fair server reads it out. Pure."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from contractkit.model import ABSENT, Parameter, Schemas, Where
from contractkit.schema.shape import Pointers, is_map, items, members, names, types
from contractkit.wire.parameters import delimiter
from contractkit.wire.text import fits, plain, read, readings

Pairs = Sequence[tuple[str, str]]  # decoded


def pointers(parameter: Parameter) -> Pointers:
    return () if parameter.schema is None else (parameter.schema,)


def from_path(schemas: Schemas, parameter: Parameter, segment: str) -> Any:
    """`segment` is what stood for `{name}`, still percent-encoded."""
    written = plain(segment)
    if parameter.media is not None:
        return _json(written)
    if parameter.style == "matrix":
        return _from_matrix(schemas, parameter, segment)
    between = delimiter(parameter)
    if parameter.style == "label":
        if not written.startswith("."):
            return written
        written, between = written[1:], "." if parameter.explode else ","
    return _chosen(schemas, parameter, written, lambda: written.split(between))


def from_header(schemas: Schemas, parameter: Parameter, value: str) -> Any:
    if parameter.media is not None:
        return _json(value)
    return _chosen(schemas, parameter, value, lambda: [p.strip(" \t") for p in value.split(delimiter(parameter))])


def from_cookies(schemas: Schemas, parameter: Parameter, crumbs: Sequence[str]) -> Any:
    """`crumbs`: the pieces of the Cookie header, `name=value`."""
    exploded = parameter.explode and (types(schemas, pointers(parameter)) or frozenset()) & {"array", "object"}
    parts = [part for crumb in crumbs for part in (crumb.split("&") if exploded else [crumb])]
    pairs = [(name, value) for name, _, value in (part.partition("=") for part in parts)]
    return from_query(schemas, parameter, pairs, frozenset(name for name, _ in pairs))


def from_query(schemas: Schemas, parameter: Parameter, pairs: Pairs, others: frozenset[str]) -> Any:
    """`others`: names that belong to other parameters, so that an exploded map does not swallow them."""
    own = [value for name, value in pairs if name == parameter.name]
    where = pointers(parameter)
    if parameter.media is not None:
        return _json(own[0]) if own else ABSENT
    if claimed := claims(schemas, parameter, pairs, others):
        if parameter.style == "deepObject":
            return _deep(schemas, where, parameter.name, claimed)
        return record(schemas, where, claimed)
    if not own:
        return ABSENT
    if parameter.explode or len(own) > 1:
        return many(schemas, where, own)
    return _chosen(schemas, parameter, own[0], lambda: own[0].split(delimiter(parameter)))


def claims(schemas: Schemas, parameter: Parameter, pairs: Pairs, others: frozenset[str]) -> Pairs:
    """The pairs with names of their own that are members of an object parameter."""
    if parameter.media is not None:
        return ()
    if parameter.style == "deepObject":
        return [pair for pair in pairs if pair[0].startswith(f"{parameter.name}[") and pair[0].endswith("]")]
    where = pointers(parameter)
    if not parameter.explode or "object" not in (types(schemas, where) or ()):
        return ()
    declared, map_ = names(schemas, where), is_map(schemas, where)
    return [pair for pair in pairs if pair[0] in declared or (map_ and pair[0] not in others)]


def record(schemas: Schemas, where: Pointers, pairs: Pairs) -> dict[str, Any]:
    """An object from `name, text` pairs; repeated names make a list."""
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return {name: many(schemas, members(schemas, where, name), texts) for name, texts in grouped.items()}


def many(schemas: Schemas, where: Pointers, texts: Sequence[str]) -> Any:
    """The value that repeated texts stand for: a scalar when there is one and it may be one, else a list."""
    allowed = types(schemas, where)
    single = len(texts) == 1
    if single and (allowed is None or "array" not in allowed):
        return read(schemas, where, texts[0])
    listed = _listed(schemas, where, texts)
    if single and allowed != frozenset({"array"}):
        return _first_fitting(schemas, where, (*readings(schemas, where, texts[0]), listed))
    return listed


def _chosen(schemas: Schemas, parameter: Parameter, written: str, split: Callable[[], list[str]]) -> Any:
    """A scalar, list or object from one text, whichever the schema allows and finds valid."""
    where = pointers(parameter)
    allowed = types(schemas, where) or frozenset()
    found: list[Any] = []
    if "array" in allowed:
        found.append(_listed(schemas, where, split()))
    if "object" in allowed:
        found.extend(_object(schemas, parameter, split()))
    if allowed <= {"array", "object"} and found:
        return _first_fitting(schemas, where, found)
    return _first_fitting(schemas, where, (*readings(schemas, where, written), *found))


def _object(schemas: Schemas, parameter: Parameter, parts: list[str]) -> Iterator[dict[str, Any]]:
    where = pointers(parameter)
    if parameter.explode and parameter.where is not Where.QUERY:
        if all("=" in part for part in parts):
            yield record(schemas, where, [(k, v) for k, _, v in (part.partition("=") for part in parts)])
    elif len(parts) % 2 == 0:
        yield record(schemas, where, list(zip(parts[::2], parts[1::2], strict=True)))


def _from_matrix(schemas: Schemas, parameter: Parameter, segment: str) -> Any:
    """Cut where it is written plainly, decoded after: a `%3B` belongs to a value."""
    written = plain(segment)
    if not segment.startswith(";"):
        return written
    parts = (part.partition("=") for part in segment[1:].split(";"))
    pairs = [(plain(name), plain(value)) for name, _, value in parts]
    own = [value for name, value in pairs if name == parameter.name]
    if parameter.explode:
        if "object" in (types(schemas, pointers(parameter)) or ()):
            return record(schemas, pointers(parameter), pairs)
        return many(schemas, pointers(parameter), own) if own else written
    return _chosen(schemas, parameter, own[0], lambda: own[0].split(",")) if own else written


def _deep(schemas: Schemas, where: Pointers, prefix: str, pairs: Pairs) -> dict[str, Any]:
    """`filter[a]=1&filter[b][c]=2` -> {a: 1, b: {c: 2}}."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for name, value in pairs:
        key, _, rest = name[len(prefix) + 1 :].partition("]")
        grouped.setdefault(key, []).append((rest, value))
    made: dict[str, Any] = {}
    for key, inner in grouped.items():
        at = members(schemas, where, key)
        nested = [(rest, value) for rest, value in inner if rest.startswith("[")]
        made[key] = _deep(schemas, at, "", nested) if nested else many(schemas, at, [value for _, value in inner])
    return made


def _listed(schemas: Schemas, where: Pointers, texts: Iterable[str]) -> list[Any]:
    return [read(schemas, items(schemas, where, index), one) for index, one in enumerate(texts)]


def _first_fitting(schemas: Schemas, where: Pointers, found: Sequence[Any]) -> Any:
    return found[0] if len(found) == 1 else next((v for v in found if fits(schemas, where, v)), found[0])


def _json(written: str) -> Any:
    try:
        return json.loads(written)
    except (ValueError, RecursionError):
        return written  # not JSON: a text, which the schema of a JSON parameter then judges

"""JSON values in, whether they are the same to JSON Schema out: 1 is 1.0, and true is not 1. Pure."""

import json
from collections.abc import Iterable, Iterator
from typing import Any


def key_of(value: Any) -> str:
    """One text for all values that JSON Schema takes for equal."""
    return json.dumps(_plain(value), sort_keys=True, default=str)


def same(one: Any, other: Any) -> bool:
    return one is other or key_of(one) == key_of(other)


def distinct(values: Iterable[Any]) -> Iterator[Any]:
    seen: set[str] = set()
    for value in values:
        key = key_of(value)
        if key not in seen:
            seen.add(key)
            yield value


def _plain(value: Any) -> Any:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(member) for name, member in value.items()}
    return value

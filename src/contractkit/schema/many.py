"""A validator and values in; which of many is refused, and whether two are refused alike, out. Pure."""

from collections.abc import Hashable, Sequence
from typing import Any

import jsonschema_rs

# What these find hangs on kinds and numbers alone: two validators that agree of one value agree of all like it.
COUNTED = frozenset(("type", "required", "minLength", "maxLength", "minItems", "maxItems"))


def first_refused(validator: Any, values: Sequence[Any]) -> int | None:
    """The number of the first item, by the validator of a list. Raises ValueError where one cannot be judged."""
    if validator.is_valid(values):
        return None
    try:
        validator.validate(values)
    except jsonschema_rs.ValidationError as error:
        return int(error.instance_path[0])
    return None


def likeness(validator: Any, value: Any) -> Hashable | None:
    """The same for values that are refused for the same reasons at the same places; None where that is not clear."""
    found: list[tuple[Any, ...]] = []
    for error in validator.iter_errors(value):
        keyword = error.kind.name
        if keyword not in COUNTED:
            return None
        named = error.message if keyword == "required" else ""
        found.append((tuple(error.evaluation_path), tuple(error.instance_path), named))
    return tuple(found)

"""JSON values in, whether they are of a type of JSON Schema out. Pure."""

from typing import Any, TypeGuard


def is_a(value: Any, kind: str) -> bool:
    """Whether a JSON value is of a type; of an unknown type everything is."""
    match kind:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "null":
            return value is None
        case "array":
            return isinstance(value, list)
        case "object":
            return isinstance(value, dict)
        case "number":
            return is_number(value)
        case "integer":
            return is_number(value) and (isinstance(value, int) or value.is_integer())
        case _:
            return True


def is_number(value: Any) -> TypeGuard[int | float]:
    return isinstance(value, int | float) and not isinstance(value, bool)

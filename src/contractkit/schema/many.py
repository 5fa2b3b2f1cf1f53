"""A validator of lists and a list in, the number of the first item that it refuses out. Pure."""

from collections.abc import Sequence
from typing import Any

import jsonschema_rs


def first_refused(validator: Any, values: Sequence[Any]) -> int | None:
    """Raises ValueError where a value cannot be judged."""
    if validator.is_valid(values):
        return None
    try:
        validator.validate(values)
    except jsonschema_rs.ValidationError as error:
        return int(error.instance_path[0])
    return None

"""A JSON Schema of our own and a value in, whether it is valid out; jsonschema says better what is wrong. Pure."""

from typing import Any

import jsonschema_rs


def is_valid(schema: dict[str, Any], value: Any) -> bool:
    """False also for what cannot be judged: the import of jsonschema takes as long as all else does here."""
    try:
        return bool(jsonschema_rs.Draft202012Validator(schema).is_valid(value))
    except ValueError:
        return False

"""What a validator has against a value in, the sentence that people read of it out. Pure."""

from typing import Any

_SHOWN = 300  # characters of a message
_OURS = {
    "readOnly": "is readOnly and must not be sent in a request",
    "writeOnly": "is writeOnly and must not be part of an answer",
    "discriminator": "names no branch of the discriminator",
    "format": "is beyond its integer format",
    "date": "is no date or time as RFC 3339 has it",
    "pattern": "does not match the pattern",
    "false": "is not allowed: the schema of this place is false",
}


def message(error: Any, keyword: str | None) -> str:
    """`keyword`: what is violated, where it is not what the validator names."""
    if keyword is not None:
        known = "date" if keyword == "format" and isinstance(error.instance, str) else keyword
        return f"{_short(repr(error.instance), _SHOWN // 2)} {_OURS[known]}"
    if _closed(error):
        return f"there is a member too many ({name(error)} is false): {_short(repr(error.instance), _SHOWN // 2)}"
    return _short(str(error.message), _SHOWN)


def both(error: Any, place: str, keyword: str, agreed: frozenset[tuple[str, str]]) -> str:
    other = ", ".join(f"{k} at {p or '/'}" for p, k in sorted(agreed)) or "nothing"
    return (
        f"the validators disagree: jsonschema-rs has {keyword} at {place or '/'} against the value "
        f"({_short(str(error.message), _SHOWN)}), jsonschema has {other}"
    )


def name(error: Any) -> str:
    """The keyword that is violated."""
    if "dependentRequired" in error.evaluation_path[-2:]:
        return "dependentRequired"
    return str(error.evaluation_path[-1] if _closed(error) else error.kind.name)


def _closed(error: Any) -> bool:
    """With `patternProperties` beside it, the first validator tells a closed object by the member that is too many."""
    return error.kind.name == "falseSchema" and error.evaluation_path[-1:] in (
        ["additionalProperties"],
        ["unevaluatedProperties"],
        ["unevaluatedItems"],
    )


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length * 2 // 3]} ... {text[-length // 4 :]}"

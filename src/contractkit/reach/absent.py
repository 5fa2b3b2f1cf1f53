"""A parameter that names a resource in; a well-formed value that nothing has out."""

import re
from typing import Any

from contractkit.model import ABSENT, Draft, Parameter
from contractkit.protocols import Bench
from contractkit.wire.salt import Salt

HIGH = (
    2_000_000_011,
    999_999_937,
    99_999_989,
    9_999_991,
    999_983,
    99_991,
    9_973,
    997,
)  # primes: nobody counts to them in a test
FEW = 5  # digits: with more, another number of as many is hardly anybody's, and of the form that all have
_COUNTED = re.compile(r"(\D*)(\d+)")  # 17, b17, ORD-000017


def nobodys(bench: Bench, parameter: Parameter, draft: Draft) -> Any:
    """Valid by the schema of the parameter and not the one in use; None where none can be made."""
    known = draft.parameters.get(parameter.key, ABSENT)
    for value in drawn(bench, known):
        if value != known and _valid(bench, parameter, value):
            return value
    return None


def drawn(bench: Bench, known: Any) -> list[Any]:
    """Values of the same kind that nothing is likely to be called by, the likeliest first."""
    if isinstance(known, bool) or known is ABSENT:
        return []
    if isinstance(known, int):
        return [*HIGH]
    if not isinstance(known, str):
        return [_anew(bench, known) for _ in range(3)]
    plain = known.replace("/", "-")  # a slash may lead to another route
    counted = _COUNTED.fullmatch(plain)
    prefix, number = counted.groups() if counted else ("", plain)
    if counted and (not prefix or len(number) < FEW):
        return [prefix + high for high in _uncounted(number)]
    return [prefix + _anew(bench, number) for _ in range(3)]


def _anew(bench: Bench, value: Any) -> Any:
    return Salt(bench.salt()).anew(value, "id")


def _uncounted(digits: str) -> list[str]:
    """Numbers of as many digits first where they say that all have so many: 0017."""
    fixed = digits.startswith("0") and len(digits) > 1
    return sorted(map(str, HIGH), key=lambda one: fixed and len(one) != len(digits))


def _valid(bench: Bench, parameter: Parameter, value: Any) -> bool:
    return parameter.schema is None or bench.contract.schemas.is_valid(parameter.schema, value, direction="request")

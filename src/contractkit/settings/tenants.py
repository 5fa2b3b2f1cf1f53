"""`tenant:` of contractkit.yaml in; how one tenant is told that what it asks for is another one's, out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class TenantRule:
    """For the operations that `match`: `hidden` as if it were not there, with this status; or forbidden with it."""

    status: int
    hidden: bool
    match: str = "*"
    where: str = "a hook"


def tenant_rules(data: Any, locate: Locate) -> tuple[TenantRule, ...]:
    """One rule, or a list of them of which the first that matches holds. Raises UsageError with file:line."""
    listed = isinstance(data, Sequence)
    rules = data if listed else [data] if data else []
    return tuple(_rule(one, str(locate(f"/tenant/{i}" if listed else "/tenant"))) for i, one in enumerate(rules))


def _rule(data: Mapping[str, Any], where: str) -> TenantRule:
    if ("hidden" in data) == ("forbidden" in data):
        raise UsageError(f"{where}: tenant: give either hidden: 404 or forbidden: 403")
    hidden = "hidden" in data
    return TenantRule(int(data["hidden" if hidden else "forbidden"]), hidden, data.get("match", "*"), where)

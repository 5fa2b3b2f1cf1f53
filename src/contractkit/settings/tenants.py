"""`tenant:` of contractkit.yaml in; how one tenant is told that what it asks for is another one's, out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class TenantRule:
    """For the operations that `match`: another tenant is told with `status`, `hidden` as if it were not there.

    `shared`: what they are about is for all tenants.
    """

    status: int | None = None
    hidden: bool = False
    shared: bool = False
    match: str = "*"
    where: str = "a hook"


def tenant_rules(data: Any, locate: Locate) -> tuple[TenantRule, ...]:
    """One rule, or a list of them of which the first that matches holds. Raises UsageError with file:line."""
    listed = isinstance(data, Sequence)
    rules = data if listed else [data] if data else []
    return tuple(_rule(one, str(locate(f"/tenant/{i}" if listed else "/tenant"))) for i, one in enumerate(rules))


def _rule(data: Mapping[str, Any], where: str) -> TenantRule:
    told = [name for name in ("hidden", "forbidden", "shared") if data.get(name)]
    if len(told) != 1:
        raise UsageError(f"{where}: tenant: give one of hidden: 404, forbidden: 403 and shared: true")
    status = None if told == ["shared"] else int(data[told[0]])
    return TenantRule(status, told == ["hidden"], told == ["shared"], data.get("match", "*"), where)

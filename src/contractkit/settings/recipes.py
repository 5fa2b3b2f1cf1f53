"""`failures:` of contractkit.yaml in, how to bring about what nobody can derive from a contract out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location

Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How an operation is made to answer with a status.

    `operation`: as in `match` elsewhere. `send`: values by place (`body/customer_id`, `query.limit`, `header.X-Fault`)
    beside the accepted baseline. `call`: `package.module:function`, called with the operation's id before the request;
    what it returns, if it can be called, is called after it.
    """

    operation: str
    status: int
    send: Mapping[str, Any] = field(default_factory=dict)
    identity: str | None = None
    call: str | Callable[[str], object] | None = None
    where: str = "a hook"


def recipes(data: Sequence[Mapping[str, Any]] | None, locate: Locate | None) -> tuple[Recipe, ...]:
    """Of the shape under `failures:`. Raises UsageError for one that changes nothing."""
    return tuple(
        _recipe(one, str(locate(f"/failures/{i}")) if locate else "a hook") for i, one in enumerate(data or ())
    )


def _recipe(data: Mapping[str, Any], where: str) -> Recipe:
    send = dict(data.get("send", {}))
    if header := data.get("header"):
        name, _, value = header.partition(":")
        send[f"header.{name.strip()}"] = value.strip()
    if not send and not data.get("call") and not data.get("identity"):
        raise UsageError(f"{where}: failures: this recipe changes nothing; give send:, header:, identity: or call:")
    return Recipe(data["operation"], int(data["status"]), send, data.get("identity"), data.get("call"), where)

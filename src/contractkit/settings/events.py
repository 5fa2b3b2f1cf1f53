"""`events:` of contractkit.yaml, or `x-contractkit` of an operation, in; what is agreed on of events out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Effect, Location, Ordered, Terms
from contractkit.model.terms import PROCESSED

Locate = Callable[[str], Location]
KEPT = "kept"


@dataclass(frozen=True, slots=True)
class EventRule:
    """For the operations that `match`: operation id, `SEND address`, tag; `*` for any."""

    match: str
    terms: Terms
    where: str = "a hook"


def event_rules(data: Mapping[str, Any] | None, locate: Locate) -> tuple[EventRule, ...]:
    """One rule for each key; the first that matches holds. Raises UsageError with file:line."""
    rules = []
    for match, given in (data or {}).items():
        where = str(locate("/events/" + match.replace("~", "~0").replace("/", "~1")))
        rules.append(EventRule(match, terms_of(given, where), where))
    return tuple(rules)


def terms_of(data: Mapping[str, Any], where: str) -> Terms:
    """The terms that a mapping says."""
    plain = {k: v for k, v in data.items() if k not in ("caused_by", "effect", "state", "order", "within", "replayed")}
    causes = data.get("caused_by", ())
    within = data.get("within", 5.0)
    return Terms(
        why=where,
        caused_by=(causes,) if isinstance(causes, str) else tuple(causes),
        effect=_effect(data.get("effect"), where),
        state=_effect(data.get("state"), where),
        order=_order(data.get("order")),
        within=seconds(within),
        replayed=data.get("replayed"),
        **plain,
    )


def seconds(written: str | float) -> float:
    """`5s`, `500ms` or a number of seconds."""
    if not isinstance(written, str):
        return float(written)
    return float(written[:-2]) / 1000 if written.endswith("ms") else float(written.removesuffix("s"))


def _order(data: Any) -> Ordered | None:
    """`kept`, or `{version: /pointer}`, which keeps it as well."""
    if not data:
        return None
    return Ordered() if data == KEPT else Ordered(data["version"])


def _effect(data: Any, where: str) -> Effect | None:
    if data is None:
        return None
    if isinstance(data, str):
        return Effect("call" if ":" in data and " " not in data else "read", data)
    kinds = [kind for kind in PROCESSED if kind in data]
    if len(kinds) != 1:
        raise UsageError(f"{where}: effect: give exactly one of {', '.join(PROCESSED)}")
    return Effect(kinds[0], data[kinds[0]], tuple((data.get("with") or {}).items()))

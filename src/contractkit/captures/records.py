"""Records of Kafka in, a quick yes to those that keep their contracts out; whatever gets none is judged in full.

What a record is judged by hangs on its channel, the names of its headers and what it says it is: it is found out once,
by the full judgement of the first such record, and kept as a plan of compiled validators.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from contractkit.captures.carried import CHANNELS, ENCODED, VALUES, NoRecord
from contractkit.captures.known import Known
from contractkit.captures.plans import Plan, planned
from contractkit.errors import ContractKitError
from contractkit.events.cloud import REQUIRED
from contractkit.events.flaws import is_key
from contractkit.events.locations import at_pointer
from contractkit.events.telling import HEADERS, MEMBERS
from contractkit.model import ABSENT

PLANS = 500
TRIES = 20  # records of a kind that may be wrong before one that is right
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A record that keeps its contracts. `name`: source and id of a CloudEvent, whose `attributes` and `data` stand."""

    types: tuple[tuple[str, str], ...]
    bare: bool
    name: tuple[str, str] | None = None
    attributes: Mapping[str, Any] = field(default_factory=dict)
    data: Any = b""


class Records:
    """Plans by what they hang on; None where only the full judgement will do."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._plans: dict[tuple[Any, ...], Plan | None] = {}
        self._tried: Counter[tuple[Any, ...]] = Counter()
        self._names: dict[str, frozenset[str]] = {}

    def kept(self, told: Mapping[str, Any], body: Any) -> Kept | None:
        """`told`: a line that is JSON of one meaning; `body`: the value of what the record carries, read likewise."""
        channel = next((told[name] for name in CHANNELS if isinstance(told.get(name), str)), "")
        key, headers = told.get("key"), _headers(told.get("headers"))
        if not channel or headers is None or not isinstance(body, dict) or not isinstance(key, str | None):
            return None
        place = self._place(told, body, channel, headers)
        if (plan := self._plans.get(place)) is None and (plan := self._made(told, place)) is None:
            return None
        try:
            return _kept(plan, body, headers, key, bare="headers" not in told)
        except ValueError:  # nothing that jsonschema-rs judges: too deep
            return None

    def _place(self, told: Mapping[str, Any], body: Mapping[str, Any], channel: str, headers: Pairs) -> tuple[Any, ...]:
        if (known := self._names.get(channel)) is None:
            spoken = self.known.on(channel)
            every = (name for held in spoken for type in held.types for name in (type.name, type.type) if name)
            known = self._names.setdefault(channel, frozenset(every)) if len(self._names) < PLANS else frozenset(every)
        said = {value for name in MEMBERS if isinstance(value := body.get(name), str)}
        said |= {value for name, value in headers if name.lower() in (*HEADERS, "ce_type")}
        media = next((value for name, value in headers if name.lower() == "content-type"), "")
        named = tuple(map(itemgetter(0), headers))
        like = isinstance(told.get("value", told.get("payload")), str), sum(name in body for name in REQUIRED) >= 2
        given = "headers" in told, "key" in told, told.get("key") is None, "specversion" in body, *like
        return (channel, named, media, given, known & said, bool(said))

    def _made(self, told: Mapping[str, Any], place: tuple[Any, ...]) -> Plan | None:
        if len(self._tried) >= PLANS or self._tried[place] >= TRIES:
            return None
        self._tried[place] += 1
        try:
            found = planned(self.known, told)
        except (ContractKitError, NoRecord):
            return None
        if found is not None:
            self._plans[place] = found
        return found


def _kept(plan: Plan, body: Any, headers: Pairs, key: str | None, *, bare: bool) -> Kept | None:
    attributes = {name: headers[at][1] for at, name in plan.attributes} or body
    if plan.envelope is not None and not plan.envelope(attributes):
        return None
    for rule in plan.rules:
        match rule.subject:
            case "data":
                value = attributes.get("data", ABSENT)
            case "whole":
                value = {**attributes, "data": body}
            case _:
                value = body
        if isinstance(value, str) or value is ABSENT or (rule.payload is not None and not rule.payload(value)):
            return None
        if rule.headers is not None:
            named = {name: text for name, (_, text) in zip(rule.places, headers, strict=True) if name is not None}
            if not rule.headers(named):
                return None
        if rule.key is not None and not rule.key(key):
            return None
        if rule.pointer is not None:
            expected = at_pointer(value, rule.pointer)
            if expected is not ABSENT and not is_key(expected, key):
                return None
    types = tuple(rule.name for rule in plan.rules)
    if plan.envelope is None:
        return Kept(types, bare)
    name = (attributes["source"], attributes["id"])
    if plan.attributes:
        return Kept(types, bare, name, attributes, body)
    told = {name: held for name, held in body.items() if name != "data"}
    return Kept(types, bare, name, told, body.get("data", b""))


def _headers(told: Any) -> Pairs | None:
    """Of an object of texts or a list of `{key, value}`; None for what is written otherwise."""
    if told is None:
        return ()
    if not isinstance(told, dict | list):
        return None
    try:
        found = tuple(told.items()) if isinstance(told, dict) else tuple((one["key"], one["value"]) for one in told)
    except (TypeError, KeyError):
        return None
    return found if all(isinstance(name, str) and isinstance(text, str) for name, text in found) else None


def payload_of(told: Mapping[str, Any]) -> Any:
    """What a record carries, ABSENT where it is no record or says it in another way than in JSON."""
    if "specversion" in told or any(name in told for name in ENCODED) or "key_base64" in told:
        return ABSENT
    return next((told[name] for name in VALUES if name in told), ABSENT)

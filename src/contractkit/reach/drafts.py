"""First drafts of a request, cheapest source first: examples, required-only, full; pure."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contractkit.generate.holds import MARKERS
from contractkit.generate.values import Unmakeable, sample
from contractkit.model import ABSENT, Contract, Draft, Interaction, Media, Parameter, Where
from contractkit.reach.names import same
from contractkit.source.pointer import escape
from contractkit.wire.salt import Salt

Prefer = Callable[[str], Sequence[Any]]
FRESH = ("idempotency-key", "x-idempotency-key", "repeatability-request-id", "paypal-request-id", "x-request-id")


def drafts(
    contract: Contract, interaction: Interaction, known: Mapping[str, Any], prefer: Prefer, salt: str
) -> Iterator[Draft]:
    """Drafts with `known` values at parameter keys; `prefer` gives values by place. Yields distinct drafts."""
    seen: list[Draft] = []
    for examples, full in ((True, False), (False, False), (True, True), (False, True)):
        for media in _media(interaction):
            draft = _draft(contract, interaction, known, prefer, salt, media, examples=examples, full=full)
            if draft is not None and draft not in seen:
                seen.append(draft)
                yield draft


def _draft(
    contract: Contract,
    interaction: Interaction,
    known: Mapping[str, Any],
    prefer: Prefer,
    salt: str,
    media: Media | None,
    *,
    examples: bool,
    full: bool,
) -> Draft | None:
    values: dict[str, Any] = {}
    unique: set[str] = set()
    try:
        for parameter in interaction.parameters:
            if parameter.key in known:
                values[parameter.key] = known[parameter.key]
            elif parameter.where is Where.PATH and (guess := _unguessable(contract, parameter, salt)) is not None:
                values[parameter.key] = guess
                unique.add(parameter.key)
            elif parameter.required or full or (examples and parameter.examples):
                value, salted = value_of(contract, parameter, prefer, salt, examples=examples, full=full)
                values[parameter.key] = value
                unique |= {parameter.key + place for place in salted}
        values |= {key: salt for key in _undeclared(interaction) if key not in values}
        body, salted = _body(contract, media, prefer, salt, examples=examples, full=full)
        if not (examples and media is not None and media.examples):
            salted |= _keys(contract, interaction, media, body, prefer)
    except Unmakeable:
        return None  # another source may still do; search.py says so when none does
    unique |= {"body" + place for place in salted}
    name = media.type if media is not None and body is not ABSENT else None
    return Draft(parameters=values, body=body, media=name, unique=frozenset(unique))


def value_of(
    contract: Contract, parameter: Parameter, prefer: Prefer, salt: str, *, examples: bool, full: bool
) -> tuple[Any, frozenset[str]]:
    """A value for a parameter and the places in it that are unique; a key-like header gets a fresh one each time."""
    if chosen := prefer(parameter.key):
        return chosen[0], frozenset()
    fresh = parameter.where is Where.HEADER and parameter.name.lower() in FRESH
    if examples and parameter.examples and not fresh:
        return parameter.examples[0], frozenset()
    if parameter.schema is None:
        return f"ck{salt[-6:]}", frozenset({""}) if fresh else frozenset()
    made = sample(contract, parameter.schema, full=full, salt=salt, prefer=_under(prefer, parameter.key))
    if fresh and isinstance(made.value, str):
        return made.value, frozenset({""})
    return made.value, made.unique


def _body(
    contract: Contract, media: Media | None, prefer: Prefer, salt: str, *, examples: bool, full: bool
) -> tuple[Any, frozenset[str]]:
    if media is None:
        return ABSENT, frozenset()
    if examples and media.examples:
        return media.examples[0], frozenset()
    if media.schema is None:
        return "contractkit", frozenset()
    made = sample(contract, media.schema, full=full, salt=salt, prefer=_under(prefer, "body"))
    return made.value, made.unique


def _keys(
    contract: Contract, interaction: Interaction, media: Media | None, body: Any, prefer: Prefer
) -> frozenset[str]:
    """Members that name what is created in the paths below: there is one of each, so they are made anew if they may."""
    if interaction.method != "POST" or media is None or media.schema is None or not isinstance(body, dict):
        return frozenset()
    below = re.compile(re.escape(interaction.path.rstrip("/")) + r"/{([^{}/]+)}(?:/|$)")
    named = {found[1] for other in contract.interactions if (found := below.match(other.path))}
    members = [member for member in body if any(same(member, name) for name in named)]
    return frozenset(
        f"/{escape(member)}"
        for member in members
        if not prefer(f"body/{escape(member)}")
        and all(contract.schemas.is_valid(media.schema, varied) for varied in _varied(body, member))
    )


def _varied(body: Mapping[str, Any], member: str) -> Iterator[Mapping[str, Any]]:
    yield from ({**body, member: Salt(marker).anew(body[member], "")} for marker in MARKERS)


def _unguessable(contract: Contract, parameter: Parameter, salt: str) -> str | None:
    """A value for a free text in a path that names nothing of anybody's."""
    if parameter.schema is None or parameter.examples:
        return None
    _, schema = contract.schemas.follow(parameter.schema)
    free = (
        isinstance(schema, dict) and schema.get("type") == "string" and not {"enum", "default", "example"} & {*schema}
    )
    return salt if free and contract.schemas.is_valid(parameter.schema, salt) else None


def _undeclared(interaction: Interaction) -> list[str]:
    """Names in the path template that the contract forgot to declare: its defect, not a reason to look away."""
    return [f"path.{name}" for name in re.findall(r"{([^{}]+)}", interaction.path)]


def _under(prefer: Prefer, root: str) -> Prefer:
    return lambda place: prefer(root + place)


def _media(interaction: Interaction) -> tuple[Media | None, ...]:
    """JSON first; without a body only when it is optional, and then last."""
    if interaction.body is None or not interaction.body.media:
        return (None,)
    ranked = sorted(interaction.body.media, key=lambda m: ("json" not in m.type, "*" in m.type))
    return tuple(ranked) if interaction.body.required else (*ranked, None)

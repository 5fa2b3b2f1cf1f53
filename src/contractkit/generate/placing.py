"""A place and a draft in, where it is out: what is missing on the way is built along. Pure."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from contractkit.generate.holds import fits
from contractkit.generate.inner import member, names
from contractkit.generate.keys import invented
from contractkit.generate.rules import Pointers, rules
from contractkit.generate.sites import Kind, Site, Step
from contractkit.generate.spots import Spot, Tokens
from contractkit.generate.values import Unmakeable, standard
from contractkit.model import ABSENT, Contract, Draft, Schemas
from contractkit.wire.media import covers


def spot(contract: Contract, site: Site, draft: Draft) -> Spot | None:
    """None when no value can be made that holds the place."""
    schemas = contract.schemas
    root, media = _root(site, draft)
    tokens: Tokens = ()
    value, pointers = root, site.base
    without: tuple[Tokens, ...] = ()
    for index, step in enumerate(site.steps):
        found = None if value is ABSENT else _follow(schemas, step, value)
        if found is None:
            return _grown(schemas, Spot(site, root, tokens, ABSENT, media=media), pointers, site.steps[index:])
        token, inner, present = found
        if not present:
            beside = _beside(schemas, pointers, value, tokens, step)
            here = Spot(site, root, (*tokens, *token), ABSENT, media=media, beside=beside)
            if index == len(site.steps) - 1:
                return here
            return _grown(schemas, here, step.pointers, site.steps[index + 1 :])
        without = _without(schemas, pointers, value, tokens, step)
        value, tokens, pointers = inner, (*tokens, *token), step.pointers
    return Spot(site, root, tokens, value, media=media, without=without)


def standing(schemas: Schemas, found: Spot) -> Any:
    """What stands at the place, or an ordinary value where nothing does; ABSENT when none can be made."""
    if found.current is not ABSENT:
        return found.current
    made = standard(schemas, found.site.pointers)
    return ABSENT if isinstance(made, Unmakeable) else made


def _root(site: Site, draft: Draft) -> tuple[Any, str | None]:
    if site.media is None:
        return draft.parameters.get(site.root, ABSENT), None
    if draft.body is not ABSENT and draft.media is not None and covers(site.media.type, draft.media):
        return draft.body, None
    return ABSENT, None if "*" in site.media.type else site.media.type


def _grown(schemas: Schemas, found: Spot, pointers: Pointers, steps: tuple[Step, ...]) -> Spot | None:
    # A parameter that is an object without members does not travel.
    built = built_for(schemas, pointers, steps, found.site.parameter is not None)
    if built is None:
        return None
    value, rest = built
    current = value
    for token in rest:
        current = current[int(token)] if isinstance(current, list) else current[token]
    return replace(found, current=current, grown=value, rest=rest)


def _beside(
    schemas: Schemas, pointers: Pointers, held: Any, tokens: Tokens, step: Step
) -> tuple[tuple[Tokens, Any], ...]:
    """The members that `dependentRequired` asks for once this one is there."""
    view = rules(schemas, pointers)
    needed = view.words.get("dependentRequired", {}).get(step.token, ()) if step.kind is Kind.MEMBER else ()
    made = [(name, standard(schemas, member(view, name) or ())) for name in needed if name not in held]
    return tuple(((*tokens, name), value) for name, value in made if not isinstance(value, Unmakeable))


def _without(schemas: Schemas, pointers: Pointers, held: Any, tokens: Tokens, step: Step) -> tuple[Tokens, ...]:
    """The optional members that `dependentRequired` does not let stand without this one."""
    if step.kind is not Kind.MEMBER:
        return ()
    view = rules(schemas, pointers)
    asking = view.words.get("dependentRequired", {}).items()
    return tuple((*tokens, n) for n, needed in asking if step.token in needed and n in held and n not in view.required)


def _follow(schemas: Schemas, step: Step, value: Any) -> tuple[Tokens, Any, bool] | None:
    """Tokens of the step in this value, what is there, and whether it is; None when another value is needed."""
    match step.kind:
        case Kind.BRANCH:
            return ((), value, True) if fits(schemas, step.pointers, value) else None
        case Kind.MEMBER if isinstance(value, dict):
            return (step.token,), value.get(step.token, ABSENT), step.token in value
        case Kind.MAP if isinstance(value, dict):
            name = next((n for n, v in value.items() if _mapped(schemas, step, n, v)), None)
            return None if name is None else ((name,), value[name], True)
        case Kind.ITEM if isinstance(value, list):
            index = int(step.token or 0)
            if index < len(value):
                return (str(index),), value[index], True
            return ((str(index),), ABSENT, False) if index == len(value) else None
    return None


def _mapped(schemas: Schemas, step: Step, name: str, value: Any) -> bool:
    holder = step.pointers[0].rpartition("/")[0].removesuffix("/patternProperties")
    return name not in names(rules(schemas, (holder,))) and fits(schemas, step.pointers, value)


@lru_cache(maxsize=20_000)
def built_for(schemas: Schemas, pointers: Pointers, steps: tuple[Step, ...], full: bool) -> tuple[Any, Tokens] | None:
    """A valid value that has the place in it, and the way there; `full`: with optional members beside it."""
    if not steps:
        made = standard(schemas, pointers)
        return None if isinstance(made, Unmakeable) else (made, ())
    step, rest = steps[0], steps[1:]
    if step.kind is Kind.BRANCH:
        return built_for(schemas, step.pointers, rest, full)
    held, inner = standard(schemas, pointers, full=full), built_for(schemas, step.pointers, rest, full)
    if isinstance(held, Unmakeable) or inner is None:
        return None
    value, tokens = inner
    if step.kind is Kind.ITEM and isinstance(held, list):
        index = int(step.token or 0)
        return ([*held[:index], value, *held[index + 1 :]], (str(index), *tokens)) if index <= len(held) else None
    if not isinstance(held, dict) or step.kind is Kind.ITEM:
        return None
    if step.kind is Kind.MEMBER:
        beside = {way[0]: one for way, one in _beside(schemas, pointers, held, (), step)}
        return {**held, **beside, step.token: value}, (step.token, *tokens)
    known = (n for n, v in held.items() if _mapped(schemas, step, n, v))
    name = next(known, None) or next(invented(schemas, rules(schemas, pointers)), None)
    return None if name is None else ({**held, name: value}, (name, *tokens))

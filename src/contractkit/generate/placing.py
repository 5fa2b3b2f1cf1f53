"""A place and a draft in, the edits that put a value there out: what is missing on the way is built along. Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from contractkit.generate.holds import fits
from contractkit.generate.inner import names
from contractkit.generate.keys import invented
from contractkit.generate.rules import Pointers, rules
from contractkit.generate.sites import Kind, Site, Step
from contractkit.generate.values import Unmakeable, standard
from contractkit.model import ABSENT, Contract, Draft, Edit, Schemas
from contractkit.pointer import pointer_of
from contractkit.wire_media import covers

Tokens = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a site is in a draft. `grown`: what has to be put at `tokens` first, with the place at `rest` in it."""

    site: Site
    root: Any
    tokens: Tokens
    current: Any  # what stands at the place, or would if what is missing were built; ABSENT when nothing
    grown: Any = ABSENT
    rest: Tokens = ()
    media: str | None = None  # to be set as well

    @property
    def place(self) -> str:
        """Where the value is, as edits name it."""
        return self.site.root + pointer_of((*self.tokens, *self.rest))

    def edits(self, value: Any) -> tuple[Edit, ...]:
        """Put the value there; ABSENT leaves it out."""
        place = self.site.root + pointer_of(self.tokens)
        new = put(self.grown, self.rest, value) if self.rest else value
        if self.site.root == "body" and not self.tokens and new is ABSENT:
            return Edit("body"), Edit("media")
        also = () if self.media is None else (Edit("media", self.media),)
        return (*also, Edit(place, new))

    def whole(self, value: Any) -> Any:
        """The parameter or body with the value there."""
        return put(self.root, self.tokens, put(self.grown, self.rest, value) if self.rest else value)


def spot(contract: Contract, site: Site, draft: Draft) -> Spot | None:
    """None when no value can be made that holds the place."""
    schemas = contract.schemas
    root, media = _root(site, draft)
    tokens: Tokens = ()
    value, pointers = root, site.base
    for index, step in enumerate(site.steps):
        found = None if value is ABSENT else _follow(schemas, step, value)
        if found is None:
            return _grown(schemas, Spot(site, root, tokens, ABSENT, media=media), pointers, site.steps[index:])
        token, value, present = found
        tokens, pointers = (*tokens, *token), step.pointers
        if not present:
            if index == len(site.steps) - 1:
                return Spot(site, root, tokens, ABSENT, media=media)
            return _grown(schemas, Spot(site, root, tokens, ABSENT, media=media), pointers, site.steps[index + 1 :])
    return Spot(site, root, tokens, value, media=media)


def standing(schemas: Schemas, found: Spot) -> Any:
    """What stands at the place, or an ordinary value where nothing does; ABSENT when none can be made."""
    if found.current is not ABSENT:
        return found.current
    made = standard(schemas, found.site.pointers)
    return ABSENT if isinstance(made, Unmakeable) else made


def put(value: Any, tokens: Tokens, new: Any) -> Any:
    """A copy with the new value at the place, or without the place when ABSENT."""
    if not tokens:
        return new
    token, rest = tokens[0], tokens[1:]
    if isinstance(value, list):
        index = int(token)
        inner = put(value[index] if index < len(value) else ABSENT, rest, new)
        return [*value[:index], *(() if inner is ABSENT else (inner,)), *value[index + 1 :]]
    held = value if isinstance(value, dict) else {}
    inner = put(held.get(token, ABSENT), rest, new)
    if inner is ABSENT:
        return {name: member for name, member in held.items() if name != token}
    return {**held, token: inner}


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
    return Spot(found.site, found.root, found.tokens, current, value, rest, found.media)


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
        return {**held, step.token: value}, (step.token, *tokens)
    known = (n for n, v in held.items() if _mapped(schemas, step, n, v))
    name = next(known, None) or next(invented(schemas, rules(schemas, pointers)), None)
    return None if name is None else ({**held, name: value}, (name, *tokens))

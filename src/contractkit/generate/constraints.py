"""An operation in, all that its contract asks of requests out: place and keyword, in document order. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import takewhile
from typing import Any

from contractkit.generate.constraint import Constraint
from contractkit.generate.edges import edges
from contractkit.generate.faults import faults, undocumented
from contractkit.generate.rules import KINDS, Rules, rules
from contractkit.generate.sites import Kind, Site, inner, judged, roots
from contractkit.generate.values import Unmakeable, sample
from contractkit.model import ABSENT, Contract, Draft, Interaction, Schemas, Target, Where
from contractkit.reach.names import collection, resource, words

__all__ = ["Constraint", "accepted", "constraints", "formatted", "ordinary", "references", "rejected"]

_SCALAR = ("enum", "const", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "multipleOf", "minLength")
_MORE = ("maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems", "contains", "minProperties")
_OBJECT = ("maxProperties", "additionalProperties", "unevaluatedProperties", "propertyNames", "dependentRequired")


def constraints(contract: Contract, interaction: Interaction) -> Iterator[Constraint]:
    """Each place and keyword once; what is promised of it (`accepted`, `rejected`) is settled here, before any run."""
    yield from _settled(_Asked(contract.schemas, id(interaction), contract, interaction))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is remembered by: the very schemas and the very interaction."""

    schemas: Schemas
    number: int
    contract: Contract = field(compare=False)
    interaction: Interaction = field(compare=False)


@lru_cache(maxsize=16)  # obligations of both kinds and the probe ask for the same in turn
def _settled(asked: _Asked) -> tuple[Constraint, ...]:
    return tuple(_settle(asked.contract, asked.interaction))


def _settle(contract: Contract, interaction: Interaction) -> Iterator[Constraint]:
    draft = ordinary(contract, interaction)
    seen: set[Target] = set()
    for found in _all(contract, interaction):
        if found.target in seen:
            continue
        seen.add(found.target)
        yield replace(
            found,
            edge=next(edges(contract, interaction, found, draft), None) is not None,
            fault=next(faults(contract, interaction, found, draft), None) is not None,
        )


def accepted(constraint: Constraint) -> bool:
    """Whether there is a valid edge to claim; never for values that name another resource."""
    return constraint.edge


def rejected(constraint: Constraint) -> bool:
    """Whether a request can be sent that breaks this constraint alone."""
    return constraint.fault


def references(contract: Contract, interaction: Interaction) -> frozenset[str]:
    """Places that name other resources, without branches; a list of such as a whole."""
    return _places(one for one in constraints(contract, interaction) if one.reference)


def formatted(contract: Contract, interaction: Interaction) -> frozenset[str]:
    """Places with a `format`, likewise."""
    return _places(one for one in constraints(contract, interaction) if one.keyword == "format")


def _places(those: Iterable[Constraint]) -> frozenset[str]:
    sites = (one.site for one in those)
    return frozenset(_plain_place(site) for site in sites if site is not None)


def _plain_place(site: Site) -> str:
    steps = takewhile(lambda step: step.kind in (Kind.MEMBER, Kind.BRANCH), site.steps)
    segments = (step.segment for step in steps if step.kind is Kind.MEMBER)
    return "/".join((site.parameter.key if site.parameter is not None else "body", *segments))


def ordinary(contract: Contract, interaction: Interaction) -> Draft:
    """A draft with a value for all that one can be made for."""
    parameters: dict[str, Any] = {}
    body, media = ABSENT, None
    for site in roots(interaction):
        if not site.base or (site.media is not None and media is not None):
            continue
        try:
            value = sample(contract, site.base[0], full=site.parameter is not None).value
        except Unmakeable:
            continue  # then nothing is promised of it
        if site.parameter is not None:
            parameters[site.root] = value
        elif site.media is not None:
            body, media = value, site.media.type
    return Draft(parameters=parameters, body=body, media=media)


def _all(contract: Contract, interaction: Interaction) -> Iterator[Constraint]:
    whole = True
    for root in roots(interaction):
        if root.parameter is not None:
            yield from _parameter(root)
        elif whole:
            whole = False
            yield from _body(interaction)
        if judged(root):
            for site, view in inner(contract, root):
                yield from _at(contract, interaction, site, view)


def _parameter(site: Site) -> Iterator[Constraint]:
    parameter = site.parameter
    if parameter is not None and parameter.where is not Where.PATH:
        keyword = "required" if parameter.required else "absent"
        yield Constraint(Target(site.place, keyword), parameter.pointer, True, parameter.required, site=site)


def _body(interaction: Interaction) -> Iterator[Constraint]:
    body = interaction.body
    if body is not None:
        yield Constraint(Target("body", "required" if body.required else "absent"), body.pointer, True, body.required)
        if undocumented(body) is not None:
            known = tuple(media.type for media in body.media)
            yield Constraint(Target("media", "unsupported"), body.pointer, known, body.required)


def _at(contract: Contract, interaction: Interaction, site: Site, view: Rules) -> Iterator[Constraint]:
    """The constraints of one place, those of outer places left to them."""
    if site.steps and view.words.get("readOnly"):
        yield _one(site, "readOnly", view.origins["readOnly"], True)
        return
    yield from _presence(contract, site)
    refers = reference(interaction, site, view)
    for keyword, schema, value in _keywords(site, view):
        if schema not in site.skip:
            yield _one(site, keyword, schema, value, refers=refers)


def _keywords(site: Site, view: Rules) -> Iterator[tuple[str, str, Any]]:
    """Keyword, the schema it stands in, and what it says."""
    branch = bool(site.steps) and site.steps[-1].kind is Kind.BRANCH
    typed = next((part.pointer for part in view.parts if "type" in part.schema), view.where)
    if view.parts and not branch and len(view.types) < len(KINDS) - 1:
        yield "type", typed, view.types
        if "null" in view.types and len(view.types) > 1:
            yield "null", typed, True
    for word in (*_SCALAR, *_MORE, *_OBJECT):
        if word in view.words:
            yield word, view.origins[word], view.words[word]
    for union in view.unions:
        labels = tuple(branch.label for branch in union.branches)
        yield union.keyword, union.holder, labels
        if union.property is not None:
            yield "discriminator", union.holder, labels


def _presence(contract: Contract, site: Site) -> Iterator[Constraint]:
    """A member that must be there, or need not."""
    if not site.steps or site.steps[-1].kind is not Kind.MEMBER:
        return
    name = site.steps[-1].token
    outer = replace(site, steps=site.steps[:-1])
    held = rules(contract.schemas, outer.pointers)
    origin = held.required.get(name)
    if origin is None:
        declared = next((p.pointer for p in held.parts if name in p.schema.get("properties", {})), held.where)
        yield _one(site, "absent", declared, True)
    elif origin not in outer.skip:
        yield _one(site, "required", origin, True)


def _one(site: Site, keyword: str, schema: str, value: Any, *, refers: bool = False) -> Constraint:
    return Constraint(Target(site.place, keyword), schema, value, site.required, refers, site)


def reference(interaction: Interaction, site: Site, view: Rules) -> bool:
    """Whether values of this place look like the names of other resources."""
    if "enum" in view.words or "const" in view.words:
        return False
    if site.parameter is not None and site.parameter.where is Where.PATH and site.whole:
        return collection(interaction.path, site.parameter.name) is not None
    parts = words(site.name)
    return parts in (("id",), ("ids",), ("uuid",), ("guid",)) or (
        resource(site.name) is not None and parts[-1] in ("id", "ids", "uuid", "guid", "ref")
    )

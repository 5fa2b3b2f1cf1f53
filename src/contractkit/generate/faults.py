"""A constraint and an accepted draft in, requests that break this constraint and nothing else out. Pure."""

from collections.abc import Iterator

from contractkit.generate.candidates import Candidate
from contractkit.generate.carriage import LOST, arrival
from contractkit.generate.constraint import Constraint, Option
from contractkit.generate.holds import alone, fits
from contractkit.generate.outside import outside
from contractkit.generate.placing import spot, standing
from contractkit.generate.rules import rules
from contractkit.generate.spots import Spot
from contractkit.generate.structures import KEYWORDS, fault_values
from contractkit.generate.values import Unmakeable, made
from contractkit.model import ABSENT, Body, Contract, Draft, Edit, Interaction
from contractkit.wire.media import covers

_MEDIA = ("text/plain", "application/xml", "application/x-contractkit")


def faults(contract: Contract, interaction: Interaction, constraint: Constraint, draft: Draft) -> Iterator[Candidate]:
    """Candidates whose parameter or body is invalid as it arrives, by one fault."""
    if constraint.site is None:
        yield from _bodily(interaction, constraint)
        return
    found = spot(contract, constraint.site, draft)
    if found is None:
        return
    for option in _options(contract, constraint, found):
        whole = found.whole(option.value)
        if whole is not ABSENT:
            read = arrival(contract, interaction, found.site, whole)
            if read is LOST or fits(contract.schemas, found.site.base, read):
                continue
        yield Candidate(found.edits(option.value), option.note, constraint.target, option.lenient)


def _options(contract: Contract, constraint: Constraint, found: Spot) -> Iterator[Option]:
    keyword, site, schemas = constraint.keyword, found.site, contract.schemas
    if keyword == "required":
        yield Option(ABSENT, "left out, although required")
    elif keyword == "readOnly":
        try:
            value = made(schemas, site.pointers, direction="response", name=site.name).value
        except Unmakeable:
            return  # then there is nothing that could be sent
        yield Option(value, "sent, although readOnly", "readonly")
    elif keyword in KEYWORDS:
        view = rules(schemas, site.pointers)
        seen: set[str] = set()
        for option in fault_values(schemas, view, keyword, standing(schemas, found)):
            if option.note in seen or fits(schemas, site.pointers, option.value):
                continue
            if alone(schemas, view, keyword, option.value):
                seen.add(option.note)
                yield option
    elif keyword not in ("absent", "null"):
        yield from outside(schemas, site.pointers, keyword, site.json)


def _bodily(interaction: Interaction, constraint: Constraint) -> Iterator[Candidate]:
    """What hangs on no schema: the body itself, and its media type."""
    if constraint.keyword == "required":
        yield Candidate((Edit("body"), Edit("media")), "without a body, although required", constraint.target)
    elif constraint.keyword == "unsupported" and interaction.body is not None:
        kind = undocumented(interaction.body)
        if kind is not None:
            yield Candidate((Edit("media", kind),), f"sent as {kind}, which is not documented", constraint.target)


def undocumented(body: Body) -> str | None:
    """A media type that the body does not have."""
    return next((kind for kind in _MEDIA if not any(covers(media.type, kind) for media in body.media)), None)

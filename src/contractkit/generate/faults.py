"""A constraint and an accepted draft in, requests that break this constraint and nothing else out. Pure."""

from collections.abc import Iterator

from contractkit.generate.candidates import Candidate
from contractkit.generate.carriage import LOST, arrival
from contractkit.generate.constraint import Constraint, Option
from contractkit.generate.holds import MARKERS, alone, fits
from contractkit.generate.outside import outside
from contractkit.generate.placing import spot, standing
from contractkit.generate.rules import rules
from contractkit.generate.spots import Spot
from contractkit.generate.structures import KEYWORDS, fault_values
from contractkit.generate.texts import looks_unique
from contractkit.generate.values import Unmakeable, made
from contractkit.model import ABSENT, Body, Contract, Draft, Edit, Interaction
from contractkit.wire.media import covers
from contractkit.wire.salt import Salt

_SCALAR = frozenset({"minLength", "maxLength", "pattern", "format"})
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
        unique = _unique(contract, constraint, option, found)
        yield Candidate(found.edits(option.value), option.note, constraint.target, option.lenient, unique)


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


def _unique(contract: Contract, constraint: Constraint, option: Option, found: Spot) -> frozenset[str]:
    """The edited place, when what was taken once is refused again only because it is there already."""
    site, text, schemas = found.site, option.value, contract.schemas
    view = rules(schemas, site.pointers)
    if site.parameter is not None or not isinstance(text, str) or constraint.keyword not in _SCALAR:
        return frozenset()
    if not looks_unique(site.name, view.words.get("format")):
        return frozenset()
    varied = {Salt(marker).anew(text, "") for marker in MARKERS}
    wrong = (alone(schemas, view, constraint.keyword, one) and not fits(schemas, site.pointers, one) for one in varied)
    return frozenset({found.place}) if len(varied) > 1 and all(wrong) else frozenset()


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

"""A constraint and an accepted draft in, valid requests on the constraint's edge out, each one edit away. Pure."""

from collections.abc import Iterator

from contractkit.generate.candidates import Candidate
from contractkit.generate.carriage import LOST, arrival
from contractkit.generate.constraint import Constraint, Option
from contractkit.generate.equal import key_of
from contractkit.generate.holds import can_vary, fits
from contractkit.generate.inside import inside
from contractkit.generate.placing import spot, standing
from contractkit.generate.rules import rules
from contractkit.generate.sites import Site
from contractkit.generate.spots import Spot
from contractkit.generate.structures import KEYWORDS, edge_values
from contractkit.generate.texts import looks_unique
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction


def edges(contract: Contract, interaction: Interaction, constraint: Constraint, draft: Draft) -> Iterator[Candidate]:
    """Candidates whose parameter or body is valid as it arrives; none for a place that names another resource."""
    if constraint.keyword == "absent" and constraint.site is None:
        yield Candidate((Edit("body"), Edit("media")), "without a body", constraint.target)
        return
    site = constraint.site
    if site is None or (constraint.reference and constraint.keyword not in ("absent", "null")):
        return
    found = spot(contract, site, draft)
    if found is None:
        return
    for option in _options(contract, constraint, found):
        whole = found.whole(option.value)
        if whole is ABSENT:
            yield Candidate(found.edits(ABSENT), option.note, constraint.target)
            continue
        read = arrival(contract, interaction, site, whole)
        if read is LOST or not fits(contract.schemas, site.base, read):
            continue
        if site.json or key_of(read) == key_of(whole):
            unique = _unique(contract, site, option, found)
            yield Candidate(found.edits(option.value), option.note, constraint.target, unique=unique)


def _options(contract: Contract, constraint: Constraint, found: Spot) -> Iterator[Option]:
    keyword, site = constraint.keyword, found.site
    if keyword == "absent":
        yield Option(ABSENT, "left out, which is allowed")
    elif keyword in KEYWORDS:
        view, current = rules(contract.schemas, site.pointers), standing(contract.schemas, found)
        yield from edge_values(contract.schemas, view, keyword, current)
    elif keyword not in ("required", "readOnly"):
        yield from inside(contract.schemas, site.pointers, keyword, site.json)


def _unique(contract: Contract, site: Site, option: Option, found: Spot) -> frozenset[str]:
    """The edited place, when two resources with the same text there would be in each other's way."""
    words = rules(contract.schemas, site.pointers).words
    if not isinstance(option.value, str) or "enum" in words or not looks_unique(site.name, words.get("format")):
        return frozenset()
    return frozenset({found.place}) if can_vary(contract.schemas, site.pointers, option.value) else frozenset()

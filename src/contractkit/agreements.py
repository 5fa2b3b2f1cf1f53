"""A contract and the settings in, what is agreed on beside its schemas out; read off nothing before it is asked for."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from contractkit.answer.error_shape import Shape
from contractkit.extensions import ENVELOPES
from contractkit.model import Admission, Answer, Contract, Correlation, Envelope, Interaction, Tenancy, Terms
from contractkit.model.terms import NOTHING_AGREED
from contractkit.reach.admissions import admissions
from contractkit.reach.apart import Making, likely, making, tenancies
from contractkit.settings import Settings, matches
from contractkit.settings.conventions import EnvelopeRule
from contractkit.settings.events import terms_of
from contractkit.source.pointer import tokens_of
from contractkit.wire.media import Form, form_of

TRACING = ("x-correlation-id", "x-request-id", "correlation-id", "request-id", "x-trace-id")
_BODIES = {  # members of a body by the word of the header they repeat
    "correlation": ("correlation_id", "correlationId"),
    "request": ("request_id", "requestId"),
    "trace": ("trace_id", "traceId"),
}


def agreed(contract: Contract, settings: Settings) -> Contract:
    """The contract with its conventions: pinned by the settings, else inferred from its failures."""
    return replace(contract, conventions=Agreements(contract, settings))


class Agreements:
    """model.Conventions of one contract."""

    def __init__(self, contract: Contract, settings: Settings) -> None:
        self._contract, self._rules = contract, settings.envelope
        self._correlation, self._recipes = settings.correlation, settings.failures
        self._interactions = {i.id: i for i in contract.interactions}
        self._identities, self._access = settings.identities, settings.access
        self._known: dict[str, Envelope | None] = {}
        self._traced: dict[str, Correlation | None] = {}
        self._tenant = settings.tenant
        self._apart: dict[str, tuple[Tenancy, ...]] = {}
        self._let: dict[str, tuple[Admission, ...]] = {}
        self._events = settings.events

    def envelope(self, interaction: str) -> Envelope | None:
        if interaction not in self._known:
            self._known[interaction] = self._envelope(self._interactions[interaction])
        return self._known[interaction]

    def correlation(self, interaction: str) -> Correlation | None:
        if interaction not in self._traced:
            self._traced[interaction] = self._tracing(self._interactions[interaction])
        return self._traced[interaction]

    def has_recipe(self, interaction: str) -> bool:
        return any(matches(recipe.operation, self._interactions[interaction]) for recipe in self._recipes)

    def admissions(self, interaction: str) -> tuple[Admission, ...]:
        if interaction not in self._let:
            own = self._interactions[interaction]
            rules = [rule for rule in self._access if matches(rule.match, own)]
            self._let[interaction] = tuple(admissions(self._contract, own, self._identities, rules))
        return self._let[interaction]

    def tenancies(self, interaction: str) -> tuple[Tenancy, ...]:
        if interaction not in self._apart:
            own = self._interactions[interaction]
            rule = next((rule for rule in self._tenant if matches(rule.match, own)), None)
            self._apart[interaction] = tuple(tenancies(self._contract, own, self._identities, rule))
        return self._apart[interaction]

    def crossed(self, interaction: str) -> bool:
        return likely(self._contract, self._interactions[interaction], self._identities, self._making)

    def hidden(self, interaction: str) -> bool:
        own = self._interactions[interaction]
        documented = {answer.status for answer in own.answers}
        told = any(rule.hidden for rule in self._access if matches(rule.match, own))
        return told or "404" in documented

    def terms(self, interaction: str) -> Terms:
        """Those of the settings, else those that the contract says itself."""
        own = self._interactions[interaction]
        rule = next((rule for rule in self._events if matches(rule.match, own)), None)
        if rule is not None:
            return rule.terms
        said = own.event.says if own.event is not None else {}
        return terms_of(said, str(own.location)) if said else NOTHING_AGREED

    def _tracing(self, own: Interaction) -> Correlation | None:
        rule = self._correlation
        if rule is not None:
            return Correlation(
                rule.header, f"pinned at {rule.location}", rule.body, rule.mint, rule.echo, everywhere=True
            )
        given = {h.name.lower(): h.name for a in own.answers for h in a.headers}
        taken = {p.name.lower() for p in own.parameters if p.where == "header"}
        name = next((given[one] for one in TRACING if one in given), None)
        if name is None:
            return None
        shapes = [shape for _, shape in failures(self._contract, own)]
        alike = next(names for word, names in _BODIES.items() if word in name.lower())
        body = next((one for one in alike if any(one in shape.names for shape in shapes)), None)
        return Correlation(name, "a header of documented answers", body, mint=True, echo=name.lower() in taken)

    def _envelope(self, own: Interaction) -> Envelope | None:
        rule = next((r for r in self._rules if matches(r.match, own)), None)
        shapes = failures(self._contract, own) or self._everywhere
        if rule is not None:
            return self._pinned(rule, [shape for _, shape in shapes])
        return _inferred(shapes)

    def _pinned(self, rule: EnvelopeRule, shapes: Sequence[Shape]) -> Envelope:
        family = ENVELOPES[rule.family]
        pointer = component(self._contract, rule.schema) if rule.schema and rule.fragment is None else None
        return Envelope(
            rule.family,
            f"pinned at {rule.location}",
            pinned=True,
            media=rule.media or tuple(dict.fromkeys((*(s.media for s in shapes), *family.media))),
            require=rule.require,
            schema=pointer,
            fragment=rule.fragment,
            members=rule.members,
            places="field" in rule.members
            or any(map(family.says_places, shapes or [Shape(self._contract.schemas, ())])),
            codes=_codes(shapes),
        )

    @cached_property
    def _making(self) -> Making:
        return making(self._contract)

    @cached_property
    def _everywhere(self) -> list[tuple[Answer, Shape]]:
        """Failures of all operations, each shape once: what an operation without failures of its own goes by."""
        found = [f for f in (failures(self._contract, i) for i in self._contract.interactions) if f]
        shapes = {shape.pointers: (answer, shape) for one in found for answer, shape in one}
        return list(shapes.values()) if len(found) > 1 else []


def failures(contract: Contract, interaction: Interaction) -> list[tuple[Answer, Shape]]:
    """The documented bodies of failures that can be read."""
    return [
        (
            answer,
            Shape(contract.schemas, (contract.schemas.follow(media.schema)[0],) if media.schema else (), media.type),
        )
        for answer in interaction.answers
        if answer.status[0] in "45" or answer.status.lower() == "default"
        for media in answer.media
        if form_of(media.type) is Form.JSON
    ]


def _inferred(shapes: Sequence[tuple[Answer, Shape]]) -> Envelope | None:
    """The family that most failures tell of; else the one schema that all of them have."""
    told: Counter[str] = Counter()
    why: dict[str, str] = {}
    for _, shape in shapes:
        for id, family in ENVELOPES:
            if reason := family.telling(shape):
                told[id] += 1
                why.setdefault(id, reason)
                break
    media = tuple(dict.fromkeys(shape.media for _, shape in shapes))
    every = [shape for _, shape in shapes]
    if told:
        id, count = min(told.items(), key=lambda one: (-one[1], one[0]))
        places = any(map(ENVELOPES[id].says_places, every))
        said = f"inferred: {count} of {len(shapes)} documented failures have {why[id]}"
        return Envelope(id, said, media=media, places=places, codes=_codes(every))
    telling = [(shape.pointers[0], shape.schemas.at(shape.pointers[0])) for shape in every if shape.names]
    if not telling or any(schema != telling[0][1] for _, schema in telling):
        return None
    pointer = telling[0][0]
    places = any(shape.names_places() for shape in every)
    many = f"all {len(shapes)} documented failures keep" if len(shapes) > 1 else "the documented failure keeps"
    said = f"inferred: {many} {pointer}"
    return Envelope("custom", said, media=media, schema=pointer, places=places, codes=_codes(every))


def _codes(shapes: Iterable[Shape]) -> frozenset[str] | None:
    """The codes listed where the usual members for them stand; None where any of them lists none."""
    found: set[str] = set()
    for shape in shapes:
        for place in _coded(shape):
            listed = place.listed()
            if listed is None:
                return None
            found |= listed
    return frozenset(found) or None


def _coded(shape: Shape) -> Iterator[Shape]:
    for holder in (shape, shape["error"]):
        yield from (holder[name] for name in ("code", "error_code", "errorCode") if name in holder.names)


def component(contract: Contract, name: str) -> str | None:
    """The pointer of a schema by its name or by its pointer."""
    places = (f"/components/schemas/{name}", f"/definitions/{name}") if "/" not in name else (name.removeprefix("#"),)
    for pointer in places:
        node: object = contract.document
        for token in tokens_of(pointer):
            node = node.get(token) if isinstance(node, dict) else None
        if node is not None:
            return pointer
    return None

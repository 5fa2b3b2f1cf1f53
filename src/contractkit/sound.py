"""Contracts and settings in; raises for a rule of the settings that cannot hold, before anything is sent."""

from collections.abc import Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase

from contractkit.agreements import component
from contractkit.answer.error_shape import Shape
from contractkit.errors import ContractError, UsageError
from contractkit.extensions import ENVELOPES, FAMILIES
from contractkit.model import Action, Contract, Effect, Interaction, Kind, Terms
from contractkit.model.terms import RESTART, is_function
from contractkit.schema.shape import Pointers, members, names
from contractkit.settings import PORT, SUBJECTS, Settings, matches
from contractkit.settings.conventions import EnvelopeRule
from contractkit.settings.identities import AccessRule, sensible
from contractkit.source.pointer import tokens_of
from contractkit.topics import names as names_in


def checked(contracts: Sequence[Contract], settings: Settings) -> None:
    """Raises UsageError with file:line."""
    interactions = [i for c in contracts for i in c.interactions]
    _targets(contracts, settings)
    _recipes(interactions, settings)
    _kinds(settings)
    _subjects(interactions, settings)
    sensible(settings.identities, settings.access)
    _access(interactions, settings.access)
    _events(contracts, settings)
    for tenant in settings.tenant:
        if not any(matches(tenant.match, i) for i in interactions):
            raise UsageError(f"{tenant.where}: tenant: no operation matches {tenant.match!r}")
    for contract in contracts:
        for interaction in contract.interactions:
            _somebody(contract, interaction, settings)
    _envelopes(contracts, settings)


def _targets(contracts: Sequence[Contract], settings: Settings) -> None:
    """What only contracts of events have as a target is started for them, and has to say when it takes events."""
    for name, target in settings.targets.items():
        kinds = {one.kind for one in contracts if any(fnmatchcase(own, name) for own in _names(one))}
        if kinds != {Kind.EVENT}:
            continue
        if target.url:
            raise UsageError(
                f"{target.location}: targets: {name!r} describes events, which are judged at the broker alone: nothing "
                "is sent to a url: for them. Give app: or command: to have the service started, or leave it out, "
                "where it runs at a broker that is there before the run"
            )
        if target.portless and (not target.ready or target.ready.startswith("/")):
            raise UsageError(
                f"{target.location}: targets: {name!r}: what has no {PORT} serves no HTTP, so say what it writes to "
                'its output once it takes events, for example ready: "waiting for events"'
            )


def _names(contract: Contract) -> tuple[str, ...]:
    """What a target may call a contract: its path from any folder above it on."""
    steps = contract.file.split("/")
    return tuple("/".join(steps[at:]) for at in range(len(steps)))


def _events(contracts: Sequence[Contract], settings: Settings) -> None:
    """What rules of events name has to be there."""
    told = [i for c in contracts for i in c.interactions]
    if not any(i.event is not None for i in told):
        return  # a part of the contracts was given, and none of events
    for rule in settings.events:
        if not any(i.event is not None and matches(rule.match, i) for i in told):
            known = ", ".join(i.name for i in told if i.event is not None) or "none"
            raise UsageError(f"{rule.where}: events: no operation matches {rule.match!r}; known: {known}")
    for contract in contracts:
        for interaction in contract.interactions:
            if interaction.event is not None:
                terms = contract.conventions.terms(interaction.id)
                _terms(terms, told, settings)
                _pointers(contract, interaction, terms)


def _terms(terms: Terms, told: Sequence[Interaction], settings: Settings) -> None:
    if terms.replay == RESTART and terms.consumer is None:
        raise UsageError(
            f"{terms.why}: events: replay: restart sets a consumer back to the start: say which, "
            "consumer: <group or durable>"
        )
    stimuli = [i for i in told if i.event is None or i.event.action is Action.RECEIVE]
    asked = [i for i in told if i.event is None]
    senders = [i for i in told if i.event is not None and i.event.action is Action.SEND]
    named = [("caused_by", name, stimuli) for name in terms.caused_by]
    named += [("state", terms.state.name, asked)] if terms.state is not None else []
    named += [("answers", terms.answers, senders)] if terms.answers is not None else []
    if terms.effect is not None and terms.effect.kind != "call":
        named.append(("effect", terms.effect.name, senders if terms.effect.kind == "event" else asked))
    for effect in (terms.effect, terms.state):
        _parameters(terms, effect, asked)
    for key, name, able in named:
        if key == "caused_by" and is_function(name):
            _no_operation(terms, name, able)
            continue
        if able and not any(matches(name, i) for i in able):
            near = get_close_matches(name, [i.name for i in able], n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"{terms.why}: events: {key}: there is no operation {name!r}{hint}")


def _no_operation(terms: Terms, name: str, able: Sequence[Interaction]) -> None:
    """What is called as a function is one, unless somebody meant an operation."""
    for one in able:
        if one.name == name:
            raise UsageError(
                f"{terms.why}: events: caused_by: {name!r} may be an operation or a function: call it {one.id!r}"
            )


def _parameters(terms: Terms, effect: Effect | None, asked: Sequence[Interaction]) -> None:
    """Names under `with:` are parameters of what is read."""
    reads = [one for one in asked if effect is not None and matches(effect.name, one)]
    known = {parameter.name for one in reads for parameter in one.parameters}
    wrong = [name for name, _ in effect.given if name not in known] if effect is not None and reads else []
    if effect is not None and wrong:
        told = ", ".join(sorted(known)) or "none"
        raise UsageError(f"{terms.why}: events: with: {effect.name} has no parameter {wrong[0]!r}; known: {told}")


def _pointers(contract: Contract, interaction: Interaction, terms: Terms) -> None:
    """Places in the payload that rules name are places that its schema knows."""
    for message in interaction.event.messages if interaction.event is not None else ():
        said = [("key", terms.key or message.extra.get("x-key"))]
        said += [("order: version", terms.order.version)] if terms.order is not None else []
        for effect in (terms.effect, terms.state):
            said += [(f"with: {name}", pointer) for name, pointer in effect.given] if effect is not None else []
        for key, place in said:
            where = terms.why or str(contract.locate(message.pointer, key=True))
            if not isinstance(place, str):
                continue
            addressed = place.startswith("{")
            if addressed and place[1:-1] not in names_in(interaction.path):
                raise UsageError(f"{where}: {key}: {place} is no parameter of the address {interaction.path}")
            if not addressed and message.payload is not None and not _leads(contract, message.payload, place):
                raise UsageError(f"{where}: {key}: {place} leads nowhere in the payload of {message.name}")


def _leads(contract: Contract, payload: str, pointer: str) -> bool:
    """Whether a schema speaks of a place; one that says nothing of members may have any."""
    here: Pointers = (payload,)
    for token in tokens_of(pointer):
        inner = members(contract.schemas, here, token)
        if not inner:
            return not names(contract.schemas, here)
        here = inner
    return True


def _recipes(interactions: Sequence[Interaction], settings: Settings) -> None:
    for recipe in settings.failures:
        if not any(matches(recipe.operation, i) for i in interactions):
            raise UsageError(f"{recipe.where}: failures: no operation matches {recipe.operation!r}")
        if recipe.identity is not None and recipe.identity not in settings.identities:
            known = ", ".join(sorted(settings.identities)) or "none"
            raise UsageError(f"{recipe.where}: failures: there is no identity {recipe.identity!r}; known: {known}")


def _kinds(settings: Settings) -> None:
    named = {"severities": settings.policy.severities, "charge": settings.policy.charge}
    for rule, kind in ((rule, kind) for rule, kinds in named.items() for kind in kinds):
        if kind not in FAMILIES:
            known = ", ".join(id for id, _ in FAMILIES)
            raise UsageError(f"{settings.file}: policy: {rule}: there is no kind {kind!r}; known: {known}")


def _subjects(interactions: Sequence[Interaction], settings: Settings) -> None:
    for subject, rules in settings.subjects.items():
        for rule in rules if rules != SUBJECTS.get(subject) else ():
            if not any(matches(rule, i) for i in interactions):
                raise UsageError(f"{settings.file}: negative_paths: {subject}: no operation matches {rule!r}")


def _access(interactions: Sequence[Interaction], rules: Sequence[AccessRule]) -> None:
    for rule in rules:
        if not any(matches(rule.match, i) for i in interactions):
            raise UsageError(f"{rule.where}: access: no operation matches {rule.match!r}")
    for number, rule in enumerate(rules):
        for other in rules[number + 1 :]:
            both = sorted((rule.allow & other.deny) | (rule.deny & other.allow))
            if both and any(matches(rule.match, i) and matches(other.match, i) for i in interactions):
                raise UsageError(f"{other.where}: access: {both[0]!r} is allowed and denied; see {rule.where}")


def _somebody(contract: Contract, interaction: Interaction, settings: Settings) -> None:
    """Rules of which each is fine may leave nobody who may do an operation."""
    rules = [r for r in settings.access if matches(r.match, interaction) and (r.allow or r.deny)]
    if rules and settings.identities and not any(a.allowed for a in contract.conventions.admissions(interaction.id)):
        raise UsageError(
            f"{rules[-1].where}: access: with this rule no identity may do {interaction.name}; "
            "add one that may under identities:, or exclude the operation"
        )


def _envelopes(contracts: Sequence[Contract], settings: Settings) -> None:
    held: set[str] = set()
    for rule in settings.envelope:
        if rule.family not in ENVELOPES:
            known = ", ".join(id for id, _ in ENVELOPES)
            raise UsageError(f"{rule.location}: there is no envelope family {rule.family!r}; known: {known}")
        found = [(c, i) for c in contracts for i in c.interactions if matches(rule.match, i)]
        if not found:
            raise UsageError(f"{rule.location}: envelope: no operation matches {rule.match!r}")
        if all(i.id in held for _, i in found):
            raise UsageError(f"{rule.location}: envelope: all that {rule.match!r} matches is held by a rule above it")
        held |= {i.id for _, i in found}
        _is_schema(rule, found[0][0])
        if rule.schema and rule.fragment is None and not any(component(c, rule.schema) for c, _ in found):
            raise UsageError(
                f"{rule.location}: envelope: no contract it holds for has a schema {rule.schema!r}; "
                "name a component, a pointer (#/components/schemas/Error) or a JSON Schema file beside the settings"
            )
        _reachable(rule, found[0][0])


def _is_schema(rule: EnvelopeRule, contract: Contract) -> None:
    if rule.fragment is not None:
        try:
            contract.schemas.check(dict(rule.fragment), {})
        except ContractError as none:
            raise UsageError(f"{rule.location}: envelope: {rule.schema} is no JSON Schema: {none}") from none


def _reachable(rule: EnvelopeRule, contract: Contract) -> None:
    pointer = component(contract, rule.schema) if rule.schema and rule.fragment is None else None
    if pointer is None:
        return
    for role, place in rule.members.items():
        shape = Shape(contract.schemas, (pointer,))
        for token in tokens_of(place):
            inner = shape.item if token == "*" else shape[token]
            if not inner.pointers and names(contract.schemas, shape.pointers):
                raise UsageError(f"{rule.location}: envelope: members: {role}: {place} leads nowhere in {rule.schema}")
            shape = inner

"""An operation and the identities in; by which ways another tenant may try to get at what is not its own, out. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from contractkit.answer.tenants import TOTAL, TOTALS
from contractkit.generate.constraints import constraints
from contractkit.model import Contract, Interaction, Parameter, Tenancy, Where
from contractkit.reach.names import collection, resource, same, singular, words
from contractkit.reach.ours import named_resources
from contractkit.reach.producers import Producer, leading, of_noun, of_path
from contractkit.redact.named import is_secret_name
from contractkit.schema.shape import names, types
from contractkit.settings.identities import EVERY, Identity
from contractkit.settings.tenants import TenantRule
from contractkit.wire.keys import idempotency_keys

PATH, ANSWER = "path", "answer"
CURSORS = ("cursor", "after", "continuation", "token")
COUNTED = "x-total-count"


def tenancies(
    contract: Contract, interaction: Interaction, identities: Mapping[str, Identity], rule: TenantRule | None
) -> Iterator[Tenancy]:
    """Each way once. Nothing is promised of what anybody may do; nothing is charged where nobody has a tenant."""
    if not interaction.security or not all(interaction.security) or (rule is not None and rule.shared):
        return
    tenants = {one.tenant for one in identities.values()} - {None, EVERY}
    status, hidden, pinned = _told(interaction, rule)

    def way(what: str, how: str, *, refuses: bool = False, charged: bool = True) -> Tenancy:
        told = (status, hidden, pinned) if refuses else (None, False, False)
        return Tenancy(what, how, *told, refuses=refuses, charged=charged and bool(tenants))

    resources = [p for p in named_resources(contract, interaction) if _owned(contract, interaction, p, identities)]
    if resources:
        yield way(PATH, "another tenant asks for it by its id", refuses=True)
    if len(resources) > 1:
        last = resources[-1]
        yield way(last.key, f"another tenant asks for its {last.name} below what is its own", refuses=True)
    for place in _references(contract, interaction):
        yield way(place, f"another tenant names it at {place}", refuses=True, charged=False)
    for parameter in _of_tenants(interaction, identities):
        yield way(parameter.key, f"another tenant gives the {parameter.name} of this one")
    for name in named_by_headers(contract, identities):
        yield way(f"header.{name}", f"another tenant sends the {name} of this one")
    for key in idempotency_keys(interaction):
        yield way(key, "another tenant repeats its idempotency key")
    if interaction.method == "GET" and not resources and _lists(contract, interaction):
        yield way(ANSWER, "another tenant lists what there is", charged=False)
        for parameter in interaction.parameters:
            if parameter.where is Where.QUERY and (is_cursor(parameter) or _free(contract, parameter)):
                yield way(parameter.key, f"another tenant gives its values as {parameter.name}", charged=False)
        if _counts(contract, interaction):
            yield way(TOTAL, "what another tenant counts stays the same", charged=False)
    elif interaction.method == "POST" and "{" not in interaction.path:
        yield way(ANSWER, "another tenant makes, searches or exports", charged=False)


@dataclass(frozen=True, slots=True)
class Making:
    """Of a contract: paths at which something is made or read, and operations that documented links lead to.

    `leads`: whether a Location is documented of what is made, which may lead to other paths.
    """

    paths: frozenset[str]
    read: frozenset[str]
    linked: frozenset[str]
    leads: bool


def making(contract: Contract) -> Making:
    posts = (i.path.rstrip("/") for i in contract.interactions if i.method == "POST")
    links = (link.operation for i in contract.interactions for answer in i.answers for link in answer.links)
    read = (i.path.rstrip("/") for i in contract.interactions if i.method == "GET")
    linked = frozenset(name for name in links if name is not None)
    return Making(frozenset(posts), frozenset(read), linked, any(leading(contract)))


def likely(contract: Contract, interaction: Interaction, identities: Mapping[str, Identity], made: Making) -> bool:
    """Whether there may be a way; bodies are read for it only where there are tenants: large documents are listed."""
    if not interaction.security or not all(interaction.security):
        return False
    if idempotency_keys(interaction) or any(_of_tenants(interaction, identities)):
        return True
    if named_by_headers(contract, identities):
        return True
    for parameter in named_resources(contract, interaction):
        found = collection(interaction.path, parameter.name)
        chosen = interaction.method == "PUT" and any(answer.status == "201" for answer in interaction.answers)
        if chosen or interaction.name in made.linked or _differs(identities, parameter):
            return True
        if found is None or found[0] in made.paths or (made.leads and found[0] not in made.read):
            return True
    if interaction.method == "GET":
        return interaction.path.rstrip("/") in made.paths
    tenants = {one.tenant for one in identities.values()} - {None, EVERY}
    plain = interaction.method == "POST" and "{" not in interaction.path
    return bool(tenants) and (plain or any(_references(contract, interaction)))  # without tenants nothing is tried


def is_cursor(parameter: Parameter) -> bool:
    return any(word in CURSORS for word in words(parameter.name))


def _told(interaction: Interaction, rule: TenantRule | None) -> tuple[int | None, bool, bool]:
    """What status another tenant is answered with, whether as if nothing were there, and whether a rule says so."""
    if rule is not None:
        return rule.status, rule.hidden, True
    documented = {answer.status for answer in interaction.answers} & {"403", "404"}
    if len(documented) != 1:
        return None, False, False
    return int(*documented), documented == {"404"}, False


def _owned(
    contract: Contract, interaction: Interaction, parameter: Parameter, identities: Mapping[str, Identity]
) -> bool:
    """Whether it names what a tenant makes here, or has by its own values; what is only read may be everybody's."""
    made = any(producer.creates for producer in of_path(contract, interaction, parameter.name))
    chosen = interaction.method == "PUT" and any(answer.status == "201" for answer in interaction.answers)
    return made or chosen or _differs(identities, parameter)


def _lists(contract: Contract, interaction: Interaction) -> bool:
    """Whether something can be made at the same path."""
    path = interaction.path.rstrip("/")
    return any(other.method == "POST" and other.path.rstrip("/") == path for other in contract.interactions)


def _references(contract: Contract, interaction: Interaction) -> Iterator[str]:
    """Places of a body whose values name what a tenant can make here."""
    found = (one.target.place for one in constraints(contract, interaction) if one.reference)
    bodies = (place.removesuffix("/*") for place in found if place.startswith("body/"))
    for place in dict.fromkeys(bodies):
        if next(makers_of(contract, interaction, place), None) is not None:
            yield place


def makers_of(contract: Contract, interaction: Interaction, place: str) -> Iterator[Producer]:
    """What makes the things that a place names: by its own name, or as plain `ids` by the path they are sent to."""
    own = resource(place.removesuffix("/*").rpartition("/")[2])
    segments = [words(one) for one in interaction.path.split("/") if one and not one.startswith("{")]
    for noun in (own,) if own is not None else tuple(singular(spoken[-1]) for spoken in segments if spoken):
        yield from (one for one in of_noun(contract, interaction, place, noun) if one.creates)


def _of_tenants(interaction: Interaction, identities: Mapping[str, Identity]) -> Iterator[Parameter]:
    """Parameters that each tenant's identities have values of their own for, but those of the path."""
    for parameter in interaction.parameters:
        if parameter.where is not Where.PATH and _differs(identities, parameter):
            yield parameter


def named_by_headers(contract: Contract, identities: Mapping[str, Identity]) -> tuple[str, ...]:
    """Headers beside credentials that identities send and that differ by tenant (X-Tenant, Host), in lower case."""
    schemes = {scheme.name.lower() for scheme in contract.security_schemes.values()} | {"authorization"}
    values: dict[str, dict[str | None, str]] = {}
    for one in identities.values():
        for name, value in one.headers.items() if one.tenant not in (None, EVERY) else ():
            if name.lower() not in schemes and not is_secret_name(name):
                values.setdefault(name.lower(), {})[one.tenant] = value
    return tuple(name for name, by_tenant in values.items() if len(set(by_tenant.values())) > 1)


def _differs(identities: Mapping[str, Identity], parameter: Parameter) -> bool:
    values = {one.tenant: given for one in identities.values() if (given := _given(one, parameter))}
    return len(set(values.values())) > 1


def _given(one: Identity, parameter: Parameter) -> str:
    return next((repr(values) for name, values in one.values.items() if same(name, parameter.name)), "")


def _free(contract: Contract, parameter: Parameter) -> bool:
    """Whether any text may be given."""
    if parameter.schema is None or parameter.media is not None:
        return False
    _, schema = contract.schemas.follow(parameter.schema)
    closed = isinstance(schema, dict) and {"enum", "const", "pattern", "format"} & {*schema}
    return not closed and types(contract.schemas, (parameter.schema,)) == frozenset({"string"})


def _counts(contract: Contract, interaction: Interaction) -> bool:
    """Whether a documented success says how many there are."""
    for answer in interaction.answers:
        if answer.status.startswith("2"):
            if any(header.name.lower() == COUNTED for header in answer.headers):
                return True
            schemas = [media.schema for media in answer.media if media.schema]
            if any(_named(contract, [schema]) for schema in schemas):
                return True
    return False


def _named(contract: Contract, pointers: Sequence[str]) -> bool:
    return bool(names(contract.schemas, tuple(pointers)) & {*TOTALS})

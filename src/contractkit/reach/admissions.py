"""A contract's `security`, identities and what narrows it in; who is let do an operation and who is not, out. Pure."""

from collections.abc import Iterator, Mapping, Sequence

from contractkit.answer.access import INVALID
from contractkit.model import Admission, Contract, Interaction, Need
from contractkit.reach.identities import carries, satisfies
from contractkit.reach.ours import named_resources
from contractkit.settings.identities import ANYBODY, AccessRule, Identity

WEAK = "weak-spots"
_READ_BACK = ("GET", "DELETE")


def admissions(
    contract: Contract, interaction: Interaction, identities: Mapping[str, Identity], rules: Sequence[AccessRule]
) -> Iterator[Admission]:
    """Each once. `rules`: those that match the operation. Nobody where nothing in the contract needs credentials."""
    if not contract.security_schemes and not rules:
        return
    optional = not interaction.security or any(not needs for needs in interaction.security)
    yield _anonymous(optional, rules)
    if not optional:
        yield from _invalid(contract, interaction)
    if interaction.security or any(rule.allow or rule.deny for rule in rules):
        for one in identities.values():
            yield from _identity(contract, interaction, one, identities, rules)


def _anonymous(optional: bool, rules: Sequence[AccessRule]) -> Admission:
    if not optional:
        return Admission(ANYBODY, False, "security: the contract asks for credentials")
    unheard = next((rule for rule in rules if not rule.lets({ANYBODY})), None)
    if unheard is not None:
        return Admission(ANYBODY, False, f"the rule at {unheard.where}")
    return Admission(ANYBODY, True, "security: the contract asks for no credentials")


def _invalid(contract: Contract, interaction: Interaction) -> Iterator[Admission]:
    """Where nobody in particular asks: no credentials that anybody was given, or none where they belong."""
    if any(_typed(contract, need) not in ("", "mutualTLS") for needs in interaction.security for need in needs):
        why = "security: the credentials are nobody's, malformed or of another scheme"
        yield Admission(INVALID, False, why, nowhere=True)
    shown = any(i.method == "GET" and i.path == interaction.path for i in contract.interactions)
    if interaction.method in _READ_BACK and shown:
        yield Admission(WEAK, False, "security: no other way of asking gives what is protected", charged=False)


def _typed(contract: Contract, need: Need) -> str:
    scheme = contract.security_schemes.get(need.scheme)
    return scheme.type if scheme is not None else ""


def _identity(
    contract: Contract,
    interaction: Interaction,
    one: Identity,
    identities: Mapping[str, Identity],
    rules: Sequence[AccessRule],
) -> Iterator[Admission]:
    against = _against(contract, interaction, one, rules)
    if not all(interaction.security) and not any(n and satisfies(one, n, contract) for n in interaction.security):
        return  # `{}` lets it in as anybody, and may as well not
    if one.state is not None and not all(interaction.security):
        return
    principal = identities.get(one.acts_for or "")
    seen = {one.name}
    while not against and principal is not None and principal.name not in seen:
        seen.add(principal.name)
        if why := _against(contract, interaction, principal, rules):
            against = f"it acts for {principal.name}: {why}"
        principal = identities.get(principal.acts_for or "")
    yield Admission(one.name, not against, against or _for(interaction), one.name, nowhere=one.state is not None)
    if not against and any(rule.own for rule in rules) and named_resources(contract, interaction):
        own = next(rule for rule in rules if rule.own)
        yield Admission(f"{one.name} others", False, f"own: identity at {own.where}", one.name, others=True)


def _against(contract: Contract, interaction: Interaction, one: Identity, rules: Sequence[AccessRule]) -> str:
    """Why an identity may not; "" where it may."""
    if one.state is not None:
        return f"its credentials are {one.state}"
    able = [needs for needs in interaction.security if satisfies(one, needs, contract)]
    if interaction.security and not able:
        carried = [needs for needs in interaction.security if needs and carries(one, needs, contract)]
        if not carried and not any(not needs for needs in interaction.security):
            return "it has credentials for none of the schemes"
        if carried:
            return f"it lacks {_lacking(one, carried)}"
    unheard = next((rule for rule in rules if not rule.lets(one.called)), None)
    return f"the rule at {unheard.where}" if unheard is not None else ""


def _lacking(one: Identity, carried: Sequence[tuple[Need, ...]]) -> str:
    lacking = ({scope for need in needs for scope in need.scopes} - one.scopes for needs in carried)
    return " or ".join(sorted({" and ".join(sorted(scopes)) for scopes in lacking}))


def _for(interaction: Interaction) -> str:
    scopes = sorted({scope for needs in interaction.security for need in needs for scope in need.scopes})
    return f"security: it has {' or '.join(scopes)}" if scopes else "security: it has credentials"

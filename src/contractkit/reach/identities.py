"""Which configured identity satisfies an operation's security; pure."""

from collections.abc import Iterable, Iterator, Mapping

from contractkit.model import Contract, Interaction, Need, SecurityScheme, Where
from contractkit.settings import Identity
from contractkit.settings.identities import ANYBODY

ANYONE = Identity(name="")  # sends no credentials


def fitting(contract: Contract, interaction: Interaction, identities: Mapping[str, Identity]) -> tuple[Identity, ...]:
    """Identities to try, best first; nobody's credentials where none are needed. Empty: none fits."""
    known = {one.who: one.allowed for one in contract.conventions.admissions(interaction.id)}
    anybody = known.get(ANYBODY, not interaction.security or not all(interaction.security))
    if not interaction.security and anybody:
        return (ANYONE,)
    able = (one for one in identities.values() if known.get(one.name, _may(contract, interaction, one)))
    return (*able, *((ANYONE,) if anybody else ()))


def _may(contract: Contract, interaction: Interaction, one: Identity) -> bool:
    return one.state is None and any(satisfies(one, needs, contract) for needs in interaction.security)


def carries(identity: Identity, needs: Iterable[Need], contract: Contract) -> bool:
    """Whether it has credentials for all schemes, whatever scopes they are good for."""
    needs = tuple(needs)
    return bool(needs) and all(_carries(identity, contract.security_schemes.get(need.scheme)) for need in needs)


def satisfies(identity: Identity, needs: Iterable[Need], contract: Contract) -> bool:
    """Whether it has credentials for all schemes of an alternative, and the scopes asked of them."""
    needs = tuple(needs)
    return carries(identity, needs, contract) and all(identity.scopes >= set(need.scopes) for need in needs)


def _carries(identity: Identity, scheme: SecurityScheme | None) -> bool:
    if scheme is None:
        return False
    if scheme.type == "apiKey":
        if scheme.where is Where.QUERY:
            return scheme.name in identity.query
        if scheme.where is Where.COOKIE:
            return scheme.name in identity.cookies
        return scheme.name.lower() in identity.header_names
    if scheme.type == "mutualTLS":
        return True  # the target's tls: settings carry the certificate
    word = identity.scheme.lower()
    other = {"basic": "bearer"}.get(scheme.scheme.lower(), "basic")
    return "authorization" in identity.header_names and word != other


def line_to_add(contract: Contract, interaction: Interaction) -> str:
    """What to write under `identities:` so that the operation can be reached."""
    return "add one under identities: in contractkit.yaml, for example " + " or ".join(
        sorted({"{" + ", ".join(_parts(contract, needs)) + "}" for needs in interaction.security if needs})
    )


def _parts(contract: Contract, needs: Iterable[Need]) -> Iterator[str]:
    needs = tuple(needs)
    if scopes := sorted({scope for need in needs for scope in need.scopes}):
        yield f"scopes: [{', '.join(scopes)}]"
    for need in needs:
        scheme = contract.security_schemes.get(need.scheme)
        if scheme is not None and scheme.type == "apiKey":
            place = {Where.QUERY: "query", Where.COOKIE: "cookies"}.get(scheme.where or Where.HEADER, "headers")
            yield f'{place}: {{{scheme.name}: "${{{_variable(scheme.id)}}}"}}'
        else:
            kind = "Basic" if scheme is not None and scheme.scheme.lower() == "basic" else "Bearer"
            yield f'headers: {{Authorization: "{kind} ${{{_variable(need.scheme)}}}"}}'


def _variable(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name).upper() + "_TOKEN"

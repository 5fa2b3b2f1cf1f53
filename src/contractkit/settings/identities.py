"""`identities:` and `access:` of contractkit.yaml in; who sends, and who may do what beside the contract, out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location
from contractkit.settings.tokens import TokenRule, token_rule

EVERY = "*"  # the tenant of who may see all of them
RESERVED = ("anonymous", "invalid", "weak-spots")
ANYBODY = "anonymous"  # who sends no credentials, in `allow:` and `deny:`
Locate = Callable[[str], Location]


@dataclass(frozen=True, slots=True)
class Identity:
    """Who sends: credentials by place. `values`: by parameter or property name, for this identity only.

    `tenant`: `*` for one who may see all of them. `scopes`: what its credentials are good for, roles among them.
    `state`: expired, revoked or unknown credentials, which nothing may be done with. `acts_for`: the identity beyond
    whose rights it never goes.
    """

    name: str
    tenant: str | None = None
    scopes: frozenset[str] = frozenset()
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    token: TokenRule | None = None
    state: str | None = None
    acts_for: str | None = None
    where: str = "a hook"  # file:line

    @property
    def header_names(self) -> frozenset[str]:
        """Of the headers it sends, in lower case; the one of a token that is still to be got is among them."""
        got = {self.token.header.lower()} if self.token is not None else set()
        return frozenset({name.lower() for name in self.headers} | got)

    @property
    def scheme(self) -> str:
        """The word before its credentials in Authorization, "" where there is none."""
        if self.token is not None and self.token.header.lower() == "authorization":
            return self.token.scheme
        value = next((v for name, v in self.headers.items() if name.lower() == "authorization"), "")
        return value.partition(" ")[0] if " " in value else ""

    @property
    def called(self) -> frozenset[str]:
        """The names that `allow:` and `deny:` may know it by."""
        return self.scopes | {self.name}


@dataclass(frozen=True, slots=True)
class AccessRule:
    """What narrows the contract's `security` for the operations that `match`: names of roles, scopes and identities.

    `own`: what one identity made is its own, and no other's of the same tenant. `hidden`: who may not see something
    is told 404, as if it were not there.
    """

    match: str
    allow: frozenset[str] = frozenset()
    deny: frozenset[str] = frozenset()
    own: bool = False
    hidden: bool = False
    where: str = "a hook"

    def lets(self, called: Iterable[str]) -> bool:
        names = {*called}
        return not (self.deny & names) and (not self.allow or bool(self.allow & names))


def identity_from_data(name: str, data: Mapping[str, Any], where: str = "a hook") -> Identity:
    """An identity of the shape under `identities:`, already checked and expanded."""
    return Identity(
        name=name,
        tenant=data.get("tenant"),
        scopes=frozenset((*data.get("scopes", ()), *data.get("roles", ()))),
        headers=data.get("headers", {}),
        query=data.get("query", {}),
        cookies=data.get("cookies", {}),
        values={k: tuple(v) for k, v in data.get("values", {}).items()},
        token=token_rule(data.get("token"), where),
        state=data.get("state"),
        acts_for=data.get("acts_for"),
        where=where,
    )


def access_rules(data: Sequence[Mapping[str, Any]] | None, locate: Locate) -> tuple[AccessRule, ...]:
    """Of the shape under `access:`. Raises UsageError with file:line for a rule that says nothing or two things."""
    return tuple(_rule(one, str(locate(f"/access/{i}"))) for i, one in enumerate(data or ()))


def sensible(identities: Mapping[str, Identity], rules: Sequence[AccessRule]) -> None:
    """Raises UsageError for names of identities, roles and scopes that nobody has."""
    for one in identities.values():
        if one.acts_for is not None and one.acts_for not in identities:
            raise UsageError(f"{one.where}: acts_for: there is no identity {one.acts_for!r}; {_known(identities)}")
        if one.acts_for is not None and one.name in _principals(one, identities):
            raise UsageError(f"{one.where}: acts_for: {one.name} ends up acting for itself")
    for one in identities.values():
        if one.name in RESERVED or one.name.endswith(" others"):
            raise UsageError(f"{one.where}: an identity cannot be called {one.name!r}: promises are; call it otherwise")
    tenants = {one.tenant for one in identities.values()} - {None, EVERY}
    stray = next((one for one in identities.values() if one.tenant is None and one.state is None), None)
    if len(tenants) > 1 and stray is not None:
        two = " and ".join(sorted(map(str, tenants))[:2])
        raise UsageError(
            f"{stray.where}: {stray.name} has no tenant, and others have two ({two}); say tenant: here too"
        )
    names = {ANYBODY}.union(*(one.called for one in identities.values())) if identities else {ANYBODY}
    for rule in rules:
        for name in sorted(rule.allow | rule.deny):
            if name not in names:
                raise UsageError(f"{rule.where}: access: no identity has the role or scope {name!r}, nor is called so")


def _principals(one: Identity, identities: Mapping[str, Identity]) -> set[str]:
    found: set[str] = set()
    name = one.acts_for
    while name is not None and name not in found and name in identities:
        found.add(name)
        name = identities[name].acts_for
    return found


def _known(identities: Mapping[str, Identity]) -> str:
    return f"known: {', '.join(sorted(identities)) or 'none'}"


def _rule(data: Mapping[str, Any], where: str) -> AccessRule:
    allow, deny = frozenset(data.get("allow", ())), frozenset(data.get("deny", ()))
    if both := sorted(allow & deny):
        raise UsageError(f"{where}: access: {both[0]!r} is allowed and denied by the same rule; keep one of the two")
    own, hidden = data.get("own") == "identity", data.get("hidden", False)
    if not (allow or deny or own or hidden):
        raise UsageError(f"{where}: access: this rule narrows nothing; give allow:, deny:, own: or hidden:")
    return AccessRule(data["match"], allow, deny, own, hidden, where)

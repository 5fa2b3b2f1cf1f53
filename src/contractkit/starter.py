"""Contracts and applications that were found in, a commented contractkit.yaml out. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from contractkit.apps import App
from contractkit.model import Contract, Kind, Need, SecurityScheme, Where
from contractkit.starter_events import WORKER, event_lines

HEAD = """\
# How contractkit exercises the contracts in this folder. Written by `contractkit init`; it is yours from now on.
# Every key is optional, an unknown one is an error. ${NAME} is read from the environment.
version: 1
"""
TAIL = """
# Values for parameters and properties that nobody can guess:
# values: {region: [eu-west-1]}

# Operations that must not be called:
# operations: {exclude: [{match: "POST /admin/shutdown", reason: stops the service}]}

# Members and headers that are masked in every file, beside the usual secrets:
# redact: [iban, date_of_birth]

# What narrows the contracts' `security`, and what another tenant is told (docs/identities.md):
# access: [{match: "DELETE /**", allow: [admin]}]
# tenant: {hidden: 404}

# Who answers for what; where nothing matches it is `backend`:
# owners: [{match: "POST /billing/**", track: security}]

# How deep to go, and what may stay unproven without a CAUTION:
# policy:
#   budget: {cases: 400, examples: 25, fuse_seconds: 600}
#   allow_unproven: {accepts: 10%, rejects: 10%}
"""
OTHER_TARGETS = (
    "url: http://127.0.0.1:8000        # a live server; on another machine it is only read, unless disposable: true",
    'command: [uvicorn, "shop.main:app", --port, "{port}"]   # a process that is started, waited for and stopped',
    "reset: shop.testing:reset         # called before the first request: back to the seed state",
)


@dataclass(frozen=True, slots=True)
class Credential:
    """What one identity sends: (place, name) -> the variable, with what stands before it."""

    name: str
    sent: tuple[tuple[str, str, str], ...]  # place, name, value as written
    scopes: frozenset[str]
    variables: tuple[str, ...]


def starter(contracts: Sequence[Contract], names: Sequence[str], apps: Sequence[App], problems: Iterable[str]) -> str:
    """The text of a settings file. `names`: the contracts' files relative to their folder, in the same order."""
    return HEAD + "".join(
        (
            "".join(_problems(tuple(problems))),
            "\n" + "".join(_targets(contracts, names, apps)),
            "".join(event_lines(contracts)),
            "\n" + "".join(_identities(credentials(contracts), contracts)),
            TAIL,
        )
    )


def credentials(contracts: Iterable[Contract]) -> tuple[Credential, ...]:
    """One identity for each combination of schemes that operations ask for, with all scopes asked of it."""
    wanted: dict[tuple[tuple[str, SecurityScheme], ...], set[str]] = {}
    for contract in contracts:
        for interaction in contract.interactions:
            for needs in interaction.security:
                known = _known(contract, needs)
                if known:
                    wanted.setdefault(known, set()).update(scope for need in needs for scope in need.scopes)
    merged: dict[str, Credential] = {}
    for schemes, scopes in wanted.items():
        one = _credential(schemes, frozenset(scopes))
        same = merged.get(one.name)
        merged[one.name] = one if same is None else _joined(same, one)
    return tuple(merged.values())


def _known(contract: Contract, needs: Sequence[Need]) -> tuple[tuple[str, SecurityScheme], ...]:
    found = ((need.scheme, contract.security_schemes.get(need.scheme)) for need in needs)
    return tuple(sorted(((name, scheme) for name, scheme in found if scheme is not None), key=lambda pair: pair[0]))


def _joined(one: Credential, other: Credential) -> Credential:
    """Two contracts call it the same: one identity, sending what both ask for."""
    places = {sent[:2] for sent in one.sent}
    more = tuple(sent for sent in other.sent if sent[:2] not in places)
    variables = tuple(dict.fromkeys((*one.variables, *other.variables)))
    return Credential(one.name, (*one.sent, *more), one.scopes | other.scopes, variables)


def _credential(schemes: Sequence[tuple[str, SecurityScheme]], scopes: frozenset[str]) -> Credential:
    sent: dict[tuple[str, str], str] = {}
    variables: list[str] = []
    for name, scheme in schemes:
        variable = _words(name, "_").upper()
        variable = variable if variable.endswith(("KEY", "TOKEN")) else f"{variable}_TOKEN"
        place, key, value = _sent(scheme, variable)
        if scheme.type != "mutualTLS" and (place, key) not in sent:  # the target's tls: carries a certificate
            sent[place, key] = value
            variables.append(variable)
    name = "-".join(_words(name, "-").lower() for name, _ in schemes)
    rows = tuple((place, key, value) for (place, key), value in sent.items())
    return Credential(f"{name}-user", rows, scopes, tuple(variables))


def _sent(scheme: SecurityScheme, variable: str) -> tuple[str, str, str]:
    """Place, name and value under `identities:`."""
    if scheme.type == "apiKey":
        place = {Where.QUERY: "query", Where.COOKIE: "cookies"}.get(scheme.where or Where.HEADER, "headers")
        return place, scheme.name, f'"${{{variable}}}"'
    kind = "Basic" if scheme.scheme.lower() == "basic" else "Bearer"
    return "headers", "Authorization", f'"{kind} ${{{variable}}}"'


def _words(name: str, joint: str) -> str:
    """`bearerAuth` -> `bearer-auth`."""
    spaced = "".join(f" {c}" if c.isupper() and i and name[i - 1].islower() else c for i, c in enumerate(name))
    return joint.join("".join(c if c.isascii() and c.isalnum() else " " for c in spaced).split()) or "scheme"


def _problems(problems: Sequence[str]) -> Iterator[str]:
    if problems:
        yield "\n# Not read; put it right, or name the file under ignore: (patterns relative to this folder).\n"
        yield from (f"#   {line}\n" for problem in problems for line in problem.splitlines())
        yield '# ignore: ["drafts/**"]\n'


def _targets(contracts: Sequence[Contract], names: Sequence[str], apps: Sequence[App]) -> Iterator[str]:
    """Of the contracts of HTTP, where there are any: their services are those that send and take events."""
    named = [(c, n) for c, n in zip(contracts, names, strict=True) if c.kind is Kind.HTTP]
    events = not named
    named = named or [*zip(contracts, names, strict=True)]
    yield "# Where each contract is exercised: exactly one of app:, url:, command: for each file (or pattern).\n"
    if not apps:
        yield "# No ASGI or WSGI application was found here. Uncomment these lines and name it:\n"
    mark = "" if apps else "# "
    yield f"{mark}targets:\n"
    for contract, name in named:
        ranked = sorted(apps, key=lambda app: not _alike(contract, app))
        yield f"{mark}  {json.dumps(name)}:\n"
        if not ranked:
            yield f"{mark}    app: shop.main:app\n"
        for first, app in zip((True, *(False for _ in ranked)), ranked, strict=False):
            called = json.dumps(app.name) if app.name.endswith("()") else app.name
            yield f"    {'' if first else '# '}app: {called}   # {app.framework}, {app.file}:{app.line}\n"
    yield from (f"{mark}    # {line}\n" for line in (WORKER if events else OTHER_TARGETS))


def _alike(contract: Contract, app: App) -> bool:
    return contract.id.rpartition("/")[2].lower() in app.name.partition(":")[0].lower().replace(".", "_").split("_")


def _identities(wanted: Sequence[Credential], contracts: Sequence[Contract]) -> Iterator[str]:
    if not wanted:
        yield "# No operation asks for credentials. If one does all the same:\n# identities:\n#   user:\n"
        yield '#     headers: {Authorization: "Bearer ${USER_TOKEN}"}\n'
        return
    yield "# Who sends: an operation is sent by an identity whose credentials and scopes fit its security.\n"
    yield "# What an identity sends is a secret and appears in no file. Set the variables before a run.\n"
    yield "identities:\n"
    for one in wanted:
        yield f"  {one.name}:\n    # tenant: acme\n    scopes: {json.dumps(sorted(one.scopes))}\n"
        for place in dict.fromkeys(place for place, _, _ in one.sent):
            members = (f"{json.dumps(key)}: {value}" for at, key, value in one.sent if at == place)
            yield f"    {place}: {{{', '.join(members)}}}\n"
    if any(s.type == "mutualTLS" for c in contracts for s in c.security_schemes.values()):
        yield "# mutualTLS: give the certificate on the target, tls: {ca: ca.pem, cert: me.pem, key: me.key}\n"

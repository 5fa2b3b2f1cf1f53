"""Settings and the security schemes of contracts in; all that is a secret out, by the name it goes by. Pure."""

import re
from collections.abc import Iterable, Iterator

from contractkit.model import Contract, Where
from contractkit.redact import SHORTEST
from contractkit.settings import Settings
from contractkit.settings.file import variable

_JWT = re.compile(r"([\w-]{8,}\.[\w-]{8,})\.[\w-]{8,}$")


def credentials(settings: Settings, contracts: Iterable[Contract]) -> dict[str, str]:
    """What the settings know to be secret, and literals where an apiKey scheme of a contract puts its key."""
    schemes = [scheme for contract in contracts for scheme in contract.security_schemes.values()]
    keys = {(scheme.where, scheme.name.lower()) for scheme in schemes if scheme.where is not None}
    known = set(settings.secrets.values())
    found = {
        variable(who, name): text
        for who, where, name, text in _sent(settings)
        if (where, name.lower()) in keys and text not in known and len(text) >= SHORTEST
    }
    whole = {**found, **settings.secrets}
    return {**{f"{name}_CLAIMS": claims for name, text in whole.items() if (claims := signed_part(text))}, **whole}


def signed_part(text: str) -> str:
    """What a JWT says, without its signature; "" for none. It is sent with another one, and secret all the same."""
    found = _JWT.search(text)
    return found[1] if found else ""


def _sent(settings: Settings) -> Iterator[tuple[str, Where, str, str]]:
    """Identity, place, name and value, without the word of a scheme (`Bearer `) before it."""
    for who, identity in settings.identities.items():
        places = ((Where.HEADER, identity.headers), (Where.QUERY, identity.query), (Where.COOKIE, identity.cookies))
        for where, named in places:
            for name, text in named.items():
                yield who, where, name, text.rpartition(" ")[2]

"""A scene in; where its operation takes credentials, and copies of them that are no good any more, out."""

import re
from collections.abc import Iterator
from dataclasses import replace

from contractkit.errors import Unarranged
from contractkit.model import Draft, Edit, Where, Wire
from contractkit.protocols import Scene
from contractkit.reach.identities import carries
from contractkit.redact.named import is_secret_name

NOBODYS = "ck00000000000000000000000000000000"  # a token that nobody was given
_JWT = re.compile(r"(?P<signed>.*[\w-]{8,}\.[\w-]{8,}\.)(?P<signature>[\w-]{8,})")


def guarded(scene: Scene) -> None:
    """Raises Unarranged where an operation can be asked by anybody, or a hook adds credentials to each request."""
    own = scene.bench.interaction
    if not own.security or any(not needs for needs in own.security):
        raise Unarranged("the contract asks for no credentials here (security); correct it, or the documented 401")
    if scene.draft.identity is None:
        raise Unarranged("it was accepted without credentials of an identity: list them under identities:")
    bare = scene.bench.case(own, _anonymous(scene)).request
    if any(is_secret_name(name) for name, _ in bare.headers):
        raise Unarranged("the before_send hook adds credentials to each request, so none can be left out")


def carried(scene: Scene) -> Iterator[str]:
    """Places of the credentials that were accepted: `header.Authorization`, `query.api_key`."""
    identity = scene.bench.settings.identities.get(scene.draft.identity or "")
    if identity is None:
        return
    schemes = {need.scheme for needs in scene.bench.interaction.security for need in needs}
    for id in sorted(schemes):
        scheme = scene.bench.contract.security_schemes.get(id)
        if scheme is None or scheme.type == "mutualTLS":
            continue
        where = scheme.where if scheme.type == "apiKey" else Where.HEADER
        name = scheme.name if scheme.type == "apiKey" else "Authorization"
        held = {Where.QUERY: {*identity.query}, Where.COOKIE: {*identity.cookies}}.get(
            where or Where.HEADER, {*identity.header_names}
        )
        if name.lower() in {one.lower() for one in held}:
            yield f"{where or Where.HEADER}.{name}"


def wrong(scene: Scene) -> Iterator[tuple[str, tuple[Edit, ...], str]]:
    """Credentials that are nobody's where accepted ones stood, all others kept: kind, what to send, that in words."""
    places = tuple(carried(scene))
    for place in places:
        rest = (Edit("identity"), *(Edit(p, Wire(sent(scene, p))) for p in places if p != place and _header(p)))
        scheme, blank, _ = sent(scene, place).partition(" ")
        if place.lower() != "header.authorization" or not blank:
            yield "unknown-key", (*rest, Edit(place, NOBODYS)), "a key that nobody was given"
            continue
        other = "Basic" if scheme.lower() != "basic" else "Bearer"
        kinds = {
            "unknown-token": (f"{scheme} {NOBODYS}", "a token that nobody was given"),
            "no-token": (scheme, "a scheme without a token"),
            "other-scheme": (f"{other} {NOBODYS}", f"the scheme {other} instead of {scheme}"),
        }
        for kind, (value, note) in kinds.items():
            yield kind, (*rest, Edit(place, Wire(value))), note
        if (token := tampered(sent(scene, place))) is not None:
            yield "changed-signature", (*rest, Edit(place, Wire(token))), "a signature that does not fit"


def _header(place: str) -> bool:
    return place.startswith("header.")


def expired(scene: Scene) -> Iterator[tuple[str, tuple[Edit, ...], str]]:
    """Credentials of identities that say they are no good any more."""
    for one in scene.bench.settings.identities.values():
        needed = scene.bench.interaction.security
        if one.state is not None and any(carries(one, needs, scene.bench.contract) for needs in needed):
            yield one.state, (Edit("identity", one.name),), f"credentials that are {one.state}, of {one.name}"


def sent(scene: Scene, place: str) -> str:
    """The credentials that the baseline carried in a header."""
    return scene.bench.case(scene.bench.interaction, scene.draft).request.header(place.partition(".")[2]) or ""


def tampered(value: str) -> str | None:
    """A JWT whose signature was changed; None for what looks like none (RFC 7519, 3)."""
    found = _JWT.fullmatch(value)
    if found is None:
        return None
    return f"{found['signed']}{'A' * len(found['signature'])}"


def _anonymous(scene: Scene) -> Draft:
    return replace(scene.draft, identity=None)

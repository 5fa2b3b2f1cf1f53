"""Situation: wrong-credentials."""

from collections.abc import Iterator

from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Wire
from contractkit.protocols import Scene
from contractkit.reach.credentials import carried, guarded, sent, tampered

NOBODYS = "ck00000000000000000000000000000000"  # a token that nobody was given


@situation("wrong-credentials", statuses=(401,), explained=(400, 403, 404, 429))
def wrong_credentials(scene: Scene) -> Iterator[Candidate]:
    """Credentials that are malformed, empty, of another scheme, nobody's, or whose signature does not fit.

    RFC 9110, 11.6.2 and 15.5.2; RFC 6750, 3.1: a malformed request may be answered 400, an unknown token 403 by some.
    """
    guarded(scene)
    for place in carried(scene):
        nobody = Edit("identity")
        if place.lower() == "header.authorization":
            scheme = sent(scene, place).partition(" ")[0] or "Bearer"
            other = "Basic" if scheme.lower() != "basic" else "Bearer"
            for value, note in (
                (f"{scheme} {NOBODYS}", "a token that nobody was given"),
                (scheme, "a scheme without a token"),
                (f"{other} {NOBODYS}", f"the scheme {other} instead of {scheme}"),
            ):
                yield Candidate((nobody, Edit(place, Wire(value))), note)
            if (token := tampered(sent(scene, place))) is not None:
                yield Candidate((nobody, Edit(place, Wire(token))), "a signature that does not fit")
        else:
            yield Candidate((nobody, Edit(place, NOBODYS)), "a key that nobody was given")

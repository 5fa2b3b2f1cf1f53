"""Situation: wrong-credentials."""

from collections.abc import Iterator

from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.protocols import Scene
from contractkit.reach.credentials import expired, guarded, wrong


@situation("wrong-credentials", statuses=(401,), explained=(400, 403, 404, 429))
def wrong_credentials(scene: Scene) -> Iterator[Candidate]:
    """Credentials that are malformed, empty, of another scheme, nobody's, or no good any more.

    RFC 9110, 11.6.2 and 15.5.2; RFC 6750, 3.1: a malformed request may be answered 400, an unknown token 403 by some.
    """
    guarded(scene)
    for _, edits, note in (*wrong(scene), *expired(scene)):
        yield Candidate(edits, note)

"""Situation: no-credentials."""

from collections.abc import Iterator

from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit
from contractkit.protocols import Scene
from contractkit.reach.credentials import carried, guarded


@situation("no-credentials", statuses=(401,), explained=(404, 429))
def no_credentials(scene: Scene) -> Iterator[Candidate]:
    """A request without credentials.

    RFC 9110, 15.5.2. A 404 may hide that there is anything.
    """
    guarded(scene)
    for place in carried(scene):
        yield Candidate((Edit("identity"),), f"without credentials ({place})")
        return

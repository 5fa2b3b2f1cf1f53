"""Situations: stale-match, no-match."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import ABSENT, Edit, Wire
from contractkit.protocols import Scene
from contractkit.wire.draft import at

PLACE = "header.If-Match"


@situation("stale-match", statuses=(412,), explained=(401, 403, 404, 429))
def stale_match(scene: Scene) -> Iterator[Candidate]:
    """An If-Match that names a state nobody has seen.

    RFC 9110, 13.1.1 and 15.5.13.
    """
    yield Candidate((Edit(PLACE, Wire('"ck-no-such-state"')),), "If-Match names a state that never was")


@situation("no-match", statuses=(428,), explained=(401, 403, 404, 429))
def no_match(scene: Scene) -> Iterator[Candidate]:
    """A request without the If-Match that its baseline had.

    RFC 6585, 3.
    """
    key = next((p.key for p in scene.bench.interaction.parameters if p.key.lower() == PLACE.lower()), PLACE)
    if at(scene.draft, key) is ABSENT:
        raise Unarranged("the baseline has no If-Match that could be left out; say how it fails under failures:")
    yield Candidate((Edit(key),), "without If-Match")

"""Situation: same-again."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import ABSENT, Edit
from contractkit.protocols import Scene
from contractkit.wire.draft import at
from contractkit.wire.keys import idempotency_keys


@situation(
    "same-again",
    statuses=(409,),
    explained=(401, 403, 404, 410, 412, 423, 428, 429),
    repeatable=("POST", "PATCH"),
)
def same_again(scene: Scene) -> Iterator[Candidate]:
    """A request that was accepted, once more: creating what must be unique, acting twice on one state.

    RFC 9110, 15.5.10. What may be done twice is accepted twice, which shows nothing.
    """
    if scene.bench.interaction.method not in ("POST", "PATCH"):
        raise Unarranged("what conflicts with what is said nowhere; say how under failures:")
    keys = idempotency_keys(scene.bench.interaction)
    places = sorted((scene.draft.unique | scene.draft.made) - {*keys})
    old = [(place, at(scene.draft, place)) for place in places]
    edits = tuple(Edit(place, value) for place, value in old if value is not ABSENT)
    yield Candidate(edits, "sent once more, after it was accepted")

"""Situation: too-large."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import ANY_METHOD, ANY_REFUSAL, situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit
from contractkit.protocols import Scene

SIZES = (2, 12)  # MiB; most limits of bodies lie below


@situation("too-large", statuses=(413,), explained=ANY_REFUSAL, repeatable=ANY_METHOD)
def too_large(scene: Scene) -> Iterator[Candidate]:
    """A body that was accepted, padded with white space to 2 and 12 MiB.

    RFC 9110, 15.5.14; RFC 8259, 2: white space changes nothing. A service may have a greater limit.
    """
    if not scene.bench.local:
        raise Unarranged("large bodies are sent to local and disposable targets only: say `disposable: true` if it may")
    if scene.bench.case(scene.bench.interaction, scene.draft).request.body is None:
        raise Unarranged("there is no body that could be too large; say how it fails under failures:")
    for size in SIZES:
        yield Candidate((Edit("padding", size << 20),), f"padded to {size} MiB")

"""Situation: too-often."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.protocols import Scene

ANSWERS = (423, 425, 429)


@situation("too-often", statuses=ANSWERS, explained=(401, 403, 404, 409, 410, 412, 428, *ANSWERS), repeatable=())
def too_often(scene: Scene) -> Iterator[Candidate]:
    """The same request again and again, as often as `policy: repeats` says.

    RFC 6585, 4. Off unless the settings say how often; on targets only whose data may be changed freely.
    """
    bench, most = scene.bench, scene.bench.settings.policy.repeats
    if most == 0:
        raise Unarranged("say how often it may be repeated with policy: {repeats: 50}, or how it fails under failures:")
    if not (bench.local or bench.disposable):
        raise Unarranged("requests are repeated only where that harms nobody (disposable: true)")
    for _ in range(most):
        draft = scene.fresh()
        if draft is None or scene.send(bench.interaction, draft).status in ANSWERS:
            yield Candidate((), f"repeated, {most} times at most")
            return
    raise Unarranged(f"it was accepted {most} times (policy: repeats)")

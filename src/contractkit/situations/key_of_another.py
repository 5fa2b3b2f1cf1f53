"""Situation: key-of-another."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.generate.constraints import accepted, constraints
from contractkit.generate.edges import edges
from contractkit.model import ABSENT, Edit, Intent
from contractkit.protocols import Scene
from contractkit.wire.classify import broken, classify
from contractkit.wire.draft import apply, at
from contractkit.wire.keys import idempotency_keys


@situation("key-of-another", statuses=(409,), explained=(400, 401, 403, 404, 429), repeatable=("POST", "PATCH", "PUT"))
def key_of_another(scene: Scene) -> Iterator[Candidate]:
    """An idempotency key that was used with another body.

    draft-ietf-httpapi-idempotency-key-header, 2.7: 422 there, 409 by many; it is what the contract documents.
    """
    bench = scene.bench
    keys = idempotency_keys(bench.interaction)
    used = [Edit(key, at(scene.draft, key)) for key in keys if at(scene.draft, key) is not ABSENT]
    if not used:
        raise Unarranged("no idempotency key was sent with the baseline")
    for constraint in constraints(bench.contract, bench.interaction):
        if not constraint.target.place.startswith("body/") or not accepted(constraint):
            continue
        for other in edges(bench.contract, bench.interaction, constraint, scene.draft):
            edited = apply(scene.draft, (*other.edits, *used))
            wrong = broken(bench.contract, bench.interaction, bench.case(bench.interaction, edited).request)
            if edited.body != scene.draft.body and classify(bench.contract, None, wrong) is Intent.VALID:
                yield Candidate((*used, *other.edits), f"the key of another request; {other.note}")
                return
    raise Unarranged("no other valid body could be made")

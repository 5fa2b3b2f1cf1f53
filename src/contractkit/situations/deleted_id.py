"""Situation: deleted-id."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Draft, Edit
from contractkit.protocols import Scene
from contractkit.reach.ours import named_resources


@situation("deleted-id", statuses=(404, 410), explained=(401, 403, 404, 409, 410, 429), repeatable=("PUT", "DELETE"))
def deleted_id(scene: Scene) -> Iterator[Candidate]:
    """The id of something that this run created and deleted.

    RFC 9110, 15.5.5 and 15.5.11.
    """
    bench, own = scene.bench, scene.bench.interaction
    places = named_resources(bench.contract, own)
    remover = next((i for i in bench.contract.interactions if i.method == "DELETE" and i.path == own.path), None)
    if not places or remover is None:
        raise Unarranged("the contract has no DELETE for what it names; say how it fails under failures:")
    if places[-1].key not in scene.draft.made:
        raise Unarranged("what it names was not created by this run, so it is not deleted")
    fresh = scene.fresh()
    if fresh is None:
        raise Unarranged("what it names could not be created again")
    keys = {p.key for p in remover.parameters}
    gone = scene.send(remover, Draft({k: v for k, v in fresh.parameters.items() if k in keys}, identity=fresh.identity))
    if not gone.accepted:
        raise Unarranged(f"what it names could not be deleted: {remover.name} answered {gone.status}")
    edits = tuple(Edit(p.key, fresh.parameters[p.key]) for p in places if p.key in fresh.parameters)
    yield Candidate(edits, f"{places[-1].name} was created and deleted")

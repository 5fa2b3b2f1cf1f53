"""Situation: has-children."""

from collections.abc import Iterator
from dataclasses import replace

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit
from contractkit.protocols import Scene
from contractkit.reach.drafts import drafts
from contractkit.reach.ours import named_resources


@situation("has-children", statuses=(409,), explained=(401, 403, 404, 410, 412, 423, 428, 429), repeatable=("DELETE",))
def has_children(scene: Scene) -> Iterator[Candidate]:
    """Deleting what still has something in it.

    RFC 9110, 15.5.10. A service may delete what is in it as well, which shows nothing.
    """
    bench, own = scene.bench, scene.bench.interaction
    below = own.path.rstrip("/") + "/"
    makers = [i for i in bench.contract.interactions if i.method == "POST" and i.path.startswith(below)]
    makers = [i for i in makers if "{" not in i.path.removeprefix(below)]
    if own.method != "DELETE" or not makers:
        raise Unarranged("it deletes nothing that something is made in; say how it fails under failures:")
    fresh = scene.fresh()
    if fresh is None:
        raise Unarranged("what it deletes could not be made again")
    ids = {p.key: fresh.parameters[p.key] for p in named_resources(bench.contract, own) if p.key in fresh.parameters}
    for maker in makers:
        for draft in drafts(bench.contract, maker, ids, lambda place: (), bench.salt()):
            if scene.send(maker, replace(draft, identity=fresh.identity)).accepted:
                yield Candidate(tuple(Edit(k, v) for k, v in ids.items()), f"{maker.name} made something in it")
                return
    raise Unarranged("nothing could be made in what it deletes")

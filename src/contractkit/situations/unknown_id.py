"""Situation: unknown-id."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit
from contractkit.protocols import Scene
from contractkit.reach.absent import nobodys
from contractkit.reach.ours import READS, RULE, named_resources


@situation("unknown-id", statuses=(404,), explained=(401, 403, 410, 429), repeatable=("PUT", "DELETE"))
def unknown_id(scene: Scene) -> Iterator[Candidate]:
    """A well-formed id that nothing has: of the resource, and of each that it lies in.

    RFC 9110, 15.5.5. What a PUT creates and a DELETE leaves deleted is no failure (RFC 9110, 9.2.2 and 9.3.4).
    """
    bench = scene.bench
    places = named_resources(bench.contract, bench.interaction)
    if not places:
        raise Unarranged("no id stands in its path; say how it fails under failures:")
    if not bench.disposable and bench.interaction.method not in READS:
        raise Unarranged(f"{RULE}; say `disposable: true` on its target if its data may be changed")
    for parameter in reversed(places):
        value = nobodys(bench, parameter, scene.draft)
        if value is not None:
            yield Candidate((Edit(parameter.key, value),), f"{parameter.name} is well formed, and nothing has it")

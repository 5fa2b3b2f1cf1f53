"""Situation: lesser-identity."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit
from contractkit.protocols import Scene
from contractkit.reach.credentials import guarded
from contractkit.reach.identities import carries, fitting


@situation("lesser-identity", statuses=(403,), explained=(401, 404, 429))
def lesser_identity(scene: Scene) -> Iterator[Candidate]:
    """Credentials that are known and lack a scope.

    RFC 9110, 15.5.4. A 404 may hide that there is anything; a 401 may mean that the credentials are known nowhere.
    """
    guarded(scene)
    bench = scene.bench
    able = {one.name for one in fitting(bench.contract, bench.interaction, bench.settings.identities)}
    lesser = [one for one in bench.settings.identities.values() if one.name not in able and one.state is None]
    known = [one for one in lesser if any(carries(one, needs, bench.contract) for needs in bench.interaction.security)]
    if not known:
        needed = ", ".join(sorted({s for needs in bench.interaction.security for need in needs for s in need.scopes}))
        raise Unarranged(
            f"it needs an identity without the scope ({needed or 'of this operation'}): add one under identities:"
        )
    for one in known[:2]:
        yield Candidate((Edit("identity", one.name),), f"as {one.name}, who lacks a scope")

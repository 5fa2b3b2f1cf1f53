"""Every way in which another tenant may try to get at what is not its own."""

from functools import partial

from contractkit.answer.tenants import TENANT
from contractkit.crossing import PHASE, Crossing, Maker
from contractkit.errors import Unarranged
from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.listing import Listing
from contractkit.model import Contract, Interaction, Standard, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.identities import line_to_add
from contractkit.settings import Identity
from contractkit.settings.identities import EVERY
from contractkit.ways import makers
from contractkit.worlds import World


def _again(exercise: Exercise, candidate: Candidate) -> frozenset[str] | None:
    if candidate.target is None or candidate.target.place != TENANT:
        return None
    pair = _pair(exercise.bench)
    if pair is None:
        return frozenset()
    return _tried(Crossing(exercise.bench, *(World(exercise.bench, one) for one in pair)), candidate.target.keyword)


def _promised(contract: Contract, own: Interaction) -> bool:
    return contract.conventions.crossed(own.id)


@probe(PHASE, wants=_promised, standard=Standard.SEC_API, again=_again)
def tenants(bench: Bench) -> None:
    """One request or two for each way, beside the tenant's own, with everything made anew and marked."""
    pair = _pair(bench)
    ways = bench.contract.conventions.tenancies(bench.interaction.id)
    if pair is None:
        for one in ways:
            bench.skipped(Target(TENANT, one.what), _missing(bench))
        return
    crossing = Crossing(bench, *(World(bench, one) for one in pair))
    for one in ways:
        _tried(crossing, one.what)


def _tried(crossing: Crossing, way: str) -> frozenset[str]:
    found: set[str] = set()
    for maker in makers(crossing, way, Listing(crossing).ways()):
        try:
            found |= crossing.bench.judge(maker(way), again=partial(_repeated, maker, way))
        except Unarranged as why:
            crossing.bench.skipped(Target(TENANT, way), str(why))
    return frozenset(found)


def _repeated(maker: Maker, way: str) -> Trace | None:
    try:
        return maker(way)
    except Unarranged:
        return None


def _pair(bench: Bench) -> tuple[Identity, Identity] | None:
    """The first two of different tenants that may do it."""
    known = bench.settings.identities
    let = [one.identity for one in bench.contract.conventions.admissions(bench.interaction.id) if one.allowed]
    able = [
        known[name] for name in let if name is not None and name in known and known[name].tenant not in (None, EVERY)
    ]
    other = next((one for one in able if one.tenant != able[0].tenant), None)
    return (able[0], other) if other is not None else None


def _missing(bench: Bench) -> str:
    tenants = {one.tenant for one in bench.settings.identities.values()} - {None, EVERY}
    needed = "an identity of a second tenant that may do it" if tenants else "identities of two tenants (tenant:)"
    return f"needs {needed}: {line_to_add(bench.contract, bench.interaction)}"

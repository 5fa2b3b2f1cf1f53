"""An operation with its accepted baseline, and what can be read around it: what cases are arranged on."""

from dataclasses import dataclass

from contractkit.exercise import Exercise
from contractkit.generate.candidates import Candidate
from contractkit.model import Draft, Intent, Interaction, Observation, Trace
from contractkit.protocols import Bench
from contractkit.wire.draft import apply

WRITES = ("PUT", "PATCH", "DELETE")  # of what can be read at the same path


def reader_of(bench: Bench) -> Interaction | None:
    """The GET at the same path."""
    own = bench.interaction
    return next((i for i in bench.contract.interactions if i.method == "GET" and i.path == own.path), None)


def asked(
    bench: Bench, draft: Draft, candidate: Candidate, *, phase: str, intent: Intent = Intent.PROTOCOL
) -> Observation:
    """A draft sent as what a candidate stands for, whoever made it."""
    case = bench.case(
        bench.interaction,
        draft,
        intent=intent,
        target=candidate.target,
        edits=candidate.edits,
        note=candidate.note,
        phase=phase,
    )
    return bench.send(case)


@dataclass(frozen=True, slots=True)
class Stage:
    """A Scene (protocols.py) before the accepted baseline of an exercise."""

    bench: Bench
    exercise: Exercise
    phase: str

    @property
    def draft(self) -> Draft:
        base = self.exercise.baseline()
        assert base is not None
        return base.draft

    @property
    def reader(self) -> Interaction | None:
        return reader_of(self.bench)

    def fresh(self) -> Draft | None:
        return self.exercise.reach.fresh(self.bench.interaction)

    def send(self, interaction: Interaction, draft: Draft) -> Observation:
        return self.bench.send(self.bench.case(interaction, draft, phase=self.phase))

    def between(self, reader: Interaction, aimed: Candidate, *, intent: Intent = Intent.PROTOCOL) -> Trace | None:
        """A case on something made anew, which is read twice before it and once after it."""
        bench, fresh, base = self.bench, self.fresh(), self.exercise.baseline()
        if fresh is None or base is None:
            return None
        seen = Draft({k: v for k, v in fresh.parameters.items() if reader.parameter(k)}, identity=fresh.identity)
        before = (self.send(reader, seen), self.send(reader, seen))
        case = asked(bench, apply(fresh, aimed.edits), aimed, phase=self.phase, intent=intent)
        around = (*before, case, self.send(reader, seen))
        return Trace(bench.contract, around[2], base.observation, around=(*before, around[3]))

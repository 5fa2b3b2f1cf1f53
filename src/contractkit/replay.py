"""Remembered discrepancies in, their minimal examples sent again: gone, still there, or why that cannot be said."""

from contractkit.desk import Desk
from contractkit.errors import ContractKitError
from contractkit.example import edit_from_data
from contractkit.exercise import Exercise
from contractkit.extensions import PROBES, Probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Evidence, Intent, Record, Register, State, Status, Target
from contractkit.protocols.events import EventBench

WANTED = (Status.OPEN, Status.REGRESSED, Status.UNVERIFIED, Status.WAIVED)


def replay(desk: Desk, register: Register, probe: str) -> None:
    """Send the example of each discrepancy that this probe found on this interaction."""
    mine = _mine(desk, register, probe)
    if not mine:
        return
    exercise = Exercise(desk)
    for record in sorted(mine, key=lambda r: r.discrepancy.fingerprint):
        desk.replayed(record.discrepancy.fingerprint, _outcome(desk, exercise, record, PROBES[probe]))


def shown_again(bench: EventBench, desk: Desk, register: Register, probe: str) -> None:
    """What was remembered of events and its probe has just tried again: there, gone, or why that cannot be said.

    What a probe may not have met again, it is asked to try (`again`).
    """
    for record in _mine(desk, register, probe):
        found, again = record.discrepancy, PROBES[probe].again
        if found.fingerprint not in desk.tally.discrepancies and again is not None:
            candidate = _candidate(record)
            if candidate is None or again(bench, candidate) is None:
                desk.replayed(found.fingerprint, "nothing could be claimed of the example")
                continue
        state = desk.tally.state(found.obligation)
        if found.fingerprint in desk.tally.discrepancies:
            outcome = str(Evidence.THERE)
        elif state is State.PROVEN:
            outcome = str(Evidence.GONE)
        else:
            outcome = "the example shows something else now" if state is State.VIOLATED else "nothing could be claimed"
        desk.replayed(found.fingerprint, outcome)


def _mine(desk: Desk, register: Register, probe: str) -> list[Record]:
    """What this probe found on this interaction."""
    return [
        r
        for r in register.records.values()
        if r.status in WANTED
        and r.discrepancy.interaction == desk.interaction.id
        and (r.discrepancy.node or "").endswith(f"::{probe}")
        and r.discrepancy.example is not None
    ]


def _candidate(record: Record) -> Candidate | None:
    example = record.discrepancy.example
    if example is None:
        return None
    edits = tuple(edit_from_data(place, data) for place, data in example.edits)
    target = Target(*example.target) if example.target else None
    return Candidate(edits, example.note, target, example.lenient)


def _outcome(desk: Desk, exercise: Exercise, record: Record, probe: Probe) -> str:
    found, example = record.discrepancy, record.discrepancy.example
    candidate = _candidate(record)
    if example is None or candidate is None or exercise.baseline() is None:
        tried = found.fingerprint in desk.tally.discrepancies  # by an attempt to reach it
        return str(Evidence.THERE) if tried else "the operation could not be reached"
    desk.forget()
    try:
        shown = probe.again(exercise, candidate) if probe.again is not None else None
        if shown is None:
            shown = exercise.send(candidate, phase="replay", intent=Intent(example.intent))
    except ContractKitError as unsendable:
        return f"the example cannot be sent any more: {unsendable}"
    if found.fingerprint in shown:
        return str(Evidence.THERE)
    judged = next((one for one in desk.last if one.obligation.id == found.obligation), None)
    if judged is not None and judged.state is State.BLOCKED:
        return judged.reason or "nothing could be claimed"
    if not desk.last or any(one.state is State.VIOLATED for one in desk.last):
        return "the example shows something else now"
    return str(Evidence.GONE)  # the answer keeps the contract; register.py asks for a proof of the obligation as well

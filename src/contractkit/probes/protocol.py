"""What HTTP itself asks of one operation: malformed bodies, methods and media types."""

from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.model import Edit, Intent, Interaction, Target
from contractkit.obligations.protocol import rules
from contractkit.protocols import Bench


@probe("protocol", wants=lambda i: bool(rules(i)))
def protocol(bench: Bench) -> None:
    """One request or two for each rule that binds the operation."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    for rule in rules(bench.interaction):
        for edits, note in CASES[rule](bench.interaction):
            exercise.edited(edits, target=Target("protocol", rule), note=note, phase="protocol", intent=Intent.PROTOCOL)


def _malformed(interaction: Interaction) -> list[tuple[tuple[Edit, ...], str]]:
    return [((Edit("raw", '{"a": '),), "a truncated body"), ((Edit("raw", "{a: 1}"),), "a body that is not JSON")]


def _media(interaction: Interaction) -> list[tuple[tuple[Edit, ...], str]]:
    return [((Edit("media", "application/x-contractkit"), Edit("raw", "x")), "an undocumented media type")]


def _accept(interaction: Interaction) -> list[tuple[tuple[Edit, ...], str]]:
    return [((Edit("accept", "application/x-contractkit"),), "asks for an undocumented media type")]


def _method(interaction: Interaction) -> list[tuple[tuple[Edit, ...], str]]:
    return [((Edit("method", "TRACE" if interaction.method != "TRACE" else "PATCH"),), "an undocumented method")]


CASES = {
    "malformed-json": _malformed,
    "unsupported-media-type": _media,
    "not-acceptable": _accept,
    "method-not-allowed": _method,
}

"""What HTTP itself asks of one operation: malformed bodies, methods and media types."""

from collections.abc import Callable, Iterator, Mapping

from contractkit.answer.asked import MALFORMED_JSON, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, UNSUPPORTED_MEDIA_TYPE
from contractkit.exercise import Exercise
from contractkit.extensions import probe
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Intent, Target
from contractkit.protocols import Bench

HARMLESS = ("GET", "HEAD")
METHODS = ("PATCH", "DELETE", "PUT", "POST")


@probe("protocol")
def protocol(bench: Bench) -> None:
    """One request or two for each rule that binds the operation."""
    exercise = Exercise(bench)
    if exercise.baseline() is None:
        return
    for rule in sorted(o.qualifier for o in bench.obligations if o.kind == "protocol"):
        target = Target("protocol", rule)
        cases = [*CASES[rule](bench)]
        for edits, note in cases:
            exercise.send(Candidate(edits, note, target), phase="protocol", intent=Intent.PROTOCOL)
        if not cases:
            bench.skipped(
                target, "no undocumented method may be tried on this target; say `disposable: true` if it may"
            )


Cases = Iterator[tuple[tuple[Edit, ...], str]]


def _malformed(bench: Bench) -> Cases:
    yield (Edit("raw", '{"a": '),), "a body that is cut off"
    yield (Edit("raw", "{a: 1}"),), "a body that is not JSON"


def _media(bench: Bench) -> Cases:
    yield (Edit("media", "application/x-contractkit"), Edit("raw", "x")), "an undocumented media type"


def _accept(bench: Bench) -> Cases:
    yield (Edit("accept", "application/x-contractkit"),), "asks for an undocumented media type"


def _method(bench: Bench) -> Cases:
    path = bench.interaction.path
    documented = {i.method for i in bench.contract.interactions if i.path == path}
    documented |= {"HEAD"} if "GET" in documented else set()
    for method in (*HARMLESS, *(METHODS if bench.local else ())):
        if method not in documented:
            yield (Edit("method", method), Edit("body"), Edit("media")), f"{method} is not documented for this path"
            return


CASES: Mapping[str, Callable[[Bench], Cases]] = {
    MALFORMED_JSON: _malformed,
    UNSUPPORTED_MEDIA_TYPE: _media,
    NOT_ACCEPTABLE: _accept,
    METHOD_NOT_ALLOWED: _method,
}

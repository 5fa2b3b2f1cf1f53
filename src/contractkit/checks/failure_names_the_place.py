"""Check: failure-names-the-place."""

from collections.abc import Iterator

from contractkit.answer.about import named_by, speaks_of
from contractkit.answer.asked import REFUSED
from contractkit.extensions import check
from contractkit.model import Intent, Mismatch, Trace
from contractkit.occasion import Occasion


@check("failure-names-the-place", when=Occasion(REFUSED, (Intent.FAULT,)))
def failure_names_the_place(trace: Trace) -> Iterator[Mismatch]:
    """A refusal that names parts of the request names the one that is wrong.

    One of the errors it lists has to: the place, what it lies in, or a member of the same applicator. JSON:API 1.1,
    error objects: a pointer MUST lead to something in the request.
    """
    target, named = trace.subject.case.target, named_by(trace)
    if target is None or not named or any(speaks_of(one, target) for one in named):
        return
    said = ", ".join(dict.fromkeys(one.shown for one in named))
    yield Mismatch(
        scope="pointer",
        expected=f"an error about {target.place} ({trace.subject.case.note or target.keyword})",
        actual=f"named: {said}",
        pointer=target.place,
        cause=f"named {said}",
    )

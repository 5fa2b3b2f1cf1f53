"""One observation in; ends the run, saying at which request, where the target is gone or hangs."""

from contractkit.endpoint import Endpoint
from contractkit.errors import RunAborted, TargetGone
from contractkit.model import Observation
from contractkit.redact import Redactor
from contractkit.served import NOBODY

HANGING = 3  # timeouts in a row, after which nothing more is waited for


def feel(endpoint: Endpoint, seen: Observation, item: str, redactor: Redactor) -> None:
    """Raises RunAborted, where it is gone TargetGone."""
    if seen.fault is None:
        endpoint.pulse.missed = 0
        return
    if seen.fault.kind == "timeout":
        endpoint.pulse.missed += 1
    request = seen.case.request
    where = f"request {seen.sequence} of {item}: {request.method} {redactor.url(request.target)[:80]}"
    if endpoint.pulse.missed >= HANGING:
        raise RunAborted(
            f"the target hangs: {HANGING} timeouts of {endpoint.timeout:g} s in a row, the last at {where}; "
            "raise timeout: of its target if it needs longer"
        )
    if seen.fault.kind in ("refused", "gone") or (seen.fault.kind == "reset" and _over(endpoint)):
        raise TargetGone(where, redactor.text(_told(endpoint, seen.fault.detail)))


def _over(endpoint: Endpoint) -> bool:
    """A process lets go of its connections before it is seen to end."""
    return endpoint.ended() is not None or not endpoint.alive()


def _told(endpoint: Endpoint, detail: str) -> str:
    """With how the process ended, where it is one of ours."""
    how = endpoint.ended() if endpoint.restart is not None else None
    return detail if how in (None, NOBODY) else f"{detail}; its process ended with {how}"

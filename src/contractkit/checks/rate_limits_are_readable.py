"""Check: rate-limits-are-readable."""

import re
from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.model import Mismatch, Severity, Trace

_NAME = r'(?:"[^"]{1,200}"|[A-Za-z*][\w.*/:-]{0,100}(?:=[^;,]{1,100})?)'
_LIST = rf"{_NAME}(?:\s*;\s*[a-z][a-z0-9_.*-]{{0,40}}(?:=[^;,]{{0,200}})?)*"
_NEW = re.compile(rf"\s*{_LIST}(?:\s*,\s*{_LIST})*\s*")
_OLD = re.compile(r"\s*\d+\s*(?:[;,].*)?")
HEADERS = {
    "ratelimit": _NEW,
    "ratelimit-policy": _NEW,
    "ratelimit-limit": _OLD,
    "ratelimit-remaining": _OLD,
    "ratelimit-reset": _OLD,
}


@check("rate-limits-are-readable")
def rate_limits_are_readable(trace: Trace) -> Iterator[Mismatch]:
    """RateLimit headers can be read by clients.

    draft-ietf-httpapi-ratelimit-headers: a list of named policies with parameters; before its eighth version single
    numbers. A draft, so it is only noted.
    """
    for name, value in trace.reply.headers if trace.reply is not None else ():
        form = HEADERS.get(name.lower())
        if form is not None and not (form.fullmatch(value) or _OLD.fullmatch(value)):
            yield Mismatch(
                "status-headers",
                f"{name} of the form that clients read",
                value[:80],
                detail=name.lower(),
                cause=name.lower(),
                severity=Severity.NOTE,
            )

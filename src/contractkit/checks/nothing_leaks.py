"""Check: nothing-leaks."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator
from functools import cached_property
from urllib.parse import unquote, unquote_plus

from contractkit.answer.leaks import LONGEST, Leak, leaks, readable, squashed
from contractkit.extensions import check
from contractkit.model import Case, Message, Mismatch, Trace
from contractkit.occasion import FAILED, Occasion
from contractkit.redact.named import is_secret_name

CREDENTIAL = "credential-echoed"
WORD = 12  # characters; anything shorter is repeated only as a whole word
SHORTEST = 8  # characters of a credential that is told apart from a word
_FIXED = """
set-cookie date content-type content-length content-encoding transfer-encoding connection keep-alive vary etag
last-modified expires age allow cache-control pragma server strict-transport-security content-security-policy
content-security-policy-report-only permissions-policy referrer-policy report-to reporting-endpoints nel alt-svc
retry-after accept-ranges x-content-type-options x-frame-options x-xss-protection traceparent tracestate via
location content-location link refresh
"""
_SILENT = frozenset(_FIXED.split())  # headers whose words are fixed, or that are addresses for the client


@check("nothing-leaks", when=Occasion(FAILED))
def nothing_leaks(trace: Trace) -> Iterator[Mismatch]:
    """A refusal or failure shows nothing of what is inside the service: no trace, class, SQL, path, host or secret.

    OWASP API Security Top 10 (2023), API8; CWE-209. Judged for every 4xx and 5xx, whatever was sent. What the request
    sent and the answer repeats is none, but for credentials. One mismatch for each rule of data/leaks.json.
    """
    reply = trace.reply
    if reply is None or reply.status is None or reply.status < 400:
        return
    text = _text(reply)
    sent = _Sent(trace)
    for leak in (*leaks(text, repeats=sent.repeats), *_credentials(trace.subject.case, text)):
        yield Mismatch(
            scope="leak",
            expected="nothing of what is inside",
            actual=leak.told,
            detail=leak.rule,
            cause=f"{leak.rule} {leak.source}" if leak.source else leak.rule,
        )


def _text(reply: Message) -> str:
    """Header values, a line each, and the body."""
    lines = [value for name, value in reply.headers if name.lower() not in _SILENT]
    body = reply.body[: 4 * LONGEST].decode("utf-8", "replace")
    return "\n".join((*lines, readable(body)))


class _Sent:
    """What the requests of a trace sent, read only when something was found."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace

    def repeats(self, found: str) -> bool:
        if len(found) < WORD:
            return re.search(rf"(?<![A-Za-z0-9]){re.escape(found)}(?![A-Za-z0-9])", self._spoken) is not None
        return squashed(found) in self._squashed or squashed(unquote(found)) in self._squashed

    @cached_property
    def _spoken(self) -> str:
        seen = (self._trace.subject, self._trace.control, self._trace.neighbour)
        return "\0".join(text for one in seen if one is not None for text in _spoken(one.case))

    @cached_property
    def _squashed(self) -> str:
        return squashed(self._spoken)


def _spoken(case: Case) -> Iterator[str]:
    """The texts of a request as they stand, percent-decoded, and with JSON escapes undone."""
    request = case.request
    body = (request.body or b"")[: 4 * LONGEST].decode("utf-8", "replace")
    for text in (request.target, *(value for _, value in request.headers), body):
        yield from {text, unquote(text), unquote(unquote(text)), unquote_plus(text), readable(text)}


def _credentials(case: Case, text: str) -> Iterator[Leak]:
    """What the request proved its identity with; a value that the case itself made up is none."""
    for place, secret in _proofs(case):
        if _told_apart(secret) and secret in text and re.search(rf"(?<!\w){re.escape(secret)}(?!\w)", text):
            yield Leak(CREDENTIAL, f"the value that the request sent as {place}", place)
            return


def _proofs(case: Case) -> Iterator[tuple[str, str]]:
    made = {key.lower() for key in case.draft.parameters}
    for name, value in case.request.headers:
        lower = name.lower()
        if lower == "cookie":
            for pair in value.split(";"):
                own, _, cookie = pair.strip().partition("=")
                if f"cookie.{own}".lower() not in made:
                    yield f"the cookie {own}", cookie
        elif f"header.{lower}" in made or "csrf" in lower or "xsrf" in lower or not is_secret_name(name):
            continue
        elif lower in ("authorization", "proxy-authorization"):
            scheme, _, rest = value.strip().rpartition(" ")
            yield name, rest
            if scheme.lower() == "basic":
                yield from ((name, part) for part in _basic(rest))
        else:
            yield name, value.strip()


def _basic(encoded: str) -> tuple[str, ...]:
    """`user:password` and the password (RFC 7617, 2)."""
    try:
        pair = b64decode(encoded, validate=True).decode("utf-8")
    except (NotBase64, UnicodeDecodeError):
        return ()
    return pair, pair.partition(":")[2]


def _told_apart(secret: str) -> bool:
    return len(secret) >= SHORTEST and not secret.isalpha()

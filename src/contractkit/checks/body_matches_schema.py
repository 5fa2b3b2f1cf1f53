"""Check: body-matches-schema."""

from collections.abc import Iterator

from contractkit.extensions import check
from contractkit.media import chosen, documented
from contractkit.model import ABSENT, Intent, Mismatch, Severity, Trace
from contractkit.payload import is_json, parse

MOST = 20  # mismatches of one answer


@check("body-matches-schema")
def body_matches_schema(trace: Trace) -> Iterator[Mismatch]:
    """A body satisfies the schema of its status and media type.

    JSON Schema 2020-12 or the version's own dialect; `writeOnly` members must not be given.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or reply.status is None or case.intent is Intent.ROBUST or case.request.method == "HEAD":
        return
    answer = case.interaction.answer(reply.status)
    media = documented(answer, reply) if answer else None
    if media is None or media.schema is None or reply.status in (204, 304) or not is_json(reply.media):
        return
    parsed = parse(reply)
    if parsed.value is ABSENT and reply.body:
        return
    scope = f"response {chosen(case.interaction, reply)}"
    if not reply.body:
        yield Mismatch(scope=scope, expected=f"a {media.type} body", actual="an empty body")
        return
    old = trace.contract.version.startswith("3.1")
    for error in trace.contract.schemas.errors(media.schema, parsed.value, direction="response")[:MOST]:
        yield Mismatch(
            scope=scope,
            expected=f"{error.keyword} at {error.instance or '/'}",
            actual=error.message,
            pointer=error.path,
            definition=error.definition,
            severity=Severity.MINOR if error.keyword == "format" and old else None,
        )

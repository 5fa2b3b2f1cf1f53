"""Check: body-matches-schema."""

import json
import re
from collections.abc import Iterator

from contractkit.answer.media import bodiless, chosen, documented
from contractkit.answer.subjects import Subject, subjects
from contractkit.extensions import check
from contractkit.model import Contract, Intent, Mismatch, SchemaError, Severity, Trace
from contractkit.occasion import MEANT, Occasion

MOST = 20  # mismatches of one answer
_NAMED = re.compile(r'^("(?:[^"\\]|\\.)*")')  # validators name a missing member in front of their message


@check("body-matches-schema", when=Occasion(intents=MEANT))
def body_matches_schema(trace: Trace) -> Iterator[Mismatch]:
    """A body satisfies the schema of its status and media type.

    The dialect of the contract's version; `writeOnly` members must not be given. `format` is minor in 3.1, where
    JSON Schema 2020-12 calls it an annotation. Streams are judged item by item where `itemSchema` says what one is.
    """
    case, reply = trace.subject.case, trace.reply
    if reply is None or reply.status is None or not reply.body or case.intent is Intent.ROBUST or bodiless(case, reply):
        return
    answer = case.interaction.answer(reply.status)
    media = documented(answer, reply) if answer else None
    if media is None or trace.subject.crash is not None:
        return
    scope = f"response {chosen(case.interaction, reply)}"
    found = (
        _mismatch(trace.contract, scope, one, e)
        for one in subjects(trace.contract, media, reply)
        for e in one.errors(trace.contract)
    )
    yield from list({(m.pointer, m.detail): m for m in found}.values())[:MOST]


def _mismatch(contract: Contract, scope: str, subject: Subject, error: SchemaError) -> Mismatch:
    named = _NAMED.match(error.message) if error.keyword == "required" else None
    only_noted = error.keyword == "format" and contract.version.startswith("3.1")
    return Mismatch(
        scope=scope,
        expected=f"{error.keyword} at {error.instance or 'the body'}",
        actual=error.message,
        pointer=f"{subject.path}{error.path}",
        detail=str(json.loads(named.group(1))) if named else "",
        definition=error.definition,
        severity=Severity.MINOR if only_noted else None,
    )

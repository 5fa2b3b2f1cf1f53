"""Names that survive change: fingerprints of mismatches, causes that one fix closes, digests of slices. Pure."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.model import Contract, Defect, Mismatch, Obligation, Trace
from contractkit.pointer import at, tokens_of

ANNOTATIONS = frozenset({"description", "summary", "title", "example", "examples", "externalDocs", "$comment"})
BY_SLICE = ("body-matches-schema", "headers-match")
BY_SHAPE = ("status-documented", "media-type-documented", "body-is-well-formed", "no-body-where-none-may-be")


def fingerprint(obligation: Obligation, mismatch: Mismatch, trace: Trace) -> str:
    """sha256 over obligation, direction, media type, use-site pointer, rule and detail."""
    media = trace.reply.media if trace.reply and obligation.kind == "response" else ""
    return _sha(obligation.id, "answer", media, mismatch.pointer, mismatch.check, mismatch.detail)


def static_fingerprint(obligation: Obligation, defect: Defect) -> str:
    """As above, for what the document itself gets wrong."""
    return _sha(obligation.id, "document", "", defect.location.pointer, defect.rule, "")


def cause(contract: Contract, obligation: Obligation, mismatch: Mismatch, trace: Trace) -> str:
    """What one fix closes, in words."""
    check = mismatch.check
    if mismatch.cause is not None:
        return f"{check}: {mismatch.cause}"
    if check == "no-server-error":
        where = _frame(trace.subject.crash) or trace.interaction.id
        return f"{check}: {where}"
    if check in BY_SLICE and mismatch.definition:
        return f"{check}: {_slice_name(contract, mismatch.definition)}"
    if check in BY_SHAPE:
        return f"{check}: {_shape(mismatch, trace)}"
    if trace.subject.case.lenient:
        return f"leniency: {trace.subject.case.lenient}"
    return f"{check}: {trace.interaction.name} {mismatch.scope.split(' ', 1)[-1]}"


def slice_digest(contract: Contract, obligation: Obligation) -> str:
    """Digest of the part of the contract an obligation is judged by, `$ref` followed: what a waiver is bound to."""
    interaction = next((i for i in contract.interactions if i.id == obligation.interaction), None)
    pointer = interaction.pointer if interaction else ""
    return _digest(contract.document, pointer)[:16] if pointer else contract.digest[:16]


def _slice_name(contract: Contract, definition: str) -> str:
    """The rule and a digest of where it stands, so that inlined copies of one component are one cause."""
    parts = tokens_of(definition)
    holder, keyword = definition.rsplit("/", 1)
    place = "/".join(parts[-4:])
    return f"{place} ({keyword}, slice {_digest(contract.document, holder)[:8]})"


def _shape(mismatch: Mismatch, trace: Trace) -> str:
    reply = trace.reply
    if reply is None:
        return mismatch.actual
    try:
        body = json.loads(reply.body)
    except (ValueError, RecursionError):
        body = None
    members = (
        ", ".join(sorted(body)[:12]) if isinstance(body, dict) else type(body).__name__ if body is not None else ""
    )
    return f"{reply.status} {reply.media or 'without a body'}" + (f" {{{members}}}" if members else "")


def _frame(crash: str | None) -> str | None:
    """Exception type and innermost frame of the application in a traceback."""
    if not crash:
        return None
    frames = re.findall(r'File "([^"]+)", line \d+, in (\S+)', crash)
    own = [f for f in frames if "site-packages" not in f[0] and "/lib/python" not in f[0]] or frames
    last = [line for line in crash.strip().splitlines() if line and not line.startswith((" ", "\t"))][-1]
    kind = last.split(":", 1)[0].rsplit(".", 1)[-1]
    return f"{kind} in {own[-1][0].rsplit('/', 1)[-1]}:{own[-1][1]}" if own else kind


def _digest(document: Mapping[str, Any], pointer: str) -> str:
    try:
        node = at(document, pointer)
    except (KeyError, IndexError, LookupError, TypeError, ValueError):
        return _sha(pointer)
    return _sha(json.dumps(list(_flat(document, node, frozenset())), sort_keys=True, default=str))


def _flat(document: Mapping[str, Any], node: Any, open_: frozenset[str]) -> Iterator[Any]:
    """A node as a flat sequence: keys sorted, annotations left out, `$ref` followed once."""
    if isinstance(node, Mapping):
        ref = node.get("$ref")
        if isinstance(ref, str) and ref.startswith("#"):
            if ref not in open_:
                try:
                    yield from _flat(document, at(document, ref[1:]), open_ | {ref})
                except (KeyError, IndexError, LookupError, TypeError, ValueError):
                    yield ref
            else:
                yield "again"
            return
        for key in sorted(node):
            if key not in ANNOTATIONS and not key.startswith("x-"):
                yield key
                yield from _flat(document, node[key], open_)
    elif isinstance(node, list):
        for member in node:
            yield "-"
            yield from _flat(document, member, open_)
    else:
        yield node


def _sha(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()

"""A mismatch in; the names it has over all runs out: its fingerprint, and the cause that one fix closes. Pure."""

from hashlib import sha256

from contractkit.identity.shape_of_answer import frame, shape
from contractkit.identity.slices import digest, slice_digest
from contractkit.model import Contract, Defect, Mismatch, Obligation, Trace
from contractkit.source.pointer import pointer_of, tokens_of

__all__ = ["cause", "fingerprint", "slice_digest", "static_fingerprint"]

_SHAPED = frozenset(("status-documented",))
_WRITTEN = frozenset(("body-is-well-formed", "no-body-where-none-may-be", "media-type-documented"))
_CLAIMED = ("accepts", "rejects")
_COMPONENT = {"components": 3, "definitions": 2, "parameters": 2, "responses": 2}  # steps that name a shared part


def fingerprint(obligation: Obligation, mismatch: Mismatch, trace: Trace) -> str:
    """sha256 over obligation, direction, media type, use-site pointer, rule and detail (DESIGN, identities).

    Nothing the service or the generator made, no line, no wording and no component's name is part of it.
    """
    media = trace.reply.media if trace.reply and obligation.kind == "response" else ""
    return _sha(obligation.id, "response", media, mismatch.pointer, mismatch.check, mismatch.detail)


def static_fingerprint(obligation: Obligation, defect: Defect) -> str:
    """As above, for what a document gets wrong by itself."""
    return _sha(obligation.id, "document", "", defect.location.pointer, defect.rule, "")


def cause(contract: Contract, obligation: Obligation, mismatch: Mismatch, trace: Trace) -> str:
    """What one fix closes, in words that are the same for all fingerprints of it."""
    check, case = mismatch.check, trace.subject.case
    if mismatch.cause is not None:
        return f"{check}: {mismatch.cause}"
    if check == "no-server-error":
        return f"{check}: {frame(trace.subject.crash) or trace.interaction.name}"
    if obligation.kind == "rejects" and case.lenient is not None:
        return f"{check}: leniency {case.lenient}"
    if obligation.kind in _CLAIMED:
        place = obligation.qualifier.rpartition(" ")[0].removesuffix("/*")  # an item that is refused spoils its list
        return f"{check}: {trace.interaction.name} {place}"
    if check in _SHAPED and trace.reply is not None:
        return f"{check}: {shape(trace.reply)}"
    if check in _WRITTEN and trace.reply is not None:
        return f"{check}: {trace.reply.status} {_written(obligation, mismatch, trace.reply.media)}"
    if mismatch.definition:
        return f"{check}: {_sliced(contract, mismatch, trace)}"
    return f"{check}: {trace.interaction.name} {obligation.qualifier}".rstrip()


def _written(obligation: Obligation, mismatch: Mismatch, media: str) -> str:
    if mismatch.check == "media-type-documented":
        return f"{media or 'without a media type'} instead of {obligation.qualifier.partition(' ')[2]}"
    return " ".join(word for word in (media, mismatch.detail) if word) or "with a body"


def _sliced(contract: Contract, mismatch: Mismatch, trace: Trace) -> str:
    """The shared part by its name; a part that is written out by a digest, so that all its copies are one."""
    tokens = tokens_of(mismatch.definition)
    said = f" {mismatch.detail}" if mismatch.detail else ""
    depth = _COMPONENT.get(tokens[0]) if tokens else None
    if depth is not None and len(tokens) >= depth:
        return f"{'/'.join(tokens[:depth])} {_told(tokens[depth:])}{said}".rstrip()
    if "headers" in tokens[:-1]:
        end = tokens.index("headers") + 2
        return f"header {tokens[end - 1]} {_told(tokens[end:])}{said} ({_slice(contract, tokens[:end])})"
    if "properties" in tokens[:-1]:
        end = len(tokens) - 1 - tokens[::-1].index("properties")
        return f"{_told(tokens[end + 1 :])}{said} ({_slice(contract, tokens[:end])})"
    return f"{trace.interaction.name} {_told(tokens_of(mismatch.pointer))}{said}"


def _slice(contract: Contract, tokens: tuple[str, ...]) -> str:
    return f"slice {digest(contract, pointer_of(tokens))[:8]}"


def _told(tokens: tuple[str, ...]) -> str:
    """`properties/customer/properties/name/type` -> `customer/name type`."""
    *way, keyword = [token for token in tokens if token not in ("properties", "schema", "content")] or [""]
    return " ".join(part for part in ("/".join(way), keyword) if part)


def _sha(*parts: str) -> str:
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()

"""A bundle in, the same bundle out without references that lead through other references.

`#/channels/orders/messages/Paid`, where `channels.orders` is itself a `$ref`: a JSON pointer does not follow that, and
still it is how AsyncAPI documents of several files are written, and how its own tools read them.
"""

from dataclasses import replace
from typing import Any

from contractkit.source.bundle import Bundle
from contractkit.source.dangling import dangling
from contractkit.source.pointer import at, child, escape, pointer_in, reference_to, tokens_of
from contractkit.source.references import Reference, rewritten

_DEEPEST = 50  # references through references; a circle ends here


def straight(bundle: Bundle) -> Bundle:
    """What leads nowhere even so stays as it is written."""
    leads = {one.ref: found for one in bundle.dangling if (found := through(bundle.document, one.ref)) is not None}
    if not leads:
        return bundle

    def change(use: Reference) -> str:
        return leads.get(use.text, use.text) if use.key == "$ref" else use.text

    document = rewritten(bundle.document, change)
    return replace(bundle, document=document, dangling=dangling(document))


def through(document: Any, ref: str, depth: int = 0) -> str | None:
    """The reference that leads straight to where another one leads through references; None for nowhere."""
    if depth > _DEEPEST or not ref.startswith("#/"):
        return None
    here, where = document, ""
    for token in tokens_of(pointer_in(ref)):
        while isinstance(here, dict) and token not in here and isinstance(here.get("$ref"), str):
            known = through(document, here["$ref"], depth + 1)
            if known is None:
                return None
            where, depth = pointer_in(known), depth + 1
            here = at(document, where)
            if depth > _DEEPEST:
                return None
        try:
            here, where = child(here, token), f"{where}/{escape(token)}"
        except LookupError:
            return None
    return reference_to(where)

"""Situation: broken-syntax."""

from collections.abc import Iterator

from contractkit.errors import Unarranged
from contractkit.extensions import ANY_METHOD, ANY_REFUSAL, situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Where, Wire
from contractkit.protocols import Scene
from contractkit.wire.media import Form, form_of

BODIES = {Form.URLENCODED: "ck=%zz", Form.MULTIPART: "no part begins here", Form.JSON: '{"ck": ', Form.XML: "<ck"}


@situation("broken-syntax", statuses=(400,), explained=ANY_REFUSAL, repeatable=ANY_METHOD)
def broken_syntax(scene: Scene) -> Iterator[Candidate]:
    """A body or query that cannot be read.

    RFC 9110, 15.5.1. Many servers make something of it, which shows nothing.
    """
    own, media = scene.bench.interaction, scene.draft.media
    broken = BODIES.get(form_of(media)) if media else None
    if media is not None and broken is not None:
        yield Candidate((Edit("raw", broken), Edit("media", media)), f"a body that is no {media}")
    elif any(p.where is Where.QUERY for p in own.parameters):
        yield Candidate((Edit("query.ck", Wire("ck=%zz")),), "a query with a % that no two hex digits follow")
    else:
        raise Unarranged("neither a body nor a query can be broken; say how it fails under failures:")

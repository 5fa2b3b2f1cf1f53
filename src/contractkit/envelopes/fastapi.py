"""FastAPI: `{detail: ...}`; where a request is not as described a list of `{loc, msg, type}`."""

from collections.abc import Iterator
from typing import Any

from contractkit.answer.error_shape import Shape
from contractkit.answer.failure import Failure, Flaw, members
from contractkit.answer.named import Named, named_in
from contractkit.model import Envelope
from contractkit.saying import coded, envelope_family


def telling(shape: Shape) -> str:
    return "a list `detail` whose items have loc, msg, type" if {"loc", "msg"} <= shape["detail"].item.names else ""


def flaws(failure: Failure) -> Iterator[Flaw]:
    yield from members(failure.body, {}, required=("detail",))
    for one in _listed(failure.body):
        yield from members(
            one, {"loc": "array", "msg": "string", "type": "string"}, required=("loc", "msg"), at="/detail/*"
        )


def codes(body: Any, envelope: Envelope) -> Iterator[str]:
    yield from coded(body, "code")
    for one in _listed(body):
        yield from coded(one, "type")


def places(body: Any, envelope: Envelope) -> Iterator[Named]:
    for one in _listed(body):
        yield from named_in({"loc": one.get("loc")} if isinstance(one, dict) else {})


def _listed(body: Any) -> list[Any]:
    listed = body.get("detail") if isinstance(body, dict) else None
    return listed if isinstance(listed, list) else []


envelope_family(
    "fastapi",
    telling=telling,
    flaws=flaws,
    codes=codes,
    places=places,
    says_places=lambda shape: "loc" in shape["detail"].item.names or not shape.names,
)

"""Situation: range-outside."""

from collections.abc import Iterator

from contractkit.extensions import situation
from contractkit.generate.candidates import Candidate
from contractkit.model import Edit, Wire
from contractkit.protocols import Scene


@situation("range-outside", statuses=(416,), explained=(401, 403, 404, 429), repeatable=("GET", "HEAD"))
def range_outside(scene: Scene) -> Iterator[Candidate]:
    """A Range that begins behind the end.

    RFC 9110, 14.1.2 and 15.5.17. A server may disregard ranges and answer with everything, which shows nothing.
    """
    yield Candidate((Edit("header.Range", Wire("bytes=99999999999-")),), "a range behind the end")

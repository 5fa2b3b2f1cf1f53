"""Media types in, what kind of body they are and which documented one covers them out. Pure."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import lru_cache

from contractkit.model import Interaction, Media


class Form(Enum):
    """How a body of a media type is written."""

    JSON = "json"
    URLENCODED = "urlencoded"
    MULTIPART = "multipart"
    TEXT = "text"
    XML = "xml"
    BYTES = "bytes"


@lru_cache(maxsize=5_000)
def bare(media: str) -> str:
    """Without parameters, lower case."""
    return media.partition(";")[0].strip().lower()


@lru_cache(maxsize=5_000)
def parameters(media: str) -> Mapping[str, str]:
    """`charset=utf-8` and the like, names in lower case, quotes removed. Not to be changed."""
    found = (part.partition("=") for part in media.split(";")[1:])
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in found}


@lru_cache(maxsize=5_000)
def form_of(media: str) -> Form:
    kind = bare(media)
    if kind in ("application/json", "text/json") or kind.endswith("+json"):
        return Form.JSON
    if kind == "application/x-www-form-urlencoded":
        return Form.URLENCODED
    if kind.startswith("multipart/"):
        return Form.MULTIPART
    if kind.endswith(("/xml", "+xml")):
        return Form.XML
    return Form.TEXT if kind.startswith("text/") else Form.BYTES


def covers(documented: str, sent: str) -> bool:
    """Whether a documented media type or range (`text/*`) is meant by the one sent; parameters are not compared."""
    known, kind = bare(documented), bare(sent)
    if known == kind or known in ("*", "*/*"):
        return True
    return known.endswith("/*") and kind.startswith(known[:-1])


def documented(interaction: Interaction, sent: str | None) -> Media | None:
    """The documented media type of the request body that covers the one sent: exact before ranges."""
    if interaction.body is None or sent is None:
        return None
    found = [media for media in interaction.body.media if covers(media.type, sent)]
    return min(found, key=lambda media: bare(media.type).count("*"), default=None)


def concrete(media: str, value: object) -> str:
    """A media type that can be sent: a range is narrowed to what suits the value."""
    if "*" not in media:
        return media
    wanted = ("application/json", "text/plain", "application/octet-stream", "multipart/form-data", "image/png")
    plain = isinstance(value, (str, bytes))
    order = (wanted[2], wanted[1], wanted[0], *wanted[3:]) if plain else wanted
    return next((one for one in order if covers(media, one)), media.replace("*", "octet-stream"))


def acceptable(types: Iterable[str]) -> str:
    """An Accept header that asks for all of them."""
    return ", ".join(dict.fromkeys(types)) or "*/*"

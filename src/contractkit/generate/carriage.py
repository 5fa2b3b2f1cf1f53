"""The value of a parameter or body in, what a fair server reads of it after its way over the wire out. Pure.

What cannot travel, or what readers take for something else (empty texts, spaces, another route), does not arrive.
"""

from typing import Any, Final

from contractkit.errors import Unsendable
from contractkit.generate.sites import Site
from contractkit.model import ABSENT, Contract, Interaction, Media, Parameter, Where
from contractkit.wire.bodies import read_body, write_body
from contractkit.wire.parameters import cookie_text, header_text, pairs, path_text, sound
from contractkit.wire.reading import from_cookies, from_header, from_path, from_query
from contractkit.wire.text import plain, plain_form, texts

TEXT_LIMIT = 2_000  # characters of a parameter that servers take without asking themselves about its size


class Lost:
    """The value of what does not arrive."""


LOST: Final = Lost()


def arrival(contract: Contract, interaction: Interaction, site: Site, value: Any) -> Any:
    """The value as it is read again, or LOST."""
    if site.json and site.parameter is None:
        return value
    if not site.json and not all(_sound(text) for text in texts(value)):
        return LOST
    try:
        if site.parameter is not None:
            found = _parameter(contract, interaction, site.parameter, value)
        else:
            found = _body(contract, site.media, value)
    except Unsendable:
        return LOST
    return LOST if found is ABSENT else found


def _parameter(contract: Contract, interaction: Interaction, parameter: Parameter, value: Any) -> Any:
    schemas = contract.schemas
    match parameter.where:
        case Where.PATH:
            written = path_text(parameter, value)
            return from_path(schemas, parameter, written) if _stays(contract, plain(written)) else LOST
        case Where.QUERY:
            sent = [(plain_form(name), plain_form(text)) for name, text in pairs(parameter, value)]
            others = frozenset(p.name for p in interaction.parameters if p is not parameter and p.where is Where.QUERY)
            if sum(len(text) for _, text in sent) > TEXT_LIMIT or any(name in others for name, _ in sent):
                return LOST
            return from_query(schemas, parameter, sent, others)
        case Where.HEADER:
            text = sound(header_text(parameter, value), parameter.key)
            fair = text and text.isascii() and len(text) <= TEXT_LIMIT
            return from_header(schemas, parameter, text) if fair else LOST
    return from_cookies(schemas, parameter, cookie_text(parameter, value).split("; "))


def _body(contract: Contract, media: Media | None, value: Any) -> Any:
    kind = "application/json" if media is None else media.type
    written, kind = write_body(contract.schemas, media, kind, value)
    found = read_body(contract.schemas, media, kind, written)
    return LOST if found.doubt is not None else found.value


def _stays(contract: Contract, segment: str) -> bool:
    """Whether a path with this segment still leads to the same operation, for every router."""
    if not segment or not segment.strip(".") or "/" in segment or "\\" in segment or len(segment) > TEXT_LIMIT:
        return False
    return not any(segment in other.path.split("/") for other in contract.interactions)


def _sound(text: str) -> bool:
    """Not empty, no spaces around it, nothing that readers trim or refuse."""
    return bool(text) and text == text.strip() and text.isprintable()

"""A draft of an interaction in, the request as it travels out; and back, as a fair server reads it. Pure."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from contractkit.errors import Unsendable
from contractkit.model import ABSENT, Contract, Draft, Interaction, Parameter, Request, Where, Wire
from contractkit.wire.bodies import read_body, write_body
from contractkit.wire.media import Form, acceptable, concrete, documented, form_of
from contractkit.wire.parameters import cookie_text, header_text, pairs, path_text, sound
from contractkit.wire.reading import claims, from_cookies, from_header, from_path, from_query
from contractkit.wire.text import percent, plain_form, text

__all__ = ["Unsendable", "decode", "encode", "parameters", "path_values", "query_pairs"]

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
_NO_VALUES: Mapping[str, str] = {}


def encode(
    contract: Contract,
    interaction: Interaction,
    draft: Draft,
    *,
    headers: Mapping[str, str] = _NO_VALUES,
    query: Mapping[str, str] = _NO_VALUES,
    cookies: Mapping[str, str] = _NO_VALUES,
) -> Request:
    """The request in wire form. The mappings are an identity's credentials: they replace what the draft says there.

    Raises Unsendable for what would not arrive as it is: a path segment that clients remove, control characters in
    a header, a list whose items cannot be told apart.
    """
    path = draft.path if draft.path is not None else based(contract, interaction) + _path(interaction, draft)
    found = [*_query(interaction, draft, query), *(f"{percent(k)}={percent(v)}" for k, v in query.items())]
    body, kind = _body(contract, interaction, draft)
    body = body + b" " * draft.padding if body is not None and draft.padding else body
    sent = [("Accept", draft.accept or acceptable(_answered(interaction)))]
    sent += [("Content-Type", kind)] if kind is not None and body is not None else []
    sent += _headers(interaction, draft, headers)
    sent += [(name, sound(value, f"header.{name}")) for name, value in headers.items()]
    crumbs = [*_crumbs(interaction, draft, cookies), *(f"{name}={value}" for name, value in cookies.items())]
    sent += [("Cookie", sound("; ".join(crumbs), "cookie"))] if crumbs else []
    return Request(
        draft.method or interaction.method, "?".join([path, *(["&".join(found)] if found else [])]), tuple(sent), body
    )


def decode(contract: Contract, interaction: Interaction, request: Request) -> Draft:
    """The values that the wire carries. A body that cannot be read is `raw`; what is undeclared is read as text."""
    kind = request.header("content-type")
    return Draft(
        parameters=parameters(contract, interaction, request),
        media=_documented_name(interaction, kind),
        accept=request.header("accept"),
        method=None if request.method == interaction.method else request.method,
        **_read(contract, interaction, request, kind),
    )


def parameters(contract: Contract, interaction: Interaction, request: Request) -> dict[str, Any]:
    """Values by key. Query parameters that neither the operation nor a security scheme knows come last, as texts."""
    schemas, sent = contract.schemas, query_pairs(request)
    segments, crumbs = path_values(contract, interaction, request), _split_cookies(request)
    own = frozenset(p.name for p in interaction.parameters if p.where is Where.QUERY)
    known = {*own, *(s.name for s in contract.security_schemes.values() if s.where is Where.QUERY)}
    values: dict[str, Any] = {}
    for parameter in interaction.parameters:
        value: Any = ABSENT
        match parameter.where:
            case Where.PATH if (segment := segments.get(parameter.name)) is not None:
                value = from_path(schemas, parameter, segment)
            case Where.QUERY if sent:
                value = from_query(schemas, parameter, sent, own - {parameter.name})
                known.update(name for name, _ in claims(schemas, parameter, sent, own - {parameter.name}))
            case Where.HEADER if (header := request.header(parameter.name)) is not None:
                value = from_header(schemas, parameter, header)
            case Where.COOKIE if crumbs:
                value = from_cookies(schemas, parameter, crumbs)
        if value is not ABSENT:
            values[parameter.key] = value
    for name in dict.fromkeys(name for name, _ in sent if name not in known):
        texts = [one for other, one in sent if other == name]
        values[f"query.{name}"] = texts[0] if len(texts) == 1 else texts
    return values


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Names and values of the query, decoded."""
    chunks = request.target.partition("?")[2].split("&")
    split = (chunk.partition("=") for chunk in chunks if chunk)
    return [(plain_form(name), plain_form(value)) for name, _, value in split]


def based(contract: Contract, interaction: Interaction) -> str:
    """What stands before the path: of its own servers, else of the contract's."""
    own = interaction.base_path
    return (contract.base_path if own is None else own).rstrip("/")


def path_values(contract: Contract, interaction: Interaction, request: Request) -> dict[str, str]:
    """What stands for each `{name}`, still percent-encoded; empty when the path is not one of this template."""
    path = request.target.partition("?")[0]
    names, pattern = _template(based(contract, interaction) + interaction.path)
    found = pattern.fullmatch(path)
    return {} if found is None else dict(zip(names, found.groups(), strict=True))


@lru_cache(maxsize=5_000)
def _template(path: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    pieces = _PLACEHOLDER.split(path)
    literals = [re.escape(_literal(piece)) for piece in pieces[::2]]
    return tuple(pieces[1::2]), re.compile("([^/]*?)".join(literals))


@lru_cache(maxsize=5_000)
def _literal(piece: str) -> str:
    """Template text as it travels: what may stand in a path stays, the rest is percent-encoded."""
    return quote(piece, safe="/:@!$&'()*+,;=~-._%")


def _path(interaction: Interaction, draft: Draft) -> str:
    def filled(found: re.Match[str]) -> str:
        key = f"path.{found.group(1)}"
        value = draft.parameters.get(key, ABSENT)
        if value is ABSENT:
            raise Unsendable(f"{key} has no value; a path cannot be sent without it")
        if isinstance(value, Wire):
            return str(value)
        parameter = interaction.parameter(key)
        written = percent(text(value)) if parameter is None else path_text(parameter, value)
        if not written:
            raise Unsendable(f"{key}: an empty text in a path names another path")
        return written

    pieces = _PLACEHOLDER.split(interaction.path)
    made = "".join(
        _literal(piece) if index % 2 == 0 else _PLACEHOLDER.sub(filled, f"{{{piece}}}")
        for index, piece in enumerate(pieces)
    )
    if any(segment in (".", "..") for segment in made.split("/")):
        raise Unsendable("a path segment `.` or `..` is removed before it arrives (RFC 3986, 5.2.4)")
    return made


def _query(interaction: Interaction, draft: Draft, credentials: Mapping[str, str]) -> Iterator[str]:
    own = {p.name for p in interaction.parameters if p.where is Where.QUERY}
    for name, value in _placed(draft, Where.QUERY):
        if name in credentials:
            continue
        if isinstance(value, Wire):
            yield str(value)
            continue
        parameter = interaction.parameter(f"query.{name}") or _unknown(name, Where.QUERY)
        for key, written in pairs(parameter, value):
            if key != percent(name) and plain_form(key) in own:
                raise Unsendable(f"query.{name}: its member {plain_form(key)!r} is called like another parameter")
            yield f"{key}={written}"


def _headers(interaction: Interaction, draft: Draft, credentials: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    replaced = {name.lower() for name in credentials}
    for name, value in _placed(draft, Where.HEADER):
        if name.lower() in replaced:
            continue
        if not _TOKEN.fullmatch(name):
            raise Unsendable(f"header.{name}: not a name a header can have (RFC 9110, 5.1)")
        parameter = interaction.parameter(f"header.{name}") or _unknown(name, Where.HEADER)
        yield name, sound(value if isinstance(value, Wire) else header_text(parameter, value), f"header.{name}")


def _crumbs(interaction: Interaction, draft: Draft, credentials: Mapping[str, str]) -> Iterator[str]:
    for name, value in _placed(draft, Where.COOKIE):
        if name in credentials:
            continue
        parameter = interaction.parameter(f"cookie.{name}") or _unknown(name, Where.COOKIE)
        written = str(value) if isinstance(value, Wire) else cookie_text(parameter, value)
        if written:
            yield written


def _placed(draft: Draft, where: Where) -> Iterator[tuple[str, object]]:
    for key, value in draft.parameters.items():
        if key.startswith(f"{where}.") and value is not ABSENT:
            yield key.partition(".")[2], value


def _unknown(name: str, where: Where) -> Parameter:
    form = where in (Where.QUERY, Where.COOKIE)
    return Parameter(name, where, "", style="form" if form else "simple", explode=form)


def _body(contract: Contract, interaction: Interaction, draft: Draft) -> tuple[bytes | None, str | None]:
    """Bytes and Content-Type. Under an undocumented media type the body is still written as a documented one."""
    if draft.raw is not None:
        return draft.raw, draft.media
    if draft.body is ABSENT:
        return None, None
    media = documented(interaction, draft.media)
    if media is not None and draft.media is not None:
        return write_body(contract.schemas, media, concrete(draft.media, draft.body), draft.body)
    for media in interaction.body.media if interaction.body else ():
        try:
            written, _ = write_body(contract.schemas, media, concrete(media.type, draft.body), draft.body)
        except Unsendable:
            continue  # another documented media type may be able to carry it
        return written, draft.media
    if draft.media is not None and form_of(draft.media) in (Form.XML, Form.BYTES) and not _is_text(draft.body):
        return write_body(contract.schemas, None, "application/json", draft.body)[0], draft.media
    return write_body(contract.schemas, None, draft.media or "application/json", draft.body)[0], draft.media


def _is_text(value: object) -> bool:
    return isinstance(value, (str, bytes))


def _read(contract: Contract, interaction: Interaction, request: Request, kind: str | None) -> dict[str, Any]:
    if request.body is None:
        return {}
    media = documented(interaction, kind)
    found = read_body(contract.schemas, media, kind or "application/octet-stream", request.body)
    return {"raw": request.body} if found.value is ABSENT else {"body": found.value}


def _documented_name(interaction: Interaction, kind: str | None) -> str | None:
    """The media type as the draft names it: a boundary is the wire's business."""
    media = documented(interaction, kind)
    return kind if media is None or "*" in media.type else media.type


def _answered(interaction: Interaction) -> Iterator[str]:
    ranked = sorted(interaction.answers, key=lambda answer: answer.status[:1] not in ("2", "3"))
    return (media.type for answer in ranked for media in answer.media)


def _split_cookies(request: Request) -> list[str]:
    return [crumb.strip() for crumb in (request.header("cookie") or "").split(";") if crumb.strip()]

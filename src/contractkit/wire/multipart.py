"""Fields and files in, a multipart body with a boundary that only its content decides out; and back. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from contractkit.errors import Unsendable
from contractkit.model import Encoding, Media, Schemas
from contractkit.schema.shape import Pointers, is_file, items, members
from contractkit.wire.media import Form, bare, form_of, parameters
from contractkit.wire.reading import record
from contractkit.wire.text import dumps, has_surrogate, loose, text

_PLAIN = Encoding()


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    content: bytes
    type: str | None = None  # Content-Type; None for plain text fields
    filename: str | None = None

    def head(self) -> bytes:
        disposition = f'Content-Disposition: form-data; name="{_quoted(self.name)}"'
        if self.filename is not None:
            disposition += f'; filename="{_quoted(self.filename)}"'
        lines = [disposition, *([f"Content-Type: {self.type}"] if self.type else [])]
        return "\r\n".join(lines).encode() + b"\r\n\r\n"


def write_multipart(schemas: Schemas, media: Media | None, value: Mapping[str, Any], kind: str) -> tuple[bytes, str]:
    parts = [part for name, member in value.items() for part in _parts(schemas, media, name, member)]
    boundary = parameters(kind).get("boundary") or _boundary(parts)
    mark = b"--" + boundary.encode()
    body = b"".join(mark + b"\r\n" + part.head() + part.content + b"\r\n" for part in parts) + mark + b"--\r\n"
    return body, kind if "boundary" in parameters(kind) else f"{kind}; boundary={boundary}"


def read_multipart(schemas: Schemas, media: Media | None, kind: str, body: bytes) -> dict[str, Any] | None:
    """The fields by name; None when the bytes are not multipart of that boundary."""
    boundary = parameters(kind).get("boundary")
    if not boundary:
        return None
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary.encode("utf-8", "surrogateescape"))
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        return None
    where: Pointers = () if media is None or media.schema is None else (media.schema,)
    fields: list[tuple[str, str]] = []
    for piece in pieces[1:-1]:
        head, gap, content = piece.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        name = _name(head)
        if not gap or name is None:
            return None
        fields.append((name, loose(content)))
    return record(schemas, where, fields)


def _parts(schemas: Schemas, media: Media | None, name: str, value: Any) -> Iterator[Part]:
    where: Pointers = () if media is None or media.schema is None else members(schemas, (media.schema,), name)
    rule = _PLAIN if media is None else media.encoding.get(name, _PLAIN)
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield _part(schemas, items(schemas, where, index), rule, name, item)
    else:
        yield _part(schemas, where, rule, name, value)


def _part(schemas: Schemas, where: Pointers, rule: Encoding, name: str, value: Any) -> Part:
    kind = bare(rule.content_type.split(",")[0]) if rule.content_type else None
    if kind is not None and "*" in kind:
        kind = "text/plain" if kind.startswith("text/") else "application/octet-stream"
    structured = isinstance(value, (Mapping, list))
    if structured or (kind is not None and form_of(kind) is Form.JSON):
        return Part(name, dumps(value).encode(), kind or "application/json")
    content = value if isinstance(value, bytes) else _bytes(text(value), name)
    file = isinstance(value, bytes) or is_file(schemas, where) or (kind is not None and form_of(kind) is Form.BYTES)
    if file:
        return Part(name, content, kind or "application/octet-stream", "upload")
    return Part(name, content, kind)


def _bytes(written: str, name: str) -> bytes:
    try:
        return written.encode()
    except UnicodeEncodeError as lone:
        raise Unsendable(f"{name}: a lone surrogate has no UTF-8 form") from lone


def _boundary(parts: list[Part]) -> str:
    """Not found in any content."""
    whole = b"\0".join(part.head() + part.content for part in parts)
    for turn in range(1000):
        boundary = "contractkit-" + sha256(whole + str(turn).encode()).hexdigest()[:16]
        if boundary.encode() not in whole:
            return boundary
    raise Unsendable("no boundary was found that is not part of the content")


def _quoted(name: str) -> str:
    """A name inside quotes, escaped as browsers do (HTML, multipart form data)."""
    if has_surrogate(name):
        raise Unsendable("a lone surrogate has no UTF-8 form, so it cannot name a field")
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _name(head: bytes) -> str | None:
    for line in head.decode("utf-8", "surrogateescape").split("\r\n"):
        field, _, rest = line.partition(":")
        if field.strip().lower() == "content-disposition":
            _, found, after = rest.partition(' name="')
            name = after.partition('"')[0] if found else None
            return None if name is None else name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
    return None

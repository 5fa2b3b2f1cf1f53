"""A multipart/form-data body in, its fields in order out; raises Refusal for a malformed one (RFC 7578). Pure."""

import re

from examples.orders.problems import malformed

_NAME = re.compile(r'form-data\s*;.*?\bname="([^"]*)"', re.IGNORECASE)


def fields_of(raw: bytes, boundary: str) -> list[tuple[str, bytes]]:
    """Names and contents; a body that ends before its closing boundary is refused."""
    if not 1 <= len(boundary) <= 70:
        raise malformed("multipart needs a boundary of 1 to 70 characters")
    chunks = (b"\r\n" + raw).split(b"\r\n--" + boundary.encode("latin-1", "replace"))
    if len(chunks) < 2 or chunks[-1].strip(b" \t\r\n") != b"--":
        raise malformed("the multipart body does not end with its boundary")
    return [_field(chunk) for chunk in chunks[1:-1]]


def _field(chunk: bytes) -> tuple[str, bytes]:
    head, gap, content = chunk.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if not gap:
        raise malformed("a part has no headers")
    try:
        lines = head.decode().split("\r\n")
    except UnicodeDecodeError as wrong:
        raise malformed("the headers of a part are not UTF-8") from wrong
    for line in lines:
        name, _, value = line.partition(":")
        if name.strip().lower() == "content-disposition" and (found := _NAME.search(value.strip())):
            return found[1].replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n"), content
    raise malformed("a part does not say which field it is")

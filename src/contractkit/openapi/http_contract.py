"""What OpenAPI and Swagger documents have in common: version, title, base path. Pure."""

import json
import re
from urllib.parse import urlsplit

from contractkit.errors import ContractError
from contractkit.model import Defect
from contractkit.openapi.node import Node
from contractkit.source import Source


def version_of(source: Source, key: str, known: tuple[str, ...], shown: str) -> tuple[str, tuple[Defect, ...]]:
    """The version a document states, and a defect where it had to be read charitably; ContractError when unknown.

    `known` are the first two numbers, `shown` is how people are told what they may write.
    """
    stated, where = source.value[key], source.locate(f"/{key}", key=True)
    text = str(stated) if isinstance(stated, str | float) else ""
    if re.sub(r"^(\d+\.\d+).*$", r"\1", text) in known:
        if isinstance(stated, str):
            return text, ()
        message = f"'{key}: {stated}' is a number; quote it: {key}: \"{stated}\""
        return text, (Defect("version-not-text", message, where),)
    raise ContractError(f"{where}: '{key}: {json.dumps(stated)}' is no version that contractkit reads; write {shown}")


def title(root: Node) -> str:
    info = root.mapping().get("info")
    found = info.get("title") if isinstance(info, dict) else None
    return found if isinstance(found, str) else ""


def base_path(url: str) -> str:
    """The path of a server URL without its final slash: `https://api.shop.test/v1/` -> `/v1`; "" for the root."""
    path = urlsplit(url).path.rstrip("/")
    return path if not path or path.startswith("/") else f"/{path}"

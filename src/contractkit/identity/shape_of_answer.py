"""An answer or a traceback in, the words that are the same whenever the same code made it out. Pure."""

import json
import re
from typing import Any

from contractkit.model import Message

_MEMBERS = 12
_CODES = ("code", "error_code", "errorCode", "error", "type")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.:/#-]{1,60}")
_FRAME = re.compile(r'File "([^"]+)", line \d+, in (\S+)')
_RAISED = re.compile(r"[A-Za-z_][\w.]*(?=: |:?$)")
_SEPARATOR = re.compile(r"[/\\]")
_NOT_THE_APP = ("site-packages", "dist-packages", "/lib/python", "/contractkit/", "<frozen")


def shape(reply: Message) -> str:
    """Status, media type, members and code: `404 application/json {code, detail} code=not_found`."""
    words = [str(reply.status), reply.media or "without a media type" if reply.body else "without a body"]
    try:
        body = json.loads(reply.body) if reply.body else None
    except (ValueError, RecursionError):
        body = None
    if isinstance(body, dict):
        words += ["{" + ", ".join(sorted(body)[:_MEMBERS]) + "}", *_codes(body)]
    return " ".join(words)


def frame(crash: str | None) -> str | None:
    """`KeyError in app.py:create_order`: exception type and innermost frame of the application in a traceback."""
    if not crash:
        return None
    lines = [re.sub(r"^\s*\|\s?", "", line) for line in crash.splitlines()]  # an exception group draws a margin
    raised = [found.group() for line in lines if (found := _RAISED.match(line)) and line != "Traceback"]
    frames = _FRAME.findall("\n".join(lines))
    own = [one for one in frames if not any(part in one[0] for part in _NOT_THE_APP)]
    kind = raised[-1].rpartition(".")[2] if raised else "a crash"
    if not own:
        return kind if raised else None
    file, function = own[-1]
    return f"{kind} in {_SEPARATOR.split(file)[-1]}:{function}"


def _codes(body: dict[str, Any]) -> list[str]:
    """What the service calls the failure, where that is a word and not a sentence."""
    found = ((name, body.get(name)) for name in _CODES)
    return [f"{name}={code}" for name, code in found if isinstance(code, str) and _CODE.fullmatch(code)][:1]

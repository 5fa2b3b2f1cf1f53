"""`token:` of an identity in; how a token is got, out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from contractkit.errors import UsageError


@dataclass(frozen=True, slots=True)
class TokenRule:
    """How an identity gets a token. Exactly one of `url`, `operation` and `call` is set.

    `url`: a token endpoint (RFC 6749, 4.3 and 4.4), on the target where it begins with `/`. `operation`: of the
    contract, sent `send` as its body. `call`: `package.module:function`, called with the identity's name; it returns
    a token, or a token and the seconds it is good for. `member`, `expires`: JSON pointers into the answer. The token
    is sent in `header`, after `scheme`.
    """

    url: str | None = None
    operation: str | None = None
    call: str | Callable[[str], Any] | None = None
    client_id: str | None = None
    client_secret: str | None = None
    send: Mapping[str, Any] = field(default_factory=dict)
    member: str = "/access_token"
    expires: str = "/expires_in"
    header: str = "Authorization"
    scheme: str = "Bearer"

    def value(self, token: str) -> str:
        return f"{self.scheme} {token}".lstrip()


def token_rule(data: Mapping[str, Any] | None, where: str) -> TokenRule | None:
    """Raises UsageError with file:line for one that says no way, or two."""
    if data is None:
        return None
    ways = [way for way in ("url", "operation", "call") if data.get(way)]
    if len(ways) != 1:
        raise UsageError(f"{where}: token: give exactly one of url:, operation: and call:")
    url = str(data.get("url") or "")
    if url and not url.startswith("/") and urlsplit(url).scheme not in ("http", "https"):
        raise UsageError(f"{where}: token: {url!r} is neither an http(s) URL nor a path on the target")
    form = {name: data[name] for name in ("grant_type", "username", "password", "scope") if name in data}
    if url and "grant_type" not in form:
        form["grant_type"] = "password" if "username" in form else "client_credentials"
    own = ("url", "operation", "call", "client_id", "client_secret", "member", "expires", "header", "scheme")
    return TokenRule(**{name: data[name] for name in own if name in data}, send={**form, **data.get("send", {})})

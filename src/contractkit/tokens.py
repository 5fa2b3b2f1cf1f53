"""An identity in, the credentials it sends out: tokens are got once, before they expire, and once more on a 401."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from contractkit.credentials import signed_part
from contractkit.endpoint import Endpoint, load_object
from contractkit.errors import ContractKitError, RunAborted
from contractkit.model import Contract, Draft, Message, Request
from contractkit.protocols import Received
from contractkit.redact import Redactor
from contractkit.settings import Identity
from contractkit.settings.file import variable
from contractkit.settings.tokens import TokenRule
from contractkit.source.pointer import child, tokens_of
from contractkit.wire import encode

AHEAD = 15.0  # seconds before it expires that a token is got anew
FOREVER = float("inf")


@dataclass(frozen=True, slots=True)
class Held:
    token: str
    until: float  # time.monotonic()


@dataclass(slots=True)
class Tokens:
    """Of one worker. What was got is redacted from then on; it goes to the identity's own target only."""

    redactor: Redactor
    root: Path
    _held: dict[str, Held] = field(default_factory=dict)
    _again: set[str] = field(default_factory=set)  # tokens that were got because of a 401

    def headers(self, identity: Identity, endpoint: Endpoint, contract: Contract) -> Mapping[str, str]:
        """The headers an identity sends. Raises RunAborted where no token can be got."""
        rule = identity.token
        if rule is None:
            return identity.headers
        held = self._held.get(identity.name)
        if held is None or monotonic() >= held.until:
            held = self._get(identity, rule, endpoint, contract)
        return {**identity.headers, rule.header: rule.value(held.token)}

    def renew(self, identity: Identity | None) -> bool:
        """After a 401: whether another token may be got; each is given up once, and not when it was got for that."""
        held = self._held.get(identity.name) if identity is not None else None
        if held is None or identity is None or held.token in self._again:
            return False
        del self._held[identity.name]
        self._again.add(identity.name)
        return True

    def known(self) -> Mapping[str, str]:
        """Value -> variable of all that were got."""
        return {held.token: _variable(name) for name, held in self._held.items()}

    def _get(self, identity: Identity, rule: TokenRule, endpoint: Endpoint, contract: Contract) -> Held:
        token, seconds = self._asked(identity, rule, endpoint, contract)
        self.redactor.learn(_variable(identity.name), token)
        if claims := signed_part(token):
            self.redactor.learn(f"{_variable(identity.name)}_CLAIMS", claims)
        if identity.name in self._again:
            self._again.discard(identity.name)
            self._again.add(token)
        self._held[identity.name] = Held(token, monotonic() + seconds - min(AHEAD, seconds / 2))
        return self._held[identity.name]

    def _asked(self, identity: Identity, rule: TokenRule, endpoint: Endpoint, contract: Contract) -> tuple[str, float]:
        where = f"{identity.where}: token"
        if rule.call is not None:
            return _called(rule, identity.name, self.root, where)
        try:
            received = _sent(rule, endpoint, contract, where)
        except ContractKitError as unsendable:
            raise RunAborted(f"{where}: {unsendable}") from unsendable
        asked, reply = rule.url or rule.operation, received.reply
        if reply is None or reply.status is None:
            said = received.fault.detail if received.fault else "no answer"
            raise RunAborted(f"{where}: {identity.name} got none from {asked}: {self.redactor.text(said)}")
        if not 200 <= reply.status < 300:
            raise RunAborted(
                f"{where}: {identity.name} got none from {asked}, which answered {reply.status}: correct what is sent"
            )
        return _read(reply, rule, f"{where}: the answer of {asked}")


def _variable(name: str) -> str:
    return variable(name, "token")


def _called(rule: TokenRule, name: str, root: Path, where: str) -> tuple[str, float]:
    function = load_object(rule.call, root) if isinstance(rule.call, str) else rule.call
    try:
        given = function(name) if function is not None else None
    except (Exception, SystemExit) as broken:
        raise RunAborted(f"{where}: {rule.call} raised {type(broken).__name__}: {broken}") from broken
    token, seconds = given if isinstance(given, tuple) and len(given) == 2 else (given, None)
    if not isinstance(token, str) or not token:
        raise RunAborted(f"{where}: {rule.call} returned no token, but {type(given).__name__}")
    return token, float(seconds) if isinstance(seconds, (int, float)) and seconds > 0 else FOREVER


def _sent(rule: TokenRule, endpoint: Endpoint, contract: Contract, where: str) -> Received:
    if rule.operation is not None:
        own = contract.interaction(rule.operation)
        if own is None:
            raise RunAborted(f"{where}: {contract.id} has no operation {rule.operation!r}; give url: instead")
        media = own.body.media[0].type if own.body is not None and own.body.media else "application/json"
        request = encode(contract, own, Draft(body=dict(rule.send), media=media))
        return endpoint.transport.send(request, timeout=endpoint.timeout)
    url = rule.url or ""
    request = Request("POST", _target(url), _headers(rule), urlencode(rule.send).encode())
    if url.startswith("/"):
        return endpoint.transport.send(request, timeout=endpoint.timeout)
    from contractkit.transports.http import HttpTransport

    issuer = HttpTransport(f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
    try:
        return issuer.send(request, timeout=endpoint.timeout)
    finally:
        issuer.close()


def _target(url: str) -> str:
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _headers(rule: TokenRule) -> tuple[tuple[str, str], ...]:
    """RFC 6749, 2.3.1: the client's id and secret, form-encoded, in a Basic header."""
    form = (("Accept", "application/json"), ("Content-Type", "application/x-www-form-urlencoded"))
    if rule.client_id is None:
        return form
    pair = f"{quote(rule.client_id, safe='')}:{quote(rule.client_secret or '', safe='')}"
    return (*form, ("Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}"))


def _read(reply: Message, rule: TokenRule, what: str) -> tuple[str, float]:
    try:
        body = json.loads(reply.body)
    except ValueError as unread:
        raise RunAborted(f"{what} is not JSON: {unread}") from unread
    token, seconds = _at(body, rule.member), _at(body, rule.expires)
    if not isinstance(token, str) or not token:
        raise RunAborted(f"{what} has no text at {rule.member}; say where the token stands with member:")
    return token, float(seconds) if isinstance(seconds, (int, float)) and seconds > 0 else FOREVER


def _at(body: Any, pointer: str) -> Any:
    for token in tokens_of(pointer):
        try:
            body = child(body, token)
        except LookupError:
            return None
    return body

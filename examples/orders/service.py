"""Operations in, an ASGI endpoint per path out: who calls, is it valid, run it, or say what is wrong."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from uuid import uuid4

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from examples.orders.bodies import MOST_BYTES, read
from examples.orders.callers import Caller, Callers
from examples.orders.happened import Happened, order_created, written
from examples.orders.operations import Call, Operation
from examples.orders.outbox import Outbox
from examples.orders.parameters import Carried, values
from examples.orders.problems import Refusal, malformed, old_error, problem
from examples.orders.store import Replay, Store
from examples.orders.wire import cookies_of, pairs_of

_CORRELATION = re.compile(r"[A-Za-z0-9._-]{8,64}")
NOBODY = Caller("nobody", "", frozenset())


@dataclass(frozen=True, slots=True)
class Resource:
    """All operations of one path. `old`: it answers failures as the catalog does. `open`: to anybody."""

    operations: Mapping[str, Operation]
    store: Store
    callers: Callers
    faults: frozenset[str]
    old: bool = False
    open: bool = False
    outbox: Outbox | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        correlation = correlation_of(request, self.faults)
        try:
            response = await self._response(request, correlation)
        except Refusal as refusal:
            response = self._refused(refusal, request, correlation)
        response.headers["X-Correlation-ID"] = correlation
        await (_without_body(response) if request.method == "HEAD" else response)(scope, receive, send)

    def _refused(self, refusal: Refusal, request: Request, correlation: str) -> Response:
        if self.old:
            return old_error(refusal)
        if "refused-is-told" in self.faults and (refusal.status, request.method) == (422, "POST"):
            told = {"id": uuid4().hex, "number": "O-0", "status": "open", "item_count": 0, "customer_id": uuid4().hex}
            self._tell([order_created(told)], "acme", correlation)
        if "token-in-detail" in self.faults and refusal.status == 422:
            refusal.detail += f", sent with {request.headers.get('authorization', 'nothing')}"
        if "refused-and-deleted" in self.faults and (refusal.status, request.method) == (401, "DELETE"):
            for tenant in self.store.tenants.values():
                tenant.orders.drop(request.path_params.get("order_id", ""))
        said = uuid4().hex if "correlation-of-another" in self.faults else correlation
        return problem(refusal, said, self.faults)

    async def _response(self, request: Request, correlation: str) -> Response:
        method = "GET" if request.method == "HEAD" else request.method
        operation = self.operations.get(method)
        if operation is None:
            raise self._not_allowed()
        headers = dict(reversed(request.headers.items()))  # of repeated ones the first
        caller = self._caller(request, operation, headers)
        operation = self._overridden(operation, headers)
        reads_query = any(parameter.where == "query" for parameter in operation.parameters)
        query = pairs_of(request.scope.get("query_string", b""), "query") if reads_query else ()
        cookies = cookies_of(headers.get("cookie", ""))
        media = acceptable(operation, headers.get("accept", "*/*"))
        raw = await _body(request) if operation.body else b""
        given = values(operation.parameters, Carried(request.path_params, query, headers, cookies))
        body = read(operation.body, headers.get("content-type"), raw) if operation.body else None
        call = Call(self.store, self.faults, caller, request.scope["path"], given, query, body, media)
        with self.store.lock:
            response = self._once(operation, call, raw) if operation.once else operation.run(call)
        self._tell(call.happened, call.caller.tenant, correlation)
        return response

    def _tell(self, happened: Sequence[Happened], tenant: str, correlation: str) -> None:
        """What happened goes out once it is done."""
        if self.outbox is not None:
            for one in happened:
                self.outbox.put(written(one, tenant=tenant, correlation=correlation, faults=self.faults))

    def _caller(self, request: Request, operation: Operation, headers: Mapping[str, str]) -> Caller:
        """Who calls, if that is asked for here."""
        if operation.scope is None:
            return NOBODY
        token = request.query_params.get("access_token")
        if "token-in-query-taken" in self.faults and token and "authorization" not in headers:
            headers = {**headers, "authorization": f"Bearer {token}"}
        if self.open or (not self.old and "authorization" not in headers and self._forgotten(request, operation)):
            return self.callers.first()
        return self.callers.identify(headers, operation.scope, self.faults, bearer=not self.old)

    def _forgotten(self, request: Request, operation: Operation) -> bool:
        """Whether it is one of the ways on which nobody is asked who they are."""
        told = request.headers.get("x-http-method-override")
        return (
            ("stock-for-anybody" in self.faults and operation.path.endswith("/stock"))
            or ("head-for-anybody" in self.faults and request.method == "HEAD")
            or ("override-skips-login" in self.faults and request.method == "GET" and told == "OPTIONS")
        )

    def _overridden(self, operation: Operation, headers: Mapping[str, str]) -> Operation:
        """The operation that a header names instead, after the rights of the other one were looked at."""
        if "override-deletes" in self.faults and headers.get("x-http-method-override") == "DELETE":
            return self.operations.get("DELETE", operation)
        return operation

    def _once(self, operation: Operation, call: Call, raw: bytes) -> Response:
        """The first answer again for a key that was used with this body; 409 with another."""
        owner = "anybody" if "key-for-everybody" in self.faults else call.caller.tenant
        key = f"{owner} {operation.path} {call.given['Idempotency-Key']}"
        digest = sha256(raw).hexdigest()
        known = self.store.replays.get(key)
        if known is not None and known.digest != digest:
            raise Refusal(409, "key_used", "this Idempotency-Key was used with another body")
        if known is not None:
            if "replayed-is-told" in self.faults:
                call.happened.append(order_created(json.loads(known.body)))
            return Response(known.body, known.status, dict(known.headers))
        response = operation.run(call)
        kept = tuple((k, v) for k, v in response.headers.items() if k != "content-length")
        self.store.replays.put(key, Replay(digest, response.status_code, kept, bytes(response.body)))
        return response

    def _not_allowed(self) -> Refusal:
        allowed = sorted({*self.operations, *(["HEAD"] if "GET" in self.operations else [])})
        headers = {"Allow": ", ".join(allowed)}
        if "method-not-allowed-without-allow" in self.faults and not self.old:
            headers = {}
        if "allow-lists-every-method" in self.faults and self.old:
            headers = {"Allow": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, TRACE"}
        return Refusal(405, "method_not_allowed", f"allowed here: {', '.join(allowed)}", headers=headers)


async def _body(request: Request) -> bytes:
    """At most one byte more than is allowed: reading stops there, and read() refuses it."""
    raw = bytearray()
    try:
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > MOST_BYTES:
                break
    except ClientDisconnect as gone:
        raise malformed("the body ended early") from gone
    return bytes(raw)


def acceptable(operation: Operation, accept: str) -> str:
    """The media type to answer with; an operation that has only one does not mind what is asked for."""
    if len(operation.produces) == 1:
        return operation.produces[0]
    ranges = sorted((_weighed(part) for part in accept.split(",") if part.strip()), key=lambda r: -r[1])
    for wanted, weight in ranges:
        for media in operation.produces:
            if weight > 0 and wanted in (media, f"{media.partition('/')[0]}/*", "*/*"):
                return media
    raise Refusal(406, "not_acceptable", f"can answer with {', '.join(operation.produces)}")


def _weighed(part: str) -> tuple[str, float]:
    media, *options = (one.strip().lower() for one in part.split(";"))
    weight = next((one.removeprefix("q=") for one in options if one.startswith("q=")), "1")
    return media, float(weight) if re.fullmatch(r"[01](\.[0-9]{0,3})?", weight) else 1.0


def correlation_of(request: Request, faults: frozenset[str]) -> str:
    sent = request.headers.get("x-correlation-id", "")
    if _CORRELATION.fullmatch(sent) and "correlation-not-echoed" not in faults:
        return sent
    return "00000000" if "correlation-always-the-same" in faults else uuid4().hex


def _without_body(response: Response) -> Response:
    response.body = b""
    return response


def resources(operations: Sequence[Operation], empty: Resource) -> dict[str, Resource]:
    """One resource for each path, alike but for its operations."""
    paths: dict[str, dict[str, Operation]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method] = operation
    return {path: replace(empty, operations=found) for path, found in paths.items()}

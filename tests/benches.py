"""Benches over a plain function from a request to an answer: a scripted one for reaching, and the real desk."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.doubles import loaded

from contractkit.client.received import Received
from contractkit.desk import Desk
from contractkit.endpoint import Endpoint
from contractkit.log import Log
from contractkit.model import (
    Case,
    Contract,
    Draft,
    Edit,
    Fault,
    Intent,
    Interaction,
    Message,
    Obligation,
    Observation,
    Request,
    Target,
    Trace,
)
from contractkit.promise import promise
from contractkit.redact import Redactor
from contractkit.settings import Settings
from contractkit.settings.recipes import Recipe
from contractkit.wire import encode
from contractkit.workplace import Workplace

Service = Callable[[Request], Message | Fault]
JSON = (("Content-Type", "application/json"),)


def described(paths: Mapping[str, Any], *, name: str = "shop", **more: Any) -> Contract:
    """A contract by the real loader, of OpenAPI path items."""
    whole = {"openapi": "3.1.0", "info": {"title": name, "version": "1"}, "paths": paths, **more}
    return loaded(json.dumps(whole), f"{name}.openapi.json")


def operation(contract: Contract, name: str) -> Interaction:
    found = contract.interaction(name)
    assert found is not None, name
    return found


def reply(status: int, body: Any = None, *headers: tuple[str, str]) -> Message:
    """An answer; a body that is not bytes is written as JSON."""
    if body is None:
        return Message(status, headers)
    if isinstance(body, bytes):
        return Message(status, headers, body)
    return Message(status, (*JSON, *headers), json.dumps(body).encode())


def sent(request: Request) -> Any:
    """The JSON body of a request, None without one."""
    return None if request.body is None else json.loads(request.body)


def line(request: Request) -> str:
    return f"{request.method} {request.target}"


@dataclass
class FakeBench:
    """A Bench (protocols.py) that keeps what it was given instead of judging it."""

    contract: Contract
    interaction: Interaction
    service: Service
    settings: Settings = field(default_factory=Settings)
    disposable: bool = True
    local: bool = True
    exclusive: bool = True
    seed: int = 0
    base_url: str = "http://127.0.0.1:8000"
    obligations: tuple[Obligation, ...] = ()
    budget: int = 400
    seen: list[Observation] = field(default_factory=list)
    judged: list[Trace] = field(default_factory=list)
    again: list[Callable[[], Trace | None] | None] = field(default_factory=list)
    attempts: list[str] = field(default_factory=list)
    skips: list[tuple[Target | None, str]] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    salts: int = 0

    @property
    def lines(self) -> list[str]:
        return [line(one.case.request) for one in self.seen]

    def salt(self) -> str:
        self.salts += 1
        return "ck" + sha256(str(self.salts).encode()).hexdigest()[:6]

    def case(
        self,
        interaction: Interaction,
        draft: Draft,
        *,
        intent: Intent = Intent.VALID,
        target: Target | None = None,
        edits: tuple[Edit, ...] = (),
        note: str = "",
        lenient: str | None = None,
        phase: str = "baseline",
    ) -> Case:
        who = self.settings.identities.get(draft.identity or "")
        headers, query, cookies = (who.headers, who.query, who.cookies) if who else ({}, {}, {})
        request = encode(self.contract, interaction, draft, headers=headers, query=query, cookies=cookies)
        return Case(interaction, intent, draft, request, target, edits, note, lenient, phase)

    def send(self, case: Case) -> Observation:
        got = self.service(case.request)
        number = len(self.seen) + 1
        fault, answer = (got, None) if isinstance(got, Fault) else (None, got)
        self.seen.append(Observation(case, answer, fault, sequence=number))
        return self.seen[-1]

    def judge(self, trace: Trace, *, again: Callable[[], Trace | None] | None = None) -> frozenset[str]:
        self.judged.append(trace)
        self.again.append(again)
        return frozenset()

    def later(self, work: Callable[[], None]) -> None:
        work()

    def judge_later(self, trace: Trace, *, again: Callable[[], Trace | None]) -> None:
        self.judge(trace, again=again)

    def settle(self, *, all: bool = False) -> None: ...

    def call(self, recipe: Recipe) -> object:
        return recipe.call(self.interaction.id) if callable(recipe.call) else None

    def suspects(self, trace: Trace) -> frozenset[str]:
        return frozenset()

    def wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    def tried(self, interaction: Interaction, text: str) -> None:
        self.attempts.append(f"{interaction.name}: {text}")

    def left(self) -> int:
        return self.budget - len(self.seen)

    def skipped(self, target: Target | None, why: str) -> None:
        self.skips.append((target, why))

    def blow_if_spent(self) -> None: ...


@dataclass
class FakeTransport:
    """A Transport (protocols.py) that asks a function."""

    service: Service
    requests: list[Request] = field(default_factory=list)

    def send(self, request: Request, *, timeout: float) -> Received:
        self.requests.append(request)
        got = self.service(request)
        return Received(fault=got) if isinstance(got, Fault) else Received(reply=got)

    def close(self) -> None: ...


def desk(
    contract: Contract,
    name: str,
    service: Service,
    folder: Path,
    *,
    settings: Settings = Settings(),
    fuse: float = 60.0,
    alive: bool = True,
    keeps: bool = False,
    reads_only: bool = False,
    before_send: Callable[[str, dict[str, str]], object] | None = None,
) -> Desk:
    """The real desk, its logs in `folder`."""
    transport = FakeTransport(service)
    endpoint = Endpoint(
        transport,
        "http://127.0.0.1:8000",
        disposable=True,
        reads_only=reads_only,
        timeout=1.0,
        alive=lambda: alive,
        close=transport.close,
        keeps=keeps,
    )
    redactor = Redactor(settings.secrets, settings.redact)
    log = Log(folder, "main", redactor)
    place = Workplace(settings, endpoint, log, redactor, "run-1", 0, time.monotonic() + fuse, before_send)
    own = operation(contract, name)
    return Desk(contract, own, tuple(promise(contract, own)), place, f"shop.openapi.json::{name}::requests")

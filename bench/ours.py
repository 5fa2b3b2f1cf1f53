"""One phase of contractkit on bench.app, once, in this process: `python -m bench.ours PHASE EXAMPLES [URL [FILE]]`.

Prints one JSON line: seconds, requests sent, traces judged, findings. With FILE, the bytes of all requests go there.
"""

import json
import pickle
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.app import CONTRACT, application
from contractkit.api import new_run_id
from contractkit.client.outgoing import written
from contractkit.endpoint import Endpoint
from contractkit.extensions import CHECKS, ENVELOPES, FAMILIES, PROBES, REPORTS, SITUATIONS
from contractkit.judge import Judged
from contractkit.log import Log
from contractkit.model import Contract, Request, Trace
from contractkit.options import Hooks, Options
from contractkit.protocols import Received, Transport
from contractkit.run import Run
from contractkit.settings import TargetSettings
from contractkit.targets import Targets

PHASES = {"enumerator": ("requests", "protocol"), "property": ("properties",)}


class CountingLog(Log):
    """Counts the traces that were judged."""

    judged = 0

    def validation(self, item: str, trace: Trace, judged: Iterable[Judged]) -> None:
        self.judged += 1
        super().validation(item, trace, judged)


@dataclass(slots=True)
class Remembering:
    """A transport that also keeps what it was given."""

    inner: Transport
    requests: list[Request] = field(default_factory=list)

    def send(self, request: Request, *, timeout: float) -> Received:
        self.requests.append(request)
        return self.inner.send(request, timeout=timeout)

    def close(self) -> None:
        self.inner.close()


class CountedTargets(Targets):
    remembered: list[Request]

    def open(self, contract: Contract, target: TargetSettings) -> Endpoint:
        endpoint = super().open(contract, target)
        return replace(endpoint, transport=Remembering(endpoint.transport, self.remembered))


class CountedRun(Run):
    @cached_property
    def log(self) -> CountingLog:
        return CountingLog(self.parts, self.worker, self.redactor)

    @cached_property
    def remembered(self) -> list[Request]:
        return []

    @cached_property
    def targets(self) -> "CountedTargets":
        under, log = self.folder, self.parts / "target.log"
        counted = CountedTargets(self.options, self.settings, self.hooks, under=under, log=log)
        counted.remembered = self.remembered
        return counted


def measure(phase: str, examples: int, url: str | None, file: Path | None) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        options = Options(contracts=CONTRACT, root=CONTRACT.parent, environ={}, url=url, examples=examples)
        app = application()
        run = CountedRun(options, run_id=new_run_id(), hooks=Hooks(app=lambda _: app))
        run.__dict__["directory"] = Path(folder)
        run.prepare(write=False)
        items = [item for item in run.items() if item.probe in PHASES[phase]]
        _import(phase)
        started = time.perf_counter()
        ledgers = [run.examine(item) for item in items]
        seconds = time.perf_counter() - started
        run.close()
        if file is not None:
            netloc = (url or "").removeprefix("http://")
            file.write_bytes(pickle.dumps([(r.method, b"".join(written(r, netloc))) for r in run.remembered]))
        return {
            "seconds": seconds,
            "requests": len(run.remembered),
            "judged": run.log.judged,
            "findings": sorted({d for ledger in ledgers for d in ledger.discrepancies}),
            "faults": [fault for ledger in ledgers for fault in ledger.faults],
        }


def _import(phase: str) -> None:
    """Import time is no part of a phase, on either side."""
    ours = ("contractkit.transports.asgi", "contractkit.transports.http", "contractkit.schema.second_opinion")
    for name in (*ours, "anyio._backends._asyncio"):  # the last one is the service's
        import_module(name)
    for registry in (CHECKS, ENVELOPES, FAMILIES, PROBES, REPORTS, SITUATIONS):
        list(registry)
    import_module("contractkit.follow")
    if phase == "property":
        import_module("contractkit.generate.property")
        import_module("contractkit.generate.schemathesis")
        schemathesis = import_module("schemathesis")
        schemathesis.openapi.from_dict({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": {}})


if __name__ == "__main__":
    phase, examples, *rest = sys.argv[1:]
    url, file = (rest[0] if rest else None), (Path(rest[1]) if len(rest) > 1 else None)
    print(json.dumps(measure(phase, int(examples), url, file)))

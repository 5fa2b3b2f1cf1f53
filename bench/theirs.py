"""One phase of Schemathesis' engine on bench.app, once, in this process: `python -m bench.theirs PHASE EXAMPLES [URL]`.

Prints one JSON line: seconds between the start and the end of the phase, cases, checks, failures.
"""

import json
import sys
import time
from importlib import import_module
from typing import Any

import schemathesis
import yaml
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from bench.app import CONTRACT, application

PHASES = {"enumerator": ("coverage", "COVERAGE"), "property": ("fuzzing", "FUZZING")}


import_module("anyio._backends._asyncio")  # the service's: importing is no part of a phase on this side either


def measure(phase: str, examples: int, url: str | None) -> dict[str, Any]:
    name, shown = PHASES[phase]
    schema = schemathesis.openapi.from_dict(yaml.safe_load(CONTRACT.read_text("utf-8")), config=SchemathesisConfig())
    if url is None:
        schema.app = application()
        schema.location = "/openapi.json"
    else:
        schema.config.update(base_url=url)
    schema.config.phases.update(phases=[name])
    schema.config.generation.update(max_examples=examples, database="none")
    started = seconds = 0.0
    cases = checks = failed = 0
    for event in from_schema(schema).execute():
        match event:
            case events.PhaseStarted() if event.phase.name.name == shown:
                started = time.perf_counter()
            case events.ScenarioFinished():
                cases += len(event.recorder.interactions)
                nodes = [node for many in event.recorder.checks.values() for node in many]
                checks += len(nodes)
                failed += sum(node.status.value != "success" for node in nodes)
            case events.PhaseFinished() if event.phase.name.name == shown:
                seconds = time.perf_counter() - started
            case events.NonFatalError() | events.FatalError():
                raise SystemExit(f"schemathesis: {event}")
    return {"seconds": seconds, "cases": cases, "checks": checks, "failed": failed}


if __name__ == "__main__":
    phase, examples, *rest = sys.argv[1:]
    print(json.dumps(measure(phase, int(examples), rest[0] if rest else None)))

"""Planted faults that are found, beside `schemathesis run` with all checks and two users: `python -m bench recall`.

Each fault alone in a fresh service over HTTP; either side is given the operations of one tag. Found by the peer is
what it says of the faulty service and not of the sound one; what it says of the sound one is a false alarm.
"""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

from examples.orders.callers import DEMO
from examples.orders.faults import FAULTS

from bench.costs import ROOT
from bench.figures import Figure, at_least
from bench.process import python
from bench.served import served
from contractkit import verify
from contractkit.loading import load_contract
from contractkit.model import Contract
from contractkit.settings import TargetSettings
from contractkit.settings.file import read_settings

KINDS = ("envelope", "pointer", "leak", "failure", "correlation", "access", "tenant")
USERS = ("acme-admin", "globex-admin")
APP = "examples.orders.app:app"


def figures(rounds: int) -> Iterator[Figure]:
    ours = theirs = 0
    mine = others = 0.0
    missed: list[str] = []
    chosen = {name: fault for name, fault in FAULTS.items() if fault.kind in KINDS and _of_orders(fault.obligations[0])}
    for name, fault in chosen.items():
        tag = _tag(fault.obligations[0])
        started = time.perf_counter()
        found = bool(set(_ours(name, tag)) - set(_ours("", tag)))
        between = time.perf_counter()
        said = bool(_theirs(name, tag) - _theirs("", tag))
        others, mine = others + time.perf_counter() - between, mine + between - started
        ours, theirs = ours + found, theirs + said
        missed += [] if found else [name]
        print(f"     {name}: ours {_told(found)}, schemathesis {_told(said)}", flush=True)
    tags = sorted({_tag(fault.obligations[0]) for fault in chosen.values()})
    alarms = sum(len(_ours("", tag)) for tag in tags), sum(len(_theirs("", tag)) for tag in tags)
    yield at_least(
        "planted faults that are found",
        ours / len(chosen),
        1.0,
        f"ours {ours} of {len(chosen)} in {mine:.0f} s, {alarms[0]} false alarms; schemathesis {theirs} in "
        f"{others:.0f} s, {alarms[1]} false alarms{'; missed: ' + ', '.join(missed) if missed else ''}",
        unit="",
    )


def _told(found: bool) -> str:
    return "found" if found else "missed"


@cache
def _ours(name: str, tag: str) -> tuple[str, ...]:
    """Causes of everything but notes."""
    settings = read_settings(ROOT / "contracts/contractkit.yaml", root=ROOT, environ=DEMO)
    command = (sys.executable, "-m", "uvicorn", APP, "--port", "{port}", "--log-level", "critical")
    target = TargetSettings(command=command, ready="/v1/health", env={"ORDERS_FAULTS": name})
    result = verify(
        ROOT / "contracts",
        settings=replace(settings, targets={"*": target}),
        root=ROOT,
        only=lambda item: item.interaction is not None and tag in item.interaction.tags,
    )
    return tuple(sorted({d.cause for d in result.ledger.discrepancies.values() if str(d.severity) != "note"}))


@cache
def _theirs(name: str, tag: str) -> frozenset[str]:
    """Operation and title of each unique failure."""
    tokens = {"acme-admin": DEMO["ORDERS_ACME_TOKEN"], "globex-admin": DEMO["ORDERS_GLOBEX_ADMIN_TOKEN"]}
    users = [
        {"name": user, "fixedHeaders": [{"name": "Authorization", "value": f"Bearer {tokens[user]}"}]} for user in USERS
    ]
    with tempfile.TemporaryDirectory() as folder, served(APP, ORDERS_FAULTS=name) as url:
        wfc = Path(folder) / "users.json"
        wfc.write_text(json.dumps({"auth": users}))
        contract = str(ROOT / "contracts/orders.openapi.yaml")
        asked = ["--url", f"{url}/v1", "--auth-wfc", str(wfc), "--checks", "all", "--include-tag", tag, "--seed", "1"]
        reports = ["--report", "json", "--report-dir", folder, "--max-examples", "25", "--continue-on-failure"]
        done = python("-m", "schemathesis.cli", "run", contract, *asked, *reports)
        written = sorted(Path(folder).glob("json-*.json"))
        if not written:
            raise SystemExit(f"schemathesis wrote no report: {done.err[-1000:]}")
        data = json.loads(written[-1].read_text("utf-8"))
    return frozenset(f"{one.get('operation')} {one.get('title')}" for one in data.get("failures", ()))


def _of_orders(obligation: str) -> bool:
    return obligation.startswith("orders#")


def _tag(obligation: str) -> str:
    name = obligation.partition("#")[2].partition(":")[0]
    interaction = _orders().interaction(name)
    assert interaction is not None, name
    return interaction.tags[0]


@cache
def _orders() -> Contract:
    return load_contract(ROOT / "contracts/orders.openapi.yaml")

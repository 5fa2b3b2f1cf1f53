"""The same work with one worker and with two, over HTTP: seconds, and whether the results are the same."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from bench.app import CONTRACT
from bench.figures import Figure, at_least, spread
from bench.process import python
from bench.served import served
from contractkit.codec import canonical

EXAMPLES = 250  # per operation and mode: half a minute of work for one worker
FILES = ("discrepancy-register.json", "ledger.json")


def figures(rounds: int) -> Iterator[Figure]:
    one: list[float] = []
    two: list[float] = []
    results: list[Any] = []
    for _ in range(rounds):
        for workers, into in (("0", one), ("2", two)):
            seconds, result = _run(workers)
            into.append(seconds)
            results.append(result)
    apart = next(filter(None, (difference(results[0], other) for other in results[1:])), None)
    told = f"canonical results DIFFER at {apart}" if apart else f"canonical results the same, {len(results)} times"
    work = f"-n 0 {spread(one)} s, -n 2 {spread(two)} s; {told}"
    yield at_least("-n 2 against -n 0, over HTTP", 0.0 if apart else median(one) / median(two), 1.5, work)


def difference(one: Any, other: Any, place: str = "") -> str | None:
    """Where two JSON values begin to differ; None when they do not."""
    if type(one) is type(other) and isinstance(one, dict):
        keys = sorted({*one, *other})
        return next(filter(None, (difference(one.get(k), other.get(k), f"{place}/{k}") for k in keys)), None)
    if type(one) is type(other) and isinstance(one, list) and len(one) == len(other):
        pairs = enumerate(zip(one, other, strict=True))
        return next(filter(None, (difference(a, b, f"{place}/{i}") for i, (a, b) in pairs)), None)
    return None if one == other else f"{place}: {str(one)[:80]!r} and {str(other)[:80]!r}"


def _run(workers: str) -> tuple[float, Any]:
    with tempfile.TemporaryDirectory() as folder, served() as url:
        shutil.copytree(CONTRACT.parent, Path(folder) / "contracts")
        given = ["--contracts=contracts", f"--contracts-url={url}", f"--contracts-examples={EXAMPLES}", "--rootdir=."]
        quiet = ["-p", "no:schemathesis", "-p", "no:cacheprovider", "-q"]
        done = python("-m", "pytest", *quiet, *given, "-n", workers, cwd=Path(folder))
        if done.code not in (0, 1):
            raise SystemExit(f"pytest -n {workers} ended with {done.code}:\n{done.out[-3000:]}{done.err[-1000:]}")
        files = Path(folder, "backend", "outputs", "phase-3")
        return done.seconds, [canonical(json.loads((files / name).read_text("utf-8"))) for name in FILES]

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
    same = all(result == results[0] for result in results)
    work = f"-n 0 {spread(one)} s, -n 2 {spread(two)} s; canonical results {'the same' if same else 'DIFFER'}"
    yield at_least("-n 2 against -n 0, over HTTP", median(one) / median(two) if same else 0.0, 1.5, work)


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

"""What events add to the demo: all of `make demo`'s contracts, and the same without those of events, in turns."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import yaml
from examples.orders.callers import DEMO

from bench.figures import Figure, at_most, spread
from bench.process import ROOT, python

EVENTS = ("orders.asyncapi.yaml", "deliveries.events.yaml")
SETTINGS = ("broker", "events")  # of contractkit.yaml, which nothing else needs
MOST = 0.3  # of the seconds of all


def figures(rounds: int) -> Iterator[Figure]:
    whole: list[float] = []
    without: list[float] = []
    for _ in range(rounds):
        whole.append(_seconds(events=True))
        without.append(_seconds(events=False))
    shares = [(all - rest) / all for all, rest in zip(whole, without, strict=True)]
    work = f"whole {spread(whole, digits=1)} s, without event contracts {spread(without, digits=1)} s"
    yield at_most("share of events in the demo", median(shares), MOST, work, unit="")


def _seconds(*, events: bool) -> float:
    with tempfile.TemporaryDirectory() as folder:
        contracts = Path(folder, "contracts")
        shutil.copytree(ROOT / "contracts", contracts)
        if not events:
            _take_out(contracts)
        quiet = ["-p", "no:schemathesis", "-p", "no:cacheprovider", "-q", "--rootdir=."]
        there = {**os.environ, **DEMO, "PYTHONPATH": str(ROOT)}
        done = python("-m", "pytest", *quiet, "--contracts=contracts", cwd=Path(folder), environment=there)
    if done.code != 0:
        raise SystemExit(f"the demo ended with {done.code}:\n{done.out[-3000:]}{done.err[-1000:]}")
    return done.seconds


def _take_out(contracts: Path) -> None:
    for name in EVENTS:
        (contracts / name).unlink()
    settings = contracts / "contractkit.yaml"
    kept = {name: held for name, held in yaml.safe_load(settings.read_text()).items() if name not in SETTINGS}
    settings.write_text(yaml.safe_dump(kept))

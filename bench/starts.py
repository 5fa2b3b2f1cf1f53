"""What starting costs: collecting large documents, and pytest without contracts. What is started first, to have all
bytecode written, does not count."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.figures import Figure, at_most, spread
from bench.process import Done, python

PYTEST = ("-m", "pytest", "-p", "no:schemathesis", "-p", "no:cacheprovider", "--collect-only", "-q", "--rootdir=.")
LARGE = {"openai.yaml": (2.0, 150.0), "kubernetes-current.json": (5.0, None)}


def figures(rounds: int, real: Path | None) -> Iterator[Figure]:
    for name, (seconds, megabytes) in LARGE.items() if real else ():
        assert real is not None
        yield from _collected(rounds, real / "openapi" / name, seconds, megabytes)
    own = [_ours_at_start() for _ in range(rounds + 1)][1:]
    yield at_most("pytest start without --contracts", median(own), 30, f"our imports {spread(own)} ms", unit=" ms")


def _collected(rounds: int, document: Path, seconds: float, megabytes: float | None) -> Iterator[Figure]:
    ours, bare = [], []
    with tempfile.TemporaryDirectory() as folder:
        contracts = Path(folder) / "contracts"
        contracts.mkdir()
        shutil.copy(document, contracts)
        for _ in range(rounds + 1):
            ours.append(python(*PYTEST, "--contracts=contracts", cwd=Path(folder)))
            bare.append(python(*PYTEST, "--ignore=contracts", cwd=Path(folder)))
    del ours[0], bare[0]
    if ours[0].code != 0:
        raise SystemExit(f"{document.name} was not collected:\n{ours[0].out[-2000:]}{ours[0].err[-2000:]}")
    work = f"{ours[0].out.strip().splitlines()[-1]}; ours {_walls(ours)}, bare pytest {_walls(bare)}"
    above = median(d.seconds for d in ours) - median(d.seconds for d in bare)
    yield at_most(f"--collect-only {document.name}, above a bare start", above, seconds, work, unit=" s")
    if megabytes is not None:
        above = median(d.megabytes for d in ours) - median(d.megabytes for d in bare)
        yield at_most(f"--collect-only {document.name}, memory above a bare start", above, megabytes, "", unit=" MB")


def _walls(done: list[Done]) -> str:
    return f"{spread([d.seconds for d in done])} s"


def _ours_at_start() -> float:
    """Milliseconds of importing that pytest does for our entry point, with all that it pulls in."""
    with tempfile.TemporaryDirectory() as folder:
        told = python("-X", "importtime", *PYTEST, cwd=Path(folder)).err
    total, within = 0.0, None
    for line in reversed([line for line in told.splitlines() if line.startswith("import time:")]):
        _, cumulative, shown = line.removeprefix("import time:").split("|")
        depth = len(shown) - len(shown.lstrip())
        if not cumulative.strip().isdigit() or (within is not None and depth > within):
            continue
        within = None
        if shown.strip().split(".")[0] == "contractkit":
            within = depth
            total += int(cumulative) / 1000
    return total

"""Judged cases per second beside Schemathesis, and requests beside a bare loop; on one service, in turns."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from bench.figures import Figure, at_least, at_most, paired, spread
from bench.process import measured
from bench.served import served

EXAMPLES = {"enumerator": ("25", "50"), "property": ("25", "50")}  # ours per mode, theirs per operation
WANTED = {("enumerator", "in-process"): 5.0, ("enumerator", "HTTP"): 3.0}


def figures(rounds: int) -> Iterator[Figure]:
    for phase, (mine, others) in EXAMPLES.items():
        for where in ("in-process", "HTTP"):
            ours, theirs = [], []
            for _ in range(rounds):
                with _service(where) as url:
                    ours.append(_clean(measured("bench.ours", phase, mine, *url)))
                with _service(where) as url:
                    theirs.append(measured("bench.theirs", phase, others, *url))
            yield _compared(phase, where, ours, theirs)
    yield _beside_a_loop(rounds)


def _compared(phase: str, where: str, ours: list[dict[str, Any]], theirs: list[dict[str, Any]]) -> Figure:
    mine = [one["judged"] / one["seconds"] for one in ours]
    others = [one["cases"] / one["seconds"] for one in theirs]
    theirs_called = {"enumerator": "coverage", "property": "fuzz"}[phase]
    work = (
        f"ours {spread(mine, digits=0)}/s: {ours[0]['judged']} judged of {ours[0]['requests']} requests, "
        f"{len(ours[0]['findings'])} findings; schemathesis {theirs_called} {spread(others, digits=0)}/s: "
        f"{theirs[0]['cases']} cases, {theirs[0]['checks']} checks, {theirs[0]['failed']} failed"
    )
    name = f"{phase} against {theirs_called}, {where}"
    return at_least(name, paired(mine, others), WANTED.get((phase, where), 1.0), work)


def _beside_a_loop(rounds: int) -> Figure:
    mine, bare = [], []
    answers = requests = 0
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "requests"
        for _ in range(rounds):
            with served() as url:
                one = _clean(measured("bench.ours", "enumerator", "0", url, str(file)))
            with served() as url:
                other = measured("bench.bare", url, str(file))
            mine.append(one["seconds"])
            bare.append(other["seconds"])
            requests, answers = one["requests"], other["answers"]
    work = f"ours {spread(mine)} s, http.client {spread(bare)} s: the bytes of {requests} requests, {answers} answers"
    return at_most("enumerator against a bare http.client loop", paired(mine, bare), 3.0, work)


@contextmanager
def _service(where: str) -> Iterator[tuple[str, ...]]:
    """The arguments that name a fresh service: none in-process."""
    with served() if where == "HTTP" else nullcontext() as url:
        yield (url,) if url else ()


def _clean(one: dict[str, Any]) -> dict[str, Any]:
    if one["faults"]:
        raise SystemExit(f"the run was aborted: {one['faults'][0]}")
    return one

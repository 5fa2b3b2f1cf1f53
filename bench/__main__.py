"""Everything measured once: `python -m bench [--rounds 5] [cases|starts|live ...]`; 1 on a missed target."""

import argparse
import os
import platform
from collections.abc import Iterator
from pathlib import Path

from bench import brokers, captures, cases, costs, demo, live, parallel, recall, starts
from bench.figures import Figure

PARTS = ("cases", "starts", "parallel", "costs", "captures", "brokers", "live", "demo")
LONG = ("recall",)  # a quarter of an hour: only when it is asked for


def main() -> int:
    reader = argparse.ArgumentParser(prog="bench", description="Ratios of one run; medians of some rounds.")
    reader.add_argument(
        "parts",
        nargs="*",
        choices=(*PARTS, *LONG, []),
        help=f"of {', '.join((*PARTS, *LONG))} (default: all but the last)",
    )
    reader.add_argument("--rounds", type=int, default=5)
    asked = reader.parse_args()
    print(
        f"Python {platform.python_version()}, {os.cpu_count()} processors, medians of {asked.rounds} rounds", flush=True
    )
    missed = 0
    for figure in _figures(asked.parts or PARTS, asked.rounds):
        print(figure.line(), flush=True)
        missed += not figure.met
    return 1 if missed else 0


def _figures(parts: list[str] | tuple[str, ...], rounds: int) -> Iterator[Figure]:
    real = os.environ.get("CONTRACTKIT_REAL")
    if "starts" in parts and not real:
        print("skip --collect-only of large documents: set CONTRACTKIT_REAL to the folder that has openapi/")
    if "cases" in parts:
        yield from cases.figures(rounds)
    if "starts" in parts:
        yield from starts.figures(rounds, Path(real) if real else None)
    if "parallel" in parts:
        yield from parallel.figures(rounds)
    if "costs" in parts:
        yield from costs.figures(rounds)
    if "captures" in parts:
        yield from captures.figures(rounds)
    if "brokers" in parts:
        yield from brokers.figures(rounds)
    if "live" in parts:
        yield from live.figures(rounds)
    if "demo" in parts:
        yield from demo.figures(rounds)
    if "recall" in parts:
        yield from recall.figures(rounds)


if __name__ == "__main__":
    raise SystemExit(main())

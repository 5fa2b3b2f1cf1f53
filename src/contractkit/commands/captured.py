"""`contractkit verify --capture FILE`: recorded traffic against the event contracts; not a command itself."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from contractkit import codec
from contractkit.captures.gathered import EXAMPLE, Gathered
from contractkit.captures.known import Known
from contractkit.captures.lines import CutShort, Stretch, line_of, stretches
from contractkit.captures.processes import gathered, read
from contractkit.captures.reading import Reader
from contractkit.captures.told import Report
from contractkit.commands.opened import opened
from contractkit.errors import StoreError, UsageError
from contractkit.run import Run
from contractkit.verdict import EXIT


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--capture",
        metavar="FILE",
        action="append",
        help="judge recorded events instead (NDJSON, gzip or not; - for stdin; may be repeated); nothing is sent",
    )
    parser.add_argument("--processes", type=int, default=1, metavar="N", help="read a capture in N processes")
    parser.add_argument("--json", metavar="FILE", help="what a capture showed, for machines")


def captured(given: argparse.Namespace) -> int:
    """0 nothing found, 10 only minor findings or lines that no one can judge, 20 major ones or nothing judged."""
    if given.processes < 1:
        raise UsageError("--processes must be 1 or more")
    if given.capture.count("-") > 1:
        raise UsageError("--capture - can be given once")
    with opened(given, prepared=False) as run:
        if run.loaded.problems:
            raise UsageError("\n".join(run.loaded.problems))
        known = Known(run.loaded.contracts)
        if not known.contracts:
            raise UsageError(f"{given.contracts} holds no event contract (AsyncAPI or an event catalogue)")
        parts = read(Reader(known), [*_stretches(given.capture, given.processes)], given.processes)
        found = gathered(parts)
        _exemplify(found, given.capture)
        report = Report(found, given.capture, known, run.redactor)
        for line in report.lines():
            print(line)
        if given.json is not None:
            _write(Path(given.json), report, run)
    return EXIT[report.decision]


def _stretches(files: list[str], processes: int) -> Iterator[tuple[int, Stretch]]:
    for number, file in enumerate(files):
        if file == "-":
            yield number, Stretch(Path(file), stream=sys.stdin.buffer)
        else:
            yield from ((number, one) for one in stretches(Path(file), processes))


def _exemplify(found: Gathered, files: list[str]) -> None:
    """What was found by comparing hashes has no line yet to be shown; a pipe is not there any more."""
    for cause in found.causes.values():
        file, line = cause.lines[0]
        if not cause.example and files[file] != "-":
            with suppress(CutShort):  # told of already, among the problems
                cause.example = line_of(Path(files[file]), line)[:EXAMPLE]


def _write(path: Path, report: Report, run: Run) -> None:
    try:
        path.write_text(codec.text(report.data()), "utf-8")
    except OSError as wrong:
        raise StoreError(f"--json: {path} cannot be written: {wrong.strerror or wrong}") from wrong

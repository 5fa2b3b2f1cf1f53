"""`contractkit verify`: the pytest run with the same conftest hooks, its exit status by the verdict."""

import argparse
import sys

from contractkit.commands import captured
from contractkit.conclude import Conclusion
from contractkit.errors import UsageError
from contractkit.model import Decision
from contractkit.verdict import EXIT

QUIET = "ignore:Module already imported:pytest.PytestAssertRewriteWarning"  # this command is what imported it


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--app", metavar="MODULE:APP", help="in-process ASGI or WSGI application")
    parser.add_argument("--url", metavar="URL", help="live service")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--examples", type=int)
    parser.add_argument("--register", metavar="FILE", help="register of the previous run")
    parser.add_argument("--commit", metavar="SHA")
    parser.add_argument("--nightly", action="store_true", help="go deeper")
    parser.add_argument("--workers", metavar="N", help="run in N processes (needs pytest-xdist)")
    captured.arguments(parser)


def run(given: argparse.Namespace) -> int:
    """0 GO, 10 CAUTION, 20 HOLD; 2 when the options or the contracts cannot be used."""
    if given.capture:
        return captured.captured(given)
    if given.json is not None or given.processes != 1:
        raise UsageError("--json and --processes belong to --capture FILE")
    import pytest

    words = [f"--contracts={given.contracts}", "-q", "-p", "no:schemathesis", "-W", QUIET]
    names = ("app", "url", "seed", "examples", "register", "commit", "config")
    words += [f"--contracts-{n}={v}" for n in names if (v := getattr(given, n)) is not None]
    words += ["--contracts-profile=nightly"] if given.nightly else []
    words += ["-n", given.workers] if given.workers else []
    kept = Kept()
    status = pytest.main(words, plugins=[kept])
    if status == pytest.ExitCode.USAGE_ERROR:
        return 2
    if kept.conclusion is None:
        print("contractkit: HOLD: the run gave no verdict", file=sys.stderr)
        return EXIT[Decision.HOLD]
    broken = status in (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR)
    result = kept.conclusion.result
    return EXIT[Decision.HOLD] if broken or result.run.partial else EXIT[result.verdict.decision]


class Kept:
    """A pytest plugin that keeps the conclusion of the session (announced by the contractkit plugin)."""

    conclusion: Conclusion | None = None

    def pytest_contractkit_concluded(self, conclusion: Conclusion) -> None:
        self.conclusion = conclusion

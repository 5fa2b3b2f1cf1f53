"""`contractkit suggest`: the lines of `events:` that a watched run speaks for, on stdout; nothing is written."""

import argparse
import sys
from contextlib import redirect_stdout
from importlib.util import find_spec
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from contractkit.commands.verify import QUIET
from contractkit.errors import RunAborted, TargetError, UsageError
from contractkit.run import Run
from contractkit.suggesting.found import Watched
from contractkit.suggesting.lines import written
from contractkit.suggesting.watching import watched

if TYPE_CHECKING:
    import pytest

SENDING = ("app", "url", "config", "seed")
WINDOW = 0.5  # seconds


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help="as --contracts")
    parser.add_argument("--app", metavar="MODULE:APP", help="in-process ASGI or WSGI application")
    parser.add_argument("--url", metavar="URL", help="live service")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--window", type=float, default=WINDOW, metavar="SECONDS", help=f"how late an event may come ({WINDOW} s)"
    )


def run(given: argparse.Namespace) -> int:
    """0 when it could watch. Goes through pytest, for the hooks of a conftest."""
    import pytest

    contracts = given.folder or given.contracts
    if not Path(contracts).exists():
        raise UsageError(f"there is no {contracts}; give the folder of contracts")
    if not 0 < given.window <= 60:
        raise UsageError(f"--window {given.window:g}: give seconds, more than 0 and at most 60")
    words = [f"--contracts={contracts}", "-q", "-s", "-p", "no:schemathesis", "-p", "no:cacheprovider"]
    words += ["--contracts-dry-run", "-W", QUIET, *(["-n0"] if find_spec("xdist") else [])]
    words += [f"--contracts-{name}={value}" for name in SENDING if (value := getattr(given, name)) is not None]
    looking, said = Looking(given.window), StringIO()
    with redirect_stdout(said):
        status = pytest.main(words, plugins=[looking])
    if looking.error is not None:
        raise looking.error
    if looking.seen is None:
        print(said.getvalue(), file=sys.stderr)
        return 2 if status == pytest.ExitCode.USAGE_ERROR else 1
    for left in looking.seen.left:
        print(f"contractkit: left over, it could not be deleted: {left}", file=sys.stderr)
    print(written(looking.seen), end="")
    return 0


class Looking:
    """A pytest plugin that watches the service in place of collecting and running tests."""

    def __init__(self, window: float) -> None:
        self.window = window
        self.seen: Watched | None = None
        self.error: Exception | None = None

    def pytest_collection(self, session: "pytest.Session") -> bool:
        import pytest

        plugin: Any = session.config.pluginmanager.get_plugin("contractkit-session")
        known: Run = plugin.run
        with TemporaryDirectory(prefix="contractkit-") as scratch:
            one = Run(known.options, run_id=known.run_id, hooks=known.hooks, scratch=Path(scratch))
            try:
                self.seen = watched(one, window=self.window, say=_say)
            except (UsageError, TargetError) as error:
                self.error = error
            except RunAborted as aborted:
                self.error = TargetError(str(aborted))
            finally:
                one.close()
        pytest.exit("watched", returncode=0)


def _say(text: str) -> None:
    print(f"contractkit: {text}", file=sys.stderr)

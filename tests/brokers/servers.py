"""Private brokers for tests: started on 127.0.0.1 in a temporary folder, stopped by pid.

Where a broker is not installed: a failure in CI, which installs all of them, and elsewhere a skip that says what
installs it.
"""

import os
import shutil
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import pytest


def need(program: str, install: str, *, also: Sequence[str] = ()) -> str:
    """The path of a server program; `also`: where it may be beside PATH."""
    found = shutil.which(program) or next((path for path in also if os.access(path, os.X_OK)), None)
    if found is None:
        missing(program, install)
    assert found is not None
    return found


def missing(program: str, install: str) -> None:
    told = f"{program} is not installed; install it with: {install}"
    if os.environ.get("CONTRACTKIT_CI") == "1":
        pytest.fail(told)
    pytest.skip(told)


def freeze(pid: int) -> None:
    """Stop a server, and wait until all its threads are: on a busy machine one may answer a while longer."""
    os.kill(pid, signal.SIGSTOP)
    tasks, until = Path(f"/proc/{pid}/task"), time.monotonic() + 5
    while tasks.is_dir() and time.monotonic() < until:
        if all(one.read_text().rpartition(")")[2].split()[0] in "Tt" for one in tasks.glob("*/stat")):
            return
        time.sleep(0.01)

"""Run as a script of its own, with the process group of a server: ends it when whoever started it is gone.

Whoever started it holds the other end of its standard input; a process that is killed lets go of it.
"""

import os
import select
import shutil
import signal
import sys
import time
from contextlib import suppress

LOOK = 1.0  # seconds between looks whether the server is still there: later its number may be another's
TERM_FOR = 5.0
KILL_FOR = 1.0  # so long at most it is there still


def watch(group: int, folder: str | None = None) -> None:
    """`folder`: is removed, too, even where the server has ended before."""
    there = True
    while not select.select([sys.stdin], [], [], LOOK)[0]:
        there = there and _there(group)
        if not there and folder is None:
            return
    if there:
        _end(group)
    if folder is not None:
        shutil.rmtree(folder, ignore_errors=True)  # nobody is left who could be told


def _end(group: int) -> None:
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(group, signal.SIGTERM)
        _gone(group, TERM_FOR)
        os.killpg(group, signal.SIGKILL)
        _gone(group, KILL_FOR)


def _gone(group: int, within: float) -> None:
    until = time.monotonic() + within
    while _there(group) and time.monotonic() < until:
        time.sleep(0.05)


def _there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    watch(int(sys.argv[1]), *sys.argv[2:])

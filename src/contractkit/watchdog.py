"""Run as a script of its own, with the process group of a server: ends the server when whoever started it is gone.

Whoever started it holds the other end of its standard input; a process that is killed lets go of it.
"""

import os
import select
import signal
import sys
import time
from contextlib import suppress

LOOK = 1.0  # seconds between looks whether the server is still there: later its number may be another's
TERM_FOR = 5.0


def watch(group: int) -> None:
    while not select.select([sys.stdin], [], [], LOOK)[0]:
        if not _there(group):
            return
    with suppress(ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        os.killpg(group, signal.SIGTERM)
        until = time.monotonic() + TERM_FOR
        while _there(group) and time.monotonic() < until:
            time.sleep(0.05)
        os.killpg(group, signal.SIGKILL)


def _there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    watch(int(sys.argv[1]))

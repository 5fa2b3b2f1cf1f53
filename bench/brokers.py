"""What starting a broker costs: seconds from nothing to the first answer, of those that a run starts for itself.

`running(kind)` is any broker that can be had here, on 127.0.0.1 in a temporary folder; what cannot be had is said.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bench.figures import Figure, at_most, spread
from contractkit.connected import connected
from contractkit.embedded.kafka import mock, stop
from contractkit.embedding import EMBEDDED
from contractkit.settings.brokers import BrokerSettings

STARTED = ("redis", "nats", "kafka")  # by a run itself
INSTALLED = {
    "rabbitmq": ("rabbitmq-server", "apt-get install -y --no-install-recommends rabbitmq-server"),
    "mqtt": ("mosquitto", "apt-get install -y --no-install-recommends mosquitto"),
}
LONGEST = 2.0  # seconds that a start may take


def figures(rounds: int) -> Iterator[Figure]:
    for kind in STARTED:
        seconds = [_start(kind) for _ in range(rounds)]
        work = f"{spread(seconds)} s to a connected client"
        if kind == "kafka" and shutil.which("noida-db", path=str(Path(sys.executable).parent)):
            mocked = [_mock() for _ in range(rounds)]
            work = f"noida-db, {work}; the mock cluster that is there without it {spread(mocked)} s"
        yield at_most(f"start of embedded:{kind}", median(seconds), LONGEST, work, unit=" s")


def lacking(kind: str) -> str | None:
    """What installs a broker that is not there; None where it is."""
    program, install = INSTALLED.get(kind, ("", ""))
    path = f"{os.environ.get('PATH', '')}{os.pathsep}/usr/sbin"
    return install if program and shutil.which(program, path=path) is None else None


@contextmanager
def running(kind: str) -> Iterator[str]:
    """The URL of a fresh broker."""
    with tempfile.TemporaryDirectory(prefix="contractkit-bench-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        if kind in INSTALLED:
            # The private servers of the tests of brokers: pytest is loaded with them, which no run without these needs.
            from tests.brokers.rabbit import rabbit
            from tests.brokers.test_mqtt import mosquitto

            with (rabbit if kind == "rabbitmq" else mosquitto)(folder) as served:
                yield served.url
            return
        started = EMBEDDED[kind](folder)
        try:
            yield started.url
        finally:
            started.close()


def _start(kind: str) -> float:
    return _connected(BrokerSettings(f"embedded:{kind}"), time.perf_counter())


def _mock() -> float:
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        process, url = mock(Path(folder))
        try:
            return _connected(BrokerSettings(url), begun)
        finally:
            stop(process)


def _connected(settings: BrokerSettings, begun: float) -> float:
    """Seconds since then, when a client is connected."""
    held = connected(settings)
    seconds = time.perf_counter() - begun
    held.close()
    return seconds

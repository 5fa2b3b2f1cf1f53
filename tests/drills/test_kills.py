"""The service or the broker is killed in the middle of a run, over each broker: nothing is claimed, nothing left."""

import gc
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

import pytest
from tests.brokers.conformance import Served
from tests.brokers.rabbit import rabbit
from tests.brokers.test_mqtt import mosquitto
from tests.brokers.test_nats import command as nats_server
from tests.brokers.test_redis import command as redis_server
from tests.services.mortals import mortals, started

from contractkit import Result, verify
from contractkit.embedded.kafka import mock, stop
from contractkit.served import CommandTarget

LONG = 0.8  # seconds of a run of about two, a part of which the service takes to start
Starting = Callable[[Path], AbstractContextManager[Served]]


@contextmanager
def kafka(folder: Path) -> Iterator[Served]:
    process, url = mock(folder)
    yield Served(url, process.pid)
    stop(process)


@contextmanager
def redis(folder: Path) -> Iterator[Served]:
    running = CommandTarget(redis_server(), cwd=folder)
    yield Served(f"redis://127.0.0.1:{running.port}", running.pid)
    running.close()


@contextmanager
def nats(folder: Path) -> Iterator[Served]:
    running = CommandTarget(nats_server(folder), cwd=folder)
    yield Served(f"nats://127.0.0.1:{running.port}", running.pid)
    running.close()


BROKERS: dict[str, Starting] = {"kafka": kafka, "rabbitmq": rabbit, "nats": nats, "redis": redis, "mqtt": mosquitto}


@pytest.fixture(params=sorted(BROKERS))
def broker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    folder = tmp_path / "broker"
    folder.mkdir()
    with BROKERS[request.param](folder) as served:
        yield served


def children() -> dict[int, str]:
    """Processes that this one started and that are still there: their command lines."""
    found: dict[int, str] = {}
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):  # it has ended meanwhile
            for pid in (task / "children").read_text().split():
                found[int(pid)] = Path(f"/proc/{pid}/cmdline").read_text()
    return found


def left() -> tuple[set[int], set[str], set[str]]:
    """Processes, threads (native ones, too) and what lies in the folder for temporary files."""
    gc.collect()  # clients of librdkafka end with the last that knows them
    threads = {path.name for path in Path(f"/proc/{os.getpid()}/task").iterdir()}
    return set(children()), threads, {path.name for path in Path(gettempdir()).iterdir()}


def within(seconds: float, claim: Callable[[], bool]) -> bool:
    until = time.monotonic() + seconds
    while not (held := claim()) and time.monotonic() < until:
        time.sleep(0.05)
    return held


def service() -> int:
    """Its pid, once it runs."""
    found: list[int] = []

    def there() -> bool:
        found[:] = [pid for pid, line in children().items() if "tests.services.mortal" in line]
        return bool(found)

    assert within(60, there)
    return found[0]


def examined(folder: Path, broker: Served, *, killed: str) -> Result:
    """Kill it when the service has been at work for a while."""
    contracts = mortals(folder, started(folder), broker=f"{{url: '{broker.url}', timeout: 2}}")

    def kill() -> None:
        pid = service()
        time.sleep(LONG)
        os.kill(pid if killed == "service" else broker.pid, signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        return verify(contracts, root=folder, examples=30, only=lambda item: "mortal.events" in item.node)
    finally:
        killer.join()


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
@pytest.mark.parametrize("killed", ["service", "broker"])
def test_what_is_killed_in_the_middle_holds_and_nothing_is_claimed_or_left(
    broker: Served, tmp_path: Path, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    processes, threads, _ = left()
    result = examined(tmp_path, broker, killed=killed)
    assert [f"{d.obligation}: {d.actual}" for d in result.ledger.discrepancies.values()] == []
    assert result.ledger.faults
    assert result.verdict.decision == "HOLD"

    def nothing_more() -> bool:
        now = left()
        return now[0] <= processes and now[1] <= threads and not now[2]

    assert within(10, nothing_more), left()

"""An embedded broker ends with the run, however the run ends."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from contractkit.served import not_ready

RUN = """
import sys
from contractkit.connected import connected
from contractkit.settings.brokers import BrokerSettings
print(connected(BrokerSettings(sys.argv[1])).url, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("broker", ["redis", "nats", "kafka"])
def test_a_broker_does_not_outlive_a_run_that_was_killed(broker: str, tmp_path: Path) -> None:
    argv = [sys.executable, "-c", RUN, f"embedded:{broker}"]
    with subprocess.Popen(argv, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        port = int(run.stdout.readline().strip().removesuffix("/0").rpartition(":")[2])
        assert not_ready(port, None, timeout=5.0) is None
        run.kill()
    until = time.monotonic() + 15
    while not_ready(port, None, timeout=5.0) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert "refused" in (not_ready(port, None, timeout=5.0) or "")

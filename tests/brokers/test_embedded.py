"""An embedded broker ends with the run, however the run ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from contractkit.readiness import Listening

RUN = """
import sys
from contractkit.connected import connected
from contractkit.settings.brokers import BrokerSettings
held = connected(BrokerSettings(sys.argv[1]))
print(held.url, flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("broker", ["redis", "nats", "kafka", "mock"])
def test_neither_a_broker_nor_its_folder_outlives_a_run_that_was_killed(broker: str, tmp_path: Path) -> None:
    hidden = "import shutil; shutil.which = lambda *_, **__: None" if broker == "mock" else ""  # the other Kafka
    argv = [sys.executable, "-c", f"{hidden}\n{RUN}", f"embedded:{broker.replace('mock', 'kafka')}"]
    env = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(argv, cwd=tmp_path, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        port = int(run.stdout.readline().strip().removesuffix("/0").rpartition(":")[2])
        assert Listening(port).missing(timeout=5.0) is None
        assert [path.name for path in tmp_path.glob("contractkit-broker-*")]
        run.kill()
    until = time.monotonic() + 15
    while (Listening(port).missing(timeout=5.0) is None or list(tmp_path.iterdir())) and time.monotonic() < until:
        time.sleep(0.02)
    assert "refused" in (Listening(port).missing(timeout=5.0) or "")
    assert list(tmp_path.iterdir()) == []

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.brokers.conformance import event, heard

from contractkit.embedded.kafka import _by_option
from contractkit.embedding import EMBEDDED
from contractkit.extensions import BROKERS
from contractkit.model import Event, Message, Topic
from contractkit.readiness import Listening
from contractkit.settings.brokers import BrokerSettings


@pytest.mark.parametrize("console_script", [True, False])
def test_an_embedded_broker_runs_until_it_is_closed(
    tmp_path: Path, console_script: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not console_script:
        monkeypatch.setattr(sys, "executable", os.path.realpath(sys.executable))
        monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))
    running = EMBEDDED["kafka"](tmp_path)
    try:
        broker = BROKERS["kafka"].connect(BrokerSettings(running.url))
        topic = Topic("orders")
        with broker.subscribe(topic) as inbox:
            broker.publish(topic, event(topic))
            assert len(heard(inbox, 1)) == 1
        broker.close()
        assert running.alive()
    finally:
        running.close()
    assert not running.alive()


def test_the_mock_does_not_outlive_who_started_it(tmp_path: Path) -> None:
    code = (
        "from pathlib import Path; from contractkit.embedded.kafka import mock; "
        "print(mock(Path('.'))[1], flush=True); input()"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with parent:
        assert parent.stdout is not None
        port = int(parent.stdout.readline().rpartition(":")[2])
        assert Listening(port).missing(timeout=5.0) is None
        parent.kill()
    until = time.monotonic() + 10
    while Listening(port).missing(timeout=5.0) is None and time.monotonic() < until:
        time.sleep(0.02)
    assert "refused" in (Listening(port).missing(timeout=5.0) or "")


def test_the_mock_starts_without_native_functions_too() -> None:
    address, cluster = _by_option()
    broker = BROKERS["kafka"].connect(BrokerSettings(f"kafka://{address}"))
    assert broker.publish(Topic("orders"), Event("orders", Message(None))).position.endswith("/0")
    broker.close()
    del cluster

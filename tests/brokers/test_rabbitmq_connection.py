import logging
import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pika
import pytest
from tests.brokers.conformance import Served, event, heard
from tests.brokers.cutting import cut
from tests.brokers.rabbit import rabbit
from tests.brokers.servers import freeze

from contractkit.errors import BrokerError, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Topic
from contractkit.protocols import Broker
from contractkit.rabbitlink import RabbitLink
from contractkit.readiness import free_port
from contractkit.settings.brokers import BrokerSettings


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with rabbit(tmp_path_factory.mktemp("rabbit")) as served:
        yield served


def queue() -> Topic:
    return Topic(f"queue-{uuid4().hex[:8]}", {"is": "queue"})


@pytest.fixture
def broker(shared: Served) -> Iterator[Broker]:
    broker = BROKERS["rabbitmq"].connect(BrokerSettings(shared.url))
    yield broker
    broker.close()


def test_threads_may_publish_at_once(broker: Broker) -> None:
    topic = queue()
    with broker.subscribe(topic) as inbox:
        threads = [
            threading.Thread(target=lambda: [broker.publish(topic, event(topic)) for _ in range(20)]) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(heard(inbox, 80)) == 80


def test_a_connection_that_was_closed_meanwhile_is_made_anew(broker: Any) -> None:
    topic = queue()
    broker.publish(topic, event(topic))
    broker.connection.close()
    assert broker.publish(topic, event(topic)).channel == topic.address


@pytest.mark.slow
def test_idleness_loses_nothing(shared: Served) -> None:
    topic = queue()
    broker = BROKERS["rabbitmq"].connect(BrokerSettings(shared.url, timeout=1.0))  # a heartbeat a second
    with broker.subscribe(topic) as inbox:
        broker.publish(topic, event(topic, b"1"))
        time.sleep(4)  # so long that the broker has given up who did not send one
        broker.publish(topic, event(topic, b"2"))
        assert [one.message.body for one in heard(inbox, 2)] == [b"1", b"2"]
    broker.close()


@pytest.mark.slow
def test_a_broker_that_hangs_is_no_silence(tmp_path: Path) -> None:
    topic = queue()
    with rabbit(tmp_path) as own:
        broker = BROKERS["rabbitmq"].connect(BrokerSettings(own.url, timeout=1.0))
        with broker.subscribe(topic) as inbox:
            freeze(own.pid)
            try:
                with pytest.raises(BrokerError):
                    broker.publish(topic, event(topic))
                with pytest.raises(BrokerError):
                    heard(inbox, 1)
            finally:
                os.kill(own.pid, signal.SIGCONT)
        broker.close()


@pytest.mark.parametrize("inside", [True, False])
def test_a_wrong_password_is_one_sentence_without_it(shared: Served, inside: bool) -> None:
    url = shared.url.replace("//", "//guest:wr0ng@") if inside else shared.url
    settings = BrokerSettings(url) if inside else BrokerSettings(url, user="guest", password="wr0ng")
    with pytest.raises(BrokerError, match=r"^amqp://127\.0\.0\.1.*ACCESS_REFUSED.*password right") as told:
        BROKERS["rabbitmq"].connect(settings)
    assert "wr0ng" not in str(told.value)
    assert "\n" not in str(told.value)


def test_a_virtual_host_that_is_not_there_is_one_sentence(shared: Served) -> None:
    with pytest.raises(BrokerError, match="vhost absent not found"):
        BROKERS["rabbitmq"].connect(BrokerSettings(f"{shared.url}/absent"))


def test_an_option_that_is_none_is_told(shared: Served) -> None:
    with pytest.raises(UsageError, match="'nonsense' is no connection parameter of pika"):
        BROKERS["rabbitmq"].connect(BrokerSettings(shared.url, options={"nonsense": 1}))


def test_the_terminal_stays_quiet() -> None:
    code = f"from tests.brokers.test_rabbitmq_connection import nobody; nobody({free_port()})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("", "")


def nobody(port: int) -> None:
    with pytest.raises(BrokerError):
        BROKERS["rabbitmq"].connect(BrokerSettings(f"amqp://127.0.0.1:{port}", timeout=1.0))


def test_a_connection_that_is_cut_leaves_no_traceback_of_pika_in_the_log(
    broker: Broker, shared: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with broker.subscribe(queue()) as inbox:
        assert cut(urlsplit(shared.url).port or 0) > 0
        with pytest.raises(BrokerError):
            inbox.take(1.0)
        with suppress(BrokerError):  # told, or sent again
            broker.publish(queue(), event(queue(), b"1"))
    assert [one for one in caplog.records if one.name.startswith("pika")]
    assert "Traceback" not in caplog.text


def test_what_pika_logs_for_others_keeps_its_traceback(broker: Broker, caplog: pytest.LogCaptureFixture) -> None:
    log = logging.getLogger("pika.adapters.blocking_connection")

    def failing() -> None:
        try:
            raise ValueError("theirs")
        except ValueError:
            log.exception("it failed; %s", traceback.format_exc())

    failing()
    assert "ValueError: theirs" in caplog.text
    caplog.clear()
    RabbitLink(BrokerSettings("amqp://127.0.0.1:1"), pika).ask(failing)
    assert caplog.messages == ["it failed"]
    assert "ValueError" not in caplog.text

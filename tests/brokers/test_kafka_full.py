import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from confluent_kafka import KafkaError, cimpl
from tests.brokers.conformance import event

from contractkit.errors import BrokerError
from contractkit.extensions import BROKERS
from contractkit.model import Topic
from contractkit.settings.brokers import BrokerSettings

PRODUCE = ctypes.c_int16(0)  # a key of Kafka's API
OFTEN = 1000
TOPIC = Topic("orders")


@dataclass(frozen=True)
class Cluster:
    """librdkafka's mock cluster in this process: it speaks Kafka's protocol on a port, and refuses what it is told."""

    library: Any
    handle: ctypes.c_void_p
    url: str

    def refuse(self, code: int) -> None:
        self.library.rd_kafka_mock_push_request_errors_array(
            self.handle, PRODUCE, ctypes.c_size_t(OFTEN), (ctypes.c_int * OFTEN)(*[code] * OFTEN)
        )

    def relent(self) -> None:
        self.library.rd_kafka_mock_clear_request_errors(self.handle, PRODUCE)


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    library = ctypes.CDLL(cimpl.__file__)
    for function in (library.rd_kafka_conf_new, library.rd_kafka_new, library.rd_kafka_mock_cluster_new):
        function.restype = ctypes.c_void_p
    library.rd_kafka_mock_cluster_bootstraps.restype = ctypes.c_char_p
    reason, conf = ctypes.create_string_buffer(512), ctypes.c_void_p(library.rd_kafka_conf_new())
    library.rd_kafka_conf_set(conf, b"log_level", b"0", reason, ctypes.c_size_t(len(reason)))
    client = ctypes.c_void_p(library.rd_kafka_new(0, conf, reason, ctypes.c_size_t(len(reason))))
    handle = ctypes.c_void_p(library.rd_kafka_mock_cluster_new(client, 1))
    yield Cluster(library, handle, f"kafka://{library.rd_kafka_mock_cluster_bootstraps(handle).decode()}")
    library.rd_kafka_mock_cluster_destroy(handle)
    library.rd_kafka_destroy(client)


@pytest.mark.parametrize("code", [KafkaError.KAFKA_STORAGE_ERROR, KafkaError.THROTTLING_QUOTA_EXCEEDED])
def test_a_broker_that_takes_no_more_says_so(cluster: Cluster, code: int) -> None:
    broker = BROKERS["kafka"].connect(BrokerSettings(cluster.url, timeout=1.0))
    broker.publish(TOPIC, event(TOPIC))
    cluster.refuse(code)
    for _ in range(2):  # and it stays so
        with pytest.raises(BrokerError, match=r"^kafka://[^\n]*full\?$") as told:
            broker.publish(TOPIC, event(TOPIC))
        assert "password" not in str(told.value)
    cluster.relent()
    broker.publish(TOPIC, event(TOPIC))
    broker.close()


def test_a_client_whose_queue_is_full_is_not_blamed_on_the_event(cluster: Cluster) -> None:
    options = {"queue.buffering.max.messages": 1, "message.timeout.ms": 60_000}
    broker = BROKERS["kafka"].connect(BrokerSettings(cluster.url, timeout=0.5, options=options))
    broker.publish(TOPIC, event(TOPIC))
    cluster.refuse(KafkaError.KAFKA_STORAGE_ERROR)
    with pytest.raises(BrokerError, match="did not take it in time"):
        broker.publish(TOPIC, event(TOPIC))
    with pytest.raises(BrokerError, match=r"^kafka://\S+: Local: Queue full; is it full\?$"):
        broker.publish(TOPIC, event(TOPIC))
    broker.close()


def test_who_may_not_write_is_not_told_of_a_full_broker(cluster: Cluster) -> None:
    broker = BROKERS["kafka"].connect(BrokerSettings(cluster.url, timeout=1.0))
    cluster.refuse(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    with pytest.raises(BrokerError, match=r"(?i)authorization failed.*password right\?$"):
        broker.publish(TOPIC, event(TOPIC))
    broker.close()

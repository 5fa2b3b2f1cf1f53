"""AsyncAPI documents that nobody here wrote, held against small services over the brokers they speak of."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from tests.brokers.rabbit import rabbit
from tests.brokers.test_mqtt import mosquitto
from tests.services.lights import adder, lights_over_kafka, lights_over_mqtt

from contractkit import verify
from contractkit.embedding import EMBEDDED, Running
from contractkit.model import Result

DOCUMENTS = Path(__file__).parents[1] / "data/real"


@contextmanager
def kafka(folder: Path) -> Iterator[Running]:
    running = EMBEDDED["kafka"](folder)
    try:
        yield running
    finally:
        running.close()


BROKERS: dict[str, Callable[[Path], AbstractContextManager[Any]]] = {"mqtt": mosquitto, "kafka": kafka, "amqp": rabbit}


@pytest.fixture(scope="module")
def brokers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """The URL of a private broker, started when it is first asked for."""
    with ExitStack() as open_:
        urls: dict[str, str] = {}

        def url(kind: str) -> str:
            if kind not in urls:
                urls[kind] = open_.enter_context(BROKERS[kind](tmp_path_factory.mktemp(kind))).url
            return urls[kind]

        yield url


def examined(folder: Path, document: str, settings: str, *, only: str = "") -> Result:
    shutil.copy(DOCUMENTS / document, folder / "lights.asyncapi.yml")
    (folder / "contractkit.yaml").write_text(f"version: 1\n{settings}")
    return verify(folder, root=folder, only=lambda item: not only or item.probe == only)


def findings(result: Result) -> list[tuple[str, str, str]]:
    found = (d for d in result.ledger.discrepancies.values() if d.kind.startswith("event."))
    return [(d.obligation, d.actual, d.example.note if d.example else "") for d in found]


def states(result: Result) -> dict[str, str]:
    return {id.partition("#")[2]: e.state.shown for id, e in result.ledger.entries.items() if ":event." in id}


DIM = """
values: {streetlightId: [lamp1]}
events:
  %s: {effect: {event: %s}, within: 2s}
  %s: {caused_by: %s, within: 2s}
"""


@pytest.mark.parametrize(
    ("document", "kind", "service", "heard", "told"),
    [
        ("asyncapi-2.6-correlation-id.yml", "mqtt", lights_over_mqtt, "receiveLightMeasurement", "dimLight"),
        ("asyncapi-3.1-correlation-id.yml", "mqtt", lights_over_mqtt, "receiveLightMeasurement", "dimLight"),
        ("asyncapi-2.6-streetlights-mqtt.yml", "mqtt", lights_over_mqtt, "receiveLightMeasurement", "dimLight"),
        ("asyncapi-3.1-streetlights-mqtt.yml", "mqtt", lights_over_mqtt, "receiveLightMeasurement", "dimLight"),
        ("asyncapi-2.6-streetlights-kafka.yml", "kafka", lights_over_kafka, "receiveLightMeasurement", "dimLight"),
        ("asyncapi-3.1-streetlights-kafka.yml", "kafka", lights_over_kafka, "receiveLightMeasurement", "dimLight"),
    ],
)
def test_street_lights_that_keep_their_contract_have_no_discrepancy(
    tmp_path: Path,
    brokers: Callable[[str], str],
    document: str,
    kind: str,
    service: Callable[..., AbstractContextManager[Any]],
    heard: str,
    told: str,
) -> None:
    url = brokers(kind)
    with service(url):
        result = examined(tmp_path, document, f"broker: {url}\n{DIM % (heard, told, told, heard)}")
    found = states(result)
    assert findings(result) == []
    assert found[f"{heard}:event.consumes(lightMeasured)"] == "proven"
    assert {found[f"{told}:event.cause({heard})"], found[f"{told}:event.produces(dimLight)"]} == {"proven"}
    assert found[f"{told}:event.payload(dimLight payload)"] == "proven"


@pytest.mark.parametrize(
    ("slip", "broken"),
    [
        ("text", "dimLight:event.payload(dimLight payload)"),
        ("silent", "dimLight:event.cause(receiveLightMeasurement)"),
    ],
)
def test_street_lights_that_break_it_are_found(
    tmp_path: Path, brokers: Callable[[str], str], slip: str, broken: str
) -> None:
    names = ("receiveLightMeasurement", "dimLight", "dimLight", "receiveLightMeasurement")
    url, rules = brokers("mqtt"), DIM.replace("2s", "0.5s") % names
    with lights_over_mqtt(url, slip=slip):
        result = examined(tmp_path, "asyncapi-3.1-streetlights-mqtt.yml", f"broker: {url}\n{rules}", only="produced")
    assert states(result)[broken] == "violated"


ADD = """
values: {queue: [answers]}
events:
  sum: {effect: {event: sendSumResult}, reply_to: answers, within: 2s}
  sendSumResult: {caused_by: sum, within: 2s}
"""


@pytest.mark.parametrize("document", ["asyncapi-3.1-rpc-server.yml", "asyncapi-2.6-rpc-server.yml"])
def test_a_server_that_answers_keeps_its_contract(tmp_path: Path, brokers: Callable[[str], str], document: str) -> None:
    url = brokers("amqp")
    with adder(url):
        result = examined(tmp_path, document, f"broker: {url}\n{ADD}", only="produced")
    found = states(result)
    assert findings(result) == []
    assert found["sendSumResult:event.cause(sum)"] == "proven"
    assert found["sendSumResult:event.correlation"] == "proven"


@pytest.mark.parametrize(
    ("slip", "broken"),
    [("lost", "event.cause(sum)"), ("twice", "event.cause(sum)"), ("text", "event.payload(sendSumResult payload)")],
)
def test_a_server_that_breaks_it_is_found(
    tmp_path: Path, brokers: Callable[[str], str], slip: str, broken: str
) -> None:
    url = brokers("amqp")
    with adder(url, slip=slip):
        rules = ADD.replace("2s", "0.5s")
        result = examined(tmp_path, "asyncapi-3.1-rpc-server.yml", f"broker: {url}\n{rules}", only="produced")
    assert states(result)[f"sendSumResult:{broken}"] == "violated"

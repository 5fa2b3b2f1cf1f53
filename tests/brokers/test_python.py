import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest
from tests.brokers.conformance import Conformance, Served, event, heard

from contractkit.errors import BrokerError, Unsendable, UsageError
from contractkit.extensions import BROKERS
from contractkit.model import Message, Topic
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings

# What each of two ways to write a service says again to whoever listens, and refuses.
SERVICE = """
class Echo:
    def __init__(self):
        self.callbacks = []
    def listen(self, callback):
        self.callbacks.append(callback)
    def handle(self, channel, headers, body, key):
        if body == b"bad":
            raise ValueError("the amount\\n is missing")
        for callback in self.callbacks:
            callback(channel, headers, body, key)

class Later(Echo):
    async def handle(self, channel, headers, body, key):
        super().handle(channel, headers, body, key)

class Wrong(Echo):
    def handle(self, channel, headers, body, key):
        for callback in self.callbacks:
            callback(channel, headers, body.decode())

class Bare(Echo):
    def handle(self, channel, headers, body, key):
        if body:
            raise KeyError
        for callback in self.callbacks:
            callback("reply", {}, b"")

class Deaf:
    def handle(self, channel, headers, body, key): ...

echo, later, wrong, bare, deaf = Echo(), Later(), Wrong(), Bare(), Deaf()
"""


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    name = f"service_{uuid4().hex[:8]}"
    (tmp_path / f"{name}.py").write_text(SERVICE)
    monkeypatch.syspath_prepend(tmp_path)
    return name


class Called(Conformance):
    connects = False
    kind = scheme = "python"
    object = ""

    @pytest.fixture
    def served(self, module: str) -> Served:
        return Served(f"python:{module}:{self.object}", os.getpid())

    @pytest.mark.skip(reason="what is called in our own process cannot be gone without us")
    def test_a_broker_that_is_killed_is_no_silence(self) -> None: ...

    def test_nobody_there_is_one_sentence(self) -> None:
        """It is named by a setting, which is wrong then."""
        with pytest.raises(UsageError, match="python:no_such_module:it: ModuleNotFoundError") as told:
            BROKERS["python"].connect(BrokerSettings("python:no_such_module:it"))
        assert "\n" not in str(told.value)

    @pytest.mark.skip(reason="the standard library needs no extra")
    def test_a_missing_extra_names_what_installs_it(self) -> None: ...

    def test_an_exception_is_the_refusal_of_an_event(self, broker: Broker) -> None:
        topic = self.topic("orders")
        bad, good = broker.publish(topic, event(topic, b"bad")), broker.publish(topic, event(topic, b"good"))
        assert (bad.position, good.position) == ("raised: ValueError: the amount is missing", "handled")
        assert (broker.handled(topic, bad, "svc"), broker.handled(topic, good, "svc")) == (False, True)
        assert broker.handled(topic, event(topic), "svc") is None


class TestFunctions(Called):
    object = "echo"


class TestCoroutines(Called):
    object = "later"


class TestFactory(Called):
    """Each connection has an object of its own then: another one does not hear what it sends."""

    object = "Echo()"

    def test_two_who_listen_both_hear(self, broker: Broker, served: Served) -> None:
        topic = self.topic("orders")
        with self.connected(served) as other, other.subscribe(topic) as one, broker.subscribe(topic) as two:
            broker.publish(topic, event(topic))
            assert (len(heard(two, 1)), one.take(0)) == (1, ())


@pytest.fixture
def connected(module: str) -> Iterator[object]:
    made: list[Broker] = []

    def connect(name: str) -> Broker:
        made.append(BROKERS["python"].connect(BrokerSettings(f"python:{module}:{name}")))
        return made[-1]

    yield connect
    for one in made:
        one.close()


def test_a_key_may_be_left_out_and_an_exception_may_say_nothing(connected) -> None:
    topic, broker = Topic("reply"), connected("bare")
    with broker.subscribe(topic) as inbox:
        assert broker.publish(topic, event(topic, b"")).position == "handled"
        assert [(one.key, one.message) for one in inbox.take(0)] == [(None, Message(None))]
    assert broker.publish(topic, event(topic, b"x")).position == "raised: KeyError"


def test_what_is_no_event_is_the_fault_of_who_wrote_the_object_and_no_refusal(connected) -> None:
    topic, broker = Topic("orders"), connected("wrong")
    with pytest.raises(UsageError, match="body: bytes"):
        broker.publish(topic, event(topic))


def test_a_header_that_is_there_twice_is_not_sent(connected) -> None:
    topic, broker = Topic("orders"), connected("echo")
    with pytest.raises(Unsendable, match="'a'"):
        broker.publish(topic, replace(event(topic), message=Message(None, (("a", "1"), ("b", ""), ("a", "2")))))


def test_a_coroutine_inside_a_running_loop_is_our_fault_and_no_refusal(connected) -> None:
    topic, broker = Topic("orders"), connected("later")

    async def publish() -> None:
        broker.publish(topic, event(topic))

    with pytest.raises(BrokerError, match="event loop runs"):
        asyncio.run(publish())


def test_after_the_end_nothing_is_called(connected) -> None:
    broker = connected("echo")
    inbox = broker.subscribe(Topic("orders"))
    broker.close()
    with pytest.raises(BrokerError, match="closed"):
        broker.publish(Topic("orders"), event(Topic("orders")))
    connected("echo").publish(Topic("orders"), event(Topic("orders")))
    with inbox:
        assert inbox.take(0) == ()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("deaf", r"has no listen\(\)"),
        ("Echo", r"is the class Echo; name an object"),
        ("gone", "AttributeError"),
        ("echo.gone", "AttributeError"),
        ("", "name an object"),
    ],
)
def test_what_is_no_such_object_is_one_sentence(connected, name: str, told: str) -> None:
    with pytest.raises(UsageError, match=told):
        connected(name)


def test_the_current_directory_is_importable(tmp_path: Path) -> None:
    (tmp_path / "service.py").write_text(SERVICE)
    code = (
        "import sys; sys.path = [one for one in sys.path if one]\n"
        "from contractkit.extensions import BROKERS\n"
        "from contractkit.settings.brokers import BrokerSettings\n"
        "BROKERS['python'].connect(BrokerSettings('python:service:echo'))"
    )
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "script.py").write_text(code)
    subprocess.run([sys.executable, str(tmp_path / "elsewhere" / "script.py")], cwd=tmp_path, check=True)

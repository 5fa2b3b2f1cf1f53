"""A connection of paho-mqtt as MQTT's settings have it; what goes wrong with it comes out as one BrokerError."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Condition
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.errors import BrokerError
from contractkit.securing import advice, secured
from contractkit.settings.brokers import BrokerSettings

KEEPALIVE = 10  # seconds of silence after which a broker is asked whether it is there
PORTS = 1883, 8883  # plain, and with TLS
WELCOME = 0  # what is asked by connecting; the client counts its messages from 1
HINT = "is it running?"
VERSION, MOSQUITTO = "$SYS/broker/version", b"mosquitto "  # a topic that is kept: who asks hears at once
NUMBERS = 65_535  # a packet has one of 1 to this (MQTT 5, 2.2.1)


@dataclass(slots=True, eq=False)
class Gaps:
    """The numbers that were passed over: a Mosquitto gives one to each event, also to one that it drops."""

    last: int | None = None
    missing: set[int] = field(default_factory=set)

    def came(self, number: int) -> None:
        """Of QoS 2 they may come late; what has no number is of QoS 0."""
        step = 1 if self.last is None else (number - self.last) % NUMBERS
        if number in self.missing:
            self.missing.remove(number)
        elif number and step < NUMBERS // 2:  # else it is of before
            self.missing |= {(number - back - 1) % NUMBERS + 1 for back in range(1, step)}
            self.last = number


@dataclass(slots=True, eq=False)
class Line:
    """A connection, and the thread that works it. `answers`: why each thing asked was refused, "" where it was not."""

    settings: BrokerSettings
    client: Any
    hear: Callable[[Any], None]
    gone: Callable[[], None]
    asked: Any
    news: Condition = field(default_factory=Condition)
    answers: dict[int | None, str] = field(default_factory=dict)
    limits: Any = None
    lost: str | None = None
    remedy: str = HINT
    gaps: Gaps = field(default_factory=Gaps)
    versions: list[bytes] = field(default_factory=list)
    probed: int | None = None  # the last number then

    def open(self, hint: str) -> None:
        client, parts, secure = self.client, urlsplit(self.settings.url), self.settings.scheme == "mqtts"
        client.on_connect, client.on_disconnect = self._welcome, lambda *told: self._lose(str(told[3]))
        client.on_publish = client.on_subscribe = client.on_unsubscribe = lambda *told: self._answer(told[2], told[3])
        client.on_message = lambda *told: self._hear(told[2])
        client.connect_timeout, client.loop_forever = self.settings.timeout, self._working(client.loop_forever)
        user = self.settings.user or unquote(parts.username or "")
        password = self.settings.password or unquote(parts.password or "")
        if user or password:
            client.username_pw_set(user, password or None)
        try:
            if secure:
                client.tls_set_context(secured(self.settings))
            client.connect(self.settings.host, parts.port or PORTS[secure], KEEPALIVE, properties=self.asked)
        except (OSError, ValueError) as wrong:
            raise self.error(str(wrong), HINT) from wrong
        client.loop_start()
        self.wait(WELCOME, "connecting", hint)

    def wait(self, number: int | None, doing: str, hint: str = HINT) -> None:
        """Until the broker has answered this; BrokerError where it refuses or says nothing."""
        with self.news:
            self.news.wait_for(lambda: number in self.answers or self.lost is not None, self.settings.timeout)
            said = self.answers.pop(number, None)
        if said is None:
            raise self.error(f"{doing}: {self.lost or f'no answer within {self.settings.timeout:g} s'}", hint)
        if said:
            hint = hint if "protocol" in said else "are user and password right, and may the user do this?"
            raise self.error(f"{doing}: {said}", hint)

    def version(self) -> bytes:
        """What the broker says that it is; b"" where it does not. Raises BrokerError where it may not be asked."""
        self.wait(self.client.subscribe(VERSION, 1)[1], "asking for its version")
        self.wait(self.client.unsubscribe(VERSION)[1], "asking for its version")  # by then it has come
        return self.versions[-1] if self.versions else b""

    def probe(self) -> None:
        """Raise BrokerError where a Mosquitto has dropped events: what it is asked for now has the next number."""
        many = len(self.versions)
        self.client.subscribe(VERSION, 1)
        with self.news:
            self.news.wait_for(
                lambda: self.lost or (len(self.versions) > many and not self.gaps.missing), self.settings.timeout
            )
            if not self.lost and self.gaps.missing:
                self.lost = f"it dropped {len(self.gaps.missing)} events instead of sending them"
                self.remedy = "raise its max_queued_messages, or set its max_inflight_messages to 0"
            elif not self.lost and len(self.versions) == many:
                self.lost = f"no answer within {self.settings.timeout:g} s"
            self.probed = self.gaps.last
        if self.lost:
            raise self.error(self.lost, self.remedy)

    def doubtful(self, *, silent: bool) -> bool:
        """Whether events may have been dropped: never while none has come, for the first of many is not."""
        return bool(self.gaps.missing) or (silent and self.gaps.last != self.probed)

    def error(self, why: str, hint: str) -> BrokerError:
        said = " ".join(why.split())
        return BrokerError(f"{self.settings.where}{self.settings.shown}: {said}; {advice(self.settings, said, hint)}")

    def allowed(self, name: str, wanted: int) -> int:
        return min(wanted, getattr(self.limits, name, wanted))

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()

    def _working(self, forever: Callable[..., Any]) -> Callable[..., Any]:
        """What the client's thread does: however it ends, it ends in no silence."""

        def work(*given: Any, **named: Any) -> None:
            try:
                forever(*given, **named)
            except Exception as wrong:
                self._lose(f"what it sent cannot be read: {type(wrong).__name__}: {wrong}")
            self._lose("no reason given")

        return work

    def _hear(self, told: Any) -> None:
        with self.news:
            self.gaps.came(told.mid)
            if told.topic == VERSION:
                self.versions.append(told.payload)
            self.news.notify_all()
        if told.topic != VERSION:
            self.hear(told)

    def _welcome(self, client: Any, data: Any, flags: Any, reason: Any, limits: Any) -> None:
        self.limits = limits
        self._answer(WELCOME, reason)

    def _answer(self, number: int, reasons: Any) -> None:
        listed = reasons if isinstance(reasons, list) else [reasons]
        with self.news:
            self.answers[number] = ", ".join(str(one) for one in listed if one.is_failure)
            self.news.notify_all()

    def _lose(self, why: str) -> None:
        with self.news:
            self.lost = self.lost or f"the connection was lost ({why})"
            self.news.notify_all()
        self.gone()

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

    def open(self, hint: str) -> None:
        client, parts, secure = self.client, urlsplit(self.settings.url), self.settings.scheme == "mqtts"
        client.on_connect, client.on_disconnect = self._welcome, lambda *told: self._lose(str(told[3]))
        client.on_publish = client.on_subscribe = lambda *told: self._answer(told[2], told[3])
        client.on_message = lambda *told: self.hear(told[2])
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

"""Broker settings in, a connected broker out: started first if it is an embedded one, stopped by who closes it."""

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from contractkit.embedding import EMBEDDED
from contractkit.errors import UsageError
from contractkit.extensions import BROKERS, Protocol
from contractkit.protocols import Broker
from contractkit.settings.brokers import BrokerSettings

VARIABLE = "BROKER_URL"


@dataclass(frozen=True, slots=True)
class Connected:
    """`names`: what contracts call the protocol."""

    broker: Broker
    names: frozenset[str]
    url: str
    close: Callable[[], None]


def connected(settings: BrokerSettings) -> Connected:
    """Raises BrokerError where it cannot be started or reached, UsageError for what is not known or not installed."""
    with ExitStack() as opened:
        if (embedded := settings.embedded) is not None:
            folder = opened.enter_context(TemporaryDirectory(prefix="contractkit-broker-", ignore_cleanup_errors=True))
            running = EMBEDDED[embedded](Path(folder))
            opened.callback(running.close)
            settings = replace(settings, url=running.url, ours=True)
        protocol = _protocol(settings)
        broker = protocol.connect(settings)
        opened.callback(broker.close)
        opened.callback(_told(settings.url))
        return Connected(broker, protocol.names, settings.url, opened.pop_all().close)


def _protocol(settings: BrokerSettings) -> Protocol:
    for _, protocol in BROKERS:
        if settings.scheme in protocol.schemes:
            return protocol
    known = ", ".join(sorted(scheme for _, protocol in BROKERS for scheme in protocol.schemes))
    raise UsageError(f"{settings.where}broker: no broker is spoken to as {settings.scheme!r}; known: {known}")


def _told(url: str) -> Callable[[], None]:
    """Services that are started from here find the broker in their environment; gives what takes it back."""
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = url

    def forget() -> None:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before

    return forget

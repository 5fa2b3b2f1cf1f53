"""A connection of pika as RabbitMQ's settings have it; what goes wrong with it comes out as one BrokerError."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote, urlsplit

from contractkit.errors import BrokerError, UsageError
from contractkit.securing import advice, secured
from contractkit.settings.brokers import BrokerSettings

KEEPALIVE = {"TCP_KEEPIDLE": 30, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3}
HINT = "is it running, and are user and password right?"
WRAPPED = re.compile(r"""^\w+: \((["'])(.*)\1,\)$""")  # what pika makes of one of its errors as text
RAISED = re.compile(r"""\b\w+Error\(\d+, (["'])(.*?)\1\)""")
TRACEBACK = "Traceback (most recent call last)"
_ours: ContextVar[bool] = ContextVar("ours", default=False)  # whether it is contractkit that pika works for


class Brief(logging.Filter):
    """Takes tracebacks out of what pika logs while it works for contractkit: that is a BrokerError with its cause.

    What it logs for an application in the same process stays as it is.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if _ours.get() and (record.exc_info or TRACEBACK in record.getMessage()):
            record.msg, record.args = record.getMessage().partition(TRACEBACK)[0].rstrip(" ;\n"), ()
            record.exc_info = record.exc_text = None
        return True


BRIEF = Brief()


class RabbitLink:
    """`raised`: all that pika raises where the broker does not do as it is asked."""

    def __init__(self, settings: BrokerSettings, library: Any) -> None:
        workflow = library.adapters.utils.connection_workflow
        self.settings, self.library, wrong = settings, library, library.exceptions
        for name in tuple(logging.root.manager.loggerDict):  # a filter of a logger is none of those below it
            if name.partition(".")[0] == "pika":
                logging.getLogger(name).addFilter(BRIEF)
        self.raised = (wrong.AMQPError, wrong.ChannelError, workflow.AMQPConnectorException, OSError, ValueError)

    def ask(self, call: Callable[..., Any], *arguments: Any, **named: Any) -> Any:
        """What the broker answers; BrokerError where it does not."""
        try:
            with self.working():
                return call(*arguments, **named)
        except self.raised as wrong:
            raise self.failed(said := _said(wrong), advice(self.settings, said, HINT)) from wrong

    @contextmanager
    def working(self) -> Iterator[None]:
        """What pika logs within is brief."""
        before = _ours.set(True)
        try:
            yield
        finally:
            _ours.reset(before)

    def failed(self, said: str, hint: str = HINT) -> BrokerError:
        if secret := self._credentials()[1]:
            said = said.replace(secret, "***")
        return BrokerError(f"{self.settings.where}{self.settings.shown}: {' '.join(said.split())}; {hint}")

    def connected(self, *, heartbeat: int) -> Any:
        asked = self.library.URLParameters(self.settings.url)
        user, password = self._credentials()
        if user:
            asked.credentials = self.library.PlainCredentials(user, password)
        if self.settings.scheme == "amqps":
            asked.ssl_options = self.library.SSLOptions(secured(self.settings), self.settings.host)
        asked.socket_timeout = asked.stack_timeout = asked.blocked_connection_timeout = self.settings.timeout
        asked.heartbeat, asked.tcp_options = heartbeat, KEEPALIVE
        for name, value in self.settings.options.items():
            if not hasattr(asked, name):
                raise UsageError(f"{self.settings.where}options: {name!r} is no connection parameter of pika")
            setattr(asked, name, value)
        return self.library.BlockingConnection(asked)

    def _credentials(self) -> tuple[str, str]:
        parts = urlsplit(self.settings.url)
        user = self.settings.user or unquote(parts.username or "")
        return user, self.settings.password or unquote(parts.password or "")


def _said(wrong: BaseException) -> str:
    """The text of the innermost error, for pika wraps; one that has none is named."""
    inner = getattr(wrong, "exception", None) or next((one for one in wrong.args if isinstance(one, Exception)), None)
    if isinstance(inner, Exception):
        return _said(inner)
    said = str(getattr(wrong, "reply_text", "") or wrong) or type(wrong).__name__
    return RAISED.sub(r"\2", WRAPPED.sub(r"\2", said).replace("\\'", "'"))

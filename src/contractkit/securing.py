"""How a broker is spoken to over TLS: whom we trust, what we show of ourselves, and what to do where that fails."""

import logging
import os
import re
import ssl

from contractkit.errors import BrokerError
from contractkit.settings.brokers import BrokerSettings

SECURE = frozenset({"amqps", "kafka+ssl", "mqtts", "rediss", "tls"})  # schemes
ELSEWHERE = re.compile("certificate is not valid for", re.I)
UNTRUSTED = re.compile("certificate verify failed", re.I)
# TLS 1.3 tells a client that its certificate is missing only after the handshake: often, all it sees is the end.
ENDED = re.compile(r"\b(lost|closed by server|handshake|disconnected|reset|alert|eof|broken pipe|failure$)\b", re.I)


def secured(settings: BrokerSettings, *, password: str = "") -> ssl.SSLContext:
    """Raises BrokerError for files that are not there, or hold something else; `password`: of an encrypted key.

    `ca` may be a folder, as OpenSSL has them.
    """
    folder = settings.ca is not None and os.path.isdir(settings.ca)
    try:
        context = ssl.create_default_context(
            cafile=None if folder else settings.ca, capath=settings.ca if folder else None
        )
    except OSError as wrong:
        raise _unusable(settings, f"ca {settings.ca!r}", wrong) from wrong
    if settings.cert:
        try:
            context.load_cert_chain(settings.cert, settings.key, password)  # without one, it asks the terminal
        except (OSError, ValueError) as wrong:
            files = f"cert {settings.cert!r}" + (f" with key {settings.key!r}" if settings.key else "")
            raise _unusable(settings, files, wrong) from wrong
    return context


def advice(settings: BrokerSettings, said: str, otherwise: str) -> str:
    """What to do about what a client said, where that may be about TLS; else what is to be done `otherwise`."""
    if ELSEWHERE.search(said):
        return "use a name that its certificate is for"
    if UNTRUSTED.search(said):
        return "see tls: ca, which has to be the authority of its certificate"
    if settings.scheme not in SECURE or not ENDED.search(said):
        return otherwise
    ours = f"does it trust tls: cert {settings.cert!r}" if settings.cert else "does it want tls: cert and key"
    return f"is it running, and {ours}?"


class Hush(logging.Filter):
    """Takes out what asyncio says of every TLS connection of nats-py that ends, in the thread that works them."""

    THREAD = "contractkit-nats"

    def filter(self, record: logging.LogRecord) -> bool:
        return record.threadName != self.THREAD or "eof_received" not in record.getMessage()


HUSH = Hush()


def _unusable(settings: BrokerSettings, files: str, wrong: Exception) -> BrokerError:
    reason = (getattr(wrong, "reason", None) or "").replace("_", " ").lower()
    said = reason or getattr(wrong, "strerror", None) or wrong
    return BrokerError(f"{settings.where}{settings.shown}: tls: {files} cannot be used: {said}")

"""How a broker is spoken to over TLS: whom we trust, and what we show of ourselves."""

import ssl

from contractkit.settings.brokers import BrokerSettings


def secured(settings: BrokerSettings) -> ssl.SSLContext:
    """Raises OSError for files that are not there or hold no certificate (ssl.SSLError)."""
    context = ssl.create_default_context(cafile=settings.ca)
    if settings.cert:
        context.load_cert_chain(settings.cert, settings.key)
    return context

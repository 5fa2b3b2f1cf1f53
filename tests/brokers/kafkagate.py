"""What Kafka has in front and its stand-ins have not: TLS, and a password (SASL PLAIN). Behind it stands a real one.

A connection that has shown the password is handed on as it is, but for the port in what comes back: that is ours, as
`advertised.listeners` would have it.
"""

import asyncio
import ssl
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from tests.brokers.terminator import listening

VERSIONS, HANDSHAKE, AUTHENTICATE = 18, 17, 36  # keys of Kafka's API
GATE = ((HANDSHAKE, 0, 1), (AUTHENTICATE, 0, 0))  # what we answer ourselves, by key and versions
ASKED = struct.pack(">hhih", VERSIONS, 0, 1, -1)  # by nobody in particular
WRONG = b"Authentication failed: invalid credentials"


@contextmanager
def gated(port: int, context: ssl.SSLContext, user: str, password: str) -> Iterator[int]:
    """The port where the Kafka at another one is spoken to over TLS, by who has the password."""
    secret = f"\0{user}\0{password}".encode()
    ports: list[int] = []

    async def serve(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError, asyncio.CancelledError, asyncio.IncompleteReadError):
            known = await _versions(there, here)
            while not await _admitted(reading, writing, known, secret):
                pass
            await asyncio.gather(_moved(reading, here), _moved(there, writing, (port, ports[0])))
        writing.close()
        here.close()

    with listening(serve, context) as secure:
        ports.append(secure)
        yield secure


async def _versions(there: asyncio.StreamReader, here: asyncio.StreamWriter) -> bytes:
    """ApiVersions of the one behind, in version 0, and ours."""
    here.write(_framed(ASKED))
    count, answered = struct.unpack_from(">i", answer := (await _frame(there))[6:])[0], answer[4:]
    listed = answered[: 6 * count] + b"".join(struct.pack(">hhh", *one) for one in GATE)
    return struct.pack(">i", count + len(GATE)) + listed


async def _admitted(reading: asyncio.StreamReader, writing: asyncio.StreamWriter, known: bytes, secret: bytes) -> bool:
    """Answer one request; whether it has shown the password."""
    request = await _frame(reading)
    key, version, correlation = struct.unpack_from(">hhi", request)
    right = key == AUTHENTICATE and request.endswith(secret)
    match key:
        case 18:
            answer = struct.pack(">h", 35 if version else 0) + known
        case 17:
            answer = struct.pack(">hih", 0, 1, 5) + b"PLAIN"
        case _ if right:
            answer = struct.pack(">hhi", 0, -1, 0) + bytes(8 * version)  # of version 1: how long it is good for
        case _:
            answer = struct.pack(">hh", 58, len(WRONG)) + WRONG + struct.pack(">i", 0)
    writing.write(_framed(struct.pack(">i", correlation) + answer))
    await writing.drain()
    return right


async def _moved(
    reading: asyncio.StreamReader, writing: asyncio.StreamWriter, ports: tuple[int, int] | None = None
) -> None:
    host = b"127.0.0.1"
    with suppress(OSError, asyncio.IncompleteReadError):
        while True:
            frame = await _frame(reading)
            if ports is not None:
                before, after = (host + struct.pack(">i", one) for one in ports)
                frame = frame.replace(before, after)
            writing.write(_framed(frame))
            await writing.drain()
    writing.close()


async def _frame(reading: asyncio.StreamReader) -> bytes:
    return await reading.readexactly(*struct.unpack(">i", await reading.readexactly(4)))


def _framed(content: bytes) -> bytes:
    return struct.pack(">i", len(content)) + content

"""TLS in front of a server that was built without it: what comes in is decrypted, and handed on as it is."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@contextmanager
def listening(talk: Talk, context: ssl.SSLContext) -> Iterator[int]:
    """The port of 127.0.0.1 where `talk` has each connection, in a thread of its own, until the block ends."""
    loop = asyncio.new_event_loop()
    loop.set_exception_handler(lambda loop, told: None)  # a handshake that a client breaks off is what is tested
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def opened() -> asyncio.Server:
        return await asyncio.start_server(talk, "127.0.0.1", 0, ssl=context)

    async def ended(server: asyncio.Server) -> None:
        server.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()

    server = asyncio.run_coroutine_threadsafe(opened(), loop).result(10)
    try:
        yield int(server.sockets[0].getsockname()[1])
    finally:
        asyncio.run_coroutine_threadsafe(ended(server), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


@contextmanager
def terminated(port: int, context: ssl.SSLContext) -> Iterator[int]:
    """The port where a server at another one is spoken to over TLS."""

    async def relay(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
        there, here = await asyncio.open_connection("127.0.0.1", port)
        with suppress(OSError, asyncio.CancelledError):
            await asyncio.gather(_copied(reading, here), _copied(there, writing))

    with listening(relay, context) as secure:
        yield secure


async def _copied(reading: asyncio.StreamReader, writing: asyncio.StreamWriter) -> None:
    async for piece in _pieces(reading):
        writing.write(piece)
        await writing.drain()
    writing.close()


async def _pieces(reading: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await reading.read(65_536):
        yield piece

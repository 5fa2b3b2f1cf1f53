"""An address in, a connection out that sends and reads under a deadline; failures are Unseen."""

import selectors
import socket
import ssl

from contractkit.client.deadline import Deadline
from contractkit.client.received import Unseen

PIECE = 64 * 1024
PATIENCE = 0.2  # seconds a server that has begun to answer may stop reading before we stop sending
CONTINUE = 1.0  # seconds to wait for `100 Continue` (RFC 9110, 10.1.1: not for ever)

_Selector: type[selectors.PollSelector | selectors.SelectSelector] = (
    selectors.PollSelector if hasattr(selectors, "PollSelector") else selectors.SelectSelector
)


class Connection:
    """One socket. `buffer` holds what was read and not yet used; `deadline` is that of the current exchange."""

    __slots__ = ("_socket", "buffer", "deadline", "ended", "heard")

    def __init__(self, connected: socket.socket, deadline: Deadline) -> None:
        self._socket = connected
        self.deadline = deadline
        self.buffer = bytearray()
        self.ended = False
        self.heard = False  # any byte of the current answer

    def fill(self) -> bool:
        """Read more into the buffer; False at the end of the stream."""
        if self.ended:
            return False
        self._socket.settimeout(self.deadline.left())
        try:
            data = self._socket.recv(PIECE)
        except TimeoutError as late:
            raise self.deadline.passed() from late
        except OSError as broken:
            raise Unseen("reset", f"the connection broke while the answer was read ({_why(broken)})") from broken
        self.buffer += data
        self.heard = self.heard or bool(data)
        self.ended = not data
        return bool(data)

    def hurry(self, seconds: float) -> None:
        self.deadline = self.deadline.sooner(seconds)

    def linger(self, seconds: float) -> None:
        self._ready(selectors.EVENT_READ, seconds)
        self._listen()

    def idle(self) -> bool:
        """Whether the connection is still open and silent, as one must be before it is used again."""
        if self.buffer or self.ended:
            return False
        try:
            self._socket.setblocking(False)
            self._socket.recv(1)
        except (BlockingIOError, ssl.SSLWantReadError):
            return True
        except OSError:
            return False  # closed by the server: the caller opens another
        return False

    def send(self, head: bytes, body: bytes, *, expect: bool = False) -> bool:
        """Send a request; False when the server stopped reading it, which an early answer may explain."""
        if expect:
            return self._push(head) and self._told_to_go_on() and self._push(body)
        if len(head) + len(body) > PIECE:
            return self._push(head + body)
        self._socket.settimeout(self.deadline.left())
        try:
            self._socket.sendall(head + body)
        except TimeoutError as late:
            raise self.deadline.passed() from late
        except OSError:
            return False
        return True

    def close(self) -> None:
        self._socket.close()

    def _told_to_go_on(self) -> bool:
        self._ready(selectors.EVENT_READ, CONTINUE)
        self._listen()
        return not self.ended and not self._final()

    def _push(self, data: bytes) -> bool:
        """Send much, and listen meanwhile: a server may refuse a large body before it has read it."""
        view = memoryview(data)
        self._socket.setblocking(False)
        while view:
            ready = self._ready(
                selectors.EVENT_READ | selectors.EVENT_WRITE if not self.buffer else selectors.EVENT_WRITE,
                PATIENCE if self._final() else self.deadline.left(),
            )
            if ready & selectors.EVENT_READ:
                self._listen()
            if self.ended or (self._final() and not ready):
                return False
            if not ready:
                raise self.deadline.passed()
            if ready & selectors.EVENT_WRITE:
                try:
                    view = view[self._socket.send(view[:PIECE]) :]
                except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                    continue
                except OSError:
                    return False
        return True

    def _final(self) -> bool:
        """Whether an answer has begun that is not `1xx`."""
        return len(self.buffer) > 9 and self.buffer[9:10] != b"1"

    def _listen(self) -> None:
        self._socket.setblocking(False)
        try:
            data = self._socket.recv(PIECE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        except OSError:
            self.ended = True
            return
        self.buffer += data
        self.heard = self.heard or bool(data)
        self.ended = not data

    def _ready(self, events: int, seconds: float) -> int:
        with _Selector() as selector:
            selector.register(self._socket, events)
            found = selector.select(seconds)
        return found[0][1] if found else 0


def _why(error: OSError) -> str:
    return (error.strerror or str(error)).lower()

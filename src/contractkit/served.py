"""A command line in, a running process out; its output is kept, it is stopped by process group.

It ends with us however we end: a watchdog beside it sees to that where we are killed.
"""

import atexit
import os
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from io import BufferedReader
from pathlib import Path
from threading import Thread
from time import monotonic, sleep
from typing import IO

from contractkit import watchdog
from contractkit.errors import TargetError, UsageError
from contractkit.readiness import HOST, Listening, Ready, Telling, free_port
from contractkit.settings import PORT

TAIL = 200  # lines of output kept in memory
SHOWN = 15  # of them in an error
ASK_EVERY = 0.05
PIECE = 8192  # bytes of output taken at once, and of a line that does not end
TERM_FOR = 5.0
ENDING = 1.0  # seconds
NOBODY = "nobody listens at its port any more"


class CommandTarget:
    """Starts the process at once and returns when it is ready, or raises TargetError with what it said last.

    `{port}` in the arguments and in the values of `env` becomes a free port. `ready` is a path that must answer
    below 500; None waits for the port to accept a connection. Of a process that has no port, `ready` is a text that it
    writes to its output. `env` is the whole environment; None inherits ours.
    `folder` is of no use without it: it is removed where we are killed, who would else do so.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        ready: str | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: Path | None = None,
        wait: float = 30.0,
        folder: Path | None = None,
    ) -> None:
        if not argv:
            raise UsageError("command: is empty; write for example [uvicorn, app:app, --port, '{port}']")
        environment = dict(os.environ if env is None else env)
        self.port = free_port()
        self.base_url = f"http://{HOST}:{self.port}"
        self._ready: Ready
        if any(PORT in text for text in (*argv, *environment.values())):
            self._ready = Listening(self.port, ready)
        elif ready:
            self._ready = Telling(ready)
        else:
            raise UsageError(f"command: {argv[0]} is not told its port; write {PORT} where the port belongs")
        self._argv = [text.replace(PORT, str(self.port)) for text in argv]
        self._environment = {k: v.replace(PORT, str(self.port)) for k, v in environment.items()}
        self._cwd, self._log, self._wait, self._folder = cwd, log, wait, folder
        self._tail: deque[str] = deque(maxlen=TAIL)
        self._rest = b""  # of a line that has not ended
        self._start()

    def _start(self) -> None:
        self._closed, self._rest = False, b""
        self._ready.begin()
        self._process = self._started(self._environment, self._cwd)
        self._watchdog: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)
        self._reader = Thread(target=self._keep_output, args=(self._log,), daemon=True)
        self._reader.start()
        try:
            self._watchdog = _watching(self._process.pid, self._folder)
            self._wait_until_ready(self._wait)
        except BaseException:
            self.close()
            raise

    def restart(self, meanwhile: Callable[[], str]) -> str:
        """Stop it and start it on the same port; what was said in between. Raises TargetError where it stays away."""
        self.close()
        said = meanwhile()
        self._start()
        return said

    def alive(self) -> bool:
        return self._process.poll() is None

    def ended(self) -> str | None:
        """How it ended, or that nobody listens at its port any more; None while it is there."""
        if self.alive():
            if self._ready.there():
                return None
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(ENDING)  # it lets go of its port before it is seen to end
        code = self._process.poll()
        if code is None:
            return NOBODY
        return f"signal {-code}" if code < 0 else f"exit code {code}"

    @property
    def pid(self) -> int:
        return self._process.pid

    def said(self) -> str:
        """The last lines of its output."""
        rest = [_text(self._rest)] if self._rest else []
        return "\n".join([*self._tail, *rest][-SHOWN:])

    def close(self) -> None:
        """Stop it and all it started: TERM, and KILL for what is still there."""
        atexit.unregister(self.close)
        if self._closed:
            return  # its pid may be another's by now
        self._closed = True
        self._stop()
        if self._watchdog is not None:
            _dismiss(self._watchdog)

    def _stop(self) -> None:
        if not _signal_group(self._process.pid, signal.SIGTERM):
            self._process.wait()
            return
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(TERM_FOR)
        _signal_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._reader.join(TERM_FOR)

    def _started(self, environment: Mapping[str, str], cwd: Path | None) -> "subprocess.Popen[bytes]":
        try:
            return subprocess.Popen(
                self._argv,
                env=environment,
                cwd=cwd,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        except OSError as wrong:
            raise TargetError(f"command: {self._argv[0]!r} cannot be started: {wrong.strerror}") from wrong

    def _keep_output(self, log: Path | None) -> None:
        output = self._process.stdout
        assert isinstance(output, BufferedReader)
        with output:
            if log is None:
                self._copy(output, None)
                return
            log.parent.mkdir(parents=True, exist_ok=True)
            with log.open("ab") as file:
                self._copy(output, file)

    def _copy(self, output: BufferedReader, file: IO[bytes] | None) -> None:
        # What is there, not lines: a prompt has no line end, and a server may write megabytes without one.
        while piece := output.read1(PIECE):
            if file:
                file.write(piece)
                file.flush()
            *lines, self._rest = (self._rest + piece).split(b"\n")
            for line in lines:
                self._hear(line)
            self._ready.hear(_text(self._rest))
            if len(self._rest) > PIECE:
                self._hear(self._rest[:PIECE])
                self._rest = self._rest[PIECE:]

    def _hear(self, line: bytes) -> None:
        self._ready.hear(_text(line))
        self._tail.extend(_text(line[at : at + PIECE]) for at in range(0, len(line) or 1, PIECE))

    def _wait_until_ready(self, wait: float) -> None:
        until = monotonic() + wait
        while True:
            if not self.alive():
                self._reader.join(1.0)
                raise TargetError(f"command: {self._name} ended with status {self._process.returncode}{self._last()}")
            why = self._ready.missing(timeout=min(2.0, wait))
            if why is None and self.alive():
                return
            if monotonic() > until:
                raise TargetError(f"command: {self._name} was not ready within {wait:g} s: {why}{self._last()}")
            sleep(ASK_EVERY)

    @property
    def _name(self) -> str:
        return repr(Path(self._argv[0]).name)

    def _last(self) -> str:
        return f"; its last lines:\n{said}" if (said := self.said()) else "; it said nothing"


def _text(line: bytes) -> str:
    return line.decode("utf-8", "backslashreplace").rstrip("\r")


def _watching(group: int, folder: Path | None) -> "subprocess.Popen[bytes]":
    """A watchdog for a process group; it barks when nobody holds its standard input any more."""
    also = [] if folder is None else [str(folder.resolve())]
    return subprocess.Popen(
        [sys.executable, "-I", "-S", watchdog.__file__, str(group), *also],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us
    )


def _dismiss(dog: "subprocess.Popen[bytes]") -> None:
    dog.kill()
    dog.wait()
    assert dog.stdin is not None
    dog.stdin.close()  # last: it would bark


def _signal_group(pid: int, number: signal.Signals) -> bool:
    """Signal the process group that the command leads; False when nothing of it is left."""
    try:
        os.killpg(pid, number)
    except (ProcessLookupError, PermissionError):  # macOS says the latter of a group of zombies
        return False
    return True

"""Brokers that a run starts for itself: the registry of what can be started, and what is running then."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from contractkit.errors import BrokerError, TargetError, UsageError
from contractkit.registry import Registry
from contractkit.served import CommandTarget
from contractkit.settings import PORT


@dataclass(frozen=True, slots=True)
class Running:
    """A broker that was started: its URL, whether it still runs, and how it is stopped."""

    url: str
    alive: Callable[[], bool]
    close: Callable[[], None]


Start = Callable[[Path], Running]
EMBEDDED: Registry[Start] = Registry("embedded broker", "contractkit.embedded")


def embedded(id: str, *, extra: str) -> Callable[[Start], Start]:
    """Register a broker by the function that starts it in a folder; `extra` is what installs it."""

    def decorate(start: Start) -> Start:
        def guarded(folder: Path) -> Running:
            try:
                return start(folder)
            except ImportError as missing:
                raise UsageError(
                    f"embedded:{id} needs an extra: pip install 'pytest-contractkit[{extra}]'"
                ) from missing
            except TargetError as wrong:
                raise BrokerError(f"embedded:{id} could not be started: {wrong}") from wrong

        return EMBEDDED.add(id, guarded)

    return decorate


def spawned(argv: Sequence[str], url: str, folder: Path) -> Running:
    """A server as a process of its own; `{port}` in both becomes a free port. The folder goes where we are killed."""
    started = CommandTarget(argv, cwd=folder, folder=folder)
    return Running(url.replace(PORT, str(started.port)), started.alive, started.close)

"""What runs make on a broker of this machine because it is missing there; the last run to leave may remove it again."""

import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from contractkit.errors import BrokerError
from contractkit.settings.brokers import BrokerSettings

if sys.platform != "win32":  # which has no such locks: there everything stays
    import fcntl


class Leftovers:
    """One for each connection to a broker; those of one user hold a lock on one file, so that each knows of the others.

    A broker elsewhere gets nothing made, and one that was started for the run takes it along: neither is noted.
    """

    def __init__(self, settings: BrokerSettings) -> None:
        self._made: set[str] = set()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)
        noted = settings.here and not settings.ours and sys.platform != "win32"
        self._path = _path(settings) if noted else Path()
        self._file = _locked(self._path, settings) if noted else None

    def made(self, name: str) -> None:
        """It was missing and is there now; named as its broker asks for it when it is to go."""
        if self._file is not None:
            self._made.add(name)

    def saw(self, name: str, position: str) -> None:
        """This event in it was published or heard by this run."""
        if self._file is not None:
            self._seen[name].add(position)

    @contextmanager
    def leaving(self) -> Iterator[Mapping[str, frozenset[str]]]:
        """Names of what may be removed, each with the positions of the events in it that are of these runs.

        Empty while others stay; who comes meanwhile waits. Safe to call twice.
        """
        file, self._file = self._file, None
        if file is None:
            yield {}
            return
        try:
            os.write(file, f"{json.dumps([sorted(self._made), _listed(self._seen)])}\n".encode())
            yield self._joined(file)
        finally:
            os.close(file)

    def _joined(self, file: int) -> dict[str, frozenset[str]]:
        """What all noted, for the last; it removes the file."""
        try:
            fcntl.flock(file, fcntl.LOCK_UN)  # first, so that of two who leave at once one is the last
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return {}
        if not _is(self._path, file):
            return {}  # another was the last just now
        notes = [json.loads(line) for line in self._path.read_text("utf-8").splitlines()]
        self._path.unlink()
        made = sorted({name for names, _ in notes for name in names})
        return {name: frozenset(one for _, seen in notes for one in seen.get(name, ())) for name in made}


def _path(settings: BrokerSettings) -> Path:
    broker = settings.shown.lower().replace("localhost", "127.0.0.1")
    return Path(tempfile.gettempdir(), f"contractkit-{os.getuid()}-{sha256(broker.encode()).hexdigest()[:16]}")


def _locked(path: Path, settings: BrokerSettings) -> int:
    """The file, open and shared with others; made anew where the last of them has just removed it."""
    while True:
        try:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
        except OSError as wrong:
            why = f"{path}: {wrong.strerror}; runs on one broker know of each other by this file"
            raise BrokerError(f"{settings.where}{settings.shown}: {why}") from wrong
        fcntl.flock(file, fcntl.LOCK_SH)
        if _is(path, file):
            return file
        os.close(file)


def _is(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(os.stat(path), os.fstat(file))
    except FileNotFoundError:
        return False


def _listed(seen: Mapping[str, set[str]]) -> dict[str, list[str]]:
    return {name: sorted(positions) for name, positions in seen.items()}

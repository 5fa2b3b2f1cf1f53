"""The files of a run: the register and ledger of the last one in, all artefacts of this one out, all or nothing."""

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp
from typing import Any

from contractkit.codec import Written, read_ledger, read_register, text
from contractkit.errors import StoreError
from contractkit.model import Ledger, Register, RunInfo

REGISTER = "discrepancy-register.json"
LEDGER = "ledger.json"
PARTIAL = "ledger.partial.json"
CODES = "error-codes.json"
MANIFEST = "manifest.json"
LOCK = ".contractkit.lock"
PARTS = ".parts-"  # what workers write until it is joined
VERSION = 1


class Store:
    """One outputs directory: everything below it that machines read is written here and nowhere else."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    def load_register(self, previous: Path | None = None) -> Register:
        """The register of the last run, from `previous` when given; the first run begins with an empty one."""
        path = previous or self.directory / REGISTER
        if previous is not None and not previous.parent.is_dir():
            raise StoreError(f"{previous}: there is no such folder; --contracts-register names the previous register")
        content = _read(path)
        return read_register(content, file=str(path)) if content is not None else Register()

    def load_ledger(self) -> Ledger | None:
        """What the last full run showed of each obligation and interaction; None before the first."""
        written = self._written()
        return written.ledger if written is not None else None

    def load_run(self) -> RunInfo | None:
        """The last full run; None before the first."""
        written = self._written()
        return written.run if written is not None else None

    @property
    def partial(self) -> bool:
        """Whether a partial run came after the last full one."""
        return (self.directory / PARTIAL).is_file()

    def load(self, name: str) -> Any:
        """The JSON of a file of the last full run; None where there is none, or it is none."""
        try:
            return json.loads(_read(self.directory / name) or "null")
        except ValueError:
            return None

    def load_known(self) -> tuple[str, ...]:
        """Ids of operations that the last full run knew, and of operations and contracts it missed already."""
        written = self._written()
        return written.before if written is not None else ()

    def save(self, files: Mapping[str, str], *, manifest: bool = True) -> None:
        """Write the artefacts of a run, and over those of a full run the manifest, which comes last.

        Nothing is replaced before everything is on disk: a run that is killed, or a disk that is full, leaves the
        files of the last run.
        """
        content = {self.directory / name: encoded(value) for name, value in files.items()}
        if manifest:
            digests = {name: digest(encoded(value)) for name, value in files.items()}
            content[self.directory / MANIFEST] = encoded(text({"version": VERSION, "files": digests}))
        _replace(content)
        if manifest:
            with translated(self.directory):
                (self.directory / PARTIAL).unlink(missing_ok=True)

    def rewrite(self, path: Path, change: Callable[[str], str]) -> None:
        """Change a file that people write in as well; `change` gets "" when there is none yet."""
        _replace({path: encoded(change(_read(path) or ""))})

    @contextmanager
    def lock(self, *beside: Path) -> Iterator[None]:
        """Held for a whole run; a second run in the same directory is refused and changes nothing.

        The manifest goes first: until a run has ended, nothing vouches for the files of the one before.
        `beside`: files elsewhere that the run will write; told now when they cannot be, not after the work.
        """
        for elsewhere in beside:
            if any(parent.is_file() for parent in elsewhere.parents) or elsewhere.is_dir():
                raise _below(elsewhere)
        path = self.directory / LOCK
        with translated(self.directory):
            self.directory.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle, self.directory)
            # The system frees it with the process: a file that a killed run left behind locks nobody out.
            with translated(self.directory):
                (self.directory / MANIFEST).unlink(missing_ok=True)
                for left_behind in self.directory.glob(".*.tmp"):
                    left_behind.unlink(missing_ok=True)
            for left_behind in self.directory.glob(f"{PARTS}*"):
                shutil.rmtree(left_behind, ignore_errors=True)
            yield
        finally:
            os.close(handle)

    def _written(self) -> Written | None:
        path = self.directory / LEDGER
        content = _read(path)
        return read_ledger(content, file=str(path)) if content is not None else None


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def encoded(content: str) -> bytes:
    """Half a surrogate pair, as a service may send it, is written as its escape."""
    return content.encode("utf-8", "backslashreplace")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What the system says about a file, as one sentence on what to do."""
    try:
        yield
    except (NotADirectoryError, FileExistsError) as below:
        raise _below(path) from below
    except OSError as failed:
        if failed.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            told = f"{path}: the disk is full ({failed.strerror}); the files of the last run are untouched, free space"
            raise StoreError(f"{told} and run again") from failed
        raise StoreError(f"{path}: cannot be written: {failed.strerror or failed}") from failed


def _read(path: Path) -> str | None:
    try:
        return path.read_text("utf-8")
    except FileNotFoundError:
        return None
    except NotADirectoryError as below:
        raise _below(path) from below
    except (OSError, UnicodeDecodeError) as unreadable:
        raise StoreError(f"{path}: cannot be read: {unreadable}") from unreadable


def _replace(files: Mapping[Path, bytes]) -> None:
    """Put new content in place of old, in the order given, after all of it has reached the disk."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, content in files.items():
            waiting.append((_temporary(path, content), path))
        for temporary, path in waiting:
            with translated(path):
                os.replace(temporary, path)
        for folder in {path.parent for path in files}:
            _sync(folder)
    finally:
        for temporary, _ in waiting:
            temporary.unlink(missing_ok=True)


def _temporary(path: Path, content: bytes) -> Path:
    """A file beside `path` with the whole content, on disk."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, _mode(path))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return Path(name)


def _mode(path: Path) -> int:
    """Temporary files are private; an artefact keeps the mode it had, or gets the usual one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o644


def _sync(folder: Path) -> None:
    """A rename is on disk only when its folder is."""
    with translated(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _take(handle: int, directory: Path) -> None:
    try:
        import fcntl
    except ImportError as missing:
        raise StoreError("runs cannot be locked on this system: Windows is not supported") from missing
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        holder = os.read(handle, 32).decode("ascii", "replace").strip() or "?"
        raise StoreError(
            f"{directory}: another run (process {holder}) writes here; wait for it, or give this one its own "
            "outputs.directory"
        ) from taken
    os.ftruncate(handle, 0)
    os.write(handle, f"{os.getpid()}\n".encode())


def _below(path: Path) -> StoreError:
    if path.is_dir():
        return StoreError(f"{path}: is a folder, not a file; give another name under outputs:")
    blocked = next((str(p) for p in (path, *path.parents) if p.is_file()), str(path))
    return StoreError(f"{path}: {blocked} is a file, not a folder; give another name under outputs:")

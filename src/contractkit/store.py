"""The files of a run: the register and ledger of the last one in, all artefacts of this one out, all or nothing."""

import errno
import hashlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkstemp

from contractkit.codec import Written, dumps, read_ledger, read_register
from contractkit.errors import StoreError
from contractkit.model import Register

REGISTER = "discrepancy-register.json"
LEDGER = "ledger.json"
PARTIAL = "ledger.partial.json"
MANIFEST = "manifest.json"
LOCK = ".contractkit.lock"
VERSION = 1


class Store:
    """One outputs directory. `register`: where the previous register is read from, when it is not the one here."""

    def __init__(self, directory: Path, *, register: Path | None = None) -> None:
        self.directory = directory
        self._register = register or directory / REGISTER

    def load_register(self) -> Register:
        """The register of the last run; the first run begins with an empty one."""
        if not self._register.parent.is_dir() and self._register.parent != self.directory:
            raise StoreError(
                f"{self._register}: there is no such folder; --contracts-register names the previous file"
            )
        text = self._read(self._register)
        return read_register(text, file=str(self._register)) if text is not None else Register()

    def load_ledger(self) -> Written | None:
        """The ledger of the last full run, beside the register that was read."""
        path = self._register.parent / LEDGER
        text = self._read(path)
        return read_ledger(text, file=str(path)) if text is not None else None

    def save(self, files: Mapping[str, str], *, beside: Mapping[str, Path] | None = None) -> None:
        """Write the artefacts of a full run and the manifest over them, the manifest last.

        `beside`: files of the run that others have written already, by the name the manifest gives them. Nothing is
        replaced before everything is on disk: a run that is killed, or a disk that is full, leaves the last run's.
        """
        digests = {name: digest(text.encode()) for name, text in files.items()}
        digests |= {name: digest(self._bytes(path)) for name, path in (beside or {}).items()}
        manifest = dumps({"version": VERSION, "files": digests})
        self._replace([*((self.directory / name, text) for name, text in files.items())], manifest)
        with translated(self.directory):
            (self.directory / PARTIAL).unlink(missing_ok=True)

    def write(self, name: str, text: str) -> None:
        """One file outside the manifest: the ledger of a partial run."""
        write_text(self.directory / name, text)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Held for a whole run; a second run in the same directory is refused and changes nothing."""
        path = self.directory / LOCK
        with translated(self.directory):
            self.directory.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _take(handle, self.directory)
            # The system frees it with the process: a file that a killed run left behind locks nobody out.
            yield
        finally:
            os.close(handle)

    def _replace(self, files: list[tuple[Path, str]], manifest: str) -> None:
        written: list[tuple[str, Path]] = []
        try:
            for path, text in (*files, (self.directory / MANIFEST, manifest)):
                written.append((_temporary(path, text), path))
            for temporary, path in written:
                with translated(path):
                    os.replace(temporary, path)
            _sync_folder(self.directory)
        finally:
            for temporary, _ in written:
                Path(temporary).unlink(missing_ok=True)

    def _read(self, path: Path) -> str | None:
        try:
            return path.read_text("utf-8")
        except FileNotFoundError:
            return None
        except NotADirectoryError as below:
            raise _below(path) from below
        except (OSError, UnicodeDecodeError) as unreadable:
            raise StoreError(f"{path}: cannot be read: {unreadable}") from unreadable

    def _bytes(self, path: Path) -> bytes:
        with translated(path):
            return path.read_bytes()


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_text(path: Path, text: str) -> None:
    """Write one file so that its old content stands until the new one is whole and on disk."""
    temporary = _temporary(path, text)
    try:
        with translated(path):
            os.replace(temporary, path)
        _sync_folder(path.parent)
    finally:
        Path(temporary).unlink(missing_ok=True)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """What the system says about a file, as one sentence on what to do."""
    try:
        yield
    except (NotADirectoryError, FileExistsError) as below:
        raise _below(path) from below
    except OSError as failed:
        if failed.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            told = (
                f"{path}: the disk is full ({failed.strerror}); the files of the last run are untouched, free space"
            )
            raise StoreError(f"{told} and run again") from failed
        raise StoreError(f"{path}: cannot be written: {failed.strerror or failed}") from failed


def _temporary(path: Path, text: str) -> str:
    """A file beside `path` with the whole text, on disk."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as out:
                out.write(text)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(name, _mode(path))
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    return name


def _mode(path: Path) -> int:
    """Temporary files are private; an artefact keeps the mode it had, or gets the usual one."""
    try:
        return path.stat().st_mode & 0o777
    except FileNotFoundError:
        return 0o644


def _sync_folder(folder: Path) -> None:
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
    blocked = next((str(p) for p in (path, *path.parents) if p.is_file()), str(path))
    return StoreError(f"{path}: {blocked} is a file, not a folder; give another outputs.directory")

"""A contracts folder in, its files out: each is read once, and only files inside the folder are read."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from contractkit.errors import ContractError
from contractkit.model import Location
from contractkit.source import Source, read, relative


class Pool:
    """`root` is the folder that references may not leave; file names in messages are relative to `base`."""

    def __init__(self, root: Path, *, base: Path | None = None) -> None:
        self.root, self.base = root.resolve(), base or root
        self._read: dict[Path, Source | ContractError] = {}

    def source(self, path: Path) -> Source:
        """The file's content; the same ContractError each time when it cannot be read."""
        found = self._outcome(path.resolve())
        if isinstance(found, ContractError):
            raise found
        return found

    def readable(self, path: Path) -> bool:
        return isinstance(self._outcome(path.resolve()), Source)

    def _outcome(self, path: Path) -> Source | ContractError:
        if path not in self._read:
            try:
                self._read[path] = read(path, root=self.base)
            except ContractError as unreadable:
                self._read[path] = unreadable
        return self._read[path]

    def name(self, path: Path) -> str:
        """The path relative to the contracts folder: how a bundled document calls the file."""
        return relative(path, self.root)

    def beside(self, source: Source, url: str, at: Location) -> Path:
        """The file that a reference's relative URL means, seen from a source; it may be missing."""
        parts = urlsplit(url)
        if parts.scheme or parts.netloc:
            raise ContractError(
                f"{at}: '$ref' to {url!r} is remote; contractkit reads nothing from the network: "
                "save the document in the contracts folder and refer to it by its relative path"
            )
        path = (source.path.parent / unquote(parts.path)).resolve()
        if not path.is_relative_to(self.root):
            raise ContractError(
                f"{at}: '$ref' to {url!r} leaves the contracts folder {relative(self.root, self.base)!r}; "
                "give --contracts the folder that holds both files, or move the file inside"
            )
        return path


def reached(source: Source, pool: Pool, urls: frozenset[str]) -> frozenset[Path]:
    """The existing files inside the folder that some relative URLs lead to; remote and foreign ones are left out."""
    found = set()
    for url in urls:
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or not parts.path:
            continue
        path = (source.path.parent / unquote(parts.path)).resolve()
        if path.is_relative_to(pool.root) and path.is_file():
            found.add(path)
    return frozenset(found)

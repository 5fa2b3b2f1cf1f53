"""A contracts folder (or one file) in; its contracts, what is only recognised and what is wrong out."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from contractkit.agreements import agreed
from contractkit.errors import ContractError, UsageError
from contractkit.extensions import FORMATS
from contractkit.model import Contract, Recognised
from contractkit.openapi.node import Unreadable
from contractkit.schema import SchemaBook
from contractkit.settings import Settings
from contractkit.source import Source, relative
from contractkit.source.opened import MakeSchemas, Opened
from contractkit.source.patterns import matches
from contractkit.source.pool import Pool, reached
from contractkit.source.references import references
from contractkit.source.strangers import stranger

_documents = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Loaded:
    """`problems` are sentences with file:line and what to do; each of them means HOLD."""

    root: Path
    contracts: tuple[Contract, ...]
    recognised: tuple[Recognised, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    name: str  # relative to the contracts folder
    file: str  # relative to `base`, as people see it


def load(
    root: Path,
    *,
    base: Path | None = None,
    ignore: Sequence[str] = (),
    ids: Mapping[str, str] | None = None,
    outputs: Sequence[Path] = (),
    schemas: MakeSchemas = SchemaBook,
) -> Loaded:
    """Load every contract below `root`; a file that cannot be read becomes a problem and stops no other.

    `base`: what file names in messages are relative to. `ignore`: glob patterns relative to `root`. `ids`: contract
    ids by file, instead of the file's name without extensions. `outputs`: files and folders that contractkit writes.
    """
    if not root.exists():
        raise UsageError(f"--contracts: there is no file or folder {str(root)!r}")
    folder = root if root.is_dir() else root.parent
    pool = Pool(folder, base=base or folder)
    ids = ids or {}
    files = tuple(_files(root, folder, base or folder, ignore, outputs))
    problems = [
        f"ids: there is no contract file {name!r}; known: {_listed(files)}"
        for name in ids
        if name not in {f.name for f in files}
    ]
    found: list[tuple[_File, Contract | Recognised]] = []
    unclaimed: list[_File] = []
    needed: set[Path] = set()
    for file in files:
        try:
            parsed = _parse(file, pool, ids, schemas, needed)
        except ContractError as bad:
            problems.append(str(bad))
            continue
        if parsed is None:
            unclaimed.append(file)
        else:
            found.append((file, parsed))
    return _gathered(root, found, unclaimed, needed, problems, pool, empty=not files)


def load_contract(path: Path | str) -> Contract:
    """The contract in a file; files it refers to must lie in its folder or below. ContractError when it is none."""
    path = Path(path)
    if not path.is_file():
        raise ContractError(f"{path}: there is no such file")
    loaded = load(path, base=Path.cwd())
    if loaded.problems:
        raise ContractError("\n".join(loaded.problems))
    if not loaded.contracts:
        what = loaded.recognised[0]
        raise ContractError(f"{path}: {what.what}: {what.reason}")
    return agreed(loaded.contracts[0], Settings())


def contract_id(name: str) -> str:
    """A file's name without its extensions: `shop/orders.openapi.yaml` -> `shop/orders`.

    `shop/orders.asyncapi.yaml` -> `shop/orders-events`: the two often stand beside each other.
    """
    path = PurePath(name)
    stem = path.name.removesuffix(path.suffix)
    for kind, said in ((".openapi", ""), (".swagger", ""), (".asyncapi", "-events")):
        stem = f"{stem.removesuffix(kind)}{said}" if stem.endswith(kind) and stem != kind else stem
    return (path.parent / stem).as_posix()


def _parse(
    file: _File, pool: Pool, ids: Mapping[str, str], schemas: MakeSchemas, needed: set[Path]
) -> Contract | Recognised | None:
    """What the first format that claims a file makes of it; None when no format does."""
    opened = Opened(ids.get(file.name, contract_id(file.name)), file.file, schemas, pool)
    for _, format in FORMATS:
        if format.named(file.path):
            return format.parse(opened)
    if file.path.suffix.lower() not in _documents:
        return None
    source = pool.source(file.path)
    needed |= _reached(source, pool)
    if not isinstance(source.value, dict):
        return None
    opened = Opened(opened.id, file.file, schemas, pool, source)
    for _, format in FORMATS:
        if format.claims(source.value):
            try:
                return format.parse(opened)
            except Unreadable as bad:
                raise ContractError(f"{source.locate(bad.pointer, key=True)}: {bad.message}") from bad
    return None


def _reached(source: Source, pool: Pool) -> frozenset[Path]:
    """Every file that a document refers to, directly or through others."""
    found: set[Path] = set()
    waiting = [source]
    while waiting:
        here = waiting.pop()
        urls = frozenset(use.text.partition("#")[0] for use in references(here.value) if use.key != "$id")
        for path in reached(here, pool, urls) - found:
            found.add(path)
            if path.suffix.lower() in _documents and pool.readable(path):
                waiting.append(pool.source(path))
    return frozenset(found)


def _gathered(
    root: Path,
    found: list[tuple[_File, Contract | Recognised]],
    unclaimed: list[_File],
    needed: set[Path],
    problems: list[str],
    pool: Pool,
    *,
    empty: bool,
) -> Loaded:
    contracts = tuple(parsed for _, parsed in found if isinstance(parsed, Contract))
    recognised = tuple(
        parsed
        for file, parsed in found
        if isinstance(parsed, Recognised) and (parsed.judged or file.path.resolve() not in needed)
    )
    problems += [stranger(pool, f.path, f.file) for f in unclaimed if f.path.resolve() not in needed]
    problems += _clashes(contracts)
    shared = {one for one, held in _by_id(contracts).items() if len(held) > 1}
    if not contracts and not problems and all(one.judged for one in recognised):
        what = "is empty" if empty else "holds no contract"
        problems = [
            f"{root}: {what}; put an OpenAPI or Swagger document (YAML or JSON) there, or point --contracts at it"
        ]
    return Loaded(root, tuple(c for c in contracts if c.id not in shared), recognised, tuple(dict.fromkeys(problems)))


def _by_id(contracts: Sequence[Contract]) -> dict[str, list[Contract]]:
    held: dict[str, list[Contract]] = {}
    for contract in contracts:
        held.setdefault(contract.id, []).append(contract)
    return held


def _clashes(contracts: Sequence[Contract]) -> list[str]:
    return [
        f"{' and '.join(c.file for c in held)} have the same contract id {one!r}; rename a file or set its id"
        for one, held in _by_id(contracts).items()
        if len(held) > 1
    ]


def _files(root: Path, folder: Path, base: Path, ignore: Sequence[str], outputs: Sequence[Path]) -> Iterator[_File]:
    """The files that have to be accounted for, sorted; dotfiles, our outputs and what `ignore` names are left out."""
    ours = {path.resolve() for path in outputs}
    if root.is_file():
        yield _File(root, root.name, relative(root, base))
        return
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(n for n in folders if not n.startswith(".") and n not in ("node_modules", "__pycache__"))
        for path in sorted(Path(here) / name for name in names if not name.startswith(".")):
            name = path.relative_to(folder).as_posix()
            real = path.resolve()
            if not matches(name, ignore) and not (ours & {real, *real.parents}):
                yield _File(path, name, relative(path, base))


def _listed(files: Sequence[_File]) -> str:
    return ", ".join(f.name for f in files[:5]) or "none"

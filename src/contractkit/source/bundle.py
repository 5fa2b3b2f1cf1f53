"""A contract's main file in, one document out in which every reference is local, with the way back to the files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from contractkit.errors import ContractError
from contractkit.model import Location
from contractkit.source import Source
from contractkit.source.dangling import Dangling, dangling, uses_dynamic
from contractkit.source.pointer import at, escape, pointer_in, pointer_of, reference_to, tokens_of
from contractkit.source.pool import Pool
from contractkit.source.references import FILES, Reference, references, rewritten


@dataclass(frozen=True, slots=True)
class Locator:
    """From pointers of a bundled document to file and line; `moved` are places we made, and what they stand for."""

    main: Source
    files: Mapping[str, Source] = field(default_factory=dict)
    moved: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, pointer: str, *, key: bool = False) -> Location:
        if self.moved:
            above = pointer
            while above and above not in self.moved:
                above = above.rpartition("/")[0]
            pointer = self.moved.get(above, "") + pointer[len(above) :]
        if pointer.startswith(f"/{FILES}/"):
            name, *rest = tokens_of(pointer)[1:]
            if name in self.files:
                return self.files[name].locate(pointer_of(rest), key=key)
        return self.main.locate(pointer, key=key)


@dataclass(frozen=True, slots=True)
class Bundle:
    """`document` has only local references; other files stand below its root key `x-files`, by relative path."""

    file: str
    document: Mapping[str, Any]
    digest: str
    locate: Locator
    dangling: tuple[Dangling, ...] = ()


def bundle(source: Source, pool: Pool) -> Bundle:
    """Embed every file that is reached by `$ref`; ContractError for remote ones and ones out of the folder."""
    files: dict[str, Source] = {}
    document = dict(source.value)
    embedded: dict[str, Any] = {}
    waiting = [source]
    while waiting:
        here = waiting.pop()
        value = _local(here, source, pool, waiting, files)
        if here is source:
            document = value
        else:
            embedded[pool.name(here.path)] = value
    if embedded:
        document = {**document, FILES: dict(sorted(embedded.items()))}
    return Bundle(source.file, document, _digest(source, files, pool), Locator(source, files), dangling(document))


def _local(here: Source, main: Source, pool: Pool, waiting: list[Source], files: dict[str, Source]) -> Any:
    """One file's value with its references made local to the bundle; files it needs are put on `waiting`."""
    swagger = isinstance(main.value, dict) and "swagger" in main.value
    uses = list(references(here.value, swagger=swagger))
    if here is main and all(use.key != "$id" and (use.text + "/").startswith("#/") for use in uses):
        return here.value
    dynamic = here is main and uses_dynamic(here.value)
    resources = () if dynamic else tuple(use.pointer.removesuffix("/$id") for use in uses if use.key == "$id")
    names = {use.text.rstrip("#"): use.pointer.removesuffix("/$id") for use in uses if use.key == "$id"}
    prefix = "" if here is main else f"/{FILES}/{escape(pool.name(here.path))}"

    def change(use: Reference) -> str | None:
        if use.key == "$id":
            return use.text if dynamic else None
        url, _, fragment = use.text.partition("#")
        if url in names and url:
            return use.text if dynamic else reference_to(prefix + names[url] + _fragment(here, fragment, names[url]))
        if not url:
            if dynamic and not prefix:
                return use.text
            return reference_to(prefix + _fragment(here, fragment, _resource(use.pointer, resources)))
        if use.key != "$ref" and "://" in url:
            return use.text
        path = pool.beside(here, url, here.locate(use.pointer, key=True))
        if use.key == "mapping" and not path.is_file():
            return use.text
        return foreign(path, fragment, use)

    def foreign(path: Path, fragment: str, use: Reference) -> str:
        if path == main.path.resolve():
            return reference_to(_fragment(main, fragment, ""))
        name = pool.name(path)
        if path.is_file() and name not in files:
            files[name] = _neighbour(path, pool, here.locate(use.pointer, key=True))
            waiting.append(files[name])
        inside = _fragment(files[name], fragment, "") if name in files else pointer_in(fragment)
        return reference_to(f"/{FILES}/{escape(name)}{inside}")

    return rewritten(here.value, change, swagger=swagger)


def _neighbour(path: Path, pool: Pool, at: Location) -> Source:
    try:
        return pool.source(path)
    except ContractError as unreadable:
        raise ContractError(f"{at}: refers to a file that cannot be read: {unreadable}") from unreadable


def _fragment(source: Source, fragment: str, resource: str) -> str:
    """What a fragment means: a pointer (from its `$id` resource, else from the root) or an anchor."""
    pointer = pointer_in(fragment)
    if not pointer.startswith("/"):
        return _anchors(source.value).get(pointer, f"/{escape(pointer)}") if pointer else resource
    if resource:
        try:
            at(source.value, resource + pointer)
        except LookupError:
            return pointer
        return resource + pointer
    return pointer


def _resource(pointer: str, resources: tuple[str, ...]) -> str:
    """The nearest `$id` resource around a pointer."""
    return max((r for r in resources if pointer.startswith(f"{r}/")), key=len, default="")


def _anchors(value: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    waiting: list[tuple[Any, str]] = [(value, "")]
    while waiting:
        node, pointer = waiting.pop()
        if isinstance(node, dict):
            for key in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(key), str):
                    found[node[key]] = pointer
            waiting.extend((v, f"{pointer}/{escape(k)}") for k, v in node.items())
        elif isinstance(node, list):
            waiting.extend((v, f"{pointer}/{i}") for i, v in enumerate(node))
    return found


def _digest(source: Source, files: Mapping[str, Source], pool: Pool) -> str:
    """sha256 over path and digest of each file, sorted by path: independent of where the folder lies."""
    total = hashlib.sha256()
    for name, one in sorted({pool.name(source.path): source, **files}.items()):
        total.update(f"{name}\0{one.digest}\n".encode())
    return total.hexdigest()

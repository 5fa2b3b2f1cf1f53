"""A JSON or YAML file in, its JSON value and the line of every node out."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from contractkit.errors import ContractError
from contractkit.model import Location
from contractkit.source.json_text import JsonLines, read_json
from contractkit.source.pointer import escape
from contractkit.source.yaml_text import read_yaml


@dataclass(frozen=True, slots=True)
class Source:
    """One file: `file` is relative to the root it was read with, `digest` the sha256 hex of its bytes."""

    path: Path
    file: str
    value: Any
    digest: str
    line: Callable[[str, bool], int]

    def locate(self, pointer: str, *, key: bool = False) -> Location:
        """Where the value at a JSON pointer (with `key`: its key) stands; its nearest ancestor if it is missing."""
        return Location(self.file, self.line(pointer, key), pointer)


def read(path: Path, *, root: Path) -> Source:
    """Read a file strictly: what JSON cannot say, and duplicate keys, are a ContractError with file:line."""
    file = relative(path, root)
    try:
        if path.exists() and not path.is_file():
            raise ContractError(f"{file}: is no regular file; remove it, or name it under ignore: in contractkit.yaml")
        data = path.read_bytes()
    except OSError as unreadable:
        raise ContractError(f"{file}: cannot be read: {unreadable.strerror or unreadable}") from unreadable
    value, line = parse(_text(data, file), file, prefer_yaml=path.suffix.lower() in (".yaml", ".yml"))
    return Source(path, file, value, hashlib.sha256(data).hexdigest(), line)


def parse(text: str, file: str, *, prefer_yaml: bool = False) -> tuple[Any, Callable[[str, bool], int]]:
    """The value of a text and the way from (pointer, key) to a line; JSON when it starts like JSON, else YAML."""
    if not text.strip():
        raise ContractError(f"{file}:1: the file is empty; write the contract or remove the file")
    line: Callable[[str, bool], int]
    if text.lstrip()[0] in "{[" and not prefer_yaml:
        value, line = read_json(text, file), JsonLines(text)
    elif text.lstrip()[0] in "{[":
        try:
            value, line = read_json(text, file), JsonLines(text)
        except ContractError:  # a YAML flow mapping starts the same way
            value, line = read_yaml(text, file)
    else:
        value, line = read_yaml(text, file)
    if _half_pairs.search(text):
        _refuse_half_pairs(value, file, line)
    return value, line


def relative(path: Path, root: Path) -> str:
    """A path as people see it: relative to the root with `/`, or as it stands when it lies outside."""
    try:
        return path.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return path.as_posix()


_half_pairs = re.compile(r"\\u[dD][89a-fA-F]")


def _text(data: bytes, file: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ContractError(f"{file}:1: the file is UTF-16; save it as UTF-8")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as bad:
        line = data.count(b"\n", 0, bad.start) + 1
        raise ContractError(
            f"{file}:{line}: byte 0x{data[bad.start]:02x} is not UTF-8; save the file as UTF-8"
        ) from bad


def _refuse_half_pairs(value: Any, file: str, line: Callable[[str, bool], int]) -> None:
    """Half of a surrogate pair is text to Python's JSON reader, but no encoder can send it on."""
    waiting: list[tuple[Any, str]] = [(value, "")]
    while waiting:
        node, pointer = waiting.pop()
        if isinstance(node, str) and any("\ud800" <= letter <= "\udfff" for letter in node):
            where = f"{file}:{line(pointer, False)}"
            raise ContractError(f"{where}: {node[:40]!a} holds half of a surrogate pair; write the whole character")
        if isinstance(node, dict):
            waiting.extend((part, f"{pointer}/{escape(key)}") for key, held in node.items() for part in (key, held))
        elif isinstance(node, list):
            waiting.extend((item, f"{pointer}/{index}") for index, item in enumerate(node))

"""Bytes of a capture in, its lines in blocks out: plain or gzip, a whole file or a stretch of it, in flat memory."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from contractkit.errors import UsageError

CHUNK = 96 << 10  # about what a processor keeps at hand
LONGEST = 64 << 20  # bytes of a line; what is longer is counted and not held
TOO_LONG = b"\0longer than a line may be"  # stands for such a line, known by identity
GZIP = b"\x1f\x8b"
_BOM = b"\xef\xbb\xbf"


class CutShort(Exception):
    """A capture that could not be read to its end; what came before it counts."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bytes of a file that begin and end with a line; `end` None: all there is. `stream`: what is read instead."""

    path: Path
    begin: int = 0
    end: int | None = None
    stream: BinaryIO | None = None


def opened(path: Path) -> BinaryIO:
    """UsageError for what cannot be opened."""
    try:
        return path.open("rb", buffering=0)
    except OSError as wrong:
        raise UsageError(f"--capture: {path} cannot be read: {wrong.strerror or wrong}") from wrong


def stands(stretch: Stretch) -> bool:
    """Whether what is read of it can be read again, at its place in the file."""
    if stretch.stream is not None or not stretch.path.is_file():
        return False
    with opened(stretch.path) as file:
        return not file.read(len(GZIP)).startswith(GZIP)


def chunks_of(stretch: Stretch) -> Iterator[bytes]:
    """Chunks, unpacked where they are gzip."""
    if stretch.stream is not None:
        yield from unpacked(_read(stretch.stream, 0, None))
        return
    with opened(stretch.path) as file:
        yield from unpacked(_read(file, stretch.begin, stretch.end))


def stretches(path: Path, number: int) -> tuple[Stretch, ...]:
    """A file in so many stretches of about the same size; one for what has to be read from its beginning.

    Of a pipe nothing is read here: what is taken from it is gone.
    """
    if path.is_fifo() or path.is_char_device():
        return (Stretch(path),)
    with opened(path) as file:
        start = file.read(CHUNK)
        size = file.seek(0, 2) if file.seekable() else 0
        if number < 2 or not size or start.startswith(GZIP) or start.removeprefix(_BOM).lstrip()[:1] == b"[":
            return (Stretch(path),)
        cuts = sorted({0, size, *(_line_after(file, size * part // number, size) for part in range(1, number))})
    return tuple(Stretch(path, begin, end) for begin, end in pairwise(cuts))


@dataclass(frozen=True, slots=True)
class Block:
    """Whole lines, without the end of the last one. `begin`: where they stand among all bytes that are read."""

    text: bytes
    begin: int = 0

    @property
    def lines(self) -> list[bytes]:
        """Without their ends; empty ones are there, since they count."""
        return [TOO_LONG] if self.text is TOO_LONG else self.text.split(b"\n")

    def parts(self, most: int) -> Iterator["Block"]:
        """Of so many lines at most."""
        lines, begin = self.lines, self.begin
        for at in range(0, len(lines), most):
            text = b"\n".join(lines[at : at + most])
            yield Block(text, begin)
            begin += len(text) + 1


def blocks(chunks: Iterable[bytes]) -> Iterator[Block]:
    held: list[bytes] = []
    begin = size = 0  # of what is held, or was and is too long
    for chunk in chunks:
        if begin + size == 0 and chunk.startswith(_BOM):
            chunk, begin = chunk.removeprefix(_BOM), len(_BOM)
        end, at = chunk.rfind(b"\n"), 0
        if end >= 0 and size + (first := chunk.find(b"\n")) > LONGEST:
            yield Block(TOO_LONG, begin)
            begin, size, at = begin + size + first + 1, 0, first + 1
            held.clear()
        if at <= end:
            yield Block(b"".join([*held, memoryview(chunk)[at:end]]), begin)
            begin, size = begin + size + end + 1 - at, 0
            held.clear()
        at = max(at, end + 1)
        held.append(chunk[at:])
        size += len(chunk) - at
        if size > LONGEST:
            held.clear()
    if size:
        yield Block(TOO_LONG if size > LONGEST else b"".join(held), begin)


def line_of(path: Path, number: int) -> bytes:
    """One line of a file, from 1 on; nothing where it has no such line. Raises CutShort."""
    for block in blocks(chunks_of(Stretch(path))):
        lines = block.lines
        if number <= len(lines):
            return lines[number - 1]
        number -= len(lines)
    return b""


def unpacked(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """As they are, or what their gzip members hold; raises CutShort where one does not end or is damaged."""
    first = next(chunks, b"")
    if not first.startswith(GZIP):
        if first:
            yield first
        yield from chunks
        return
    reader = zlib.decompressobj(wbits=31)
    for chunk in _all(first, chunks):
        waiting = chunk
        while waiting or reader.unconsumed_tail:
            if reader.eof:
                if not waiting.strip(b"\0"):
                    break  # padding, as tape and block devices leave it
                reader = zlib.decompressobj(wbits=31)
            try:
                made = reader.decompress(waiting, CHUNK)
            except zlib.error as wrong:
                raise CutShort(f"its gzip data is damaged: {wrong}") from wrong
            if made:
                yield made
            waiting = reader.unused_data if reader.eof else reader.unconsumed_tail
    if not reader.eof:
        raise CutShort("its gzip data ends early")


def _read(file: BinaryIO, begin: int, end: int | None) -> Iterator[bytes]:
    try:
        if begin:
            file.seek(begin)
        left = None if end is None else end - begin
        while left is None or left > 0:
            chunk = file.read(CHUNK if left is None else min(CHUNK, left))
            if not chunk:
                return
            left = None if left is None else left - len(chunk)
            yield chunk
    except OSError as wrong:
        raise CutShort(f"reading it failed: {wrong.strerror or wrong}") from wrong


def _line_after(file: BinaryIO, offset: int, size: int) -> int:
    """Where the first line begins that begins at an offset or after it."""
    at = file.seek(max(0, offset - 1))
    while chunk := file.read(CHUNK):
        if (found := chunk.find(b"\n")) >= 0:
            return at + found + 1
        at += len(chunk)
    return size


def _all(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest

"""Bytes of a capture in, its lines in blocks out: plain or gzip, a whole file or a stretch of it, in flat memory."""

import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO

from contractkit.errors import UsageError

CHUNK = 1 << 18
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
        return path.open("rb")
    except OSError as wrong:
        raise UsageError(f"--capture: {path} cannot be read: {wrong.strerror or wrong}") from wrong


def chunks_of(stretch: Stretch) -> Iterator[bytes]:
    """Chunks, unpacked where they are gzip."""
    if stretch.stream is not None:
        yield from unpacked(_read(stretch.stream, 0, None))
        return
    with opened(stretch.path) as file:
        yield from unpacked(_read(file, stretch.begin, stretch.end))


def stretches(path: Path, number: int) -> tuple[Stretch, ...]:
    """A file in so many stretches of about the same size; one for what has to be read from its beginning."""
    with opened(path) as file:
        start = file.read(CHUNK)
        size = file.seek(0, 2) if file.seekable() else 0
        if number < 2 or not size or start.startswith(GZIP) or start.removeprefix(_BOM).lstrip()[:1] == b"[":
            return (Stretch(path),)
        cuts = sorted({0, size, *(_line_after(file, size * part // number, size) for part in range(1, number))})
    return tuple(Stretch(path, begin, end) for begin, end in pairwise(cuts))


def blocks(chunks: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Lines without their ends; empty ones are there, since they count."""
    held: list[bytes] = []
    size, first = 0, True
    for chunk in chunks:
        if first:
            chunk, first = chunk.removeprefix(_BOM), False
        lines = chunk.split(b"\n")
        size += len(lines[0])
        held.append(lines[0])
        if size > LONGEST:
            held.clear()
        if len(lines) > 1:
            lines[0] = TOO_LONG if size > LONGEST else b"".join(held)
            begun = lines.pop()
            yield lines
            held, size = [begun], len(begun)
    if size:
        yield [TOO_LONG if size > LONGEST else b"".join(held)]


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

"""Stretches of files in, what each of them shows out, in order: one after another, or each in a process of its own."""

import multiprocessing
from collections.abc import Iterator, Sequence
from multiprocessing.connection import Connection

from contractkit.captures.gathered import FIRST, Gathered
from contractkit.captures.lines import Stretch, blocks, chunks_of, stands
from contractkit.captures.reading import USED_TWICE, Reader
from contractkit.captures.window import Edges, Seam
from contractkit.collecting import rarely_collected
from contractkit.errors import ContractKitError

Part = tuple[Gathered, Edges]


def gathered(parts: Iterator[Part]) -> Gathered:
    """All of a capture; what a part repeats of those before it is found here."""
    whole, seam = Gathered(-1), Seam()
    for found, edges in parts:
        again, other = seam.join(edges)
        found.again += again
        if other:
            lines = [(found.file, line) for line in other]
            found.find(USED_TWICE, (), len(other), b"")
            cause = found.causes[USED_TWICE.key]
            cause.lines = sorted([*cause.lines, *lines])[:FIRST]
        whole.join(found)
    return whole


def read(reader: Reader, stretches: Sequence[tuple[int, Stretch]], processes: int) -> Iterator[Part]:
    """Each with the number of its file."""
    if processes < 2 or len(stretches) < 2:
        for index, (file, stretch) in enumerate(stretches):
            yield _part(reader, file, stretch, index == 0, index == len(stretches) - 1)
        return
    for begin in range(0, len(stretches), processes):
        yield from _beside(reader, stretches, range(begin, min(begin + processes, len(stretches))))


def _beside(reader: Reader, stretches: Sequence[tuple[int, Stretch]], indexes: range) -> Iterator[Part]:
    """By fork: contracts are read and validators compiled once, and hashes are the same in all of them. The first one
    is read here meanwhile."""
    context = multiprocessing.get_context("fork")
    begun = []
    told = [(reader, *stretches[at], at == 0, at == len(stretches) - 1) for at in indexes]
    try:
        for one in told[1:]:
            ours, theirs = context.Pipe(duplex=False)
            process = context.Process(target=_work, args=(theirs, *one), daemon=True)
            process.start()
            theirs.close()
            begun.append((process, ours))
        yield _part(*told[0])
        for process, ours in begun:
            try:
                got = ours.recv()
            except EOFError as gone:
                process.join()
                raise ContractKitError(
                    f"--capture: a process ended by itself (exit code {process.exitcode}); try --processes 1"
                ) from gone
            if isinstance(got, BaseException):
                raise got
            yield got
    finally:
        for process, ours in begun:
            ours.close()
            if process.is_alive():
                process.terminate()
            process.join()


def _work(pipe: Connection, reader: Reader, file: int, stretch: Stretch, leads: bool, last: bool) -> None:
    try:
        pipe.send(_part(reader, file, stretch, leads, last))
    except ContractKitError as wrong:
        pipe.send(wrong)
    finally:
        pipe.close()


def _part(reader: Reader, file: int, stretch: Stretch, leads: bool, last: bool) -> Part:
    with rarely_collected():
        standing = stretch if stands(stretch) else None
        found, window = reader.read(blocks(chunks_of(stretch)), file=file, leads=leads, standing=standing)
    return found, window.edges(last=last)

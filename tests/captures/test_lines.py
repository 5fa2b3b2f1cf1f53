"""Bytes become lines: whole, unpacked and in stretches, whatever they are."""

import gzip
import io
import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractkit.captures import lines
from contractkit.captures.lines import TOO_LONG, CutShort, Stretch, blocks, chunks_of, line_of, stretches
from contractkit.errors import UsageError


def streamed(text: bytes) -> Iterator[bytes]:
    return chunks_of(Stretch(Path("-"), stream=io.BytesIO(text)))


def told(chunks) -> list[bytes]:
    return [line for block in blocks(chunks) for line in block.lines]


@given(st.lists(st.binary(max_size=6).map(lambda b: b.replace(b"\xef", b"")), max_size=5))
def test_lines_do_not_depend_on_how_they_are_read(pieces):
    whole = b"".join(pieces)
    wanted = whole.split(b"\n")
    assert told(pieces) == (wanted if wanted[-1] else wanted[:-1])


def test_the_mark_before_a_text_is_none_of_it():
    assert told([b"\xef\xbb\xbf{}\n{}"]) == [b"{}", b"{}"]


def test_a_line_that_never_ends_is_counted_and_not_held(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(lines, "LONGEST", 10)
    found = told([b"a\n" + b"x" * 8, b"x" * 8, b"x" * 8 + b"\nb\n", b"0123456789\n", b"y" * 11])
    assert found == [b"a", TOO_LONG, b"b", b"0123456789", TOO_LONG]
    assert found[1] is TOO_LONG


PLAIN = b"\n".join(b'{"a": %d}' % number for number in range(100_000))


@pytest.mark.parametrize("packed", [False, True])
def test_a_line_is_found_by_its_number(packed: bool, tmp_path: Path):
    path = tmp_path / "capture"
    path.write_bytes(gzip.compress(PLAIN) if packed else PLAIN)
    told = [line_of(path, number) for number in (1, 60_000, 100_000, 100_001)]
    assert told == [b'{"a": 0}', b'{"a": 59999}', b'{"a": 99999}', b""]


@pytest.mark.parametrize("members", [1, 3])
def test_gzip_is_unpacked_whatever_the_file_is_called(members: int, tmp_path: Path):
    size = len(PLAIN) // members + 1
    packed = b"".join(gzip.compress(PLAIN[at : at + size]) for at in range(0, len(PLAIN), size))
    path = tmp_path / "capture"
    path.write_bytes(packed + b"\0" * 100)
    assert b"".join(chunks_of(Stretch(path))) == PLAIN
    assert b"".join(streamed(packed)) == PLAIN


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        (lambda b: b[:-9], "ends early"),
        (lambda b: b[:2000] + b"\0" * 50 + b[2050:], "damaged"),
        (lambda b: b[:5], "early"),
    ],
)
def test_gzip_that_is_cut_gives_what_came_before(broken, why):
    found = []
    with pytest.raises(CutShort, match=why):
        found.extend(streamed(broken(gzip.compress(PLAIN))))
    assert PLAIN.startswith(b"".join(found))


def test_a_small_gzip_that_holds_much_is_unpacked_in_small_pieces():
    assert max(map(len, streamed(gzip.compress(b"x" * (1 << 24))))) <= lines.CHUNK


@pytest.mark.parametrize("text", [PLAIN[:1000], PLAIN[:1000] + b"\n", b"one line", b"\n\n\n\n", b"a\n" + b"x" * 900])
@pytest.mark.parametrize("number", [1, 2, 3, 7, 50])
def test_stretches_are_the_file_cut_between_lines(text: bytes, number: int, tmp_path: Path):
    path = tmp_path / "capture"
    path.write_bytes(text)
    parts = [told(chunks_of(one)) for one in stretches(path, number)]
    assert [line for part in parts for line in part] == told([text])
    assert len(parts) <= number


@pytest.mark.parametrize("text", [gzip.compress(PLAIN), b"[\n{},\n{}\n]", b" [{}]", b"\xef\xbb\xbf\n[", b""])
def test_what_has_to_be_read_from_its_beginning_is_not_cut(text: bytes, tmp_path: Path):
    path = tmp_path / "capture"
    path.write_bytes(text)
    assert stretches(path, 4) == (Stretch(path),)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
@pytest.mark.parametrize("number", [1, 2])
def test_of_a_pipe_nothing_is_lost(number: int, tmp_path: Path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writing = threading.Thread(target=path.write_bytes, args=(PLAIN,))
    writing.start()
    assert b"".join(chunk for one in stretches(path, number) for chunk in chunks_of(one)) == PLAIN
    writing.join()


@pytest.mark.parametrize("name", ["nowhere", "."])
def test_what_cannot_be_opened_is_the_users(name: str, tmp_path: Path):
    with pytest.raises(UsageError, match="cannot be read"):
        stretches(tmp_path / name, 2)

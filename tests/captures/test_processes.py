"""A capture read in parts, beside each other or not, shows what it shows as a whole."""

import json
import os
import random
import signal
from array import array
from pathlib import Path
from typing import Any

import pytest
from tests.captures.orders import contract, event, line, shown

from contractkit.captures import processes, window
from contractkit.captures.contents import Standing, Told, told
from contractkit.captures.gathered import Gathered
from contractkit.captures.known import Known
from contractkit.captures.lines import stretches
from contractkit.captures.processes import gathered, read
from contractkit.captures.reading import Reader
from contractkit.captures.window import Batch, Seam, Window
from contractkit.errors import ContractKitError


def capture(path: Path, number: int = 600) -> Path:
    """Good and bad events, bad lines, redeliveries and ids that are used twice, far apart and near."""
    choose = random.Random(7)
    made = []
    for index in range(number):
        lucky = choose.random()
        if lucky < 0.03:
            made.append(b"{")
        elif lucky < 0.1 and made:
            made.append(choose.choice(made))
        elif lucky < 0.15:
            made.append(line(event(id=str(choose.randrange(number)), data__total=choose.random())))
        else:
            made.append(
                line(
                    event(
                        id=str(index),
                        data__total="x" if lucky > 0.9 else 3,
                        type=f"order.{choose.choice(['created', 'lost'])}",
                    )
                )
            )
    path.write_bytes(b"\n".join(made) + b"\n")
    return path


def whole(paths: list[Path], *, parts: int, beside: int = 1) -> Gathered:
    reader = Reader(Known([contract()]))
    cut = [(number, one) for number, path in enumerate(paths) for one in stretches(path, parts)]
    return gathered(read(reader, cut, beside))


@pytest.mark.parametrize(("parts", "beside"), [(2, 1), (7, 1), (3, 3), (4, 2)])
def test_parts_join_to_the_whole(parts: int, beside: int, tmp_path: Path):
    paths = [capture(tmp_path / "a"), capture(tmp_path / "b", 50)]
    one, many = whole(paths, parts=1), whole(paths, parts=parts, beside=beside)
    assert one == many
    assert one.again > 10
    assert shown(one)["id-used-twice any CloudEvent"]


def test_a_process_that_dies_is_no_pass(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    here, part = os.getpid(), processes._part

    def die(*given: Any) -> processes.Part:
        if os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return part(*given)

    monkeypatch.setattr(processes, "_part", die)
    with pytest.raises(ContractKitError, match="a process ended by itself"):
        whole([capture(tmp_path / "a")], parts=2, beside=2)


def test_what_is_wrong_in_a_process_is_told(tmp_path: Path):
    path = capture(tmp_path / "a")
    cut = [(0, one) for one in stretches(path, 2)]
    path.unlink()
    with pytest.raises(ContractKitError, match="cannot be read"):
        list(read(Reader(Known([contract()])), cut, 2))


def batch(*named: tuple[str, int]) -> Batch:
    """Names and their contents; each on the line that its content numbers."""
    names, contents = zip(*named, strict=True)
    return Batch([*map(hash, names)], ["/a"], Told(array("q", contents)), contents)


def told_of(held: Window, *batches: Batch) -> tuple[int, list[int]]:
    found = [*map(held.take, batches), held.rest()]
    return sum(again for again, _ in found), [line for _, other in found for line in other]


def test_a_window_forgets_what_is_long_ago():
    held = Window(size=3)
    batches = [batch((name, content)) for content, name in enumerate("abcdeabfgc")]
    assert told_of(held, *batches) == (0, [5])  # at least three, at most six
    assert held._older.held + held._newer.held <= 6


def test_a_window_knows_its_last_batches():
    held = Window(size=4)
    assert told_of(held, *(batch((str(at), at), (str(at + 1), at + 1)) for at in range(0, 40, 2))) == (0, [])
    assert [one.contents.of(0) for one in held.edges().last] == [36, 38]
    assert held._older.held + held._newer.held <= 8
    assert told_of(held, batch(("36", 36), ("39", 1), ("0", 0))) == (1, [1])


def test_a_window_tells_of_each_name_that_came_before():
    first = batch(("a", 1), ("b", 2), ("a", 1), ("a", 3), ("a", 1))
    assert told_of(Window(), first) == (1, [3, 1])
    assert told_of(Window(), first, batch(("c", 4), ("b", 2), ("a", 1))) == (3, [3, 1])
    assert told_of(Window(), first, batch(("b", 5), ("c", 4)), batch(("b", 5))) == (2, [3, 1, 5])
    assert told_of(Window(size=5), first, batch(("b", 5), ("c", 4)), batch(("b", 5))) == (2, [3, 1, 5])


def test_one_id_of_two_sources_is_of_two_events():
    given = []
    for sources in (["/a"], ["/b"], ["/b", "/a"], ["/a"]):
        lines = (1, 2)[: len(sources)]
        given.append(Batch([hash("1")] * len(sources), sources, Told(array("q", lines)), lines))
    assert told_of(Window(), *given) == (1, [2, 1])


def test_a_window_of_few_names_that_come_for_ever_is_bounded():
    held = Window(size=4)
    assert told_of(held, *(batch(("a", 1), ("b", 2)) for _ in range(50))) == (98, [])
    assert len(held._older.batches) + len(held._newer.batches) <= 4


@pytest.mark.parametrize(("content", "again", "other"), [(1, 1, []), (2, 0, [2])])
def test_a_seam_knows_what_came_before(content: int, again: int, other: list[int]):
    first, second, seam = Window(), Window(leads=False), Seam()
    first.take(batch(("c", 8), ("a", 3)))
    first.take(batch(("a", 1)))
    second.take(batch(("b", 1)))
    second.take(batch(("a", content), ("a", content)))
    assert seam.join(first.edges()) == (0, [])
    assert seam.join(second.edges()) == (again, other)


def test_what_is_known_of_names_is_bounded():
    seam = Seam(size=2)
    for number in range(9):
        one = Window(size=2, leads=number == 0)
        one.take(batch((str(number), 1)))
        seam.join(one.edges())
    assert len(seam._before) <= 4
    assert window.WINDOW == 100_000


def test_what_a_file_holds_is_read_again_when_it_is_asked_for(tmp_path: Path):
    path = tmp_path / "capture"
    path.write_bytes(b'{}\n{"a":1}\n{ "a": 1 }\n{"a":2}\n')
    held = Standing(path, 3, 25)
    assert held.of(0) == held.of(1) == told([{"a": 1}]).of(0)
    assert held.of(2) != held.of(1)
    for gone in (path.unlink, lambda: path.write_bytes(b"")):
        gone()
        with pytest.raises(ContractKitError, match="changed while it was read"):
            Standing(path, 4, 25).of(2)


def test_the_data_of_two_readings_are_the_same_bytes(tmp_path: Path):
    path = capture(tmp_path / "a")
    texts = {json.dumps(repr(whole([path], parts=parts))) for parts in (1, 1, 4)}
    assert len(texts) == 1

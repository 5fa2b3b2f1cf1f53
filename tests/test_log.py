"""Logs are lines of JSON, without secrets, in the order of items and their requests, and survive a killed worker."""

import json
from dataclasses import replace

import pytest
from tests.doubles import GOOD, contract, observed

import contractkit.log as writing
from contractkit.errors import StoreError
from contractkit.log import EXCHANGES, KEPT, Log, joined
from contractkit.model import Request
from contractkit.redact import Redactor

SECRET = "s3cr3t-token"


def seen(number=1, **more):
    return replace(observed(contract(), 200, GOOD, **more), sequence=number)


def log(folder, worker="main"):
    return Log(folder, worker, Redactor({"TOKEN": SECRET}))


def lines(folder):
    return [json.loads(line) for line in joined(folder, EXCHANGES)]


def test_an_exchange_tells_what_was_sent_and_answered(tmp_path):
    with_log = log(tmp_path)
    with_log.exchange("item", seen())
    with_log.close()
    (one,) = lines(tmp_path)
    assert (one["item"], one["sequence"], one["intent"]) == ("item", 1, "valid")
    assert (one["request"]["method"], one["reply"]["status"]) == ("POST", 200)
    assert json.loads(one["reply"]["body"]) == GOOD


def test_lines_of_all_workers_are_joined_by_item_and_sequence(tmp_path):
    first, second = log(tmp_path, "gw0"), log(tmp_path, "gw1")
    for which, item, number in ((first, "b", 10), (second, "a", 2), (first, "b", 9), (second, "a", 1)):
        which.exchange(item, seen(number))
    first.close()
    second.close()
    assert [(one["item"], one["sequence"]) for one in lines(tmp_path)] == [("a", 1), ("a", 2), ("b", 9), ("b", 10)]


def test_the_torn_last_line_of_a_killed_worker_is_left_out(tmp_path):
    with_log = log(tmp_path)
    with_log.exchange("item", seen())
    with_log.close()
    with (tmp_path / f"main.{EXCHANGES}").open("a") as file:
        file.write('{"item": "it')
    assert len(lines(tmp_path)) == 1


def test_a_worker_that_was_killed_loses_no_whole_line(tmp_path):
    log(tmp_path).exchange("item", seen())
    assert len(lines(tmp_path)) == 1


def test_where_nothing_was_logged_there_are_no_lines(tmp_path):
    assert lines(tmp_path / "nowhere") == []


def test_a_long_body_is_shortened_and_its_size_told(tmp_path):
    with_log = log(tmp_path)
    with_log.exchange("item", replace(seen(), reply=replace(seen().reply, body=b"x" * (KEPT + 5))))
    with_log.close()
    assert lines(tmp_path)[0]["reply"]["body"].endswith(f"x… ({KEPT + 5} bytes in all)")


def test_a_fault_is_told_with_its_kind(tmp_path):
    with_log = log(tmp_path)
    with_log.exchange("item", seen(fault="no answer"))
    with_log.close()
    (one,) = lines(tmp_path)
    assert one["fault"] == {"kind": "timeout", "detail": "no answer"}
    assert "reply" not in one


@pytest.mark.parametrize("where", ["target", "header", "body", "note", "crash", "fault"])
def test_a_secret_is_nowhere_in_a_log(tmp_path, where):
    one = seen(crash=SECRET if where == "crash" else None)
    request = Request(
        "POST",
        f"/orders?key={SECRET}" if where == "target" else "/orders",
        (("X-Any", SECRET),) if where == "header" else (),
        SECRET.encode() if where == "body" else None,
    )
    one = replace(one, case=replace(one.case, request=request, note=SECRET if where == "note" else ""))
    if where == "fault":
        one = replace(seen(fault=SECRET), case=one.case)
    with_log = log(tmp_path)
    with_log.exchange("item", one)
    with_log.close()
    text = (tmp_path / f"main.{EXCHANGES}").read_text()
    assert SECRET not in text
    assert "$TOKEN" in text


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(StoreError, match="taken is a file, not a folder"):
        log(tmp_path / "taken").exchange("item", seen())


@pytest.mark.parametrize(
    "value",
    [
        {"item": "a::b", "sequence": 3, "milliseconds": 0.32, "reply": {"status": None, "headers": [["a", "b"]]}},
        'caf\u00e9 \u2028 \x7f \x00 \x1f \\ " / \U0001f600',
        ["\ud800", "half"],
        [True, 1e300, 2**70],
    ],
)
def test_a_line_is_the_same_whoever_writes_it(value, monkeypatch):
    quick = writing._written(value)
    monkeypatch.setattr(writing, "orjson", None)
    assert writing._written(value) == quick
    assert json.loads(quick) == value
    quick.encode()

"""`contractkit verify --capture`: words, exit status, and a file for machines."""

import gzip
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from tests.captures.orders import document, event, line

from contractkit.cli import main

SCHEMA = Path(__file__).parents[2] / "docs" / "schemas" / "capture.schema.json"
GOOD, BAD, MINOR = event(), event(id="2", data__total="3"), event(id="3", data__email="nobody")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "contracts").mkdir()
    (tmp_path / "contracts" / "orders.asyncapi.json").write_text(json.dumps(document(), indent=1))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(*values: Any) -> bytes:
    return b"\n".join(one if isinstance(one, bytes) else line(one) for one in values)


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([GOOD], 0),
        ([GOOD, GOOD], 0),
        ([GOOD, MINOR], 10),
        ([GOOD, b"no JSON"], 10),
        ([GOOD, BAD], 20),
        ([GOOD, event(data__total=1)], 20),
        ([event(type="order.lost")], 20),
        ([b"no JSON"], 20),
        ([], 20),
    ],
)
def test_the_exit_status_says_what_was_found(values: list[Any], status: int, place: Path):
    (place / "a.ndjson").write_bytes(written(*values))
    assert main(["verify", "--capture", "a.ndjson"]) == status


def test_people_are_told_what_and_where(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "a.ndjson").write_bytes(written(GOOD, BAD, b"{", BAD | {"id": "9"}))
    main(["verify", "--capture", "a.ndjson"])
    out = capsys.readouterr().out
    assert "a.ndjson: 3 events on 4 lines" in out
    assert "orders-events  OrderCreated  3, 2 of them wrong" in out
    assert "major: OrderCreated payload: schema, 2 events, lines 2, 4\n  expected   type at /data/total" in out
    assert "contracts/orders.asyncapi.json:" in out
    assert "not an event: not JSON: 1, line 3" in out
    assert "at least the last 100,000" in out
    assert out.endswith("HOLD: 1 major cause, 1 not judged\n")


def test_of_an_unknown_type_it_is_told_where_it_was_looked_for(place: Path, capsys: pytest.CaptureFixture[str]):
    catalogue = {"channel": "stock", "direction": "send", "schema": {"type": "object"}}
    many = {"version": 1, "events": {f"stock.{n}": catalogue for n in range(10)}}
    (place / "contracts" / "stock.json").write_text(json.dumps(many))
    record = {"topic": "stock", "headers": {"event-type": "stock.lost"}, "value": {}}
    (place / "a.ndjson").write_bytes(written(event(type="order.lost"), record, {**record, "topic": "nowhere"}, GOOD))
    main(["verify", "--capture", "a.ndjson"])
    told = capsys.readouterr().out.split("major: ")[1:]
    orders = "  looked in  orders-events, which knows order.created (OrderCreated), order.deleted (OrderDeleted)\n"
    stock = f"  looked in  stock, which knows {', '.join(f'stock.{n}' for n in range(8))} and 2 more\n"
    found = {one.split(":")[0]: one for one in told}
    assert orders + stock in found["order.lost"]
    assert (stock in found["stock.lost"], "orders" in found["stock.lost"]) == (True, False)
    assert (
        "  looked in  orders-events (contracts/orders.asyncapi.json), stock (contracts/stock.json)\n"
        in found["nowhere"]
    )


def test_several_captures_are_one(place: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    (place / "a.ndjson").write_bytes(written(GOOD))
    (place / "b.gz").write_bytes(gzip.compress(written(event(data__total=1))))
    stream = io.TextIOWrapper(io.BytesIO(written(MINOR)))
    monkeypatch.setattr(sys, "stdin", stream)
    words = ["verify", "--capture", "a.ndjson", "--capture", "b.gz", "--capture", "-", "--json", "out.json"]
    assert main(words) == 20
    told = json.loads((place / "out.json").read_text())
    assert [(one["rule"], one["lines"]) for one in told["findings"]] == [
        ("id-used-twice", [{"file": "b.gz", "line": 1}]),
        ("schema", [{"file": "-", "line": 1}]),
    ]
    assert told["findings"][0]["example"] == written(event(data__total=1)).decode().strip()
    assert "lines b.gz:1" not in capsys.readouterr().out


@pytest.mark.parametrize("values", [[GOOD], [GOOD, BAD, MINOR, b"{", event(type="order.lost")], []])
def test_the_file_for_machines_keeps_its_schema(values: list[Any], place: Path):
    (place / "a.ndjson").write_bytes(written(*values))
    main(["verify", "--capture", "a.ndjson", "--json", "out.json"])
    told = json.loads((place / "out.json").read_text())
    schema = json.loads(SCHEMA.read_text())
    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema).iter_errors(told))


def test_processes_write_the_same_file(place: Path):
    lines = (event(id=str(n), data__total="x" if n % 9 == 0 else n) for n in range(300))
    (place / "a.ndjson").write_bytes(written(*lines))
    texts = set()
    for number in ("1", "2", "5"):
        assert main(["verify", "--capture", "a.ndjson", "--json", "out.json", "--processes", number]) == 20
        texts.add((place / "out.json").read_text())
    assert len(texts) == 1


def test_secrets_are_not_shown(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "contracts" / "contractkit.yaml").write_text("version: 1\nredact: [order_id]\n")
    (place / "a.ndjson").write_bytes(written(event(data__password="hunter22", data__order_id="visible-id")))
    main(["verify", "--capture", "a.ndjson", "--json", "out.json"])
    text = capsys.readouterr().out + (place / "out.json").read_text()
    assert "type at /data/password" in text
    assert "hunter22" not in text
    assert "visible-id" not in text


def test_credentials_that_nobody_told_of_are_known_by_their_form(place: Path, capsys: pytest.CaptureFixture[str]):
    token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"
    (place / "a.ndjson").write_bytes(
        written(event(data__total=f"tried with {token}", data__note=f"Bearer {token[5:]}"))
    )
    main(["verify", "--capture", "a.ndjson", "--json", "out.json"])
    text = capsys.readouterr().out + (place / "out.json").read_text()
    assert "tried with [redacted]" in text
    assert "Bearer [redacted]" in text
    assert token[10:30] not in text


def test_a_capture_that_is_cut_is_no_proof(place: Path, capsys: pytest.CaptureFixture[str]):
    many = written(*(event(id=str(n)) for n in range(2000)))
    (place / "a.gz").write_bytes(gzip.compress(many)[:-9])
    assert main(["verify", "--capture", "a.gz"]) == 20
    out = capsys.readouterr().out
    assert "! its gzip data ends early" in out
    assert "HOLD: not all of the capture could be read" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--capture", "nowhere.ndjson"], "nowhere.ndjson cannot be read"),
        (["--capture", "."], ". cannot be read"),
        (["--capture", "a.ndjson", "--processes", "0"], "--processes must be 1 or more"),
        (["--capture", "-", "--capture", "-"], "--capture - can be given once"),
        (["--capture", "a.ndjson", "--contracts", "nowhere"], "there is no nowhere"),
        (["--capture", "a.ndjson", "--contracts", "other"], "holds no event contract"),
        (["--json", "out.json"], "--json and --processes belong to --capture"),
    ],
)
def test_what_the_user_gets_wrong_is_one_sentence(
    words: list[str], says: str, place: Path, capsys: pytest.CaptureFixture[str]
):
    (place / "a.ndjson").write_bytes(written(GOOD))
    (place / "other").mkdir()
    http = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {}}
    (place / "other" / "o.json").write_text(json.dumps(http))
    assert main(["verify", *words]) == 2
    assert says in capsys.readouterr().err


def test_a_contract_that_cannot_be_read_is_the_users(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "contracts" / "broken.json").write_text("{")
    (place / "a.ndjson").write_bytes(written(GOOD))
    assert main(["verify", "--capture", "a.ndjson"]) == 2
    assert "broken.json:1: not JSON" in capsys.readouterr().err


def test_a_file_that_cannot_be_written_is_told(place: Path, capsys: pytest.CaptureFixture[str]):
    (place / "a.ndjson").write_bytes(written(GOOD))
    assert main(["verify", "--capture", "a.ndjson", "--json", "nowhere/out.json"]) == 1
    assert "cannot be written" in capsys.readouterr().err

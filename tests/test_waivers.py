"""Reading contracts/waivers.yaml: what it says, and every mistake with its line."""

from datetime import date
from pathlib import Path

import pytest

from contractkit.waivers import EMPTY, expired, read_waivers

GOOD = """\
version: 1
waivers:
  - match: CK-1a2b3c4d
    reason: the old clients need it
    owner: backend
    expires: 2027-01-31
    ticket: SHOP-1
    slice: abc
exemptions:
  - {match: "orders#exportOrders", reason: needs the printer, owner: backend, expires: "2027-01-31"}
removed:
  - {match: "orders#oldOrders", reason: replaced by listOrders}
assigned:
  - {match: CK-1a2b3c4d, assignee: dana, ticket: SHOP-1, due: 2027-01-01}
"""


@pytest.fixture
def written(tmp_path: Path):
    def write(text):
        path = tmp_path / "contracts" / "waivers.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return read_waivers(path, root=tmp_path)

    return write


def test_without_a_file_nothing_is_waived(tmp_path):
    assert read_waivers(tmp_path / "waivers.yaml", root=tmp_path) == EMPTY


def test_everything_that_may_be_written_is_read(written):
    told = written(GOOD)
    assert told.problems == ()
    (waiver,), (exemption,), (removal,), (assignment,) = told.waivers, told.exemptions, told.removed, told.assigned
    assert (waiver.match, waiver.expires, waiver.ticket, waiver.slice) == ("CK-1a2b3c4d", "2027-01-31", "SHOP-1", "abc")
    assert str(waiver.location) == "contracts/waivers.yaml:3"
    assert not waiver.exemption
    assert exemption.exemption
    assert removal.reason == "replaced by listOrders"
    assert (assignment.assignee, assignment.due) == ("dana", "2027-01-01")


@pytest.mark.parametrize(
    ("line", "instead", "where", "told"),
    [
        ("version: 1", "version: 2", 1, "version"),
        ("version: 1", "versoin: 1", 1, "did you mean 'version'"),
        ("version: 1", "version: true", 1, "version"),
        ("    owner: backend\n", "", 3, "'owner' is missing"),
        ("    owner: backend", "    owner: ''", 5, "'owner' must be a text"),
        ("    owner: backend", "    owner: 7", 5, "put it in quotes"),
        ("    owner: backend", "    owner: backend\n    onwer: x", 6, "did you mean 'owner'"),
        ("expires: 2027-01-31\n    t", "expires: 31.1.2027\n    t", 6, "a day such as 2027-01-31"),
        ("expires: 2027-01-31\n    t", "expires: 2027-02-30\n    t", 6, "a day such as 2027-01-31"),
        ("expires: 2027-01-31\n    t", "expires: 20270131\n    t", 6, "'expires' must be"),
        ("waivers:", "waiver:", 2, "did you mean 'waivers'"),
        ("removed:\n  - {match", "removed:\n  - {id", 12, "unknown key 'id'"),
        ("due: 2027-01-01", "due: soon", 14, "a day such as"),
        ("  - {match: CK-1a2b3c4d", "  - {match: CK-1, assignee: x}\n  - {match: CK-1", 15, "in 'assigned' already"),
    ],
)
def test_a_mistake_is_a_problem_at_its_line(written, line, instead, where, told):
    assert line in GOOD
    problems = written(GOOD.replace(line, instead, 1)).problems
    assert any(p.startswith(f"contracts/waivers.yaml:{where}: ") and told in p for p in problems), problems


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", 1),
        ("- a\n", 1),
        ("version: 1\nwaivers: {}\n", 2),
        ("version: 1\nwaivers: [7]\n", 2),
        ("version: 1\nwaivers: [\n", 2),
        ("version: 1\nversion: 1\n", 2),
    ],
)
def test_a_file_that_is_no_list_of_entries_is_a_problem(written, text, where):
    told = written(text)
    assert told.problems
    assert told.waivers == ()
    assert told.problems[0].startswith("contracts/waivers.yaml:")


def test_an_entry_with_a_mistake_waives_nothing(written):
    assert written(GOOD.replace("    owner: backend\n", "", 1)).waivers == ()


def test_a_section_may_be_empty(written):
    assert written("version: 1\nwaivers:\n").problems == ()


@pytest.mark.parametrize(("today", "over"), [("2027-01-30", False), ("2027-01-31", False), ("2027-02-01", True)])
def test_the_day_named_is_the_last_one(written, today, over):
    assert expired(written(GOOD).waivers[0], date.fromisoformat(today)) is over

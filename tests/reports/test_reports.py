"""Each report of one shared result reads as it is stored; `make accept` stores it anew."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from tests.reports.shared import LEAK, NOTE, PIPED, WAIVED, result

from contractkit.extensions import REPORTS
from contractkit.model import Ledger, Register

STORED = {
    "terminal": "terminal.txt",
    "discrepancy-register.md": "discrepancy-register.md",
    "endpoint-gap-matrix.md": "endpoint-gap-matrix.md",
    "analysis": "analysis.md",
}


@pytest.mark.parametrize("name", STORED)
def test_a_report_reads_as_it_is_stored(name: str, request: pytest.FixtureRequest):
    stored = Path(__file__).parent / "expected" / STORED[name]
    written = REPORTS[name](result())
    if request.config.getoption("--accept", default=False):
        stored.write_text(written, "utf-8")
    assert written == stored.read_text("utf-8")


def test_every_report_is_stored():
    own = {"access-matrix.md", "access-matrix.json"}  # of a contract that asks for credentials: tests of their own
    assert {name for name, _ in REPORTS} == set(STORED) | own


@pytest.mark.parametrize("name", STORED)
def test_no_sentence_is_empty_where_there_is_nothing_to_say(name: str):
    text = REPORTS[name](replace(result(), register=Register({}), ledger=Ledger({}, {}), obligations=(), outputs={}))
    assert not [line for line in text.splitlines() if re.search(r": ?[.,;]|: *$|\( *\)", line)]


def test_the_terminal_shows_the_worst_first_and_no_notes():
    text = REPORTS["terminal"](result())
    assert text.index(LEAK.id) < text.index(PIPED.id)
    assert NOTE.id not in text
    assert WAIVED.id not in text


def test_the_end_of_a_run_fits_on_a_screen():
    lines = REPORTS["terminal"](result()).split("\n")
    assert len(lines) <= 40
    assert max(len(line) for line in lines if not line.startswith("  curl")) <= 80


def test_the_register_tells_notes_too():
    assert NOTE.id in REPORTS["discrepancy-register.md"](result())


def test_what_a_service_says_breaks_no_table_and_no_markup():
    text = REPORTS["discrepancy-register.md"](result())
    assert "Got: 200 &lt;b>OK&lt;/b> \\| and a second line" in text


def test_a_reply_of_backticks_does_not_end_its_block():
    told = replace(PIPED, example=replace(PIPED.example, reply="HTTP 200\n\n```\n# not ours"))
    whole = result()
    record = replace(whole.register.records[PIPED.fingerprint], discrepancy=told)
    text = REPORTS["discrepancy-register.md"](replace(whole, register=Register({told.fingerprint: record})))
    assert "\n````http\n" in text
    assert "# not ours\n````\n" in text


@pytest.mark.parametrize("name", ["endpoint-gap-matrix.md", "discrepancy-register.md", "analysis"])
def test_every_row_of_a_table_has_the_columns_of_its_head(name: str):
    columns = None
    for line in REPORTS[name](result()).splitlines():
        cells = line.replace("\\|", "").count("|") if line.startswith("|") else None
        assert cells is None or columns in (None, cells), line
        columns = cells

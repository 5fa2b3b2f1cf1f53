"""Whatever keeps us from looking ends in one clear sentence and never in GO, exit 0 or a damaged register."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.plugin.place import ROWDY, Place, Said

from contractkit.store import Store

APP = 'targets:\n  pets.openapi.yaml: {app: "pets:app"}\npolicy: {budget: {examples: 0}}\n'
LIVE = "targets:\n  pets.openapi.yaml: {url: %s}\npolicy: {budget: {examples: 0}}\n"


def refused(said: Said, *sentences: str) -> None:
    """Not GO, not 0, no rows of Python, and it says why."""
    assert said.status != 0
    assert said.decision in (None, "HOLD")
    assert not [word for word in ROWDY if word in said]
    for sentence in sentences:
        assert sentence in said, said.text


def ledger(place: Place, name: str = "ledger.json") -> Any:
    return json.loads((place.outputs / name).read_text())


def empty(place: Place) -> None:
    for file in (place.root / "contracts").iterdir():
        file.unlink()


def answering(status: int) -> Callable[[Place], None]:
    def prepare(place: Place) -> None:
        place.write(
            "pets.py",
            "def app(environ, start_response):\n"
            f'    start_response("{status} X", [("Content-Type", "application/json")])\n'
            '    return [b"{}"]\n',
        )

    return prepare


DRILLS: dict[str, tuple[Callable[[Place], object], tuple[str, ...]]] = {
    "empty folder": (empty, ("contracts",)),
    "no target": (lambda p: p.settings("{}\n".replace("{}", "")), ("has no target",)),
    "unreachable target": (lambda p: p.settings(LIVE % "http://127.0.0.1:1"), ("cannot reach http://127.0.0.1:1",)),
    "misspelt key": (
        lambda p: p.settings("tagrets: {}\n"),
        ("contracts/contractkit.yaml:2: unknown key 'tagrets'; did you mean 'targets'?",),
    ),
    "unknown file": (lambda p: p.write("contracts/notes.txt", "hello"), ("contracts/notes.txt",)),
    "broken YAML": (lambda p: p.write("contracts/b.yaml", "openapi: [3.1\n"), ("contracts/b.yaml:",)),
    "misspelt openapi": (lambda p: p.contract(old="openapi: 3.1.0", new="opanapi: 3.1.0"), ("openapi",)),
    "remote reference": (
        lambda p: p.contract(old='"#/components/schemas/NewPet"', new='"https://example.com/pet.json"'),
        ("https://example.com/pet.json",),
    ),
    "unset variable": (
        lambda p: p.settings(APP + 'identities: {me: {headers: {Authorization: "Bearer ${NOT_SET_ANYWHERE}"}}}\n'),
        ("the environment variable NOT_SET_ANYWHERE is not set",),
    ),
    "no such application": (
        lambda p: p.settings('targets:\n  pets.openapi.yaml: {app: "nowhere:app"}\n'),
        ("cannot import 'nowhere'",),
    ),
    "blown fuse": (
        lambda p: p.settings(APP.replace("examples: 0", "examples: 0, fuse_seconds: 0.000001")),
        ("the fuse",),
    ),
    "401 to everything": (answering(401), ("never gave a documented success",)),
    "404 to everything": (answering(404), ("never gave a documented success",)),
    "500 to everything": (answering(500), ("critical",)),
    "expired waiver": (
        lambda p: p.write(
            "contracts/waivers.yaml",
            "version: 1\nexemptions:\n  - {match: pets#addPet, reason: old, owner: me, expires: 2020-01-01}\n",
        ),
        ("contracts/waivers.yaml:3",),
    ),
    "malformed waivers": (lambda p: p.write("contracts/waivers.yaml", "version: 1\nwavers: []\n"), ("'wavers'",)),
    "output below a file": (
        lambda p: (p.settings(APP + "outputs: {directory: taken/here}\n"), p.write("taken", "a file")),
        ("taken",),
    ),
}


@pytest.mark.parametrize("name", DRILLS)
def test_what_keeps_us_from_looking_is_never_go(place: Place, name: str) -> None:
    prepare, sentences = DRILLS[name]
    prepare(place)
    refused(place.contracts(), *sentences)


def test_a_selection_of_nothing_is_no_pass(place: Place) -> None:
    said = place.contracts("-k", "nothing_is_called_so")
    assert said.status == 5
    refused(said)


@pytest.mark.parametrize("content", ['{"version": 1, "discrep', '{"version": 99, "discrepancies": []}'])
def test_a_register_that_cannot_be_read_is_left_as_it_is(place: Place, content: str) -> None:
    path = place.write("backend/outputs/phase-3/discrepancy-register.json", content)
    refused(place.contracts(), "discrepancy-register.json")
    assert path.read_text() == content


def test_a_second_run_at_once_is_refused_and_the_first_unharmed(place: Place) -> None:
    place.contracts()
    before = ledger(place)
    with Store(place.outputs).lock():
        refused(place.contracts(), "another run")
    assert ledger(place) == before


def test_an_operation_that_was_deleted_is_not_forgotten_silently(place: Place) -> None:
    assert place.contracts().decision == "GO"
    text = (place.root / "contracts" / "pets.openapi.yaml").read_text()
    start, end = text.index("    post:"), text.index("components:\n  responses")
    place.write("contracts/pets.openapi.yaml", text[:start] + text[end:])
    said = place.contracts()
    assert said.decision == "CAUTION"
    assert "pets#addPet" in said


def test_a_partial_run_touches_neither_register_nor_analysis(place: Place) -> None:
    place.contracts()
    analysis = Path(place.root, "docs/Test_Result_Analysis.md").read_text()
    said = place.contracts("-k", "addPet", fault="long")
    assert (said.status, said.decision) == (1, "HOLD")
    assert place.statuses() == {}
    assert Path(place.root, "docs/Test_Result_Analysis.md").read_text() == analysis
    assert ledger(place, "ledger.partial.json")["run"]["partial"] is True


def test_what_was_fixed_and_comes_back_has_regressed(place: Place) -> None:
    found = "pets#addPet:rejects(body/name maxLength)"
    place.contracts(fault="long")
    assert place.statuses() == {found: "open"}
    place.contracts()
    assert place.statuses() == {found: "fixed"}
    place.contracts(fault="long")
    assert place.statuses() == {found: "regressed"}

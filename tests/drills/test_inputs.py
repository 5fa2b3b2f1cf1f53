"""What is wrong with the files we are given ends in one clear sentence before anything is sent, never in GO."""

import os
from collections.abc import Callable

import pytest
from tests.drills.failing import fails_closed
from tests.plugin.place import CONTRACTS, Place

APP = 'targets:\n  pets.openapi.yaml: {app: "pets:app"}\npolicy: {budget: {examples: 0}}\n'
UNSET = 'identities: {me: {headers: {Authorization: "Bearer ${NOT_SET_ANYWHERE}"}}}\n'
OLD_EXEMPTION = """\
version: 1
exemptions:
  - {match: pets#addPet, reason: old, owner: me, expires: 2020-01-01}
"""
REGISTER = "backend/outputs/phase-3/discrepancy-register.json"


def empty(place: Place) -> None:
    for file in (place.root / "contracts").iterdir():
        file.unlink()


def taken(place: Place) -> None:
    place.write("taken", "a file")
    place.settings(APP + "outputs: {directory: taken/here}\n")


def analysis_taken(place: Place) -> None:
    place.write("taken", "a file")
    place.settings(APP + "outputs: {analysis: taken/results.md}\n")


DRILLS: dict[str, tuple[Callable[[Place], object], tuple[str, ...]]] = {
    "empty folder": (empty, ("is empty; put an OpenAPI or Swagger document (YAML or JSON) there",)),
    "misspelt key": (
        lambda p: p.settings("tagrets: {}\n"),
        ("contracts/contractkit.yaml:2: unknown key 'tagrets'; did you mean 'targets'?",),
    ),
    "unknown file": (lambda p: p.write("contracts/notes.txt", "hello"), ("contracts/notes.txt:",)),
    "broken YAML": (lambda p: p.write("contracts/b.yaml", "openapi: [3.1\n"), ("contracts/b.yaml:",)),
    "misspelt openapi": (
        lambda p: p.contract(old="openapi: 3.1.0", new="opanapi: 3.1.0"),
        ("contracts/pets.openapi.yaml:1:", "did you mean 'openapi'"),
    ),
    "remote reference": (
        lambda p: p.contract(old='"#/components/schemas/NewPet"', new='"https://example.com/pet.json"'),
        ("contracts/pets.openapi.yaml:", "https://example.com/pet.json"),
    ),
    "unset variable": (
        lambda p: p.settings(APP + UNSET),
        ("contracts/contractkit.yaml:5: the environment variable NOT_SET_ANYWHERE is not set",),
    ),
    "expired exemption": (lambda p: p.write("contracts/waivers.yaml", OLD_EXEMPTION), ("contracts/waivers.yaml:3:",)),
    "malformed waivers": (
        lambda p: p.write("contracts/waivers.yaml", "version: 1\nwavers: []\n"),
        ("contracts/waivers.yaml:2", "'wavers'"),
    ),
    "outputs below a file": (taken, ("is a file, not a folder; give another name under outputs:",)),
    "results below a file": (analysis_taken, ("is a file, not a folder; give another name under outputs:",)),
    "truncated register": (
        lambda p: p.write(REGISTER, '{"version": 1, "discrep'),
        ("discrepancy-register.json",),
    ),
    "newer register": (
        lambda p: p.write(REGISTER, '{"version": 99, "discrepancies": []}'),
        ("discrepancy-register.json", "version"),
    ),
    "register that is no object": (lambda p: p.write(REGISTER, "[]"), ("discrepancy-register.json",)),
    "truncated ledger": (
        lambda p: p.write("backend/outputs/phase-3/ledger.json", '{"version": 1, "run'),
        ("ledger.json",),
    ),
}


@pytest.mark.parametrize("name", DRILLS)
def test_wrong_files_hold_and_are_named(place: Place, name: str) -> None:
    prepare, sentences = DRILLS[name]
    prepare(place)
    before = written(place)
    fails_closed(place.contracts(), *sentences, place=None)
    assert written(place).items() >= before.items()


def written(place: Place) -> dict[str, str]:
    """What stood in the outputs before: broken as it may be, a run that was refused leaves it."""
    return {p.name: p.read_text() for p in place.outputs.glob("*.json")}


@pytest.mark.parametrize("name", ["broken YAML", "misspelt key", "truncated register", "empty folder"])
def test_two_workers_say_so_once(place: Place, name: str) -> None:
    prepare, sentences = DRILLS[name]
    prepare(place)
    said = place.typed(CONTRACTS, "-n2")
    fails_closed(said, *sentences, place=None)


@pytest.mark.parametrize("name", ["broken YAML", "unset variable"])
def test_the_plugin_of_schemathesis_changes_nothing(place: Place, name: str) -> None:
    place.write("pyproject.toml", "[tool.pytest.ini_options]\n")
    prepare, sentences = DRILLS[name]
    prepare(place)
    fails_closed(place.typed(CONTRACTS), *sentences, place=place)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--contracts=nowhere",), "--contracts: there is no nowhere; give a folder of contracts or one contract file"),
        (("--contracts=..",), "lies outside pytest's rootdir"),
        ((CONTRACTS, "--contracts-config=nowhere.yaml"), "there is no settings file"),
        ((CONTRACTS, "--contracts-register=nowhere/register.json"), "there is no such folder"),
        ((CONTRACTS, "--contracts-app=pets:app", "--contracts-url=http://127.0.0.1:1"), "two targets were given"),
        ((CONTRACTS, "--contracts-url=127.0.0.1:80"), "is not an http(s) URL"),
        ((CONTRACTS, "--contracts-profile=deep"), "invalid choice"),
        ((CONTRACTS, "--contracts-seed=x"), "invalid int value"),
        ((CONTRACTS, "--contracts-ap=pets:app"), "--contracts-ap"),
    ],
)
def test_wrong_options_are_named(place: Place, words: tuple[str, ...], sentence: str) -> None:
    fails_closed(place.pytest(*words), sentence, place=place)


def test_a_selection_of_nothing_is_no_pass(place: Place) -> None:
    said = place.contracts("-k", "nothing_is_called_so")
    fails_closed(said, place=place)
    assert said.status == pytest.ExitCode.NO_TESTS_COLLECTED


def test_a_broken_contract_holds_a_selection_as_well(place: Place) -> None:
    place.write("contracts/other.yaml", "openapi: [")
    said = place.contracts("-k", "addPet")
    fails_closed(said, "contracts/other.yaml:1", place=None)
    assert said.decision == "HOLD"


def test_a_selection_of_sound_contracts_exits_by_its_items(place: Place) -> None:
    said = place.contracts("-k", "addPet")
    assert (said.status, said.decision) == (0, "CAUTION")


def test_what_is_no_regular_file_is_named_and_not_waited_for(place: Place) -> None:
    os.mkfifo(place.root / "contracts/pipe.yaml")
    fails_closed(place.contracts(), "contracts/pipe.yaml: is no regular file", place=None)


def test_a_length_that_nobody_can_send_is_unproven_and_not_waited_for(place: Place) -> None:
    place.contract(old="minLength: 1, maxLength: 12", new="minLength: 100000000000")
    said = place.contracts()
    fails_closed(said, "1 of 2 operations never gave a documented success: pets#addPet", place=place)

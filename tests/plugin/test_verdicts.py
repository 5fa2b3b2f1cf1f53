"""What a person types, the verdict he reads and the exit status his CI sees."""

import pytest
from tests.plugin.place import Place

CAUTION = '        "422": {$ref: "#/components/responses/Refused"}\n    post'  # a 422 that the contract does not list


def test_a_service_that_keeps_its_contract_is_go_and_exits_0(place: Place) -> None:
    said = place.contracts()
    assert (said.status, said.decision) == (0, "GO")


def test_a_broken_promise_is_hold_and_exits_1(place: Place) -> None:
    said = place.contracts(fault="long")
    assert (said.status, said.decision) == (1, "HOLD")
    assert "pets#addPet:rejects(body/name maxLength)" in said


def test_a_minor_one_is_caution_and_exits_0(place: Place) -> None:
    place.contract(old=CAUTION, new="    post")
    said = place.contracts()
    assert (said.status, said.decision) == (0, "CAUTION")


def test_caution_exits_1_when_it_is_asked_to(place: Place) -> None:
    place.contract(old=CAUTION, new="    post")
    said = place.contracts("--contracts-strict")
    assert (said.status, said.decision) == (1, "CAUTION")


@pytest.mark.parametrize("words", [("-qq", "--tb=no"), ("--no-summary",), ("-v",)])
def test_how_much_is_printed_changes_no_exit_status(place: Place, words: tuple[str, ...]) -> None:
    assert place.contracts(*words, fault="long").status == 1


def test_a_verdict_ends_where_it_says_its_files_are(place: Place) -> None:
    said = place.contracts()
    assert "register backend/outputs/phase-3/discrepancy-register.md" in said
    assert "results docs/Test_Result_Analysis.md (BACK-PH3, Task 3.2)" in said


def test_two_workers_say_the_same(place: Place) -> None:
    said = place.typed("--contracts=contracts", "-n2", fault="long")
    assert (said.status, said.decision) == (1, "HOLD")
    assert "pets#addPet:rejects(body/name maxLength)" in said


def test_the_verdict_is_the_last_screen(place: Place) -> None:
    said = place.contracts(fault="long")
    _, _, end = said.text.partition("short test summary info")
    assert "contractkit: HOLD" in end
    assert "FAILED" in end.split("contractkit: HOLD")[0]


@pytest.mark.parametrize("ci", ["", "true"])
def test_an_item_shows_one_finding_whole_and_names_the_others(place: Place, ci: str) -> None:
    place.patch.setenv("CI", ci)  # where it is set, pytest's list of failures is not shortened
    place.contract(old="type: string, minLength: 1", new="type: string, minLength: 3")
    whole = place.contracts("--tb=short", fault="long").text.partition("contractkit: HOLD")[0]
    assert whole.count("  expected  ") == 1
    assert "\nand\nCK-" in whole


def test_a_partial_run_shows_what_it_saw_itself_and_nothing_older(place: Place) -> None:
    fresh = place.contracts("-k", "addPet", fault="long").text
    assert "rejects(body/name maxLength)" in fresh.rpartition("contractkit: HOLD")[2]
    assert "expected 400 or 422" in fresh.rpartition("contractkit: HOLD")[2]
    place.contracts(fault="long")
    other = place.contracts("-k", "listPets", fault="long").text
    assert "expected 400 or 422" not in other

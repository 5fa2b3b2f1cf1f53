"""Contract items are selected like any others; a run that leaves some out says so and writes no history."""

from xml.etree import ElementTree

import pytest
from tests.plugin.place import CONTRACTS, Place

FILE = "contracts/pets.openapi.yaml"
ITEMS = (
    f"{FILE}::*::document",
    f"{FILE}::listPets::properties",
    f"{FILE}::listPets::protocol",
    f"{FILE}::listPets::requests",
    f"{FILE}::addPet::properties",
    f"{FILE}::addPet::protocol",
    f"{FILE}::addPet::requests",
)


def collected(place: Place, *words: str) -> list[str]:
    said = place.contracts("--collect-only", "-q", *words)
    return [line for line in said.text.splitlines() if "::" in line]


def test_collecting_names_every_operation_and_probe_from_the_rootdir(place: Place) -> None:
    assert tuple(collected(place)) == ITEMS


def test_collecting_needs_no_target_and_no_variables_and_writes_nothing(place: Place) -> None:
    place.settings('targets: {pets.openapi.yaml: {url: "${NOWHERE}"}}')
    assert len(collected(place)) == len(ITEMS)
    assert not place.outputs.exists()
    assert not (place.root / "docs").exists()


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (("-k", "addPet"), 3),
        (("-k", "requests"), 2),
        (("-m", "contracts"), 7),
        (("-m", "not contracts"), 0),
        (("-m", "TEST_CONTRACT"), 7),
        (("-m", "SEC_API"), 0),
        (("--deselect", f"{FILE}::addPet"), 4),
        (("--deselect", ITEMS[3]), 6),
        ((f"{FILE}::addPet::requests",), 1),
        ((f"{FILE}::addPet",), 3),
        ((FILE,), 7),
    ],
)
def test_items_are_selected_as_any_tests(place: Place, words: tuple[str, ...], left: int) -> None:
    assert len(collected(place, *words)) == left


def test_without_the_plugin_its_options_are_unknown(place: Place) -> None:
    said = place.typed("-p", "no:contractkit", CONTRACTS)
    assert said.status == pytest.ExitCode.USAGE_ERROR
    assert "unrecognized arguments: --contracts" in said


def test_without_its_option_the_plugin_collects_nothing(place: Place) -> None:
    said = place.pytest("--collect-only")
    assert said.status == pytest.ExitCode.NO_TESTS_COLLECTED
    assert "contractkit: contracts" not in said


@pytest.mark.parametrize("words", [("-k", "addPet"), (ITEMS[0],), ("--deselect", ITEMS[6])])
def test_a_selection_that_passes_exits_0_and_is_never_go(place: Place, words: tuple[str, ...]) -> None:
    said = place.contracts(*words)
    assert (said.status, said.decision) == (0, "CAUTION")
    assert "only a part was run" in said


def test_a_selection_exits_by_its_own_items(place: Place) -> None:
    assert place.contracts("-k", "listPets", fault="long").status == 0
    assert place.contracts("-k", "addPet", fault="long").status == 1


def test_a_selection_writes_its_ledger_beside_and_no_history(place: Place) -> None:
    place.contracts(fault="long")
    register = (place.outputs / "discrepancy-register.json").read_bytes()
    analysis = (place.root / "docs/Test_Result_Analysis.md").read_bytes()
    place.contracts("-k", "addPet")
    assert (place.outputs / "discrepancy-register.json").read_bytes() == register
    assert (place.root / "docs/Test_Result_Analysis.md").read_bytes() == analysis
    assert place.json("ledger.partial.json")["run"]["partial"] is True


def test_the_first_failure_may_stop_the_rest_which_is_a_selection_too(place: Place) -> None:
    place.write("test_own.py", "def test_broken(): assert False")
    said = place.pytest(CONTRACTS, "-x", "test_own.py")
    assert said.status == 1
    assert "only a part was run" in said
    assert "aborted" not in said


def test_a_selection_of_two_workers_is_one_too(place: Place) -> None:
    said = place.typed(CONTRACTS, "-n2", "-k", "listPets")
    assert (said.status, said.decision) == (0, "CAUTION")
    assert "only a part was run" in said


def test_the_last_failed_are_run_alone(place: Place) -> None:
    place.write("pyproject.toml", "[tool.pytest.ini_options]\naddopts = '-p no:schemathesis'\n")
    place.contracts(fault="long")
    said = place.contracts("--lf", "-v", fault="long")
    assert said.status == 1
    assert "1 failed" in said
    assert ITEMS[3] not in said


def test_junit_names_the_items_their_tag_and_what_they_found(place: Place) -> None:
    place.contracts("--junitxml=junit.xml", fault="long")
    cases = list(ElementTree.parse(place.root / "junit.xml").iter("testcase"))
    failed = next(c for c in cases if c.find("failure") is not None)
    properties = {p.get("name"): p.get("value") or "" for p in failed.iter("property")}
    assert len(cases) == len(ITEMS)
    assert failed.get("name") == "addPet requests" or failed.get("name") == "requests"
    assert properties["contractkit.tag"] == "BACK-PH3"
    assert properties["contractkit.discrepancy"].startswith("CK-")

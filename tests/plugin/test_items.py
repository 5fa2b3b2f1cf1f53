"""What one item says: a failure teaches, a minor finding is a section, a waived one is expected, a skip says why."""

import re
import shlex

import pytest
from tests.plugin.place import CONTRACTS, Place

from contractkit.model import Ledger

MINOR = '        "422": {$ref: "#/components/responses/Refused"}\n    post'  # without it, a 422 is undocumented
WAIVER = """\
version: 1
waivers:
  - match: "pets#addPet:rejects(body/name maxLength)"
    reason: old clients send long names
    owner: backend
    expires: 2999-01-01
"""


def test_a_failure_says_what_where_and_how_to_see_it_again(place: Place) -> None:
    said = place.contracts("-k", "addPet and requests", fault="long")
    assert "The service rejects input that breaks exactly one constraint of its contract." in said
    assert "contracts/pets.openapi.yaml:34" in said
    assert "expected 400 or 422" in said
    assert "got 201" in said
    assert "because 13 characters, maxLength is 12" in said
    assert "curl -sS" in said
    assert "again pytest --contracts=contracts contracts/pets.openapi.yaml::addPet::requests" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("words", "again"),
    [
        ((), "again contractkit replay CK-"),
        (("--maxfail=9",), "again pytest --contracts=contracts contracts/pets.openapi.yaml::addPet::requests"),
        (("-k", "addPet", "--contracts-seed=7"), "--contracts-seed=7 contracts/pets.openapi.yaml::addPet::requests"),
        (("-m", "TEST_CONTRACT", "-k", "addPet"), "again pytest --contracts=contracts "),
    ],
)
def test_only_a_run_that_is_remembered_names_the_command_that_remembers(
    place: Place, words: tuple[str, ...], again: str
) -> None:
    said = place.contracts(*words, fault="long")
    assert again in said
    assert ("contractkit replay" in said) is (words == ())


def test_the_line_of_a_part_shows_it_again(place: Place) -> None:
    said = place.contracts("-k", "addPet and requests", fault="long")
    line = next(line for line in said.text.splitlines() if line.startswith("  again"))
    words = shlex.split(line.split("pytest", 1)[1])
    once_more = place.contracts(*(word for word in words if not word.startswith("--contracts=")), fault="long")
    assert (once_more.status, "1 failed" in once_more) == (1, True)


def test_a_minor_finding_passes_with_a_section(place: Place) -> None:
    place.contract(old=MINOR, new="    post")
    said = place.contracts("-rP", "-k", "listPets and requests")
    assert said.status == 0
    assert "1 passed" in said
    assert "minor: The service answers only with status codes its contract lists." in said


def test_a_waived_finding_is_an_expected_failure(place: Place) -> None:
    place.write("contracts/waivers.yaml", WAIVER)
    unbound = place.contracts(fault="long")
    slice_ = re.search(r"add slice: (\w+)", unbound.text)
    assert unbound.status == 1
    assert slice_ is not None
    place.write("contracts/waivers.yaml", f"{WAIVER}    slice: {slice_[1]}\n")
    said = place.contracts("-rx", fault="long")
    assert (said.status, said.decision) == (0, "CAUTION")
    assert "1 xfailed" in said
    assert "waived: CK-" in said
    assert place.statuses() == {"pets#addPet:rejects(body/name maxLength)": "waived"}


def test_an_item_that_saw_nothing_is_skipped_and_says_why(place: Place) -> None:
    place.settings("")
    said = place.contracts("-rs")
    assert "no target: give --contracts-app, --contracts-url, or targets: in contractkit.yaml" in said
    assert "6 skipped" in said


def test_a_skip_points_at_the_contract_and_not_at_us(place: Place) -> None:
    said = place.contracts("-rs", "-k", "addPet and properties")
    assert "SKIPPED [1] contracts/pets.openapi.yaml:14: nothing was sent: policy.budget leaves it nothing" in said


def test_how_much_was_sent_is_told_item_by_item(place: Place) -> None:
    said = place.contracts("-v", "-k", "addPet and requests")
    assert "PASSED (" in said
    assert " requests)" in said


@pytest.mark.parametrize("items", [0, 1, 2, 3, 1000])
def test_ledgers_of_many_items_join_as_one_by_one(items: int) -> None:
    from functools import reduce

    from contractkit.ledger import EMPTY, join, join_all

    parts = [Ledger(faults=(f"fault {i % 7}",), leftovers=(str(i),)) for i in range(items)]
    assert join_all(parts) == reduce(join, parts, EMPTY)


def test_a_marker_is_known(place: Place) -> None:
    said = place.pytest("--markers")
    for name in ("contracts", "TEST_CONTRACT", "TEST_E2E_BACK", "SEC_API", "DATA_CONSIST"):
        assert f"@pytest.mark.{name}:" in said
    assert CONTRACTS not in said

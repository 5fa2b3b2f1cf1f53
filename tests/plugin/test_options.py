"""Each option of the plugin does what its help says."""

from pathlib import Path

import pytest
from tests.drills.servers import keeping, pets, serving
from tests.plugin.place import CONTRACTS, Place

TARGETLESS = "policy: {budget: {examples: 0}}\n"
LONG = "pets#addPet:rejects(body/name maxLength)"


def test_contracts_may_be_one_file(place: Place) -> None:
    place.settings('targets: {"*": {app: "pets:app"}}\npolicy: {budget: {examples: 0}}\n')
    place.write("contracts/other.openapi.yaml", "openapi: 3.1.0\ninfo: {title: o, version: '1'}\npaths: {}\n")
    said = place.pytest("--contracts=contracts/pets.openapi.yaml")
    assert (said.status, said.decision) == (0, "GO")
    assert "other.openapi.yaml" not in said


def test_contracts_are_found_from_where_pytest_is_typed(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    below = place.root / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    said = place.pytest("--contracts=../contracts")
    assert (said.status, said.decision) == (0, "GO")
    assert (place.outputs / "ledger.json").exists()


def test_an_application_is_named_without_settings(place: Place) -> None:
    place.settings(TARGETLESS)
    assert place.contracts("--contracts-app=pets:app").decision == "GO"


def test_a_live_service_is_named_without_settings(place: Place) -> None:
    place.settings(TARGETLESS)
    with serving(keeping(pets())) as url:
        assert place.contracts(f"--contracts-url={url}").decision == "GO"


def test_settings_may_stand_elsewhere(place: Place) -> None:
    place.settings(TARGETLESS)
    text = 'version: 1\ntargets: {"*": {app: "pets:app"}}\npolicy: {budget: {examples: 0}}\noutputs: {directory: out}\n'
    place.write("ci.yaml", text)
    assert place.contracts("--contracts-config=ci.yaml").decision == "GO"
    assert (place.root / "out/ledger.json").exists()


def test_random_examples_are_as_many_as_asked_for(place: Place) -> None:
    sent = []
    for many in ("0", "5"):
        place.contracts(f"--contracts-examples={many}")
        sent.append(sum(i["requests"] for i in place.json("ledger.json")["interactions"]))
    assert sent[0] < sent[1] <= sent[0] + 200


def test_a_seed_is_written_with_the_run(place: Place) -> None:
    place.contracts("--contracts-seed=7")
    assert place.json("ledger.json")["run"]["seed"] == 7


def test_nightly_goes_deeper(place: Place) -> None:
    said = [place.contracts("--contracts-dry-run", *words) for words in ((), ("--contracts-profile=nightly",))]
    counts = [int(s.text.split("about ")[1].split()[0]) for s in said]
    assert counts[1] > counts[0]


def test_the_register_of_the_previous_run_may_come_from_elsewhere(place: Place) -> None:
    place.contracts(fault="long")
    kept = place.root / "kept.json"
    (place.outputs / "discrepancy-register.json").rename(kept)
    place.contracts("--contracts-register=kept.json")
    assert place.statuses() == {LONG: "fixed"}


def test_the_commit_may_be_given(place: Place) -> None:
    place.contracts("--contracts-commit=c0ffee0")
    assert place.json("ledger.json")["run"]["commit"] == "c0ffee0"


@pytest.mark.parametrize("words", [(), ("-n2",)], ids=["alone", "two workers"])
def test_a_dry_run_prints_and_sends_nothing(place: Place, words: tuple[str, ...]) -> None:
    place.settings('targets: {"*": {url: "http://127.0.0.1:1"}}\n')
    said = place.typed(CONTRACTS, "--contracts-dry-run", *words)
    assert said.status == 0, said.text
    assert "2 operations, about" in said
    assert "nothing was sent" in said
    assert said.decision is None
    assert not Path(place.outputs).exists()


def test_two_workers_collect_without_sending(place: Place) -> None:
    said = place.typed(CONTRACTS, "--collect-only", "-q", "-n2")
    assert said.status == 0
    assert "contracts/pets.openapi.yaml::addPet::requests" in said
    assert not place.outputs.exists()

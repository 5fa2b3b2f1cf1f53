"""A target that cannot be used, or stops being usable, holds the verdict with one sentence."""

import socket
from http.server import BaseHTTPRequestHandler

import pytest
from tests.drills.failing import fails_closed
from tests.drills.servers import Answer, always, dying, garbage, keeping, pets, serving, silent
from tests.plugin.place import CONTRACTS, Place

QUICK = "policy: {budget: {examples: 0}}"


def against(place: Place, url: str) -> None:
    place.settings(f"targets: {{pets.openapi.yaml: {{url: '{url}', timeout: 0.3}}}}\n{QUICK}")


def test_a_server_that_keeps_its_contract_is_go(place: Place) -> None:
    with serving(keeping(pets())) as url:
        against(place, url)
        said = place.contracts()
    assert (said.status, said.decision) == (0, "GO"), said.text


def test_no_target_judges_what_is_static_and_holds(place: Place) -> None:
    place.settings("")
    said = place.contracts()
    fails_closed(said, "pets has no target: name one under targets: in contractkit.yaml", place=place)
    states = {o["kind"]: o["state"] for o in place.json("ledger.json")["obligations"]}
    assert states["contract.valid"] == "proven"
    assert states["status"] == "unproven"


def test_a_part_that_has_no_target_fails_and_one_that_needs_none_does_not(place: Place) -> None:
    place.settings("")
    chosen = place.contracts("-k", "addPet")
    assert (chosen.status, chosen.decision) == (1, "HOLD"), chosen.text
    assert "pets has no target: name one under targets: in contractkit.yaml" in chosen.text
    place.write("test_mine.py", "def test_mine():\n    pass\n")
    own = place.contracts("test_mine.py", "-k", "test_mine")
    assert own.status == 0, own.text
    static = place.contracts("-k", "document")
    assert "1 passed" in static.text
    assert static.status == 0, static.text


def test_an_unreachable_target_is_named(place: Place) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        said = place.contracts(f"--contracts-url={url}")
    fails_closed(said, f"cannot reach {url}", "start the service, or correct the URL", place=place)


@pytest.mark.parametrize(
    ("app", "sentence"),
    [
        ("nowhere:app", "cannot import 'nowhere'"),
        ("pets:nothing", "module 'pets' has no 'nothing'"),
        ("broken:app", "broken.py:1: importing it for 'broken:app' raised ZeroDivisionError"),
    ],
)
def test_an_application_that_cannot_be_imported_is_named(place: Place, app: str, sentence: str) -> None:
    place.write("broken.py", "app = 1 / 0\n")
    fails_closed(place.contracts(f"--contracts-app={app}"), sentence, place=place)


def test_a_target_that_dies_half_way_ends_the_run_and_says_at_which_request(place: Place) -> None:
    with serving(dying(50, keeping(pets()))) as url:
        against(place, url)
        said = place.contracts()
    fails_closed(said, "the target went away at request", "contracts/pets.openapi.yaml::", place=place)
    assert place.json("ledger.json")["run"]["aborted"] is True


USELESS: dict[str, tuple[Answer, str]] = {
    "hangs": (silent, "the target hangs: 3 timeouts of 0.3 s in a row, the last at request"),
    "garbage": (garbage, "never gave a documented success"),
    "401": (always(401), "never gave a documented success"),
    "404": (always(404), "never gave a documented success"),
    "500": (always(500), "never gave a documented success"),
}


def proves_nothing(place: Place, name: str, *words: str) -> None:
    answer, sentence = USELESS[name]
    with serving(answer) as url:
        against(place, url)
        said = place.typed(CONTRACTS, *words) if words else place.contracts()
    fails_closed(said, sentence, place=place)
    written = place.json("ledger.json")["obligations"]
    assert not [o["id"] for o in written if o["state"] == "proven" and o["interaction"] != "pets#*"]


@pytest.mark.parametrize("name", USELESS)
def test_a_target_of_no_use_proves_nothing(place: Place, name: str) -> None:
    proves_nothing(place, name)


@pytest.mark.parametrize("name", ["hangs", "401"])
def test_nor_does_it_to_two_workers(place: Place, name: str) -> None:
    proves_nothing(place, name, "-n2")


def test_a_target_that_dies_with_two_workers_is_told_too(place: Place) -> None:
    with serving(dying(30, keeping(pets()))) as url:
        against(place, url)
        said = place.typed(CONTRACTS, "-n2")
    fails_closed(said, "the run was aborted: the target went away at request", place=place)


def test_an_aborted_run_forgets_nothing(place: Place) -> None:
    place.contracts(fault="long")
    before = place.statuses()
    with serving(dying(20, keeping(pets()))) as url:
        against(place, url)
        fails_closed(place.contracts(), "went away", place=place)
    assert place.statuses() == before


def test_somebody_elses_server_is_only_read(place: Place) -> None:
    methods = set()
    app = keeping(pets())

    def answer(number: int, at: BaseHTTPRequestHandler) -> None:
        methods.add(at.command)
        app(number, at)

    with serving(answer, host="127.0.0.2") as url:
        against(place, url)
        said = place.contracts("-rs")
    fails_closed(said, "pets#addPet", "disposable: true", place=place)
    assert methods <= {"GET", "HEAD", "OPTIONS"}
    assert "aborted" not in said

"""What consecutive runs remember."""

from tests.plugin.place import CONTRACTS, Place

from contractkit import codec

DOWN = """\
def app(environ, start_response):
    start_response("503 Down", [("Content-Type", "text/plain")])
    return [b"down"]
"""
LONG = "pets#addPet:rejects(body/name maxLength)"


def test_what_is_gone_is_fixed_and_what_comes_back_is_regressed(place: Place) -> None:
    place.contracts(fault="long")
    assert place.statuses() == {LONG: "open"}
    fixed = place.contracts()
    assert (fixed.status, fixed.decision, place.statuses()) == (0, "GO", {LONG: "fixed"})
    assert "1 fixed" in fixed
    again = place.contracts(fault="long")
    assert (again.status, again.decision, place.statuses()) == (1, "HOLD", {LONG: "regressed"})


def test_what_could_not_be_looked_at_again_is_unverified_and_holds(place: Place) -> None:
    place.contracts(fault="long")
    place.write("pets.py", DOWN)
    said = place.contracts()
    assert said.decision == "HOLD"
    assert place.statuses()[LONG] == "unverified"


def test_what_is_promised_no_more_is_withdrawn(place: Place) -> None:
    place.contracts(fault="long")
    place.contract(old=", maxLength: 12", new="")
    said = place.contracts(fault="long")
    assert place.statuses()[LONG] == "withdrawn"
    assert "withdrawn: CK-" in said


def test_no_workers_and_two_give_the_same_canonical_result(place: Place) -> None:
    results = []
    for words in ((), ("-n2",)):
        place.typed(CONTRACTS, *words, fault="long")
        results.append([codec.canonical(place.json(f"{n}.json")) for n in ("discrepancy-register", "ledger")])
        for written in place.outputs.iterdir():
            written.unlink()
    assert results[0] == results[1]

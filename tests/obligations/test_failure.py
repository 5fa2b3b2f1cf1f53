from tests.doubles import answers, contract, seen
from tests.judging import ids, promised, state

OF = contract(
    answers(_404={"description": ""}, _503={"description": ""}, _4XX={"description": ""}, default={"description": ""})
)


def test_exact_failures_are_promised_and_not_charged():
    assert ids(OF, "failure") == ["failure(404)", "failure(503)"]
    assert not any(one.charged for one in promised(OF) if one.kind == "failure")


def test_a_failure_that_merely_happens_proves_nothing():
    assert state("failure 404", seen(404, of=OF)) is None


def test_its_words_say_why_it_is_unproven():
    assert promised(OF, "failure 404").how.startswith("not provoked yet: ")

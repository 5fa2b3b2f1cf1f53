from tests.doubles import contract

from contractkit.promise import promise


def test_the_document_itself_is_promised_once_and_judged_from_the_document_alone():
    of = contract()
    found = list(promise(of, None))
    assert [one.id for one in found] == ["orders#*:contract.example", "orders#*:contract.valid"]
    assert all(one.static and one.interaction == "orders#*" for one in found)
    assert not any(one.static for one in promise(of, of.interactions[0]))

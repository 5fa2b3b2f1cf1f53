"""Where a creation says that something is, it is: asked for by the same identity, waited for, and nowhere else."""

import pytest
from tests.benches import FakeBench, described, operation, reply
from tests.reach.shop import body, one

from contractkit.follow import follow
from contractkit.model import Draft
from contractkit.settings import Identity, PolicySettings, Settings

NEW = {"type": "object"}


def contract(*, documented=True):
    headers = {"headers": {"Location": {"schema": {"type": "string"}}}} if documented else {}
    made = one("create", "201", requestBody=body(NEW), security=[{"key": []}])
    made["responses"]["201"] |= headers
    schemes = {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}
    return described({"/orders": {"post": made}}, components=schemes)


def followed(location, *script, status=201, documented=True, settle=1.0):
    """The bench, and what following showed; `script`: the answers to the requests after the creation."""
    of = contract(documented=documented)
    ada = Identity("ada", headers={"X-Key": "k"})
    settings = Settings(identities={"ada": ada}, policy=PolicySettings(settle=settle))
    headers = (("Location", location),) if location is not None else ()
    answers = iter([reply(status, None, *headers), *script])
    bench = FakeBench(of, operation(of, "create"), lambda _: next(answers), settings)
    draft = Draft(body={}, media="application/json", identity="ada")
    return bench, follow(bench, bench.send(bench.case(bench.interaction, draft)))


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/orders/1", "/orders/1"),
        ("1", "/1"),
        ("/orders/1?view=all", "/orders/1?view=all"),
        ("http://127.0.0.1:8000/orders/1", "/orders/1"),
    ],
)
def test_the_location_is_asked_for(location, target):
    bench, seen = followed(location, reply(200))
    assert bench.lines == ["POST /orders", f"GET {target}"]
    assert seen.status == 200


@pytest.mark.parametrize("location", ["http://elsewhere.test/orders/1", "//elsewhere.test/x", "http://127.0.0.1:9/x"])
def test_another_host_is_never_asked(location):
    bench, seen = followed(location)
    assert (seen, bench.lines) == (None, ["POST /orders"])


@pytest.mark.parametrize(
    ("status", "documented", "location"), [(200, True, "/x"), (201, False, "/x"), (201, True, None)]
)
def test_only_a_documented_location_of_a_creation_is_followed(status, documented, location):
    bench, seen = followed(location, status=status, documented=documented)
    assert (seen, len(bench.seen)) == (None, 1)


def test_the_same_identity_asks_without_a_body():
    bench, _ = followed("/orders/1", reply(200))
    request = bench.seen[-1].case.request
    assert (request.header("X-Key"), request.body, request.header("Content-Type")) == ("k", None, None)
    assert request.header("Accept") == "*/*"


@pytest.mark.parametrize("early", [404, 410])
def test_what_is_not_there_yet_is_waited_for(early):
    bench, seen = followed("/orders/1", reply(early), reply(early), reply(200))
    assert seen.status == 200
    assert bench.waited == [0.05, 0.1]


def test_waiting_ends_with_the_settings_bound():
    bench, seen = followed("/orders/1", *[reply(404)] * 99, settle=0.3)
    assert seen.status == 404
    assert bench.waited == [0.05, 0.1, 0.2]


def test_any_other_answer_is_final():
    bench, seen = followed("/orders/1", reply(500))
    assert (seen.status, bench.waited) == (500, [])

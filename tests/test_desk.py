"""One item at work: what is seen twice is a discrepancy; a target that fails ends the run at a named request."""

import base64
import json
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.benches import described, desk, operation, reply, sent
from tests.reach.shop import ORDER, body, one

from contractkit import codec
from contractkit.errors import RunAborted, UsageError
from contractkit.model import (
    Draft,
    Edit,
    Fault,
    Intent,
    Message,
    Severity,
    State,
    Target,
    Trace,
)
from contractkit.settings import Budget, Identity, PolicySettings, Settings

NEW = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string"}, "count": {"type": "integer", "maximum": 9}},
}
SHOP = described(
    {
        "/orders": {
            "post": one("create", "201", "422", schema=ORDER, requestBody=body(NEW)),
            "get": one("list"),
        }
    }
)
GOOD = reply(201, {"id": 1, "name": "Ada"})
WRONG = reply(201, {"id": "1", "name": "Ada"})
DRAFT = Draft(body={"name": "Ada"}, media="application/json")
SECRET = "s3cr3t token/é"


@pytest.fixture
def at(tmp_path):
    """The desk of `create` over a function, or over answers given one after the other."""

    def made(*service, **more):
        turns = iter(service)
        answers = service[0] if callable(service[0]) else lambda _: next(turns)
        return desk(SHOP, "create", answers, tmp_path / "logs", **more)

    return made


def seen(on, draft=DRAFT, **more):
    return on.send(on.case(on.interaction, draft, **more))


def trace(on, **more):
    return Trace(on.contract, seen(on, **more))


def judged(on, again=None):
    return on.judge(trace(on), again=again or (lambda: trace(on)))


def entry(on, kind, qualifier=""):
    obligation = next(o for o in on.obligations if (o.kind, o.qualifier) == (kind, qualifier))
    return on.ledger().entries.get(obligation.id)


def response(on):
    return entry(on, "response", "201 application/json")


def test_what_is_seen_twice_is_a_discrepancy(at):
    on = at(WRONG, WRONG)
    (print_,) = judged(on)
    found = on.ledger().discrepancies[print_]
    assert (found.check, found.flaky, found.severity) == ("body-matches-schema", False, Severity.MAJOR)
    assert response(on).state is State.VIOLATED


def test_what_is_said_of_a_discrepancy_is_of_the_answer_that_is_shown(at):
    on = at(reply(201, {"id": "one", "name": "Ada"}), reply(201, {"id": "two", "name": "Ada"}))
    (print_,) = judged(on)
    found = on.ledger().discrepancies[print_]
    assert ("two" in found.actual, "two" in found.example.reply) == (True, True)


def test_what_is_seen_once_and_not_again_is_flaky_and_blocks_the_proof(at):
    on = at(WRONG, GOOD)
    assert judged(on) == frozenset()
    (found,) = on.ledger().discrepancies.values()
    assert (found.flaky, found.severity) == (True, Severity.MINOR)
    assert response(on).state is State.BLOCKED
    assert response(on).witnesses == 1
    assert "seen once and not again (flaky)" in response(on).reason


def test_a_server_error_seen_once_keeps_its_severity(at):
    on = at(reply(500), GOOD)
    judged(on)
    (found,) = on.ledger().discrepancies.values()
    assert (found.check, found.flaky, found.severity) == ("no-server-error", True, Severity.CRITICAL)


@pytest.mark.parametrize("again", ["nothing", "a fault", "nothing to repeat it with"])
def test_what_could_not_be_repeated_is_blocked_and_no_discrepancy(at, again):
    on = at(WRONG, Fault("timeout", "slow"))
    repeat = {"nothing": lambda: None, "a fault": lambda: trace(on), "nothing to repeat it with": None}[again]
    on.judge(trace(on), again=repeat)
    assert on.ledger().discrepancies == {}
    assert response(on).reason == "a mismatch could not be repeated from a fresh baseline"


def test_a_repetition_that_speaks_of_something_else_is_not_flaky(at):
    target = Target("body/count", "maximum")
    on = at(*[GOOD] * 4, reply(403))

    def fault():
        control, many = seen(on), Draft(body={"name": "Ada", "count": 10}, media="application/json")
        subject = seen(on, many, intent=Intent.FAULT, target=target, edits=(Edit("body/count", 10),))
        return Trace(on.contract, subject, control)

    on.judge(fault(), again=lambda: fault())
    assert entry(on, "rejects", str(target)).state is State.VIOLATED

    other = at(GOOD, GOOD, GOOD, reply(403))
    first = [seen(other) for _ in range(2)]
    many = Draft(body={"name": "Ada", "count": 10}, media="application/json")

    def again():
        subject = seen(other, many, intent=Intent.FAULT, target=target, edits=(Edit("body/count", 10),))
        return Trace(other.contract, subject, first[0])

    other.judge(again(), again=again)
    found = entry(other, "rejects", str(target))
    assert found.state is State.BLOCKED
    assert "could not be repeated" in found.reason
    assert not [d for d in other.ledger().discrepancies.values() if d.kind == "rejects"]


def test_what_is_known_is_not_repeated(at):
    on = at(*[WRONG] * 3)
    first = judged(on)
    assert judged(on, again=lambda: pytest.fail("repeated")) == first


def test_a_conforming_answer_proves(at):
    on = at(GOOD)
    assert judged(on) == frozenset()
    assert response(on).state is State.PROVEN


def test_suspects_are_not_recorded(at):
    on = at(WRONG)
    assert on.suspects(trace(on))
    assert on.ledger().discrepancies == {}


def test_severities_move_with_the_settings(at):
    on = at(WRONG, WRONG, settings=Settings(policy=PolicySettings(severities={"response": "minor"})))
    judged(on)
    assert [d.severity for d in on.ledger().discrepancies.values()] == [Severity.MINOR]


def test_the_budget_counts_requests_of_the_own_operation(at):
    on = at(GOOD, GOOD, settings=Settings(policy=PolicySettings(budget=Budget(cases=5))))
    seen(on)
    on.send(on.case(operation(SHOP, "list"), Draft()))
    assert on.left() == 4


@pytest.mark.parametrize("work", [lambda on: seen(on), lambda on: on.wait(0), lambda on: on.blow_if_spent()])
def test_a_blown_fuse_ends_the_run_and_says_which_setting(at, work):
    on = at(GOOD, fuse=-1.0, settings=Settings(policy=PolicySettings(budget=Budget(fuse_seconds=7))))
    with pytest.raises(RunAborted, match=r"the fuse of 7 s has blown: raise policy.budget.fuse_seconds"):
        work(on)


def test_three_timeouts_in_a_row_end_the_run_at_a_named_request(at):
    on = at(*[Fault("timeout", "slow")] * 3)
    seen(on)
    seen(on)
    with pytest.raises(RunAborted, match=r"hangs: .*the last at request 3 of .*create::requests: POST /orders"):
        seen(on)


def test_an_answer_between_timeouts_starts_the_count_again(at):
    slow = Fault("timeout", "slow")
    on = at(slow, slow, GOOD, slow, slow, GOOD)
    assert [seen(on).status for _ in range(6)] == [None, None, 201, None, None, 201]


@pytest.mark.parametrize(
    ("kind", "alive", "ends"),
    [
        ("refused", True, True),
        ("gone", True, True),
        ("reset", False, True),
        ("reset", True, False),
        ("garbage", False, False),
    ],
)
def test_a_target_that_went_away_ends_the_run_at_a_named_request(at, kind, alive, ends):
    on = at(Fault(kind, "no route"), alive=alive)
    if not ends:
        assert seen(on).fault.kind == kind
        return
    with pytest.raises(RunAborted, match=r"went away at request 1 of .*: POST /orders: no route"):
        seen(on)


def test_a_fault_proves_nothing(at):
    on = at(Fault("garbage", "no HTTP"))
    judged(on)
    assert not [e for e in on.ledger().entries.values() if e.state is State.PROVEN]


def test_salts_differ_and_are_the_same_for_the_same_run(at):
    first, second = at(GOOD), at(GOOD)
    salts = [first.salt() for _ in range(50)]
    assert len(set(salts)) == 50
    assert salts[:2] == [second.salt(), second.salt()]


def test_an_identity_sends_its_credentials_and_nobody_sends_none(at):
    ada = Identity("ada", headers={"X-Key": "k"}, query={"t": "1"}, cookies={"sid": "2"})
    on = at(GOOD, settings=Settings(identities={"ada": ada}))
    with_, without = (on.case(on.interaction, Draft(identity=who)).request for who in ("ada", None))
    assert (with_.target, with_.header("X-Key"), with_.header("Cookie")) == ("/orders?t=1", "k", "sid=2")
    assert (without.target, without.header("X-Key"), without.header("Cookie")) == ("/orders", None, None)


def test_a_hook_may_change_headers_before_they_are_sent(at):
    def sign(interaction: str, headers: dict[str, str]) -> None:
        headers["X-Signed"] = interaction

    on = at(GOOD, before_send=sign)
    assert seen(on).case.request.header("X-Signed") == "shop#create"


def test_nothing_is_written_to_somebody_elses_server(at):
    on = at(GOOD, reads_only=True)
    with pytest.raises(UsageError, match="POST /orders would write to"):
        seen(on)


@pytest.mark.parametrize(("keeps", "kept"), [(True, 1), (False, 0)])
def test_what_was_created_is_remembered_where_the_server_lives_on(at, keeps, kept):
    on = at(GOOD, reply(422), keeps=keeps)
    seen(on)
    seen(on)
    assert len(on.created) == kept


@pytest.mark.parametrize(
    ("target", "blocked"),
    [
        (Target("body/count", "maximum"), {"accepts", "rejects"}),
        (Target("protocol", "malformed-json"), {"protocol"}),
        (Target("body/unheard", "maximum"), set()),
    ],
)
def test_a_skipped_case_leaves_its_own_obligations_unproven(at, target, blocked):
    on = at(GOOD)
    on.skipped(target, "why")
    assert {on_.kind for on_ in on.obligations if on_.id in on.ledger().entries} == blocked


def test_all_are_unproven_when_the_item_itself_could_not_go_on(at):
    on = at(GOOD)
    judged(on)
    on.skipped(None, "the baseline is gone")
    assert {e.reason for e in on.ledger().entries.values()} == {"the baseline is gone"}


def secrets(folder: Path, *texts: str) -> list[str]:
    """What of the secret, plain or encoded, stands in the files of a folder or in texts."""
    forms = {
        SECRET,
        quote(SECRET, safe=""),
        json.dumps(SECRET)[1:-1],
        base64.b64encode(SECRET.encode()).decode(),
        base64.b64encode(f"ada:{SECRET}".encode()).decode(),
    }
    written = "\n".join([*(file.read_text("utf-8") for file in folder.rglob("*") if file.is_file()), *texts])
    return [form for form in forms if form in written]


def echoing(request) -> Message:
    """Says back all it was told, in a body that breaks the contract."""
    told = dict(request.headers)
    return reply(201, {"id": f"not a number but {told}", "sent": sent(request), "url": request.target})


def test_a_configured_secret_is_in_no_log_example_or_ledger(at, tmp_path):
    ada = Identity(
        "ada",
        headers={"Authorization": "Basic " + base64.b64encode(f"ada:{SECRET}".encode()).decode()},
        query={"key": SECRET},
        cookies={"sid": quote(SECRET, safe="")},
    )
    settings = Settings(identities={"ada": ada}, secrets={"SHOP_TOKEN": SECRET})
    on = at(echoing, settings=settings)
    draft = Draft(body={"name": SECRET}, media="application/json", identity="ada")

    def traced():
        return Trace(on.contract, seen(on, draft, edits=(Edit("body/name", SECRET),), note=f"sends {SECRET}"))

    assert on.judge(traced(), again=traced)
    on.tried(on.interaction, f"said {SECRET}")
    on.skipped(None, f"said {SECRET}")
    on.place.log.close()
    written = codec.text(codec.discrepancy_to_data(next(iter(on.ledger().discrepancies.values()))))
    assert secrets(tmp_path, written, repr(on.ledger())) == []
    assert "$SHOP_TOKEN" in written


def test_a_secret_in_a_fault_is_not_told(at, tmp_path):
    on = at(Fault("garbage", f"not HTTP: {SECRET}"), settings=Settings(secrets={"SHOP_TOKEN": SECRET}))
    judged(on)
    on.place.log.close()
    assert secrets(tmp_path, repr(on.ledger())) == []


def test_no_half_of_a_secret_is_left_where_a_text_is_shortened(at):
    secret = "0123456789" * 30
    on = at(GOOD, settings=Settings(secrets={"SHOP_TOKEN": secret}))
    for padding in range(0, 300, 7):
        on.tried(on.interaction, ("x" * padding) + secret)
    assert "0123" not in repr(on.ledger())


def test_the_request_that_ends_the_run_is_told_without_its_secret(at):
    ada = Identity("ada", query={"token": SECRET})
    on = at(Fault("refused", SECRET), settings=Settings(identities={"ada": ada}, secrets={"SHOP_TOKEN": SECRET}))
    with pytest.raises(RunAborted) as ended:
        seen(on, Draft(identity="ada"))
    assert "s3cr3t" not in str(ended.value)

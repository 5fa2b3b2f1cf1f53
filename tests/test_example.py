"""The example of a discrepancy sends the same again, shows what was seen, and nothing that is secret."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benches import described, desk, reply
from tests.reach.shop import ORDER, body, one

from contractkit.example import SHOWN, edit_from_data, edit_to_data, example
from contractkit.model import ABSENT, Draft, Edit, Fault, Intent, Target, Trace, Wire
from contractkit.settings import Settings

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)
SHOP = described({"/orders": {"post": one("create", "201", schema=ORDER, requestBody=body())}})


@given(values | st.just(ABSENT) | st.text(max_size=5).map(Wire) | st.binary(max_size=5))
def test_an_edit_comes_back_from_a_file_as_it_was(value):
    data = json.loads(json.dumps(edit_to_data(Edit("body/x", value))))
    back = edit_from_data("body/x", data).value
    assert (back, type(back)) == (value, type(value))


def test_a_member_that_is_left_out_is_not_null():
    assert edit_to_data(Edit("body/x")) != edit_to_data(Edit("body/x", None))


def shown(tmp_path, answer, *, settings=Settings(), draft=None, **more):
    on = desk(SHOP, "create", lambda _: answer, tmp_path, settings=settings)
    draft = draft or Draft(body={"name": "Ada"}, media="application/json")
    return example(on, Trace(on.contract, on.send(on.case(on.interaction, draft, **more))))


def test_an_example_tells_how_the_case_was_made(tmp_path):
    told = shown(
        tmp_path,
        reply(201),
        intent=Intent.FAULT,
        target=Target("body/name", "type"),
        edits=(Edit("body/name", 5),),
        note="a number",
        lenient="coercion",
    )
    assert (told.intent, told.target, told.note, told.lenient) == (
        "single-fault",
        ("body/name", "type"),
        "a number",
        "coercion",
    )
    assert told.edits == (("body/name", {"$value": 5}),)


def test_an_example_shows_request_and_answer(tmp_path):
    told = shown(tmp_path, reply(201, {"id": 1}, ("X-Rate", "7")))
    assert told.request.startswith("POST /orders\n")
    assert told.request.endswith('{"name":"Ada"}')
    assert told.reply.startswith("HTTP 201\n")
    assert "X-Rate: 7" in told.reply
    assert told.reply.endswith('{"id": 1}')


def test_what_never_answered_is_told_so(tmp_path):
    assert shown(tmp_path, Fault("garbage", "no HTTP at all")).reply == "no answer: no HTTP at all"


def test_a_long_answer_is_shortened(tmp_path):
    told = shown(tmp_path, reply(201, b"x" * (3 * SHOWN)))
    assert len(told.reply) < 2 * SHOWN
    assert told.reply.endswith(f"… {3 * SHOWN} bytes in all")


def test_a_long_secret_leaves_no_half_where_an_answer_is_shortened(tmp_path):
    secret = "0123456789" * 20
    settings = Settings(secrets={"TOKEN": secret})
    told = shown(tmp_path, reply(201, b"x" * (SHOWN - 50) + secret.encode()), settings=settings)
    assert "0123" not in told.reply


@pytest.mark.parametrize("place", ["body", "header.X-Any", "query.q"])
def test_a_secret_stands_as_the_name_of_its_setting(tmp_path, place):
    secret = "s3cr3t-token"
    draft = Draft(body={"name": secret}, media="application/json")
    told = shown(
        tmp_path,
        reply(201, {"id": secret}),
        settings=Settings(secrets={"TOKEN": secret}),
        draft=draft,
        edits=(Edit(place, {"deep": [secret]}),),
        note=f"sends {secret}",
    )
    assert secret not in repr(told)
    assert told.edits == ((place, {"$value": {"deep": ["$TOKEN"]}}),)


def test_a_generated_password_is_sent_again_as_it_was(tmp_path):
    told = shown(tmp_path, reply(201), edits=(Edit("body", {"password": "generated"}),))
    assert told.edits == (("body", {"$value": {"password": "generated"}}),)


def test_a_credential_that_a_hook_puts_in_goes_by_the_name_of_its_header(tmp_path):
    def sign(interaction: str, headers: dict[str, str]) -> None:
        headers |= {"X-Api-Key": "of-the-hook", "X-Trace": "seen-by-all"}

    on = desk(SHOP, "create", lambda _: reply(201), tmp_path, before_send=sign)
    draft = Draft(body={"name": "Ada"}, media="application/json")
    told = example(on, Trace(on.contract, on.send(on.case(on.interaction, draft))))
    assert "of-the-hook" not in f"{told.curl}{told.request}"
    assert "'X-Api-Key: '\"$X_API_KEY\"" in told.curl
    assert "X-Trace: seen-by-all" in told.curl

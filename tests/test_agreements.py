"""What a service agrees on beside its schemas: pinned by the settings with file:line, else read off its failures."""

import json

import pytest
from tests.doubles import loaded
from tests.failures import PROBLEM, TEXT, failing, own, pinned

from contractkit.agreements import agreed
from contractkit.errors import UsageError
from contractkit.settings import Settings
from contractkit.settings.conventions import EnvelopeRule
from contractkit.settings.file import read_settings
from contractkit.sound import checked

ERROR = {"type": "object", "properties": {"error": {"type": "object", "properties": {"code": TEXT, "message": TEXT}}}}
OF = failing({"$ref": "#/components/schemas/Error"}, Error=ERROR)


def settings(folder, text):
    path = folder / "contractkit.yaml"
    path.write_text(text)
    return read_settings(path, root=folder, environ={})


def refused(folder, text, contract=OF):
    with pytest.raises(UsageError) as error:
        checked((contract,), settings(folder, text))
    return str(error.value)


def test_the_settings_win_over_what_would_be_inferred(tmp_path):
    of = agreed(OF, settings(tmp_path, "envelope: {family: stripe, require: [request_id]}"))
    assert (own(of).family, own(of).pinned, own(of).require) == ("stripe", True, ("request_id",))
    assert own(of).why == "pinned at contractkit.yaml:1"


def test_the_first_rule_that_matches_holds(tmp_path):
    text = "envelope:\n  - {match: 'GET **', family: rails}\n  - {match: createOrder, family: spring}\n"
    of = agreed(OF, settings(tmp_path, text))
    assert (own(of).family, own(of).why) == ("spring", "pinned at contractkit.yaml:3")


def test_a_custom_envelope_keeps_a_component_or_a_file(tmp_path):
    (tmp_path / "errors.json").write_text('{"required": ["code"]}')
    assert own(agreed(OF, settings(tmp_path, "envelope: {schema: Error}"))).schema == "/components/schemas/Error"
    by_file = own(agreed(OF, settings(tmp_path, "envelope: {schema: errors.json}")))
    assert (by_file.schema, by_file.fragment) == (None, {"required": ["code"]})


def test_members_of_a_custom_envelope_are_read_by_pointer(tmp_path):
    of = agreed(OF, settings(tmp_path, "envelope: {schema: Error, members: {code: /error/code, field: /error/field}}"))
    assert own(of).members == {"code": "/error/code", "field": "/error/field"}
    assert own(of).places


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("envelope: {family: problem}", "contractkit.yaml:1: there is no envelope family 'problem'; known: azure, "),
        ("envelope: {family: rails, match: nothing}", "contractkit.yaml:1: envelope: no operation matches 'nothing'"),
        ("envelope: {schema: Fault}", "contractkit.yaml:1: envelope: no contract it holds for has a schema 'Fault'"),
        (
            "envelope: {schema: Error, members: {code: /error/kode}}",
            "contractkit.yaml:1: envelope: members: code: /error/kode leads nowhere in Error",
        ),
        (
            "envelope: [{family: rails}, {family: spring, match: createOrder}]",
            "contractkit.yaml:1: envelope: all that 'createOrder' matches is held by a rule above it",
        ),
        ("policy: {severities: {envelop: minor}}", "contractkit.yaml: policy: severities: there is no kind 'envelop'"),
    ],
)
def test_a_rule_that_cannot_hold_is_refused_before_anything_is_sent(tmp_path, text, says):
    assert refused(tmp_path, text).startswith(says)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("envelope: {}\n", None),
        ("envelope: {family: custom}", "contractkit.yaml:1: a custom envelope needs schema:"),
        ("envelope: {schema: errors.json}", "contractkit.yaml:1: there is no file 'errors.json' beside the settings"),
        ("envelope: {famly: rails}", "contractkit.yaml:1: unknown key 'famly'; did you mean 'family'?"),
        ("envelope: {family: rails, members: {code: error}}", "contractkit.yaml:1"),
        ("correlation: {body: x}", "contractkit.yaml:1"),
        ("correlation: {header: X Y}", "contractkit.yaml:1"),
        ("envelope: {family: rails, members: {code: /a}}", "contractkit.yaml:1: members: are read of a custom"),
        ("correlation: {header: X, heder: Y}", "contractkit.yaml:1: unknown key 'heder'; did you mean 'header'?"),
    ],
)
def test_settings_that_say_nothing_or_nonsense(tmp_path, text, says):
    if says is None:
        assert settings(tmp_path, text).envelope == ()
        return
    with pytest.raises(UsageError) as error:
        settings(tmp_path, text)
    assert says in str(error.value)


def test_a_schema_file_that_is_no_json_schema_is_refused(tmp_path):
    (tmp_path / "errors.json").write_text('{"type": "objekt"}')
    assert refused(tmp_path, "envelope: {schema: errors.json}").startswith(
        "contractkit.yaml:1: envelope: errors.json is no JSON Schema"
    )


def test_a_schema_file_that_is_no_schema_is_refused(tmp_path):
    (tmp_path / "errors.json").write_text("[]")
    with pytest.raises(UsageError, match=r"errors\.json holds no JSON Schema"):
        settings(tmp_path, "envelope: {schema: errors.json}")


def test_correlation_is_read_off_documented_headers():
    header = {"X-Request-ID": {"schema": TEXT}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "", "version": ""},
        "paths": {
            "/a": {"get": {"operationId": "a", "responses": {"200": {"description": "", "headers": header}}}},
            "/b": {"get": {"operationId": "b", "responses": {"200": {"description": ""}}}},
        },
    }
    of = loaded(json.dumps(document), "x.openapi.json")
    rule = of.conventions.correlation("x#a")
    assert (rule.header, rule.mint, rule.echo, rule.everywhere) == ("X-Request-ID", True, False, False)
    assert of.conventions.correlation("x#b") is None


def test_an_id_that_requests_may_send_is_echoed(tmp_path):
    of = agreed(failing(), settings(tmp_path, "correlation: {header: X-Trace, body: trace, echo: false}"))
    rule = of.conventions.correlation("orders#createOrder")
    assert (rule.header, rule.body, rule.mint, rule.echo, rule.everywhere) == ("X-Trace", "trace", True, False, True)


def two(first, second):
    """Two operations: what each of them documents as its failure."""

    def operation(name, schema):
        content = {} if schema is None else {"content": {"application/json": {"schema": schema}}}
        return {"operationId": name, "responses": {"200": {"description": ""}, "404": {"description": "", **content}}}

    paths = {f"/{name}": {"get": operation(name, schema)} for name, schema in (("a", first), ("b", second))}
    paths["/c"] = {"get": operation("c", None)}
    return loaded(json.dumps({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}), "x.json")


def test_an_operation_without_failures_goes_by_those_of_the_others():
    problem = {"type": "object", "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}}}
    assert two(problem, problem).conventions.envelope("x#c").family == "problem+json"


def test_an_id_of_a_trace_is_not_taken_for_that_of_a_request(tmp_path):
    header = {"X-Request-ID": {"schema": TEXT}}
    problem = {"type": "object", "properties": {"traceId": TEXT, "title": TEXT}}
    answers = {
        "200": {"description": "", "headers": header},
        "404": {"description": "", "content": {"application/json": {"schema": problem}}},
    }
    paths = {"/a": {"get": {"operationId": "a", "responses": answers}}}
    of = loaded(json.dumps({"openapi": "3.1.0", "info": {"title": "", "version": ""}, "paths": paths}), "x.json")
    assert of.conventions.correlation("x#a").body is None


def test_one_operation_alone_speaks_for_no_other():
    problem = {"type": "object", "properties": {"type": TEXT, "title": TEXT, "status": {"type": "integer"}}}
    assert two(problem, None).conventions.envelope("x#c") is None


def test_a_user_can_register_a_family_of_his_own(monkeypatch):
    from contractkit.extensions import ENVELOPES
    from contractkit.saying import envelope_family

    known = dict(ENVELOPES._things)
    envelope_family("ours", telling=lambda shape: "", flaws=lambda failure: iter(()))
    try:
        checked((OF,), Settings(envelope=(EnvelopeRule("ours"),)))
        assert own(agreed(OF, Settings(envelope=(EnvelopeRule("ours"),)))).family == "ours"
    finally:
        ENVELOPES._things = known


def test_codes_are_known_only_where_every_failure_lists_them():
    listed = {"type": "object", "properties": {"code": {"type": "string", "enum": ["a"]}, "more": {}}}
    assert own(failing(listed)).codes == {"a"}
    free = {"type": "object", "properties": {"code": TEXT, "more": {}}}
    assert own(failing(free)).codes is None
    assert own(pinned(failing(listed, media=PROBLEM), family="problem+json")).codes == {"a"}

import pytest
from tests.operations import contract, param

from contractkit.errors import Unsendable
from contractkit.model import ABSENT, Answer, Draft, Media, Wire
from contractkit.wire import decode, encode

LIST = {"type": "array", "items": {"type": "string"}}
RGB = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}}
COLOR = ["blue", "black"]
SUCCESS = Answer("200", "", (Media("text/csv", ""),))
FAILURE = Answer("404", "", (Media("application/problem+json", ""),))
RECORD = {"R": 100, "G": 200}


def written(parameter, value, **more):
    made = contract([parameter], path="/a/{p}" if parameter["in"] == "path" else "/a", method="GET", **more)
    return encode(made, made.interactions[0], Draft({f"{parameter['in']}.{parameter['name']}": value}))


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, COLOR, "blue,black"),
        ("simple", True, COLOR, "blue,black"),
        ("simple", False, RECORD, "R,100,G,200"),
        ("simple", True, RECORD, "R=100,G=200"),
        ("label", False, "blue", ".blue"),
        ("label", False, COLOR, ".blue,black"),
        ("label", True, COLOR, ".blue.black"),
        ("label", False, RECORD, ".R,100,G,200"),
        ("label", True, RECORD, ".R=100.G=200"),
        ("matrix", False, "", ";p"),
        ("matrix", False, "blue", ";p=blue"),
        ("matrix", False, COLOR, ";p=blue,black"),
        ("matrix", True, COLOR, ";p=blue;p=black"),
        ("matrix", False, RECORD, ";p=R,100,G,200"),
        ("matrix", True, RECORD, ";R=100;G=200"),
    ],
)
def test_path_styles_are_written_as_openapi_says(style, explode, value, expected):
    assert written(param("p", "path", RGB, style=style, explode=explode), value).target == f"/a/{expected}"


@pytest.mark.parametrize(
    ("style", "explode", "value", "expected"),
    [
        ("form", True, "", "p="),
        ("form", True, "blue", "p=blue"),
        ("form", True, COLOR, "p=blue&p=black"),
        ("form", False, COLOR, "p=blue,black"),
        ("form", True, RECORD, "R=100&G=200"),
        ("form", False, RECORD, "p=R,100,G,200"),
        ("spaceDelimited", False, COLOR, "p=blue%20black"),
        ("spaceDelimited", False, RECORD, "p=R%20100%20G%20200"),
        ("pipeDelimited", False, COLOR, "p=blue%7Cblack"),
        ("deepObject", True, RECORD, "p%5BR%5D=100&p%5BG%5D=200"),
        ("deepObject", True, {"a": {"b": 1}, "c": [1, 2]}, "p%5Ba%5D%5Bb%5D=1&p%5Bc%5D=1&p%5Bc%5D=2"),
    ],
)
def test_query_styles_are_written_as_openapi_says(style, explode, value, expected):
    assert written(param("p", "query", RGB, style=style, explode=explode), value).target == f"/a?{expected}"


@pytest.mark.parametrize(("delimiter", "expected"), [(",", "a,b"), (" ", "a%20b"), ("|", "a%7Cb"), ("\t", "a%09b")])
def test_collection_formats_of_swagger_are_written(delimiter, expected):
    parameter = param("p", "query", LIST, explode=False, delimiter=delimiter)
    assert written(parameter, ["a", "b"]).target == f"/a?p={expected}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (True, "true"),
        (None, "null"),
        (5, "5"),
        (2.0, "2"),
        (2.5, "2.5"),
        (1e300, "1e%2B300"),
        ("a b", "a%20b"),
        ("a+b&c=d%", "a%2Bb%26c%3Dd%25"),
        ("-._~", "-._~"),
        ("é/☃", "%C3%A9%2F%E2%98%83"),
        ("a\x00b", "a%00b"),
    ],
)
def test_values_are_written_as_texts_and_percent_encoded(value, expected):
    assert written(param("p", "query"), value).target == f"/a?p={expected}"


def test_reserved_characters_stay_where_they_are_allowed():
    assert written(param("p", "query", allowReserved=True), "a/b?c é").target == "/a?p=a/b?c%20%C3%A9"


def test_a_json_parameter_is_written_as_json():
    parameter = {"name": "p", "in": "query", "content": {"application/json": {"schema": {}}}}
    assert written(parameter, {"a": [1, "x"]}).target == "/a?p=%7B%22a%22%3A%5B1%2C%22x%22%5D%7D"


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [
        (False, COLOR, "blue,black"),
        (False, RECORD, "R,100,G,200"),
        (True, RECORD, "R=100,G=200"),
        (False, "a b", "a b"),
    ],
)
def test_headers_are_written_simple_and_not_encoded(explode, value, expected):
    assert written(param("X-P", "header", explode=explode), value).header("X-P") == expected


@pytest.mark.parametrize(
    ("explode", "value", "expected"),
    [(True, 5, "p=5"), (False, COLOR, "p=blue,black"), (True, COLOR, "p=blue&p=black"), (True, RECORD, "R=100&G=200")],
)
def test_cookies_are_written_as_forms(explode, value, expected):
    assert written(param("p", "cookie", explode=explode), value).header("Cookie") == expected


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("path", ""),
        ("path", "."),
        ("path", ".."),
        ("path", ABSENT),
        ("path", []),
        ("path", ["a", "b,c"]),
        ("path", "\ud800"),
        ("header", "a\nb"),
        ("header", "\x00"),
        ("header", "☃"),
        ("header", " a"),
        ("header", ["a", " b"]),
        ("cookie", "a;b"),
        ("cookie", "a b"),
        ("cookie", "é"),
        ("query", float("nan")),
        ("query", "\udfff"),
    ],
)
def test_what_would_not_arrive_as_it_is_cannot_be_sent(place, value):
    with pytest.raises(Unsendable):
        written(param("p", place), value)


@pytest.mark.parametrize("value", ["a/b", "...", "%2E", " ", "a b"])
def test_odd_path_values_are_sent_when_encoding_keeps_them(value):
    request = written(param("p", "path"), value)
    assert request.target.count("/") == 2
    made = contract([param("p", "path")], path="/a/{p}", method="GET")
    assert decode(made, made.interactions[0], request).parameters == {"path.p": value}


@pytest.mark.parametrize(("explode", "items"), [(False, ["a,b"]), (False, [""])])
def test_a_list_whose_items_cannot_be_told_apart_is_not_sent(explode, items):
    with pytest.raises(Unsendable, match=r"query\.p"):
        written(param("p", "query", LIST, explode=explode), items)


def test_wire_text_is_sent_as_it_stands():
    made = contract([param("p", "path"), param("q", "query"), param("h", "header")], path="/a/{p}", method="GET")
    draft = Draft({"path.p": Wire("%zz"), "query.q": Wire("q=1&q=2"), "header.h": Wire("x"), "cookie.c": Wire("c=1")})
    request = encode(made, made.interactions[0], draft)
    assert (request.target, request.header("h"), request.header("cookie")) == ("/a/%zz?q=1&q=2", "x", "c=1")


def test_base_path_and_template_text_are_kept():
    made = contract([param("p", "path")], path="/a b/{p}:run", base_path="/v1/", method="GET")
    request = encode(made, made.interactions[0], Draft({"path.p": "x"}))
    assert request.target == "/v1/a%20b/x:run"
    assert decode(made, made.interactions[0], request).parameters == {"path.p": "x"}


def test_credentials_replace_what_the_draft_says():
    made = contract([param("X-Key", "header"), param("k", "query"), param("s", "cookie")], method="GET")
    draft = Draft({"header.X-Key": "drawn", "query.k": "drawn", "cookie.s": "drawn"})
    request = encode(
        made, made.interactions[0], draft, headers={"x-key": "mine"}, query={"k": "m&n"}, cookies={"s": "c"}
    )
    assert request.target == "/things?k=m%26n"
    assert [v for k, v in request.headers if k.lower() in ("x-key", "cookie")] == ["mine", "s=c"]


@pytest.mark.parametrize(
    ("answers", "accept", "expected"),
    [
        ((), None, "*/*"),
        ((FAILURE, SUCCESS), None, "text/csv, application/problem+json"),
        ((SUCCESS,), "image/png", "image/png"),
    ],
)
def test_all_documented_answers_are_accepted_successes_first(answers, accept, expected):
    made = contract(method="GET", answers=answers)
    assert encode(made, made.interactions[0], Draft(accept=accept)).header("Accept") == expected


def test_another_method_is_sent_when_the_draft_says_so():
    made = contract()
    assert encode(made, made.interactions[0], Draft(method="PURGE")).method == "PURGE"


def test_an_exploded_object_does_not_take_another_parameters_name():
    made = contract([param("p", "query", RGB), param("R", "query")], method="GET")
    with pytest.raises(Unsendable, match="'R'"):
        encode(made, made.interactions[0], Draft({"query.p": RECORD}))

import pytest
from tests.doubles import JSON, contract, seen, with_content

from contractkit.answer.media import chosen, documented

OF = contract(
    {
        "200": with_content({"*/*": {}, "application/*": {}, JSON: {}, "text/plain; v=1": {}, "text/plain; v=2": {}}),
        "204": {"description": ""},
        "4XX": with_content({"application/problem+json": {}}),
    }
)


def of(status, media):
    trace = seen(status, b"{}", of=OF, media=media)
    return trace.interaction, trace.reply


@pytest.mark.parametrize(
    ("media", "expected"),
    [
        ("application/json; charset=utf-8", JSON),
        ("application/xml", "application/*"),
        ("image/png", "*/*"),
        ("text/plain; v=2", "text/plain; v=2"),
        ("text/plain; V=1; q=3", "text/plain; v=1"),
        ("text/plain", "text/plain; v=1"),
    ],
)
def test_the_most_exact_documented_type_is_meant(media, expected):
    interaction, reply = of(200, media)
    assert documented(interaction.answer(200), reply).type == expected


@pytest.mark.parametrize(
    ("status", "media", "expected"),
    [
        (200, JSON, "200 application/json"),
        (204, None, "204"),
        (404, "application/problem+json", "4XX application/problem+json"),
        (404, "text/html", "4XX application/problem+json"),
        (404, None, "4XX application/problem+json"),
        (500, JSON, None),
    ],
)
def test_an_answer_is_of_one_promise(status, media, expected):
    assert chosen(*of(status, media)) == expected

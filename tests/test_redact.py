"""A configured secret is nowhere in what is written; what stands at a secret's usual place is not either."""

import html
import json
import re
import shlex
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from contractkit.errors import UsageError
from contractkit.redact import Redactor
from contractkit.redact.forms import masked
from contractkit.redact.spellings import spellings

TEXT = st.characters(exclude_categories=["Cs"])
SECRETS = st.text(TEXT, min_size=4, max_size=40).filter(lambda s: len(s.strip()) >= 4).map(str.strip)

ENCODINGS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "percent": lambda s: quote(s, safe=""),
    "percent, slashes kept": quote,
    "percent, lower case": lambda s: quote(s, safe="").replace("%2F", "%2f").replace("%3D", "%3d"),
    "percent twice": lambda s: quote(quote(s, safe=""), safe=""),
    "plus": quote_plus,
    "json": lambda s: json.dumps(s)[1:-1],
    "json, not ascii": lambda s: json.dumps(s, ensure_ascii=False)[1:-1],
    "json, slashes escaped": lambda s: json.dumps(s)[1:-1].replace("/", r"\/"),
    "json in json": lambda s: json.dumps(json.dumps(s))[3:-3],
    "repr": lambda s: repr(s)[1:-1],
    "html": html.escape,
    "shell": lambda s: shlex.quote(f"{s} ")[1:-2],
    "header bytes": lambda s: s.encode().decode("latin-1"),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
@given(secret=SECRETS, before=st.text(TEXT, max_size=5), after=st.text(TEXT, max_size=5))
def test_a_secret_survives_in_no_encoding(encode, secret, before, after):
    written = encode(secret)
    assume(written not in "$NAME")
    shown = Redactor({"NAME": secret}).text(before + written + after)
    assert written not in shown
    assert "$NAME" in shown


@pytest.mark.parametrize("encode", [b64encode, urlsafe_b64encode])
@given(secret=SECRETS, before=st.binary(max_size=5), after=st.binary(max_size=5))
def test_a_secret_survives_in_no_base64_at_any_position(encode, secret, before, after):
    text = encode(before + secret.encode() + after).decode()
    redactor = Redactor({"NAME": secret})
    for shown in (redactor.text(text), redactor.text(text.rstrip("="))):
        assert "$NAME" in shown
        kept = shown.replace("$NAME", "")
        assert len(kept) <= 4 * -(-(len(before) + len(after)) // 3) + 4


@given(secret=SECRETS, text=st.text(max_size=60))
def test_text_without_the_secret_stays(secret, text):
    redactor = Redactor({"NAME": secret})
    shown = redactor.text(text)
    assert shown == text or "$NAME" in shown
    if shown != text:
        assert re.search(spellings(secret), text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
        max_leaves=8,
    )
)
def test_json_without_secrets_stays(value):
    assume("pass" not in json.dumps(value).lower())
    clean = Redactor({"NAME": "correct horse battery staple"}).json(value)
    assert clean == value or "[redacted]" in json.dumps(clean)


@given(secret=st.text(TEXT, min_size=4, max_size=20).filter(lambda s: len(s.strip()) >= 4 and s not in "[redacted]"))
def test_a_secret_survives_nowhere_in_an_exchange(secret):
    redactor = Redactor({"N": secret.strip()})
    body = json.dumps({"password": secret, "note": f"it is {secret}!", secret: [secret]})
    shown = [
        redactor.body(body),
        redactor.body(f"a={quote_plus(secret)}&b=1"),
        redactor.url(f"/x?q={quote(secret, safe='')}"),
        json.dumps(redactor.headers([("X-Note", secret), ("Authorization", f"Bearer {secret}")])),
        json.dumps(redactor.json({"a": [secret], secret: 1})),
    ]
    for one in shown:
        for encode in ENCODINGS.values():
            assert encode(secret.strip()) not in one or encode(secret.strip()) in '"$N": [redacted], 1 X-Note a b'


def test_the_longer_of_two_secrets_goes_first():
    redactor = Redactor({"SHORT": "abcd", "LONG": "abcdefgh"})
    assert redactor.text("abcdefgh abcd") == "$LONG $SHORT"


def test_a_number_that_is_a_secret_goes():
    assert Redactor({"PIN": "12345678"}).json({"n": 12345678, "m": 1}) == {"n": "$PIN", "m": 1}


@pytest.mark.parametrize(("secret", "refused"), [("abc", True), (" ab  ", True), ("abcd", False), ("", False)])
def test_a_secret_too_short_to_hide_is_refused(secret, refused):
    if refused:
        with pytest.raises(UsageError, match="PIN has fewer than 4 characters"):
            Redactor({"PIN": secret})
    else:
        assert Redactor({"PIN": secret}).text("a") == "a"


@pytest.mark.parametrize(
    ("header", "shown"),
    [
        (("Authorization", "Bearer other"), "[redacted]"),
        (("authorization", "Bearer t0psecret"), "Bearer $TOKEN"),
        (("Authorization", "Basic " + b64encode(b"me:t0psecret").decode()), "[redacted]"),
        (("X-API-Key", "k"), "[redacted]"),
        (("X-Acme-Access-Token", "k"), "[redacted]"),
        (("X-Iban", "k"), "[redacted]"),
        (("Cookie", "a=1; b=t0psecret"), "a=[redacted]; b=$TOKEN"),
        (("Set-Cookie", "sid=1; Path=/; HttpOnly"), "sid=[redacted]; Path=/; HttpOnly"),
        (("Location", "/callback?code=1&access_token=1#x"), "/callback?code=1&access_token=[redacted]#x"),
        (("WWW-Authenticate", 'Bearer realm="orders"'), 'Bearer realm="orders"'),
        (("X-Request-Id", "1"), "1"),
        (("Authorization", ""), ""),
    ],
)
def test_headers_are_masked_by_name(header, shown):
    assert Redactor({"TOKEN": "t0psecret"}, ["x-iban"]).headers([header]) == ((header[0], shown),)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ('{"password": "a\\"b", "x": 1}', '{"password": "[redacted]", "x": 1}'),
        ('{"accessToken":"a","tokens":3}', '{"accessToken":"[redacted]","tokens":3}'),
        ('{"secret": {"a": [1, "}"]}, "x": 1}', '{"secret": "[redacted]", "x": 1}'),
        ('{"pin": 12, "token": null, "x": 1}', '{"pin": "[redacted]", "token": null, "x": 1}'),
        ('{"password": "cut of', '{"password": "[redacted]"'),
        ('{"credentials": [{"a": 1', '{"credentials": "[redacted]"'),
        ('{"iban": "DE1", "ibans": 2}', '{"iban": "[redacted]", "ibans": 2}'),
        ('{"in": "{\\"password\\": \\"x\\", \\"y\\": 1}"}', '{"in": "{\\"password\\": \\"[redacted]\\", \\"y\\": 1}"}'),
        ('data: {"password":"x"}\n\ndata: 2\n\n', 'data: {"password":"[redacted]"}\n\ndata: 2\n\n'),
        ('{"name": "password", "x": "token"}', '{"name": "password", "x": "token"}'),
        ("user=a&password=b%20c&x=1", "user=a&password=[redacted]&x=1"),
        ("user%5Bpassword%5D=b", "user%5Bpassword%5D=[redacted]"),
        ("page_token=b&limit=3", "page_token=b&limit=3"),
        ("failed with token=abc, sorry", "failed with token=[redacted], sorry"),
        (
            '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\nhush\r\n--b--',
            '--b\r\nContent-Disposition: form-data; name="password"\r\n\r\n[redacted]\r\n--b--',
        ),
        (
            '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhush\r\n--b--',
            '--b\r\nContent-Disposition: form-data; name="note"\r\n\r\nhush\r\n--b--',
        ),
        ("plain words", "plain words"),
    ],
)
def test_bodies_are_masked_by_name(body, shown):
    assert Redactor({}, ["iban"]).body(body) == shown


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://me:pw@host/a", "http://[redacted]@host/a"),
        ("/a?token=x&limit=3", "/a?token=[redacted]&limit=3"),
        ("/a?limit=3&api_key=x#f", "/a?limit=3&api_key=[redacted]#f"),
        ("/a?q=t0psecret", "/a?q=$TOKEN"),
        ("/a/b@c", "/a/b@c"),
    ],
)
def test_urls_are_masked_by_name_and_value(url, shown):
    assert Redactor({"TOKEN": "t0psecret"}).url(url) == shown


def test_json_members_are_masked_by_name():
    value = {"a": [{"Password": "x", "token": None, "otp": {"n": 1}, "bearer": "t0psecret"}]}
    shown = {"a": [{"Password": "[redacted]", "token": None, "otp": "[redacted]", "bearer": "$TOKEN"}]}
    assert Redactor({"TOKEN": "t0psecret"}).json(value) == shown


def test_a_hostile_body_takes_no_time():
    hostile = '"' + '\\"' * 20_000 + "a=" * 5_000 + '{"password":' + "[" * 5_000
    shown = Redactor({"TOKEN": "t0psecret"}).body(hostile)
    assert len(shown) <= len(hostile) + 100


def test_a_secret_that_is_learnt_later_is_hidden_from_then_on():
    redactor = Redactor({"KEY": "abcd-key"})
    assert redactor.text("abcd-key and first-token") == "$KEY and first-token"
    redactor.learn("TOKEN", "first-token")
    redactor.learn("TOKEN", "other-token")
    redactor.learn("TOKEN", "other-token")
    assert redactor.text("abcd-key, first-token, other-token") == "$KEY, $TOKEN, $TOKEN_1"
    assert redactor.headers([("X-Echo", "first-token")]) == (("X-Echo", "$TOKEN"),)


@pytest.mark.parametrize(
    "text",
    ["a bearer of good news", "basic needs", "eyJ is how they begin", "Bearer short", "order.created.v1", "a.b.c"],
)
def test_what_has_not_the_form_of_credentials_stays(text):
    assert masked(text) == text

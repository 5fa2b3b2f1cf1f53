"""Encoded bodies come back as they were, whatever the server wrapped them in, or not at all."""

import gzip
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from contractkit.client.decompress import decompress
from contractkit.model import Fault

CODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "identity": bytes,
}


@pytest.mark.parametrize("coding", CODERS)
@given(body=st.binary(max_size=2000))
def test_a_body_comes_back_as_it_was(coding, body):
    assert decompress(CODERS[coding](body), [coding], most=2000) == body


@given(body=st.binary(max_size=2000))
def test_raw_deflate_comes_back_as_it_was(body):
    assert decompress(zlib.compress(body, wbits=-15), ["deflate"], most=2000) == body


@given(body=st.binary(max_size=500))
def test_codings_are_undone_last_first(body):
    twice = brotli.compress(gzip.compress(body))
    assert decompress(twice, ["gzip, br"], most=2000) == body
    assert decompress(twice, ["gzip", "br"], most=2000) == body


def test_several_gzip_members_are_one_body():
    assert decompress(gzip.compress(b"a") + gzip.compress(b"b"), ["gzip"], most=10) == b"ab"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize(("size", "allowed"), [(1000, True), (1001, False), (5_000_000, False)])
def test_the_bound_holds_exactly(coding, size, allowed):
    plain = decompress(CODERS[coding](bytes(size)), [coding], most=1000)
    assert (plain == bytes(size)) is allowed
    assert allowed or (isinstance(plain, Fault) and plain.kind == "too-large")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
@pytest.mark.parametrize("spoil", [lambda b: b[:-2], lambda b: b"no" + b, lambda b: b[:3]])
def test_a_spoilt_body_is_garbage(coding, spoil):
    fault = decompress(spoil(CODERS[coding](b"some words to be read")), [coding], most=1000)
    assert isinstance(fault, Fault)
    assert fault.kind == "garbage"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br"])
def test_of_a_cut_body_what_came_is_kept(coding):
    words = bytes(range(256)) * 400
    plain = decompress(CODERS[coding](words)[:-6], [coding], most=200_000, cut=True)
    assert isinstance(plain, bytes)
    assert words.startswith(plain)

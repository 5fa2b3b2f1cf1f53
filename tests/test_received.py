"""A stream that we cut ends with a whole item, and an encoded one is decoded as far as it came."""

import gzip

import pytest

from contractkit.client.received import Limits, received, whole_items
from contractkit.model import Message


@pytest.mark.parametrize(
    ("media", "body", "kept"),
    [
        ("text/event-stream", b"data: 1\n\ndata: 2\n\ndata", b"data: 1\n\ndata: 2\n\n"),
        ("text/event-stream", b"data: 1\r\n\r\ndata: 2\r\n", b"data: 1\r\n\r\n"),
        ("text/event-stream", b"data: 1", b""),
        ("application/x-ndjson", b'{"a":1}\n{"a', b'{"a":1}\n'),
        ("application/x-ndjson", b'{"a":1}\n', b'{"a":1}\n'),
        ("application/json-seq", b'\x1e{"a":1}\n\x1e{"', b'\x1e{"a":1}\n'),
    ],
)
def test_a_cut_stream_ends_with_a_whole_item(media, body, kept):
    assert whole_items(body, media) == kept


def test_a_cut_encoded_stream_is_decoded_as_far_as_it_came():
    lines = b"".join(b'{"n": %d}\n' % n for n in range(10_000))
    headers = (("Content-Type", "application/x-ndjson"), ("Content-Encoding", "gzip"))
    seen = received(Message(200, headers, gzip.compress(lines)[:-100]), seconds=0.1, limits=Limits(), cut=True)
    assert seen.cut
    assert len(seen.reply.body) > 1000
    assert lines.startswith(seen.reply.body)
    assert seen.reply.body.endswith(b"\n")


def test_an_encoded_answer_that_ends_too_early_is_garbage():
    message = Message(200, (("Content-Encoding", "gzip"),), gzip.compress(b"words" * 100)[:-9])
    assert received(message, seconds=0.1, limits=Limits()).fault.kind == "garbage"

"""What every transport does alike: one class, subclassed per transport with one fixture."""

import json

import pytest
from tests.transports.talk import BIG

from contractkit.client.received import Limits
from contractkit.model import Fault, Request
from contractkit.protocols import Transport

LIMITS = Limits(body=1_000_000, stream_seconds=0.2)


def heard(transport: Transport, request: Request) -> dict[str, object]:
    seen = transport.send(request, timeout=5)
    assert seen.reply is not None, seen.fault
    data: dict[str, object] = json.loads(seen.reply.body)
    return data


class TransportConformance:
    """Subclasses give `transport`: one that reaches the service of talk.py with LIMITS."""

    def test_an_answer_has_status_headers_and_body(self, transport):
        seen = transport.send(Request("GET", "/two-headers"), timeout=5)
        assert seen.fault is None
        assert seen.crash is None
        assert (seen.reply.status, seen.reply.body) == (201, b"made")
        assert seen.reply.all("x-a") == ("1", "2")
        assert seen.reply.media == "text/plain"
        assert 0 < seen.seconds < 5

    @pytest.mark.parametrize("method", ["GET", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND"])
    def test_the_method_arrives(self, transport, method):
        assert heard(transport, Request(method, "/echo"))["method"] == method

    def test_the_query_arrives_byte_for_byte(self, transport):
        assert heard(transport, Request("GET", "/echo?a=%2f&a=+&&b=;%zz"))["query"] == "a=%2f&a=+&&b=;%zz"

    def test_a_percent_encoded_path_arrives_decoded(self, transport):
        assert transport.send(Request("GET", "/caf%C3%A9%20b"), timeout=5).reply.body == b"decoded"

    def test_headers_arrive(self, transport):
        request = Request("GET", "/echo", (("X-Some-Thing", "a, b"), ("Accept", "x/y"), ("X-Caf", "caf\xe9")))
        headers = heard(transport, request)["headers"]
        assert headers["x-some-thing"] == "a, b"
        assert headers["accept"] == "x/y"
        assert headers["x-caf"] == "caf\xe9"

    def test_no_header_is_added_but_the_necessary_ones(self, transport):
        assert set(heard(transport, Request("GET", "/echo"))["headers"]) == {"host", "user-agent"}
        assert set(heard(transport, Request("POST", "/echo"))["headers"]) == {"host", "user-agent", "content-length"}

    def test_a_given_host_stays(self, transport):
        assert heard(transport, Request("GET", "/echo", (("Host", "acme.test"),)))["headers"]["host"] == "acme.test"

    def test_a_body_arrives(self, transport):
        request = Request("POST", "/echo", (("Content-Type", "application/json"),), b'{"a": "\xff"}')
        seen = heard(transport, request)
        assert seen["body"] == '{"a": "\xff"}'
        assert seen["headers"]["content-type"] == "application/json"
        assert seen["headers"]["content-length"] == "10"

    def test_an_empty_body_is_no_missing_body(self, transport):
        assert heard(transport, Request("DELETE", "/echo", (), b""))["headers"]["content-length"] == "0"

    def test_a_large_body_arrives_and_comes_back(self, transport):
        assert heard(transport, Request("POST", "/echo", (), BIG))["body"] == BIG.decode()

    def test_head_has_headers_and_no_body(self, transport):
        seen = transport.send(Request("HEAD", "/big"), timeout=5)
        assert (seen.reply.status, seen.reply.body) == (200, b"")
        assert seen.reply.header("content-length") == str(len(BIG))
        assert transport.send(Request("GET", "/big"), timeout=5).reply.body == BIG

    def test_no_content_has_no_body(self, transport):
        seen = transport.send(Request("DELETE", "/empty"), timeout=5)
        assert (seen.reply.status, seen.reply.body) == (204, b"")

    def test_a_redirect_is_an_answer(self, transport):
        seen = transport.send(Request("GET", "/moved"), timeout=5)
        assert (seen.reply.status, seen.reply.header("location")) == (302, "/echo")

    @pytest.mark.parametrize("path", ["/gzip", "/deflate", "/raw-deflate", "/brotli"])
    def test_an_encoded_body_is_decoded(self, transport, path):
        assert transport.send(Request("GET", path), timeout=5).reply.body == b"plain words"

    def test_a_bomb_is_too_large(self, transport):
        assert transport.send(Request("GET", "/bomb"), timeout=5).fault == Fault(
            "too-large", "the answer's body is larger than 1000000 bytes after decompression"
        )

    @pytest.mark.parametrize("path", ["/no-gzip", "/zstd"])
    def test_a_body_that_cannot_be_decoded_is_garbage(self, transport, path):
        assert transport.send(Request("GET", path), timeout=5).fault.kind == "garbage"

    def test_a_service_that_hangs_is_a_timeout_and_the_next_request_is_answered(self, transport):
        seen = transport.send(Request("GET", "/hang"), timeout=0.2)
        assert seen.fault == Fault("timeout", "no complete answer within 0.2 s")
        assert seen.seconds < 1
        assert transport.send(Request("GET", "/two-headers"), timeout=5).reply.status == 201

    def test_a_crash_is_a_500(self, transport):
        seen = transport.send(Request("GET", "/crash"), timeout=5)
        assert seen.reply.status == 500
        assert transport.send(Request("GET", "/two-headers"), timeout=5).reply.status == 201

    def test_an_endless_stream_is_read_up_to_a_bound(self, transport):
        seen = transport.send(Request("GET", "/sse"), timeout=5)
        assert seen.cut
        assert seen.seconds < 2
        assert seen.reply.body.startswith(b"data: 0\n\ndata: 1\n\n")
        assert transport.send(Request("GET", "/two-headers"), timeout=5).reply.status == 201

    def test_a_stream_that_ends_is_whole(self, transport):
        seen = transport.send(Request("GET", "/ndjson"), timeout=5)
        assert (seen.reply.body, seen.cut) == (b"0\n1\n2\n", False)

    @pytest.mark.parametrize(
        "request_",
        [
            Request("GET", "/a b"),
            Request("GET", "/a\r\nX: y"),
            Request("GET", ""),
            Request("G T", "/"),
            Request("GET", "/", (("X-A", "b\r\nX-C: d"),)),
            Request("GET", "/", (("X A", "b"),)),
        ],
    )
    def test_what_no_wire_can_carry_is_not_sent(self, transport, request_):
        assert transport.send(request_, timeout=5).fault.kind == "skipped"

    def test_closing_twice_is_closing_once(self, transport):
        transport.send(Request("GET", "/echo"), timeout=5)
        transport.close()
        transport.close()

"""Work that can wait is done between sending and reading, in order; a failure of it is not the server's."""

import socket
from time import sleep

import pytest
from tests.transports.talk import ok, saying, scripted

from contractkit.client.meanwhile import AtOnce, Meanwhile
from contractkit.model import Request
from contractkit.transports.http import HttpTransport

GET = Request("GET", "/")


def test_it_is_done_while_the_answer_is_on_its_way():
    meanwhile, done = Meanwhile(), []
    with scripted(saying(ok(b"1"), ok(b"2"))) as script:
        transport = HttpTransport(script.url, meanwhile=meanwhile)
        meanwhile.later(lambda: done.append("first"))
        meanwhile.later(lambda: done.append("second"))
        assert done == []
        assert transport.send(GET, timeout=2).reply is not None
        assert done == ["first", "second"]
        assert transport.send(GET, timeout=2).reply is not None
        transport.close()
    assert done == ["first", "second"]


def test_what_it_takes_is_not_the_answers_time():
    meanwhile = Meanwhile()
    with scripted(saying(ok(b"1"))) as script:
        transport = HttpTransport(script.url, meanwhile=meanwhile)
        meanwhile.later(lambda: sleep(0.6))
        seen = transport.send(GET, timeout=0.3)
        transport.close()
    assert seen.fault is None


def test_its_failure_is_raised_and_the_next_request_gets_its_own_answer():
    meanwhile = Meanwhile()

    def fails() -> None:
        raise RuntimeError("the disk is full")

    def play(connection: socket.socket, number: int) -> None:
        saying(ok(str(number).encode()), ok(b"old"))(connection, number)

    with scripted(play) as script:
        transport = HttpTransport(script.url, meanwhile=meanwhile)
        meanwhile.later(fails)
        with pytest.raises(RuntimeError, match="the disk is full"):
            transport.send(GET, timeout=2)
        seen = transport.send(GET, timeout=2)
        transport.close()
    assert seen.reply is not None
    assert seen.reply.body == b"2"


def test_an_application_in_this_process_lets_nothing_wait():
    done: list[int] = []
    AtOnce().later(lambda: done.append(1))
    assert done == [1]


def test_what_asks_for_more_while_it_is_done_gets_it_done():
    meanwhile, done = Meanwhile(), []
    meanwhile.later(lambda: meanwhile.later(lambda: done.append(2)))
    meanwhile.finish()
    assert done == [2]

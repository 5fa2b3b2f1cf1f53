"""Who asks to be asked later is asked later, within bounds."""

from email.utils import formatdate

import pytest

from contractkit.client.received import Received
from contractkit.model import Message, Request
from contractkit.transports.patient import Patient

GET = Request("GET", "/")
NOW = 1_700_000_000.0


class Scripted:
    """Gives its answers one after the other; the last one for ever."""

    def __init__(self, *answers):
        self.answers, self.sent, self.closed = list(answers), 0, False

    def send(self, request, *, timeout):
        self.sent += 1
        status, headers = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Received(reply=Message(status, headers))

    def close(self):
        self.closed = True


def asked(*answers, **bounds):
    inner, slept = Scripted(*answers), []
    patient = Patient(inner, clock=lambda: NOW, sleep=slept.append, **bounds)
    return patient.send(GET, timeout=1).reply.status, slept, inner.sent


def after(value, status=429):
    return status, (("Retry-After", value),)


@pytest.mark.parametrize(
    ("first", "slept"),
    [
        (after("2"), [2.0]),
        (after("2", 503), [2.0]),
        (after(" 0 "), [0.05]),
        (after(formatdate(NOW + 3, usegmt=True)), [3.0]),
        (after(formatdate(NOW - 100, usegmt=True)), [0.05]),
    ],
)
def test_a_wait_that_was_asked_for_is_waited(first, slept):
    assert asked(first, (200, ())) == (200, slept, 2)


@pytest.mark.parametrize(
    "first",
    [
        (429, ()),
        (503, ()),
        (200, (("Retry-After", "1"),)),
        (404, (("Retry-After", "1"),)),
        after("soon"),
        after("-1"),
        after("6"),
        after("\u0661"),
        after(formatdate(NOW + 3600, usegmt=True)),
    ],
)
def test_any_other_answer_stands(first):
    assert asked(first, (201, ())) == (first[0], [], 1)


def test_waits_for_one_request_are_bounded_together():
    assert asked(after("2")) == (429, [2.0, 2.0], 3)


def test_a_server_that_never_has_time_is_asked_a_few_times():
    status, slept, sent = asked(after("0"))
    assert (status, len(slept), sent) == (429, 5, 6)


def test_waits_of_all_requests_are_bounded_together():
    inner, slept = Scripted(after("4")), []
    patient = Patient(inner, in_all=9, clock=lambda: NOW, sleep=slept.append)
    for _ in range(5):
        patient.send(GET, timeout=1)
    assert slept == [4.0, 4.0]


def test_closing_closes_what_is_inside():
    inner = Scripted((200, ()))
    Patient(inner).close()
    assert inner.closed

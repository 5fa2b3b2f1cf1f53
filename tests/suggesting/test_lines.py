"""What was learnt, as YAML: what is sure, what is a hint, what is there already, and what is not known."""

import pytest
import yaml

from contractkit.model import Terms
from contractkit.suggesting.found import Found, Line, Watched
from contractkit.suggesting.lines import listed, scalar, written

CAUSED = Line("caused_by", "createOrder", "carries the correlation id, 2 of 2 times")
HINT = Line("several", "true", "one request caused 2", sure=False)


def test_what_is_sure_is_an_entry_and_a_hint_a_comment():
    text = written(Watched((Found("sendOrder", Terms(), (CAUSED, HINT)),), 4))
    assert yaml.safe_load(text) == {"events": {"sendOrder": {"caused_by": "createOrder"}}}
    assert "    # several: true  # one request caused 2\n" in text


def test_hints_alone_are_no_entry():
    text = written(Watched((Found("sendOrder", Terms(), (HINT,)),), 4))
    assert yaml.safe_load(text) is None
    assert "several: true" in text


def test_beside_an_events_section_there_is_no_second_one():
    text = written(Watched((Found("sendOrder", Terms(), (CAUSED,)),), 4, declared=True))
    assert yaml.safe_load(text) == {"sendOrder": {"caused_by": "createOrder"}}


def test_an_operation_that_is_declared_is_told_of_and_not_declared_twice():
    terms = Terms(why="contractkit.yaml:7", tenant="$message.header#/t")
    text = written(Watched((Found("sendOrder", terms, (CAUSED,)),), 4, declared=True))
    assert yaml.safe_load(text) is None
    assert "sendOrder is declared already (contractkit.yaml:7)" in text
    assert "caused_by: createOrder" in text
    assert "sendOrder" not in written(Watched((Found("sendOrder", terms),), 4, declared=True))


def test_what_is_not_known_is_said_in_one_line_of_its_own():
    text = written(Watched((Found("beat", Terms(), why="nothing\ncaused: it"),), 4, unasked=(("rate", "404\nno"),)))
    assert yaml.safe_load(text) is None
    assert "  # beat: nothing caused: it\n" in text
    assert "# rate was not accepted, so nothing is known of what it causes: 404 no\n" in text


def test_the_header_that_was_supposed_is_named():
    assert "correlation: {header: X-Correlation-ID}" in written(Watched((), 1, header="X-Correlation-ID"))


@pytest.mark.parametrize("name", ["createOrder", "POST /orders/{id}", "no", "a: b", "order.created", "#x", "1"])
def test_names_of_any_kind_come_back_as_they_are(name):
    assert yaml.safe_load(f"{{{scalar(name)}: [{listed((name, name))}]}}") == {name: [[name, name]]}

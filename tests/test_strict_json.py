import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doubles import JSON

from contractkit.answer.payload import json_value
from contractkit.model import ABSENT
from contractkit.wire.bodies import read_body
from contractkit.wire.strict_json import finite, plain

ODD = ('{"a":1,"a":1}', "[NaN]", "-Infinity", "{", "1 2", "\ufeff1", "")


@pytest.mark.parametrize("text", ODD)
def test_what_readers_differ_about_is_not_read(text):
    for read in (plain, finite):
        with pytest.raises(ValueError):
            read(text)


def test_a_number_beyond_all_is_plain_and_not_finite():
    assert plain("[1e400]") == [float("inf")]
    with pytest.raises(ValueError, match="beyond"):
        finite("[1e400]")


@given(st.text('{}[],:"a10eN-. \\\ufeff', max_size=12) | st.sampled_from((*ODD, "1e400", "[1.5e3]", '{"a":{"a":0.5}}')))
def test_reading_plainly_changes_nothing_that_is_said_of_a_body(text):
    parsed, carried = json_value(text.encode()), read_body(None, None, JSON, text.encode())
    try:
        value = plain(text)
    except ValueError:
        assert parsed.problems
        assert carried.doubt is not None
    else:
        assert (parsed.value, parsed.problems) == (value, ())
        assert carried.value in (value, ABSENT)

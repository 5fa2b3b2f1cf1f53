import pytest

from contractkit.latest import latest


def test_the_same_value_is_asked_about_once_in_a_row():
    asked = []

    @latest
    def length(values):
        asked.append(values)
        return len(values)

    one, other = [1], [1]
    assert [length(one), length(one), length(other), length(one)] == [1, 1, 1, 1]
    assert [value is one for value in asked] == [True, False, True]


def test_what_was_raised_is_raised_again():
    asked = []

    @latest
    def refuse(value):
        asked.append(value)
        raise ValueError(value)

    for _ in range(2):
        with pytest.raises(ValueError, match="x"):
            refuse("x")
    assert len(asked) == 2

"""Texts that match a pattern, and texts that only just do not."""

import pytest

from contractkit.generate.matching import matches, matching, miscounted, missing, of_length
from contractkit.generate.regex import Unreadable, parsed

PATTERNS = [
    r"^[A-Z]{3}$",
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    r"^(GET|POST)$",
    r"^(?!x)[a-z]{2,}$",
    r"^\+[1-9]\d{1,14}$",
    r"^[^\s@]+@[^\s@]+$",
    r"^#?([a-f0-9]{6}|[a-f0-9]{3})$",
    r"^\p{L}+$",
    r"^sk_(?<mode>test|live)_\w{8}$",
    r"^é{2}$",
    r"^[\w.-]+\/[\]x]$",
    "abc",
]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_is_made_for_every_usual_pattern(pattern):
    made = list(matching(pattern))
    assert made
    assert all(matches(pattern, text) for text in made)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_near_miss_does_not_match(pattern):
    near = list(missing(pattern, next(matching(pattern))))
    assert near
    assert not any(matches(pattern, text) for text, _ in near)


def test_an_end_that_is_not_anchored_cannot_be_missed_by_a_longer_text():
    assert "one character more at the end" not in dict(map(reversed, missing("^[a-z]{2}", "aa")))
    assert "one character more at the end" in dict(map(reversed, missing("^[a-z]{2}$", "aa")))


@pytest.mark.parametrize(("pattern", "length", "made"), [("^[a-z]{2,9}$", 9, True), ("^[a-z]{2,9}$", 10, False)])
def test_a_text_of_a_length_is_made_only_where_there_is_one(pattern, length, made):
    found = of_length(pattern, length)
    assert (found is not None and len(found) == length) is made


@pytest.mark.parametrize("pattern", ["[a", "(a", "a{x}", "[z-a]", "(?i)a", "\\", "[^\\s\\S]"])
def test_a_strange_pattern_is_unreadable_and_makes_nothing(pattern):
    with pytest.raises(Unreadable):
        parsed(pattern)
    assert list(matching(pattern)) == []


@pytest.mark.parametrize(
    ("pattern", "made"),
    [
        ("^[a-c]{2,3}$", ["aaaa", "a"]),
        ("^[A-B]{2}-?x$", ["AAAx", "Ax", "AA--x"]),
        ("^(a|b[0-1]{2})$", ["b000", "b0"]),
        ("^a+$", []),
        ("^a{2}", ["a"]),
        ("a{2}", ["a"]),
        ("^a{1,30000}$", []),
        ("(?i)a", []),
    ],
)
def test_a_counted_part_comes_once_too_often_or_too_few_where_that_matters(pattern, made):
    assert [text for text, _ in miscounted(pattern, most=20_000)] == made

"""Every pattern of data/leaks.json finds its examples, stays silent at all near misses, and takes linear time."""

import time
from itertools import pairwise

import pytest

from contractkit.answer.leaks import LONGEST, SHOWN, entries, leaks, patterns, readable, squashed

EXAMPLES = [(entry["rule"], text) for entry in entries() for text in entry["examples"]]
NEAR_MISSES = [(entry["rule"], text) for entry in entries() for text in entry["near_misses"]]
AWKWARD = (
    *(" ", "/", "/a", "a/", ".", "a.", "1", "a", "A", '"', "'", "\\", "C:\\a\\", "\n", "::", "( (", "&lt;", "\\u0041"),
    *("at a.", "SELECT a FROM a WHERE ", "insert into a (", "eyJaaaaaaaaaa.", "10.0.0.1:", "postgres://a:", "host=a "),
    *("Server=a;", "/app/a/", 'File "', "java.a.", "System.AException", "panicked at '", "connection to a.", "a.rb:1:"),
)


def rules(text: str) -> list[str]:
    return [leak.rule for leak in leaks(readable(text))]


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_an_example_is_found_by_its_rule(rule, text):
    assert rule in rules(text)


@pytest.mark.parametrize(("rule", "text"), EXAMPLES)
def test_an_example_is_found_on_a_line_of_its_own_in_a_longer_text(rule, text):
    if not text.startswith("{"):
        assert rule in rules(f"The order could not be made.\n{text}\nPlease try again.")


@pytest.mark.parametrize(("rule", "text"), NEAR_MISSES)
def test_a_near_miss_is_silent_for_all_rules(rule, text):
    assert rules(text) == []


@pytest.mark.parametrize("text", [text for _, text in EXAMPLES])
def test_what_the_request_sent_is_no_leak(text):
    assert leaks(readable(text), repeats=lambda found: True) == ()


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["rule"])
def test_a_pattern_has_examples_near_misses_and_needles(entry):
    assert all(entry[name] for name in ("rule", "stack", "pattern", "needles", "examples", "near_misses"))
    if "i" in entry.get("flags", ""):
        assert entry["needles"] == [needle.lower() for needle in entry["needles"]]


def test_the_patterns_of_a_rule_stand_together():
    names = [pattern.rule for pattern in patterns()]
    assert len([rule for rule, after in pairwise([*names, ""]) if rule != after]) == len(set(names))


@pytest.mark.parametrize("unit", AWKWARD)
def test_a_hostile_text_costs_little(unit):
    """With every needle in it, so that every pattern is tried."""
    needles = "\n".join(needle for pattern in patterns() for needle in pattern.needles)
    text = (f"{needles}\n" + unit * (LONGEST // len(unit)))[:LONGEST]
    start = time.process_time()
    leaks(readable(text))
    assert time.process_time() - start < 5


def test_only_the_beginning_of_a_long_text_is_read():
    key = "-----BEGIN PRIVATE KEY-----"
    assert rules("a" * (LONGEST - len(key)) + key) == ["private-key"]
    assert rules("a" * LONGEST + key) == []


def test_a_small_answer_is_cheap():
    text = '{"type": "about:blank", "title": "Your request is not valid", "status": 422, "instance": "/orders/12"}' * 3
    leaks(readable(text))
    best = min(_timed(text) for _ in range(50))
    assert best < 0.0005  # some 30 microseconds where nothing else runs


def _timed(text: str) -> float:
    start = time.process_time()
    for _ in range(10):
        leaks(readable(text))
    return (time.process_time() - start) / 10


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ('Traceback (most recent call last):\n  File "/app/a.py", line 1, in f\nshop.SoldOutError: no', "SoldOutError"),
        ("java.lang.IllegalStateException: no\n\tat com.acme.Order.make(Order.java:12)", "Order.java"),
        ("<h1>KeyError at /orders</h1>seeing this error because you have <code>DEBUG = True</code>", "KeyError"),
        ("cannot read /app/orders/views.py", "views.py"),
        ("ActiveRecord::RecordNotFound", "RecordNotFound"),
        ("requests.exceptions.ConnectTimeoutError", "ConnectTimeoutError"),
        ("connect ECONNREFUSED 10.0.3.7:5432", None),
    ],
)
def test_a_leak_names_the_class_or_the_file_it_shows(text, source):
    assert leaks(text)[0].source == source


def test_a_trace_tells_its_paths_and_classes_itself():
    text = "Traceback (most recent call last):\n  File \"/app/orders/views.py\", line 12, in create\nKeyError: 'name'"
    assert rules(text) == ["python-traceback"]


def test_an_excerpt_is_one_short_line_without_secrets():
    (found,) = leaks("postgres://shop:hunter22@db:5432/shop")
    assert found.told == "postgres://shop:[redacted]@db"
    (long,) = leaks("SELECT " + "a,\n" * 80 + "b FROM orders WHERE id = 5")
    assert len(long.told) == SHOWN
    assert "\n" not in long.told


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ('{"a": "x\\n\\u0041\\t\\/\\\\"}', '{"a": "x\nA\t/\\"}'),
        ("C:\\new", "C:\\new"),
        ("<p>&#39;a&#39; &lt;b&gt;</p>", "<p>'a' <b></p>"),
        ('["\\ud83d\\ude00"]', '["😀"]'),
        ('{"a": "\\', '{"a": "\\'),
    ],
)
def test_escapes_are_undone(text, read):
    assert readable(text) == read


def test_quoting_and_wrapping_do_not_hide_an_echo():
    assert squashed("C:\\\\Inetpub 'x'\n") == squashed('"c:\\inetpub" x')

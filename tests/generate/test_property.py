import importlib

import hypothesis.strategies as st
import pytest
from hypothesis import reject
from hypothesis.internal.conjecture import providers

from contractkit.errors import CannotGenerate, TargetError
from contractkit.generate.property import BEGUN, Found, explore
from contractkit.model import Draft

drafts = st.builds(
    lambda limit, name: Draft({"query.limit": limit}, {"name": name}),
    st.integers(0, 10_000),
    st.text(max_size=30),
)


def shows(**rules):
    """Which fingerprints a draft shows, by predicates on limit and name."""
    return lambda draft: frozenset(
        name for name, holds in rules.items() if holds(draft.parameters["query.limit"], draft.body["name"])
    )


def explored(examine, *, examples=200, seed=1, fuse=lambda: False, strategy=drafts, **more):
    return list(explore(strategy, examine, examples=examples, seed=seed, fuse=fuse, **more))


def test_a_finding_is_shrunk_to_the_smallest_draft_that_shows_it():
    found = explored(shows(big=lambda limit, name: limit >= 137))
    assert found == [Found("big", Draft({"query.limit": 137}, {"name": ""}))]


def test_each_fingerprint_is_shrunk_on_its_own():
    rules = shows(big=lambda limit, name: limit >= 137, long=lambda limit, name: len(name) >= 5)
    found = {one.fingerprint: one.draft for one in explored(rules)}
    assert found["big"] == Draft({"query.limit": 137}, {"name": ""})
    assert found["long"] == Draft({"query.limit": 0}, {"name": "00000"})


def test_a_smaller_draft_that_shows_something_else_is_not_the_same_finding():
    rules = shows(far=lambda limit, name: limit >= 900, near=lambda limit, name: 100 <= limit < 900)
    found = {one.fingerprint: one.draft.parameters["query.limit"] for one in explored(rules)}
    assert found == {"far": 900, "near": 100}


def test_what_always_shows_beside_another_finding_is_still_told():
    rules = shows(a=lambda limit, name: limit >= 50, b=lambda limit, name: limit >= 50)
    assert [one.fingerprint for one in explored(rules)] == ["a", "b"]


def test_nothing_is_found_where_nothing_shows():
    assert explored(shows()) == []


def test_the_same_seed_examines_the_same_drafts():
    def run(seed):
        seen = []

        def examine(draft):
            seen.append(repr(draft))
            return frozenset({"x"}) if draft.parameters["query.limit"] > 77 else frozenset()

        return explored(examine, examples=40, seed=seed), seen

    assert run(5) == run(5)
    assert run(5)[1] != run(6)[1]


def test_no_draft_is_examined_twice():
    seen = []

    def examine(draft):
        seen.append(repr(draft))
        return frozenset({"x"} if len(draft.body["name"]) > 3 else ())

    explored(examine, examples=100)
    assert len(seen) == len(set(seen))


@pytest.mark.parametrize("examples", [1, 10, 60])
def test_no_more_drafts_are_examined_than_asked_for(examples):
    seen = []
    explored(lambda draft: seen.append(draft) or frozenset(), examples=examples)
    assert 0 < len(seen) <= examples


def test_shrinking_is_bounded():
    seen = []

    def examine(draft):
        seen.append(draft)
        return frozenset({"x"} if draft.parameters["query.limit"] >= 137 else ())

    found = explored(examine, examples=1000, shrinking=3, seed=3)
    first = next(i for i, draft in enumerate(seen) if draft.parameters["query.limit"] >= 137)
    assert [one.fingerprint for one in found] == ["x"]
    assert not found[0].shrunk
    assert found[0].draft in seen[first : first + 4]


def test_drawing_that_comes_to_nothing_is_bounded_too():
    begun = []

    @st.composite
    def never_another(draw):
        begun.append((draw(st.integers(137, 10_000)), draw(st.lists(st.integers(1, 9), min_size=40, max_size=80))))
        return Draft({"query.limit": begun[1][0]}) if begun[1:2] == begun[-1:] else reject()

    found = explored(lambda draft: frozenset({"x"}), strategy=never_another(), examples=1, shrinking=1)
    assert [one.fingerprint for one in found] == ["x"]
    assert len(begun) <= 2 + BEGUN


def test_a_blown_fuse_ends_the_search_with_what_was_found():
    seen = []

    def examine(draft):
        seen.append(draft)
        return frozenset({"x"} if draft.parameters["query.limit"] >= 137 else ())

    found = explored(examine, examples=1000, fuse=lambda: len(seen) >= 20)
    assert len(seen) == 20
    assert [one.fingerprint for one in found] == ["x"]


@pytest.mark.parametrize("error", [TargetError("gone"), ZeroDivisionError("ours")])
def test_what_the_judge_raises_passes_through_as_it_is(error):
    def examine(draft):
        raise error

    with pytest.raises(type(error)) as raised:
        explored(examine)
    assert raised.value is error
    assert not getattr(error, "__notes__", [])


def test_a_strategy_that_has_nothing_to_draw_finds_nothing():
    assert explored(shows(), strategy=drafts.filter(lambda draft: False)) == []


def test_a_strategy_that_fails_says_so():
    def fail(draft):
        raise RecursionError("too deep")

    with pytest.raises(CannotGenerate, match="cannot be drawn: RecursionError: too deep"):
        explored(shows(), strategy=drafts.map(fail))


def test_nothing_is_printed(capsys):
    explored(shows(big=lambda limit, name: limit > 5))
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")


def test_what_is_imported_changes_nothing_that_is_drawn(tmp_path, monkeypatch):
    """Hypothesis draws constants of imported modules, as tests of the user may want; ours may not."""
    texts = st.builds(lambda text: Draft(body=text), st.text(min_size=1))

    def drawn():
        met = []
        assert explored(lambda draft: met.append(draft.body) or frozenset(), examples=300, strategy=texts) == []
        return met

    before, cache = drawn(), providers.CONSTANTS_CACHE
    (tmp_path / "magic_words.py").write_text("WORDS = 'abracadabra', 'simsalabim', 'hocuspocus', 'alakazam'\n")
    monkeypatch.syspath_prepend(tmp_path)
    importlib.import_module("magic_words")
    assert "abracadabra" in providers._get_local_constants().strings
    assert drawn() == before
    assert providers.CONSTANTS_CACHE is cache
    assert "abracadabra" in providers._get_local_constants().strings

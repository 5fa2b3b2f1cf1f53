"""A strategy and a judge of drafts in, minimal drafts out: one for each fingerprint that shows. Seeded."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from contractkit.errors import CannotGenerate
from contractkit.generate.sourceless import sourceless
from contractkit.model import Draft

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

SHRINKING = 60  # drafts examined to make one finding smaller
BEGUN = 5  # times as many may be begun for that: most come to nothing or are known, and drawing takes the time

Examine = Callable[[Draft], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Found:
    """`shrunk`: the search for a smaller draft came to its own end."""

    fingerprint: str
    draft: Draft
    shrunk: bool = True


def explore(
    strategy: "SearchStrategy[Draft]",
    examine: Examine,
    *,
    examples: int,
    seed: int,
    fuse: Callable[[], bool],
    shrinking: int = SHRINKING,
) -> Iterator[Found]:
    """Draw up to `examples` drafts; yield each fingerprint once, with the smallest draft that still shows it.

    `examine` says which fingerprints a draft shows; no draft is examined twice. The search ends when `fuse` is blown.
    A strategy that has nothing to draw (nothing of an operation can be broken) finds nothing; one that fails raises
    CannotGenerate. What `examine` raises passes through.
    """
    search = _Search(examine, fuse, examples, shrinking)
    turn = 0
    while search.left > 0 and not search.blown:
        found = search.turn(strategy, _seed(seed, turn))
        turn += 1
        if found is None:
            break
        yield found
    # Shown beside another finding, and not met again by itself.
    for fingerprint, draft in search.unexplored():
        yield Found(fingerprint, draft, shrunk=False)


class _Stop(BaseException):
    """Leaves Hypothesis at once: it lets pass what is no Exception."""


class _Raised(BaseException):
    """Carries what `examine` raised past Hypothesis, which would take it for a failing example."""

    def __init__(self, error: Exception) -> None:
        self.error = error


@dataclass(slots=True)
class _Search:
    """The state of one exploration. `sought`: the one fingerprint that fails the current turn's examples."""

    examine: Examine
    fuse: Callable[[], bool]
    left: int
    shrinking: int
    blown: bool = False
    sought: str | None = None
    smallest: Draft | None = None
    spent: int = 0
    begun: int = 0
    known: set[str] = field(default_factory=set)
    met: dict[str, Draft] = field(default_factory=dict)
    results: dict[str, frozenset[str]] = field(default_factory=dict)

    def turn(self, strategy: "SearchStrategy[Draft]", seed: int) -> Found | None:
        """Draw until something new shows, then shrink that; None when nothing did."""
        self.sought, self.smallest, self.spent, self.begun = None, None, 0, 0
        ended = self._run(strategy, seed)
        if self.sought is None or self.smallest is None:
            return None
        self.known.add(self.sought)
        return Found(self.sought, self.smallest, shrunk=ended)

    def unexplored(self) -> list[tuple[str, Draft]]:
        return sorted((one for one in self.met.items() if one[0] not in self.known), key=lambda one: one[0])

    def _run(self, strategy: "SearchStrategy[Draft]", seed: int) -> bool:
        """Run Hypothesis once; False when it was stopped."""
        import hypothesis
        from hypothesis import HealthCheck, Phase, Verbosity, strategies
        from hypothesis.errors import Unsatisfiable

        class Shows(AssertionError):
            """A type of its own for each turn, so that Hypothesis shrinks this finding and no other."""

        @strategies.composite
        def counted(draw: "Callable[[SearchStrategy[Draft]], Draft]") -> Draft:
            self._count()
            return draw(strategy)

        def example(draft: Draft) -> None:
            if self._shows(draft):
                raise Shows

        settings = hypothesis.settings(
            max_examples=self.left,
            database=None,
            deadline=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
            report_multiple_bugs=False,
            print_blob=False,
            verbosity=Verbosity.quiet,
        )
        run = hypothesis.seed(seed)(settings(hypothesis.given(counted())(example)))
        try:
            with sourceless():
                run()
        except (Shows, Unsatisfiable):
            return True
        except _Stop:
            return False
        except _Raised as carried:
            raise carried.error from None
        except Exception as failed:
            if self.begun > self.shrinking * BEGUN:
                return False  # stopped while drawing, which Hypothesis may take for a strategy that is flaky
            raise CannotGenerate(f"random requests cannot be drawn: {type(failed).__name__}: {failed}") from failed
        return True

    def _count(self) -> None:
        if self.sought is not None:
            self.begun += 1
            if self.begun > self.shrinking * BEGUN:
                raise _Stop

    def _shows(self, draft: Draft) -> bool:
        """Whether the draft shows what is sought; the first new fingerprint becomes what is sought."""
        if self.sought is None:
            self.left -= 1
        shown = self._examined(draft)
        for fingerprint in sorted(shown):
            self.met.setdefault(fingerprint, draft)
        if self.sought is None and (new := shown - self.known):
            self.sought = min(new)
        if self.sought is None or self.sought not in shown:
            return False
        self.smallest = draft
        return True

    def _examined(self, draft: Draft) -> frozenset[str]:
        key = repr(draft)
        if key not in self.results:
            if self.fuse():
                self.blown = True
                raise _Stop
            if self.sought is not None:
                self.spent += 1
                if self.spent > self.shrinking:
                    raise _Stop
            try:
                self.results[key] = self.examine(draft)
            except Exception as error:
                raise _Raised(error) from error
        return self.results[key]


def _seed(seed: int, turn: int) -> int:
    return seed if turn == 0 else int.from_bytes(sha256(f"{seed} {turn}".encode()).digest()[:8], "big")

"""Where extensions are found: one registry per kind; a file in the kind's folder registers itself on import."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from importlib import import_module
from pkgutil import iter_modules
from threading import RLock
from typing import Generic, TypeVar

from contractkit.errors import UsageError

T = TypeVar("T")


class Registry(Generic[T]):
    """Things of one kind by id; duplicates are refused and unknown names answered with the known ones."""

    def __init__(self, noun: str, package: str) -> None:
        self.noun, self._package = noun, package
        self._things: dict[str, T] = {}
        self._begun, self._ready, self._lock = False, False, RLock()

    def add(self, id: str, thing: T) -> T:
        known = self._things.get(id)
        if known is not None and known is not thing:
            raise UsageError(f"two {self.noun}s are called {id!r}; give one of them another id")
        self._things[id] = thing
        return thing

    def register(self, id: str) -> Callable[[T], T]:
        return lambda thing: self.add(id, thing)

    def __getitem__(self, id: str) -> T:
        self._load()
        if id not in self._things:
            near = get_close_matches(id, self._things, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise UsageError(f"there is no {self.noun} {id!r}{hint} (known: {', '.join(sorted(self._things))})")
        return self._things[id]

    def __contains__(self, id: str) -> bool:
        self._load()
        return id in self._things

    def __iter__(self) -> Iterator[tuple[str, T]]:
        self._load()
        return iter(sorted(self._things.items()))

    def _load(self) -> None:
        if self._ready:
            return
        with self._lock:  # another thread waits until all is there; this one may ask again on the way
            if self._begun:
                return
            self._begun = True
            package = import_module(self._package)
            for module in sorted(m.name for m in iter_modules(package.__path__)):
                import_module(f"{self._package}.{module}")
            self._ready = True

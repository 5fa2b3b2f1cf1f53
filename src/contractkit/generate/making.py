"""The recursion behind sample values: rules in, a value out that should keep them; who asks verifies it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from contractkit.generate.equal import distinct, key_of
from contractkit.generate.guesses import chosen, likely
from contractkit.generate.holds import can_vary, fits, read_only
from contractkit.generate.inner import first_items, is_open, item, member, names
from contractkit.generate.keys import invented
from contractkit.generate.moods import NO_HINT, Impossible, Mood, Spot
from contractkit.generate.numbers import ordinary
from contractkit.generate.rules import Pointers, Rules, rules
from contractkit.generate.texts import looks_unique, plausible
from contractkit.generate.unions import Union
from contractkit.model import Direction, Schemas
from contractkit.source.pointer import escape
from contractkit.wire.salt import Salt

_DEEP = 16


class Maker:
    """Makes one value; `unique` lists the places that must be made anew."""

    def __init__(
        self,
        schemas: Schemas,
        marker: str,
        prefer: Callable[[str], Sequence[Any]],
        mood: Mood,
        direction: Direction,
        *,
        salted: bool,
    ) -> None:
        self.schemas, self.marker, self.prefer, self.mood = schemas, marker, prefer, mood
        self.direction, self.salt = direction, Salt(marker) if salted else None
        self.unique: set[str] = set()

    def value(self, pointers: Pointers, *, name: str = "") -> Any:
        return self.make(pointers, Spot("", name, frozenset(), self.mood.turn))

    def make(self, pointers: Pointers, spot: Spot) -> Any:
        for preferred in self.prefer(spot.place):
            if self.fits(pointers, preferred):
                return preferred
        view = rules(self.schemas, pointers)
        if view.impossible or len(spot.path) > _DEEP:
            raise Impossible(f"{view.where or '/'} allows nothing" if view.impossible else f"{view.where} is endless")
        if view.unions and "null" not in view.types[:1]:
            return self.branched(view, spot)
        if self.mood.conditions:
            return self.conditioned(view, spot)
        return self.plain(view, spot)

    def branched(self, view: Rules, spot: Spot) -> Any:
        union = view.unions[0]
        why = f"no branch of {union.holder}/{union.keyword} can be made"
        for branch in self.ordered(union, view, spot):
            pointers = (*view.pointers, branch)
            try:
                value = self.make(pointers, spot)
            except Impossible as reason:
                why = str(reason)
                continue
            if self.fits(view.pointers, value):
                return value
        if "null" in view.types:
            return None
        raise Impossible(why)

    def ordered(self, union: Union, view: Rules, spot: Spot) -> Iterator[str]:
        """Branches that the hint keeps first; then those the mood begins with; recursive ones last."""
        known = [branch.pointer for branch in union.branches]
        turn = (self.mood.branch + spot.turn) % max(1, len(known))
        known = [*known[turn:], *known[:turn]]
        if spot.hint is not NO_HINT:
            known.sort(key=lambda p: not self.fits((p,), spot.hint))
        known.sort(key=lambda p: rules(self.schemas, (*view.pointers, p)).where in spot.path)
        yield from known

    def conditioned(self, view: Rules, spot: Spot) -> Any:
        extra = tuple(
            f"{part.pointer}/{word}"
            for part in view.parts
            if "if" in part.schema
            for word in ("if", "then")
            if word in part.schema
        )
        if not set(extra) - set(view.pointers):
            return self.plain(view, spot)
        return self.make(tuple(dict.fromkeys((*view.pointers, *extra))), spot)

    def plain(self, view: Rules, spot: Spot) -> Any:
        known = self.known(view, spot)
        kinds = likely(view)
        for value in known:
            if isinstance(value, (dict, list)):
                spot = replace(spot, hint=value)
                kinds.sort(key=lambda kind: kind != ("object" if isinstance(spot.hint, dict) else "array"))
                break
            if self.fits(view.pointers, value):
                return self.noted(value, view, spot)
        return self.of_kinds(kinds, view, spot)

    def of_kinds(self, kinds: list[str], view: Rules, spot: Spot) -> Any:
        why = f"{view.where} allows no type"
        for kind in kinds:
            try:
                return self.of_kind(kind, view, spot)
            except Impossible as reason:
                why = str(reason)
        raise Impossible(why)

    def known(self, view: Rules, spot: Spot) -> list[Any]:
        """Values the contract itself gives; listed values count whatever the mood."""
        words = view.words
        listed = [words["const"]] if "const" in words else list(words.get("enum", ()))
        if spot.name in view.forced:
            listed = [view.forced[spot.name], *listed]
        given = [spot.hint] if spot.hint is not NO_HINT else []
        if self.mood.examples:
            given += view.examples
        everything = list(distinct([*given, *listed]))
        if not listed:
            return everything if spot.turn == 0 else []
        within = [one for one in everything if key_of(one) in {key_of(x) for x in listed}]
        kept = [one for one in within if one is not None] or within
        return [*kept[spot.turn % len(kept) :], *kept[: spot.turn % len(kept)]] if kept else []

    def of_kind(self, kind: str, view: Rules, spot: Spot) -> Any:
        match kind:
            case "object":
                return self.object(view, spot)
            case "array":
                return self.array(view, spot)
            case "string":
                return self.first(view, spot, plausible(view, spot.name, self.marker, spot.turn), "text")
            case "integer" | "number":
                return self.first(view, spot, ordinary(view, spot.turn), "number")
            case "boolean":
                return self.first(view, spot, (spot.turn % 2 == 0, spot.turn % 2 == 1), "boolean")
        return None

    def first(self, view: Rules, spot: Spot, offered: Any, what: str) -> Any:
        for value in offered:
            if self.fits(view.pointers, value):
                return self.noted(value, view, spot)
        raise Impossible(f"no {what} keeps {view.where}")

    def noted(self, value: Any, view: Rules, spot: Spot) -> Any:
        """The value, listed as unique when it looks so; what an example gave is salted now."""
        fixed = "enum" in view.words or "const" in view.words
        if fixed or not isinstance(value, str) or not looks_unique(spot.name, view.words.get("format")):
            return value
        if not can_vary(self.schemas, view.pointers, value, direction=self.direction):
            return value
        self.unique.add(spot.place)
        if self.salt is None or self.marker in value:
            return value
        anew = self.salt.anew(value, spot.place)
        return anew if self.fits(view.pointers, anew) else value

    def object(self, view: Rules, spot: Spot) -> dict[str, Any]:
        made: dict[str, Any] = {}
        hint = spot.hint if isinstance(spot.hint, dict) else {}
        hidden = read_only(self.schemas, view) if self.direction == "request" else frozenset()
        most = view.words.get("maxProperties")
        path = spot.path | {view.where}
        for name, must in chosen(view, hint, full=self.mood.full):
            pointers = member(view, name)
            if name in hidden or pointers is None or (most is not None and len(made) >= most and not must):
                continue
            if not must and pointers and rules(self.schemas, pointers).where in path:
                continue
            inner = Spot(f"{spot.place}/{escape(name)}", name, path, spot.turn, hint.get(name, NO_HINT))
            try:
                made[name] = self.member(view, name, pointers, inner)
            except Impossible:
                if must:
                    raise
                continue  # an optional member that cannot be made is left out
        self.fill(view, made, spot, path)
        return made

    def member(self, view: Rules, name: str, pointers: Pointers, inner: Spot) -> Any:
        if name in view.forced:
            return view.forced[name]
        return self.make(pointers, inner) if pointers else "contractkit"

    def fill(self, view: Rules, made: dict[str, Any], spot: Spot, path: frozenset[str]) -> None:
        """Optional or invented members up to `minProperties`; one in a map, so that it shows."""
        least = view.words.get("minProperties", 0)
        is_map = not names(view) and is_open(view) and not self.mood.spare
        if not least and not (is_map and self.mood.full and view.parts):
            return
        for name in (*names(view), *invented(self.schemas, view)):
            if len(made) >= max(least, 1):
                return
            pointers = member(view, name)
            if name in made or pointers is None:
                continue
            inner = Spot(f"{spot.place}/{escape(name)}", name, path, spot.turn)
            try:
                made[name] = self.make(pointers, inner) if pointers else "contractkit"
            except Impossible:
                continue

    def array(self, view: Rules, spot: Spot) -> list[Any]:
        hint = spot.hint if isinstance(spot.hint, list) else []
        least, most = view.words.get("minItems", 0), view.words.get("maxItems")
        size = max(least, first_items(view), 0 if self.mood.spare else 1)
        size = min(size, most) if most is not None else size
        made: list[Any] = []
        needed = [f"{p.pointer}/contains" for p in view.parts if "contains" in p.schema]
        path = spot.path | {view.where}
        for index in range(size * 4 if view.words.get("uniqueItems") else size):
            if len(made) >= size:
                break
            pointers = item(view, len(made))
            if pointers is None:
                break
            pointers = (*pointers, *needed) if index < view.words.get("minContains", 1) else pointers
            given = hint[index] if index < len(hint) else NO_HINT
            inner = Spot(f"{spot.place}/{len(made)}", spot.name, path, spot.turn + index, given)
            try:
                value = self.make(pointers, inner) if pointers else f"contractkit-{index}"
            except Impossible:
                if len(made) >= least:
                    break
                raise
            if not view.words.get("uniqueItems") or key_of(value) not in {key_of(one) for one in made}:
                made.append(value)
        return made

    def fits(self, pointers: Pointers, value: Any) -> bool:
        return fits(self.schemas, pointers, value, direction=self.direction)

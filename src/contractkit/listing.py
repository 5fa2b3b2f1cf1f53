"""Two worlds and what can be listed in; whether another tenant finds things there that are not its own, out."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlsplit

from contractkit.answer.marks import marks, shown
from contractkit.answer.payload import parse
from contractkit.crossing import PHASE, Crossing, Maker
from contractkit.errors import Unarranged
from contractkit.model import Draft, Edit, Interaction, Message, Observation, Trace
from contractkit.reach.apart import is_cursor
from contractkit.reach.names import words
from contractkit.wire.draft import apply
from contractkit.wire.media import Form, form_of
from contractkit.worlds import World

Page = tuple[tuple[Edit, ...], Observation]
PAGES = 25  # at most, until what was made is found
TURNS = 3  # in which a total must grow each time
_LINK = re.compile(r'<([^>]*)>\s*;[^,]*?rel="?([^",;]*)')
LIMITS = ("limit", "size", "count", "top")


@dataclass(frozen=True, slots=True)
class Listing:
    """The operation of a crossing lists what other operations make."""

    crossing: Crossing

    def ways(self) -> Mapping[str, Maker]:
        """What it can try, by the names of the ways."""
        own = self.crossing.bench.interaction
        if own.method != "GET":
            return {}
        queries = [p for p in own.parameters if p.where == "query"]
        found: dict[str, Maker] = {"answer": self.looking, "total": self.counting}
        for parameter in queries:
            found[parameter.key] = self.paging if is_cursor(parameter) else self.searching
        return found

    def looking(self, way: str) -> Trace:
        """The page on which the one finds what it made, looked at by the other."""
        self._make()
        self.crossing.make(self.crossing.theirs)
        return self._shown(way, self._found(self._pages(limit=None)))

    def paging(self, way: str) -> Trace:
        """The same page by the cursor of the one."""
        self._make()
        pages = self._found(self._pages(limit=1))
        size = self._size(
            self.crossing.bench.interaction, None
        )  # of the other's page, where its own things may come first
        later = (((*size, *(edit for edit in e if edit.place == way)), seen) for e, seen in pages)
        return self._shown(way, ((e, seen) for e, seen in later if len(e) > len(size)))

    def searching(self, way: str) -> Trace:
        """The other searches what the one wrote."""
        made = self._make()
        planted = sorted(mark for mark in marks((made,)) if mark.startswith("ck"))
        if not planted:
            raise Unarranged("nothing that is made takes a text that could be searched")
        edits = (Edit(way, planted[0]),)
        return self._shown(way, self._found(iter([(edits, self._ask(edits))])))

    def counting(self, way: str) -> Trace:
        """What the other counts before and after the one makes something."""
        if not self.crossing.bench.exclusive:
            raise Unarranged("others may use this target too: totals are compared on app: and command: targets only")
        control = self._ask(())
        seen: list[Observation] = [self._theirs(())]
        for _ in range(TURNS):
            self._make()
            seen.append(self._theirs(()))
        trace = self.crossing.trace(way, self._draft(self.crossing.theirs, ()), control)
        return replace(trace, around=tuple(seen), others=())

    def _make(self) -> Observation:
        made = self.crossing.make()
        if made is None:
            raise Unarranged(f"{self.crossing.mine.identity.name} can make nothing that is listed here")
        return made

    def _found(self, pages: Iterator[Page]) -> Iterator[Page]:
        wanted = marks(self.crossing.mine.made)
        for edits, seen in pages:
            if seen.reply is not None and seen.accepted and shown(seen.reply, wanted, seen.case.request):
                yield edits, seen

    def _pages(self, *, limit: int | None) -> Iterator[Page]:
        own = self.crossing.bench.interaction
        size = self._size(own, limit)
        cursor = next((p for p in own.parameters if p.where == "query" and is_cursor(p)), None)
        edits = size
        for _ in range(PAGES):
            seen = self._ask(edits)
            yield edits, seen
            following = _next(seen.reply, cursor.name) if seen.reply is not None and cursor is not None else None
            if cursor is None or following is None:
                return
            edits = (*size, Edit(cursor.key, following))

    def _size(self, own: Interaction, limit: int | None) -> tuple[Edit, ...]:
        """The least or greatest page there is."""
        for parameter in own.parameters:
            if parameter.where == "query" and parameter.schema and any(w in LIMITS for w in words(parameter.name)):
                _, schema = self.crossing.bench.contract.schemas.follow(parameter.schema)
                most = schema.get("maximum") if isinstance(schema, dict) else None
                value = limit if limit is not None else most
                return (Edit(parameter.key, value),) if isinstance(value, int) else ()
        return ()

    def _ask(self, edits: tuple[Edit, ...]) -> Observation:
        mine = self.crossing.mine
        return mine.send(self.crossing.bench.interaction, self._draft(mine, edits), phase=PHASE)

    def _theirs(self, edits: tuple[Edit, ...]) -> Observation:
        theirs = self.crossing.theirs
        return theirs.send(self.crossing.bench.interaction, self._draft(theirs, edits), phase=PHASE)

    def _draft(self, world: World, edits: tuple[Edit, ...]) -> Draft:
        """Nothing that is not needed: a filter could leave out what is looked for."""
        needed = {p.key for p in self.crossing.bench.interaction.parameters if p.required or p.where != "query"}
        draft = self.crossing.control(world).case.draft
        kept = {key: value for key, value in draft.parameters.items() if key in needed or not key.startswith("query.")}
        return apply(replace(draft, parameters=kept), edits)

    def _shown(self, way: str, pages: Iterator[Page]) -> Trace:
        """The first of these pages, looked at by the other."""
        for edits, seen in pages:
            return self.crossing.trace(way, self._draft(self.crossing.theirs, edits), seen)
        raise Unarranged("what was made does not show in the answers to the one that made it")


def _next(reply: Message, name: str) -> str | None:
    """The cursor of the next page: by a Link (RFC 8288), or a member that is called so."""
    for target, relation in _LINK.findall(reply.header("link") or ""):
        if "next" in relation and (given := parse_qs(urlsplit(target).query).get(name)):
            return str(given[0])
    waiting = [parse(reply).value if form_of(reply.media) is Form.JSON else None]
    while waiting:
        value = waiting.pop(0)
        for member_name, member in value.items() if isinstance(value, dict) else ():
            if isinstance(member, str) and member and {"next", "cursor"} & {*words(str(member_name))}:
                return str(member)
            waiting.append(member)
    return None

"""An operation in, every place of its request that a schema speaks for out, in document order. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from contractkit.generate.inner import first_items, item, maps, member, names
from contractkit.generate.rules import Pointers, Rules, rules
from contractkit.model import Contract, Interaction, Media, Parameter, Where
from contractkit.source.pointer import escape
from contractkit.wire.media import Form, form_of

# Headers that OpenAPI does not let parameters describe (3.1, 4.8.12.1), and those that belong to the connection.
FIXED_HEADERS = frozenset(
    ("accept", "content-type", "authorization", "host", "connection", "content-length", "transfer-encoding", "cookie")
) | {"upgrade", "te"}


class Kind(Enum):
    MEMBER = "member"
    ITEM = "item"
    MAP = "map"
    BRANCH = "branch"


@dataclass(frozen=True, slots=True)
class Step:
    """One step into a value. `token`: the member's name, the index, a pattern for names, or the segment of a branch."""

    kind: Kind
    token: str
    pointers: Pointers  # what holds after the step

    @property
    def segment(self) -> str:
        if self.kind is Kind.MEMBER:
            return escape(self.token)
        if self.kind is Kind.BRANCH:
            return self.token
        return self.token if self.kind is Kind.ITEM and self.token else "*"


@dataclass(frozen=True, slots=True)
class Site:
    """`skip`: schemas that speak for an outer place and not for this one; `required`: all the way from the top."""

    root: str
    place: str
    base: Pointers
    parameter: Parameter | None = None
    media: Media | None = None
    steps: tuple[Step, ...] = ()
    required: bool = True
    skip: frozenset[str] = frozenset()

    @property
    def pointers(self) -> Pointers:
        return self.steps[-1].pointers if self.steps else self.base

    @property
    def name(self) -> str:
        """The last name on the way."""
        named = [step.token for step in self.steps if step.kind is Kind.MEMBER]
        if named:
            return named[-1]
        return self.parameter.name if self.parameter is not None else ""

    @property
    def json(self) -> bool:
        """Whether the place is written as JSON, where every type has its own form."""
        if self.parameter is not None:
            return self.parameter.media is not None
        return self.media is None or form_of(self.media.type) is Form.JSON

    @property
    def whole(self) -> bool:
        """Whether it is a parameter or a body, not something within."""
        return not any(step.kind is not Kind.BRANCH for step in self.steps)

    def within(self, step: Step, **changed: bool | frozenset[str]) -> "Site":
        return replace(self, place=f"{self.place}/{step.segment}", steps=(*self.steps, step), **changed)  # type: ignore[arg-type]


def roots(interaction: Interaction) -> Iterator[Site]:
    """Parameters, then bodies; the first JSON-like media type is the plain `body`."""
    for parameter in interaction.parameters:
        if parameter.where is Where.HEADER and parameter.name.lower() in FIXED_HEADERS:
            continue
        base = () if parameter.schema is None else (parameter.schema,)
        yield Site(parameter.key, parameter.key, base, parameter=parameter, required=parameter.required)
    if interaction.body is None or not interaction.body.media:
        return
    plain = main_media(interaction.body.media)
    for media in interaction.body.media:
        place = "body" if media is plain else f"body({media.type})"
        base = () if media.schema is None else (media.schema,)
        yield Site("body", place, base, media=media, required=interaction.body.required)


def main_media(listed: tuple[Media, ...]) -> Media:
    return next((media for media in listed if form_of(media.type) is Form.JSON), listed[0])


def judged(site: Site) -> bool:
    """Whether values of this root can be written and read by their schema at all."""
    if not site.base:
        return False
    return site.media is None or form_of(site.media.type) in (Form.JSON, Form.URLENCODED, Form.MULTIPART, Form.TEXT)


def inner(contract: Contract, site: Site, path: frozenset[str] = frozenset()) -> Iterator[tuple[Site, Rules]]:
    """The site and all within it, each schema once per path."""
    schemas = contract.schemas
    view = rules(schemas, site.pointers)
    branch = bool(site.steps) and site.steps[-1].kind is Kind.BRANCH
    key = site.pointers[-1] if branch else view.where or site.place
    if view.impossible:
        return
    if key in path:
        if site.steps[-1].kind is Kind.MEMBER:
            yield site, rules(schemas, ())  # whether it must be there can be said; what it holds has been said
        return
    yield site, view
    if not site.pointers or (site.steps and view.words.get("readOnly")):
        return
    for child in _children(site, view):
        yield from inner(contract, child, path | {key})


def _children(site: Site, view: Rules) -> Iterator[Site]:
    if view.allows("object"):
        yield from _members(site, view)
    if view.allows("array"):
        yield from _items(site, view)
    yield from _branches(site, view)


def _members(site: Site, view: Rules) -> Iterator[Site]:
    own = {name for part in view.parts if part.pointer not in site.skip for name in _declared(part.schema)}
    for name in names(view):
        pointers = member(view, name)
        must = view.required.get(name)
        if pointers is not None and (name in own or (must is not None and must not in site.skip)):
            skip = frozenset(p for p in pointers if p.rpartition("/properties/")[0] in site.skip)
            yield site.within(
                Step(Kind.MEMBER, name, pointers), required=site.required and name in view.required, skip=skip
            )
    for pointer, pattern in maps(view):
        if pointer.rpartition("/")[0].removesuffix("/patternProperties") not in site.skip:
            yield site.within(Step(Kind.MAP, pattern, (pointer,)), required=False, skip=frozenset())


def _items(site: Site, view: Rules) -> Iterator[Site]:
    if any(
        part.pointer not in site.skip and ("items" in part.schema or "prefixItems" in part.schema)
        for part in view.parts
    ):
        for index in range(first_items(view)):
            if pointers := item(view, index):
                yield site.within(Step(Kind.ITEM, str(index), pointers), skip=frozenset())
        if pointers := item(view, first_items(view)):
            yield site.within(Step(Kind.ITEM, "", pointers), skip=frozenset())


def _branches(site: Site, view: Rules) -> Iterator[Site]:
    outer = site.skip | {part.pointer for part in view.parts}
    for count, union in enumerate(view.unions):
        mark = f"{union.keyword}:" if count == 0 else f"{union.keyword}:{count}."
        for branch in union.branches:
            step = Step(Kind.BRANCH, mark + branch.label, (*view.pointers, branch.pointer))
            yield site.within(step, required=False, skip=outer)
    conditional = [part for part in view.parts if "if" in part.schema and part.pointer not in site.skip]
    for count, part in enumerate(conditional):
        for word, also in (("then", (f"{part.pointer}/if",)), ("else", ())):
            if isinstance(part.schema.get(word), dict) and f"{part.pointer}/{word}" not in view.pointers:
                pointers = (*view.pointers, *also, f"{part.pointer}/{word}")
                yield site.within(
                    Step(Kind.BRANCH, f"{word}:{count}", pointers), required=False, skip=outer | set(also)
                )
    for part in view.parts:
        for name, schema in part.schema.get("dependentSchemas", {}).items():
            pointer = f"{part.pointer}/dependentSchemas/{escape(name)}"
            if isinstance(schema, dict) and pointer not in view.pointers and part.pointer not in site.skip:
                step = Step(Kind.BRANCH, f"dependentSchemas:{escape(name)}", (*view.pointers, pointer))
                yield site.within(step, required=False, skip=outer)


def _declared(schema: object) -> Iterator[str]:
    found = schema.get("properties") if isinstance(schema, dict) else None
    yield from found if isinstance(found, dict) else ()

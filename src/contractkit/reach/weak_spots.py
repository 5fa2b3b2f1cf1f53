"""A scene in; other ways of asking for what is protected, and for what they would give, out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from contractkit.model import Edit, Interaction, Request, Where
from contractkit.protocols import Scene
from contractkit.reach.credentials import carried, sent
from contractkit.reach.identities import fitting
from contractkit.wire import based

OVERRIDES = ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override")
_VERSION = re.compile(r"/v(\d+)(?=/|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """`way`: what it is called in identities. `edits` of the accepted request."""

    way: str
    edits: tuple[Edit, ...]
    note: str


def reading(scene: Scene) -> Iterator[Spot]:
    """Ways to read without credentials, or with them in the wrong place."""
    nobody, request = Edit("identity"), _request(scene)
    yield Spot("method-head", (nobody, Edit("method", "HEAD")), "HEAD without credentials")
    yield Spot("method-options", (nobody, Edit("method", "OPTIONS")), "OPTIONS without credentials")
    override = tuple(Edit(f"header.{name}", "OPTIONS") for name in OVERRIDES)
    yield Spot("method-override", (nobody, *override), "GET without credentials that says it is OPTIONS")
    for place in () if _by_query(scene) else carried(scene):
        where, _, name = place.partition(".")
        if where == "header":
            bearer = name.lower() == "authorization"
            value = sent(scene, place).rpartition(" ")[2] if bearer else sent(scene, place)
            query = "access_token" if bearer else name.lower()
            yield Spot("query-credentials", (nobody, Edit(f"query.{query}", value)), "its credentials in the query")
            break
    path = request.target.partition("?")[0]
    for way, other in _siblings(path):
        if not _documented(scene, other):
            yield Spot(way, (nobody, Edit("path", other)), f"its path in another version ({way})")
    if scene.bench.settings.policy.nightly:
        for way, other in _tricks(path):
            yield Spot(way, (nobody, Edit("path", other)), f"the path written another way ({way})")


def removing(scene: Scene, reader: Interaction) -> Iterator[Spot]:
    """A read that says it is a DELETE, by one who may read and not delete."""
    bench = scene.bench
    may = {one.name for one in fitting(bench.contract, bench.interaction, bench.settings.identities)}
    owner = bench.settings.identities.get(scene.draft.identity or "")
    lesser = (
        one
        for one in fitting(bench.contract, reader, bench.settings.identities)
        if one.name and one.name not in may and owner is not None and one.tenant == owner.tenant
    )
    who = next(lesser, None)
    override = tuple(Edit(f"header.{name}", "DELETE") for name in OVERRIDES)
    asks = Edit("identity", who.name) if who is not None else Edit("identity")
    said = f"as {who.name}" if who is not None else "without credentials"
    yield Spot("method-override", (asks, Edit("method", "GET"), *override), f"GET {said} that says it is DELETE")


def _by_query(scene: Scene) -> bool:
    """Whether the contract lets credentials stand in the query."""
    schemes = {need.scheme for needs in scene.bench.interaction.security for need in needs}
    known = scene.bench.contract.security_schemes
    return any(known[id].where is Where.QUERY for id in schemes if id in known)


def _request(scene: Scene) -> Request:
    return scene.bench.case(scene.bench.interaction, scene.draft).request


def _siblings(path: str) -> Iterator[tuple[str, str]]:
    """The path in the version before and after its own, and in none."""
    found = _VERSION.search(path)
    if found is None:
        return
    before, number, after = path[: found.start()], int(found[1]), path[found.end() :]
    if number > 0:
        yield "version-before", f"{before}/v{number - 1}{after}"
    yield "version-after", f"{before}/v{number + 1}{after}"
    if before + after:
        yield "without-version", before + after


def _documented(scene: Scene, path: str) -> bool:
    """Whether a path may be one of the contract's own."""
    contract, fixed = scene.bench.contract, path.split("/")
    return any(
        len(other) == len(fixed) and all(a == b or a.startswith("{") for a, b in zip(other, fixed, strict=True))
        for other in ((based(contract, i) + i.path).split("/") for i in contract.interactions)
    )


def _tricks(path: str) -> Iterator[tuple[str, str]]:
    """Spellings that a proxy may read in another way than the application does."""
    head, _, last = path.rpartition("/")
    yield "double-slash", f"{head}//{last}"
    yield "path-parameter", f"{path};ck=1"
    yield "dot-segment", f"{head}/%2e/{last}"
    yield "upper-case", f"{head}/{last}".upper()
    yield "trailing-slash", f"{path}/"

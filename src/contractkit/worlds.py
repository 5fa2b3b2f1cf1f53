"""One operation as a tenant has it: what it made, marked so that it is known again in the answers to another one."""

from collections.abc import Iterator
from dataclasses import replace

from contractkit.model import Draft, Edit, Interaction, Observation
from contractkit.protocols import Bench
from contractkit.reach.search import Reach
from contractkit.settings import Identity
from contractkit.source.pointer import escape
from contractkit.wire.draft import apply, at, salted
from contractkit.wire.media import documented

MARKER = "ck000000"  # stands for a salt, and is made anew with each sending
TRIED = 6  # places of a body that a marker is tried at
LIKELY = ("name", "title", "note", "comment", "description", "text", "label", "message")


class World:
    """What an identity, or another one of its tenant, makes for one operation."""

    def __init__(self, bench: Bench, identity: Identity) -> None:
        self.bench, self.identity = bench, identity
        self.reach = Reach(bench, identity)
        self.made: list[Observation] = []
        self._marked: dict[str, Draft] = {}

    def draft(self) -> Draft | None:
        """The operation's own request with everything made anew and marked; None where it is not accepted."""
        own = self.bench.interaction
        base = self.reach.baseline(own)
        if base is None:
            return None
        for producer in base.origins.values():
            if producer.creates:
                self._mark(producer.interaction)
        before = len(self.reach.sent)
        draft = self.reach.fresh(own)
        self.made += [seen for seen in self.reach.sent[before:] if seen.case.request.method in ("POST", "PUT")]
        return draft

    @property
    def told(self) -> tuple[Observation, ...]:
        """What it was answered when it made something."""
        own = (seen for seen in self.reach.sent if seen.case.request.method in ("POST", "PUT"))
        return (*self.made, *own)

    def make(self, maker: Interaction) -> Observation | None:
        """One more of what an operation makes, marked."""
        base = self.reach.baseline(maker)
        if base is None:
            return None
        self._mark(maker)
        seen = self.reach.renew(maker)
        if seen is not None:
            self.made.append(seen)
        return seen

    def send(self, interaction: Interaction, draft: Draft, *, phase: str) -> Observation:
        return self.bench.send(self.bench.case(interaction, replace(draft, identity=self.identity.name), phase=phase))

    def _mark(self, maker: Interaction) -> None:
        """From now on what this operation makes carries a marker of ours, where the service takes one."""
        base = self.reach.baseline(maker)
        if base is None or maker.name in self._marked:
            return
        self._marked[maker.name] = base.draft
        for place in list(_texts(base.draft, maker, self.bench))[:TRIED]:
            marked = apply(base.draft, (Edit(place, MARKER),))
            marked = replace(marked, unique=base.draft.unique | {place})
            if _valid(self.bench, maker, marked):
                seen = self.bench.send(self.bench.case(maker, salted(marked, self.bench.salt())))
                if seen.accepted:
                    self.made.append(seen)
                    self.reach.adopt(maker, seen)
                    return


def _texts(draft: Draft, maker: Interaction, bench: Bench) -> Iterator[str]:
    """Places of texts in a body, those first that people write."""
    places = list(_leaves(draft.body, "body"))
    yield from sorted(places, key=lambda place: place.rpartition("/")[2] not in LIKELY)


def _leaves(value: object, place: str) -> Iterator[str]:
    if isinstance(value, str):
        yield place
    elif isinstance(value, dict):
        for name, member in value.items():
            yield from _leaves(member, f"{place}/{escape(name)}")


def _valid(bench: Bench, maker: Interaction, draft: Draft) -> bool:
    media = documented(maker, draft.media)
    if media is None or media.schema is None or at(draft, "body") is None:
        return False
    return bench.contract.schemas.is_valid(media.schema, draft.body, direction="request")

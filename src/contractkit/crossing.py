"""Two worlds and a way in; the trace of one tenant trying to get at what the other one made, out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from contractkit.answer.tenants import TENANT
from contractkit.errors import Unarranged
from contractkit.generate.constraints import accepted, constraints
from contractkit.generate.edges import edges
from contractkit.generate.values import sample
from contractkit.model import ABSENT, Draft, Edit, Intent, Interaction, Observation, Target, Trace
from contractkit.protocols import Bench
from contractkit.reach.absent import drawn, nobodys
from contractkit.reach.apart import makers_of
from contractkit.reach.harvest import ids
from contractkit.reach.ours import READS, named_resources
from contractkit.stage import WRITES, reader_of
from contractkit.wire.classify import broken
from contractkit.wire.draft import apply, at, salted
from contractkit.worlds import World

PHASE = "tenants"
Maker = Callable[[str], Trace]  # from the name of a way to what trying it showed
Reading = Callable[[], Observation]
MAKERS = 4  # operations that make something before an answer is looked at


@dataclass(frozen=True, slots=True)
class Crossing:
    """`mine` has it, `theirs` tries to get at it. Each trace is made with everything anew; raises Unarranged."""

    bench: Bench
    mine: World
    theirs: World

    def by_path(self, way: str) -> Trace:
        """With all the ids of the one, asked by the other."""
        draft = self.of(self.mine)
        if self.bench.interaction.method == "GET":
            self._fill(draft)
        return self._asked(way, self._other_values(draft), draft, self.control(self.mine))

    def by_inner_path(self, way: str) -> Trace:
        """Below the other's own parents, the innermost id of the one."""
        draft, own = self.of(self.mine), self.of(self.theirs)
        mixed = apply(own, (Edit(way, draft.parameters[way]),))
        return self._asked(way, self._other_values(mixed), draft, self.control(self.theirs))

    def _fill(self, draft: Draft) -> None:
        """Something to be listed below what the ids of a draft name."""
        path = self.bench.interaction.path.rstrip("/")
        for maker in self.bench.contract.interactions:
            base = self.mine.reach.fresh(maker) if maker.method == "POST" and maker.path.rstrip("/") == path else None
            if base is not None:
                below = {key: value for key, value in draft.parameters.items() if key.startswith("path.")}
                seen = self.mine.send(maker, replace(base, parameters={**base.parameters, **below}), phase=PHASE)
                self.mine.made += [seen] if seen.accepted else []

    def _other_values(self, draft: Draft) -> Draft:
        """Of a change, one that changes something: another valid value at some place of its body."""
        bench = self.bench
        if bench.interaction.method not in ("PUT", "PATCH"):
            return draft
        for constraint in constraints(bench.contract, bench.interaction):
            if constraint.target.place.startswith("body/") and accepted(constraint):
                for other in edges(bench.contract, bench.interaction, constraint, draft):
                    edited = apply(draft, other.edits)
                    if edited.body != draft.body and not broken(bench.contract, bench.interaction, edited):
                        return edited
        return draft

    def by_body(self, way: str) -> Trace:
        """A body that names what is the one's."""
        place, own = way.replace("/*", "/0"), self.of(self.theirs)
        known = at(own, place)
        if known is ABSENT:
            raise Unarranged(f"nothing is named at {place} in a request that is accepted")
        made, read = self._made_for(way)
        mixed = apply(own, (Edit(place, [made] if isinstance(known, list) else made),))
        before = (read(), read()) if read is not None else ()
        trace = self.trace(way, mixed, self.control(self.theirs), nobodys=self._unnamed(own, place))
        return replace(trace, around=(*before, read())) if read is not None else trace

    def _made_for(self, way: str) -> tuple[object, Reading | None]:
        """The id of something that the one makes, of the kind that a place names, and how the one reads it."""
        name = way.removesuffix("/*").rpartition("/")[2]
        for producer in makers_of(self.bench.contract, self.bench.interaction, way):
            made = self.mine.make(producer.interaction)
            path = f"{producer.interaction.path.rstrip('/')}/{{{name}}}"
            found = ids(made.reply, name, producer.noun, path=path) if made is not None and made.reply else iter(())
            value = next(found, None)
            if value is not None:
                return value, self.reading(producer.interaction, value)
        raise Unarranged(f"{self.mine.identity.name} can make nothing that could be named at {way}")

    def _unnamed(self, own: Draft, place: str) -> Draft | None:
        """The same with an id that nothing has, valid by the contract."""
        bench = self.bench
        for value in drawn(bench, at(own, place)):
            draft = apply(salted(own, bench.salt()), (Edit(place, value),))
            if value != at(own, place) and not broken(bench.contract, bench.interaction, draft):
                return draft
        return None

    def by_answer(self, way: str) -> Trace:
        """What the other is answered to a request of its own, after the one made all sorts of things."""
        own, start = self.bench.interaction, len(self.mine.made)
        before = self.theirs.send(own, self.of(self.theirs), phase=PHASE)
        plain = (i for i in self.bench.contract.interactions if i.method == "POST" and "{" not in i.path)
        for maker in islice(plain, MAKERS):
            self.mine.make(maker)
        trace = self.trace(way, self.of(self.theirs), self.control(self.mine))
        return replace(trace, others=tuple(self.mine.made[start:]), known=(before,))

    def reading(self, maker: Interaction, value: object) -> Reading | None:
        """How the one reads what an operation made, by its id; None where nothing reads it."""
        for reader in self.bench.contract.interactions:
            before, _, last = reader.path.rstrip("/").rpartition("/")
            if reader.method == "GET" and before == maker.path.rstrip("/") and last.startswith("{"):
                base = self.mine.reach.baseline(reader)
                if base is not None:
                    draft = apply(base.draft, (Edit(f"path.{last[1:-1]}", value),))
                    return partial(self.mine.send, reader, draft, phase=PHASE)
        return None

    def by_key(self, way: str, *, whole: bool) -> Trace:
        """The idempotency key of a request of the one: with a request of the other's own, or with that very request."""
        used = self.of(self.mine)
        if at(used, way) is ABSENT:
            used = apply(used, (Edit(way, self._key(way)),))
        seen = self.mine.send(self.bench.interaction, used, phase=PHASE)
        if not seen.accepted:
            raise Unarranged("the request with the key was not accepted")
        self.mine.made.append(seen)
        mixed = used if whole else apply(self.of(self.theirs), (Edit(way, at(used, way)),))
        return self.trace(way, mixed, self.control(self.mine))

    def _key(self, way: str) -> object:
        """A key nobody used, where the accepted request had none."""
        parameter = self.bench.interaction.parameter(way)
        if parameter is None or parameter.schema is None:
            return self.bench.salt()
        return sample(self.bench.contract, parameter.schema, salt=self.bench.salt()).value

    def make(self, world: World | None = None) -> Observation | None:
        """One more of what the one (or another world) can make at the same path."""
        path = self.bench.interaction.path.rstrip("/")
        makers = (i for i in self.bench.contract.interactions if i.method == "POST" and i.path.rstrip("/") == path)
        return next((made for made in map((world or self.mine).make, makers) if made is not None), None)

    def of(self, world: World) -> Draft:
        draft = world.draft()
        if draft is None:
            raise Unarranged(
                f"nothing could be made for {world.identity.name}; add an identity of tenant {world.identity.tenant} "
                f"that may make it under identities:, or give {world.identity.name} values:"
            )
        return draft

    def control(self, world: World) -> Observation:
        base = world.reach.baseline(self.bench.interaction)
        if base is None:
            raise Unarranged(f"{world.identity.name} was not let do it with what is its own")
        return base.observation

    def _asked(self, way: str, draft: Draft, owned: Draft, control: Observation) -> Trace:
        """`owned`: the draft of who has it, by whose path it is read before and after."""
        own, reader = self.bench.interaction, reader_of(self.bench)
        if own.method not in WRITES or reader is None:
            return self.trace(way, draft, control, nobodys=self._unknown(draft))
        path = Draft({key: value for key, value in owned.parameters.items() if reader.parameter(key)})
        before = tuple(self.mine.send(reader, path, phase=PHASE) for _ in range(2))
        trace = self.trace(way, draft, control, nobodys=self._unknown(draft))
        return replace(trace, around=(*before, self.mine.send(reader, path, phase=PHASE)))

    def _unknown(self, draft: Draft) -> Draft | None:
        """The same for an id that nothing has, where that may be sent."""
        own, places = self.bench.interaction, named_resources(self.bench.contract, self.bench.interaction)
        if own.method not in READS and not self.bench.disposable:
            return None
        value = nobodys(self.bench, places[-1], draft) if places else None
        return apply(draft, (Edit(places[-1].key, value),)) if value is not None else None

    def trace(
        self,
        way: str,
        draft: Draft,
        control: Observation,
        *,
        nobodys: Draft | None = None,
        header: tuple[str, str] | None = None,
    ) -> Trace:
        """`header`: sent instead of the one that the identity itself sends."""
        bench, who = self.bench, self.theirs.identity.name
        unknown = self.theirs.send(bench.interaction, nobodys, phase=PHASE) if nobodys is not None else None
        case = bench.case(
            bench.interaction,
            replace(draft, identity=who),
            intent=Intent.PROTOCOL,
            target=Target(TENANT, way),
            edits=(Edit("identity", who),),
            note=f"as {who} of tenant {self.theirs.identity.tenant}",
            phase=PHASE,
        )
        if header is not None:
            sent = tuple((k, header[1] if k.lower() == header[0] else v) for k, v in case.request.headers)
            case = replace(case, request=replace(case.request, headers=sent))
        others = tuple(self.mine.made)
        return Trace(bench.contract, bench.send(case), control, unknown, others=others, known=self.theirs.told)

"""Finds a baseline for an operation: a request the service accepts, with the resources it needs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from contractkit.errors import ContractKitError
from contractkit.model import Draft, Edit, Intent, Interaction, Observation, Trace
from contractkit.protocols import Bench
from contractkit.reach.adjust import adjusted
from contractkit.reach.drafts import drafts
from contractkit.reach.feedback import says
from contractkit.reach.identities import fitting, line_to_add
from contractkit.reach.ours import REMEDY, RULE, foreign
from contractkit.reach.producers import Producer
from contractkit.reach.resources import Found, Resources, path_of
from contractkit.settings import Identity
from contractkit.settings.identities import EVERY
from contractkit.wire.classify import broken
from contractkit.wire.draft import apply, salted

DEPTH = 4  # of producers of producers
TURNS = 5  # corrections of one draft by what the service said
IDENTITIES = 3  # tried for one operation


@dataclass(frozen=True, slots=True)
class Baseline:
    """An accepted request. `origins`: where its resource ids came from. `consumes`: sending it uses them up."""

    observation: Observation
    origins: Mapping[str, Producer]
    consumes: bool

    @property
    def draft(self) -> Draft:
        return self.observation.case.draft


class Reach:
    """Baselines of one item: found once, renewed on demand. The attempts on its own operation are judged, too.

    `who`: the one that asks, with what it or others of its tenant made (`alone`: it alone); None: whoever may.
    """

    def __init__(self, bench: Bench, who: Identity | None = None, *, alone: bool = False) -> None:
        self._bench, self._who, self._alone = bench, who, alone
        self.last: Observation | None = None  # on its own operation
        self.sent: list[Observation] = []  # accepted
        self._own = bench.interaction.name
        self._found: dict[str, Baseline | None] = {}
        self._path: list[str] = []
        self._resources = Resources(bench.contract, bench.settings, self.baseline)

    def baseline(self, interaction: Interaction) -> Baseline | None:
        """The accepted baseline, searched once; None when nothing was accepted (why: the bench's `tried`)."""
        if interaction.name in self._found:
            return self._found[interaction.name]
        if interaction.name in self._path or len(self._path) >= DEPTH:
            return None
        self._path.append(interaction.name)
        try:
            found = self._search(interaction)
        finally:
            self._path.pop()
        self._found[interaction.name] = found
        return found

    def live(self, interaction: Interaction) -> Draft | None:
        """A draft ready to be sent: unique values fresh, and resources made anew where sending uses them up."""
        base = self.baseline(interaction)
        if base is None:
            return None
        draft = salted(base.draft, self._bench.salt()) if base.draft.unique else base.draft
        return self._remade(draft, base.origins) if base.consumes else draft

    def fresh(self, interaction: Interaction) -> Draft | None:
        """As `live`, with all resources made anew: for when the old ones may be gone or changed."""
        base = self.baseline(interaction)
        if base is None:
            return None
        return self._remade(salted(base.draft, self._bench.salt()), base.origins)

    def renew(self, interaction: Interaction) -> Observation | None:
        """The baseline sent again, fresh: accepted, or None."""
        draft = self.live(interaction)
        return None if draft is None else self._accepted(interaction, draft)

    def adopt(self, interaction: Interaction, seen: Observation) -> None:
        """Go on from a baseline that was accepted just now: its resources are there."""
        if base := self._found.get(interaction.name):
            made = base.draft.made
            case = replace(seen.case, draft=replace(seen.case.draft, made=made))
            self._found[interaction.name] = replace(base, observation=replace(seen, case=case))

    def _accepted(self, interaction: Interaction, draft: Draft) -> Observation | None:
        seen = self._bench.send(self._bench.case(interaction, draft))
        if not seen.accepted:
            return None
        self.sent.append(seen)
        return seen

    def _remade(self, draft: Draft, origins: Mapping[str, Producer]) -> Draft | None:
        for producer in origins.values():
            seen = self.renew(producer.interaction) if producer.creates else self._reread(producer)
            value = None if seen is None else self._resources.value(producer, seen)
            if value is None or seen is None:
                return None
            shared = {k: v for k, v in path_of(seen).items() if k in draft.parameters}
            draft = _with(draft, {**shared, producer.place: value}, made=producer.creates)
        return draft

    def _reread(self, producer: Producer) -> Observation | None:
        base = self.baseline(producer.interaction)
        return None if base is None else self._accepted(producer.interaction, base.draft)

    def _search(self, interaction: Interaction) -> Baseline | None:
        contract, settings = self._bench.contract, self._bench.settings
        identities = self._able(interaction, fitting(contract, interaction, settings.identities))
        if not identities:
            self._bench.tried(interaction, "no identity fits its security: " + line_to_add(contract, interaction))
            return None
        for identity in identities[:IDENTITIES]:
            for found in self._resources.choices(interaction, identity):
                base = self._from(interaction, identity, found)
                if base is not None:
                    return base
                if self._turned_away(interaction):
                    return None
        return None

    def _turned_away(self, interaction: Interaction) -> bool:
        """Whether the one that asks may not: then another draft is refused alike."""
        own = self._who is not None and interaction.name == self._own
        return own and self.last is not None and self.last.status in (401, 403)

    def _able(self, interaction: Interaction, fitting: tuple[Identity, ...]) -> tuple[Identity, ...]:
        """Those of `fitting` that are of one world with who asks, itself first."""
        who = self._who
        if who is None:
            return fitting
        if interaction.name == self._own or self._alone:
            return (who,)
        near = (one for one in fitting if not one.name or EVERY in (one.tenant, who.tenant) or one.tenant == who.tenant)
        return tuple(sorted(near, key=lambda one: one.name != who.name))

    def _from(self, interaction: Interaction, identity: Identity, found: Found) -> Baseline | None:
        prefer = self._resources.prefer(interaction, identity)
        for start in drafts(self._bench.contract, interaction, found.known, prefer, self._bench.salt()):
            draft = salted(replace(start, identity=identity.name or None), self._bench.salt())
            seen = self._turns(interaction, draft, found)
            if seen is None and self._turned_away(interaction):
                return None
            if seen is not None:
                case = replace(seen.case, draft=replace(seen.case.draft, made=found.made))
                return Baseline(replace(seen, case=case), found.origins, interaction.method == "DELETE")
        return None

    def _turns(self, interaction: Interaction, draft: Draft, found: Found) -> Observation | None:
        """One draft, and what the service's refusals make of it, until it is accepted."""
        tried: list[Draft] = []
        for _ in range(TURNS):
            if not self._bench.disposable and (names := foreign(self._bench.contract, interaction, draft, found.made)):
                self._bench.tried(interaction, f"{RULE}, and nothing created gave {', '.join(names)}; {REMEDY}")
                return None
            tried.append(draft)
            seen = self._attempt(interaction, draft, found.origins, guessed=bool(found.missing))
            if seen is None or seen.accepted:
                return seen
            better = adjusted(self._bench.contract, seen, self._bench.salt(), turn=len(tried))
            if better is None or better in tried:
                return None
            draft = better
        return None

    def _attempt(
        self, interaction: Interaction, draft: Draft, origins: Mapping[str, Producer], *, guessed: bool
    ) -> Observation | None:
        try:
            case = self._bench.case(interaction, draft)
            # An id that nobody gave us may name nothing: the answer is not that to a valid request.
            intent = (
                Intent.ROBUST if guessed or broken(self._bench.contract, interaction, case.request) else Intent.VALID
            )
        except ContractKitError as unsendable:
            self._bench.tried(interaction, str(unsendable))
            return None
        case = replace(case, intent=intent)
        seen = self._bench.send(case)
        if seen.accepted:
            self.sent.append(seen)
        if interaction.name == self._own:
            self.last = seen
            trace = Trace(self._bench.contract, seen)
            self._bench.judge(trace, again=lambda: self._same(interaction, draft, origins, intent))
        if not seen.accepted:
            said = seen.fault.detail if seen.fault else says(seen.reply, limit=2000)
            request = f"{case.request.method} {case.request.target}"
            self._bench.tried(interaction, f"{request} -> {seen.status or 'no answer:'} {said}")
        return seen

    def _same(
        self, interaction: Interaction, draft: Draft, origins: Mapping[str, Producer], intent: Intent
    ) -> Trace | None:
        """The same attempt with everything made anew; None when that cannot be."""
        again = self._remade(salted(draft, self._bench.salt()), origins)
        if again is None:
            return None
        return Trace(self._bench.contract, self._bench.send(self._bench.case(interaction, again, intent=intent)))


def _with(draft: Draft, values: Mapping[str, Any], *, made: bool) -> Draft:
    changed = apply(draft, (Edit(place, value) for place, value in values.items()))
    return replace(changed, made=changed.made | frozenset(values)) if made else changed

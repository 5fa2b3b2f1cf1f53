"""Finds a baseline for an operation: a request the service accepts, with the resources it needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from contractkit.draft import apply, salted
from contractkit.errors import ContractKitError
from contractkit.model import Contract, Draft, Edit, Intent, Interaction, Observation, Trace, Where
from contractkit.protocols import Bench
from contractkit.reach.adjust import adjusted
from contractkit.reach.drafts import drafts
from contractkit.reach.feedback import says
from contractkit.reach.harvest import expression, first, ids
from contractkit.reach.identities import fitting, line_to_add
from contractkit.reach.names import resource, same
from contractkit.reach.producers import Producer, of_noun, of_path
from contractkit.settings import Identity

READS = ("GET", "HEAD", "OPTIONS")
DEPTH = 4  # of producers of producers
TURNS = 5  # corrections of one draft by what the service said


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
    """Baselines of one item: found once, renewed on demand. `judge` also judges the attempts on its own operation."""

    def __init__(self, bench: Bench) -> None:
        self._bench = bench
        self._own = bench.interaction.name
        self._contract: Contract = bench.contract
        self._found: dict[str, Baseline | None] = {}
        self._spent: set[str] = set()
        self._path: list[str] = []

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

    def renew(self, interaction: Interaction) -> Observation | None:
        """The baseline sent again, fresh: accepted, or None."""
        draft = self.live(interaction)
        return None if draft is None else self._accepted(interaction, draft)

    def fresh(self, interaction: Interaction) -> Draft | None:
        """As `live`, with all resources made anew: for when the old ones may be gone or changed."""
        base = self.baseline(interaction)
        if base is None:
            return None
        return self._remade(salted(base.draft, self._bench.salt()), base.origins)

    def adopt(self, interaction: Interaction, seen: Observation) -> None:
        """Go on from a baseline that was accepted just now: its resources are there."""
        if base := self._found.get(interaction.name):
            made = base.draft.made
            case = replace(seen.case, draft=replace(seen.case.draft, made=made))
            self._found[interaction.name] = replace(base, observation=replace(seen, case=case))

    def _accepted(self, interaction: Interaction, draft: Draft) -> Observation | None:
        seen = self._bench.send(self._bench.case(interaction, draft))
        return seen if seen.accepted else None

    def _remade(self, draft: Draft, origins: Mapping[str, Producer]) -> Draft | None:
        for producer in origins.values():
            seen = self.renew(producer.interaction) if producer.creates else self._reread(producer)
            value = None if seen is None else self._value(producer, seen)
            if value is None or seen is None:
                return None
            draft = _with(draft, {producer.place: value, **_shared(seen, draft)}, made=producer.creates)
        return draft

    def _reread(self, producer: Producer) -> Observation | None:
        base = self.baseline(producer.interaction)
        return None if base is None else self._accepted(producer.interaction, base.draft)

    def _search(self, interaction: Interaction) -> Baseline | None:
        settings = self._bench.settings
        identities = fitting(self._contract, interaction, settings.identities)
        if not identities:
            self._bench.tried(interaction, "no identity fits its security: " + line_to_add(self._contract, interaction))
            return None
        for identity in identities[:3]:
            known, origins, missing = self._resources(interaction, identity)
            if missing and not self._bench.disposable and interaction.method not in READS:
                self._bench.tried(interaction, f"no resource of this run for {', '.join(missing)}: give its producer")
                continue
            for start in drafts(self._contract, interaction, known, self._prefer(interaction, identity), self._salt()):
                base = self._turns(interaction, replace(start, identity=identity.name or None), origins, missing)
                if base is not None:
                    return base
        return None

    def _salt(self) -> str:
        return self._bench.salt()

    def _turns(
        self, interaction: Interaction, draft: Draft, origins: Mapping[str, Producer], missing: Sequence[str]
    ) -> Baseline | None:
        tried: list[Draft] = []
        for _ in range(TURNS):
            tried.append(draft)
            seen = self._attempt(interaction, draft, guessed=bool(missing))
            if seen is None:
                return None
            if seen.accepted:
                made = frozenset(place for place, producer in origins.items() if producer.creates)
                case = replace(seen.case, draft=replace(seen.case.draft, made=made))
                return Baseline(replace(seen, case=case), origins, interaction.method == "DELETE")
            better = adjusted(self._contract, seen, self._bench.salt())
            if better is None or better in tried:
                return None
            draft = better
        return None

    def _attempt(self, interaction: Interaction, draft: Draft, *, guessed: bool) -> Observation | None:
        # An id that nobody gave us may name nothing: the answer is not that to a valid request.
        intent = Intent.ROBUST if guessed else Intent.VALID
        try:
            case = self._bench.case(interaction, draft, intent=intent)
        except ContractKitError as unsendable:
            self._bench.tried(interaction, str(unsendable))
            return None
        seen = self._bench.send(case)
        if interaction.name == self._own:
            self._bench.judge(Trace(self._contract, seen), again=lambda: self._same(interaction, draft, intent))
        if not seen.accepted:
            said = seen.fault.detail if seen.fault else says(seen.reply)
            self._bench.tried(interaction, f"{case.request.method} {case.request.target[:120]} -> {seen.status} {said}")
        return seen

    def _same(self, interaction: Interaction, draft: Draft, intent: Intent) -> Trace:
        case = self._bench.case(interaction, salted(draft, self._bench.salt()), intent=intent)
        return Trace(self._contract, self._bench.send(case))

    def _resources(
        self, interaction: Interaction, identity: Identity
    ) -> tuple[dict[str, Any], dict[str, Producer], list[str]]:
        """Values of path parameters: configured, or harvested from producers, innermost first so that they fit."""
        known: dict[str, Any] = {}
        origins: dict[str, Producer] = {}
        missing: list[str] = []
        paths = [p for p in interaction.parameters if p.where is Where.PATH]
        for parameter in sorted(paths, key=lambda p: -interaction.path.find("{" + p.name + "}")):
            if parameter.key in known:
                continue
            if configured := self._configured(parameter.name, identity):
                known[parameter.key] = configured[0]
                continue
            producers = of_path(self._contract, interaction, parameter.name)
            if got := self._produced(producers):
                producer, seen, value = got
                known |= {k: v for k, v in _paths(seen).items() if interaction.parameter(k) is not None}
                known[parameter.key] = value
                origins[parameter.key] = producer
            elif producers:
                missing.append(parameter.name)
        return known, origins, missing

    def _produced(self, producers: Sequence[Producer]) -> tuple[Producer, Observation, Any] | None:
        for producer in producers:
            base = self.baseline(producer.interaction)
            if base is not None and (value := self._value(producer, base.observation)) is not None:
                return producer, base.observation, value
        return None

    def _value(self, producer: Producer, seen: Observation) -> Any:
        reply = seen.reply
        if reply is None:
            return None
        if producer.link:
            text = producer.link.get(producer.parameter)
            value = expression(text, seen.case.request, seen.case.draft.parameters, reply)
        else:
            path = producer.interaction.path.rstrip("/") + "/{" + producer.parameter + "}"
            value = first(ids(reply, producer.parameter, producer.noun, path=path), frozenset(self._spent))
        if value is not None and not producer.creates:
            self._spent.add(str(value))
        return value

    def _configured(self, name: str, identity: Identity) -> Sequence[Any]:
        for values in (identity.values, self._bench.settings.values):
            for key, chosen in values.items():
                if same(key, name):
                    return chosen
        return ()

    def _prefer(self, interaction: Interaction, identity: Identity) -> Any:
        def prefer(place: str) -> Sequence[Any]:
            name = place.rsplit("/", 1)[-1].rsplit(".", 1)[-1]
            if configured := self._configured(name, identity):
                return configured
            noun = resource(name)
            if noun is None:
                return ()
            got = self._produced(tuple(of_noun(self._contract, interaction, place, noun)))
            return () if got is None else (got[2],)

        return prefer


def _paths(seen: Observation) -> dict[str, Any]:
    return {k: v for k, v in seen.case.draft.parameters.items() if k.startswith("path.")}


def _shared(seen: Observation, draft: Draft) -> dict[str, Any]:
    return {k: v for k, v in _paths(seen).items() if k in draft.parameters}


def _with(draft: Draft, values: Mapping[str, Any], *, made: bool) -> Draft:
    changed = apply(draft, (Edit(place, value) for place, value in values.items()))
    return replace(changed, made=changed.made | frozenset(values)) if made else changed

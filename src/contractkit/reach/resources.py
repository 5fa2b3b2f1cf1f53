"""The resources a request needs: configured values, or ids harvested from the operations that produce them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from contractkit.model import Contract, Interaction, Observation, Where
from contractkit.reach.drafts import Prefer
from contractkit.reach.harvest import expression, from_path, ids
from contractkit.reach.names import resource, same
from contractkit.reach.producers import Producer, of_noun, of_path, put_there
from contractkit.settings import Identity, Settings


class Accepted(Protocol):
    """An accepted baseline, as far as its answer goes."""

    @property
    def observation(self) -> Observation: ...


@dataclass(frozen=True, slots=True)
class Found:
    """`known`: values by parameter key; `origins`: who gave them; `missing`: there are producers, and none gave one.

    `made`: keys of what this run created, and of what it created it in.
    """

    known: Mapping[str, Any] = field(default_factory=dict)
    origins: Mapping[str, Producer] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    made: frozenset[str] = frozenset()


class Resources:
    """`baseline`: the accepted baseline of a producer, or None."""

    def __init__(
        self, contract: Contract, settings: Settings, baseline: Callable[[Interaction], Accepted | None]
    ) -> None:
        self._contract, self._settings, self._baseline = contract, settings, baseline
        self._spent: set[str] = set()

    def choices(self, interaction: Interaction, identity: Identity) -> Iterator[Found]:
        """What is known of the path, best first; the last choice knows only what is configured."""
        found = self._harvested(interaction, identity)
        yield found
        yield from self._put(interaction)
        if found.origins:
            configured = {k: v for k, v in found.known.items() if k not in found.origins}
            yield Found(configured, {}, tuple(k.removeprefix("path.") for k in found.origins))

    def prefer(self, interaction: Interaction, identity: Identity) -> Prefer:
        """Values by place: configured by name, or the id of the resource that the name refers to."""

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

    def value(self, producer: Producer, seen: Observation) -> Any:
        """What a producer's answer gives for its place; an id that was read is given once."""
        reply = seen.reply
        if reply is None:
            return None
        if producer.link:
            text = producer.link.get(producer.parameter)
            return expression(text, seen.case.request, seen.case.draft.parameters, reply)
        if producer.led:
            return from_path(reply.header("location") or "", producer.led, producer.parameter)
        path = producer.interaction.path.rstrip("/") + "/{" + producer.parameter + "}"
        given = list(ids(reply, producer.parameter, producer.noun, path=path))
        if producer.creates:
            return given[0] if given else None
        fresh = [v for v in given if str(v) not in self._spent] or given
        if fresh:
            self._spent.add(str(fresh[0]))
        return fresh[0] if fresh else None

    def _harvested(self, interaction: Interaction, identity: Identity) -> Found:
        """Innermost parameter first: its producer's own path fits the parents."""
        known: dict[str, Any] = {}
        origins: dict[str, Producer] = {}
        missing: list[str] = []
        made: set[str] = set()
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
                known |= {k: v for k, v in path_of(seen).items() if interaction.parameter(k) is not None}
                known[parameter.key] = value
                origins[parameter.key] = producer
                made |= {parameter.key, *path_of(seen)} if producer.creates else set()
            elif any(not producer.led for producer in producers):
                missing.append(parameter.name)
        return Found(known, origins, tuple(missing), frozenset(made))

    def _put(self, interaction: Interaction) -> Iterator[Found]:
        """A part of a resource that is not there until it is put there."""
        for other, producers in put_there(self._contract, interaction):
            if (base := self._baseline(other)) is not None:
                known, made = path_of(base.observation), base.observation.case.draft.made
                yield Found(known, {one.place: one for one in producers[-1:]}, (), made & known.keys())

    def _produced(self, producers: Sequence[Producer]) -> tuple[Producer, Observation, Any] | None:
        for producer in producers:
            base = self._baseline(producer.interaction)
            if base is not None and (value := self.value(producer, base.observation)) is not None:
                return producer, base.observation, value
        return None

    def _configured(self, name: str, identity: Identity) -> Sequence[Any]:
        for values in (identity.values, self._settings.values):
            for key, chosen in values.items():
                if same(key, name):
                    return chosen
        return ()


def path_of(seen: Observation) -> dict[str, Any]:
    """The path parameters of a request that was sent."""
    return {k: v for k, v in seen.case.draft.parameters.items() if k.startswith("path.")}

"""What shows that an event was processed: something is made that it is about, and looked at before and after."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from contractkit.events.addressing import places_of
from contractkit.events.differences import differs
from contractkit.events.locations import at_pointer
from contractkit.exercise import Exercise
from contractkit.model import Channel, Draft, Effect, Event, Observation, Terms, Topic
from contractkit.protocols import Bench
from contractkit.protocols.events import EventBench
from contractkit.reading import Reading
from contractkit.settings import Identity
from contractkit.topics import names

PAUSES = (0.002, 0.005, 0.01, 0.02, 0.05)


@dataclass(frozen=True, slots=True)
class Asked:
    """A request: the correlation id that its reply must carry, and where it goes; None where the request says none."""

    correlation: str | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Thing:
    """What an event is about. `values`: by pointer in the payload; `reading`: how it is read; `before`: as it was.

    `asked`: the request about it, which the event answers.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    draft: Draft | None = None
    before: tuple[Observation, ...] = ()
    tenant: str | None = None
    ids: frozenset[str] = frozenset()
    asked: Asked | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """Whether an effect was seen, by what, and the reading that shows it; `happened` None: nothing can show it."""

    happened: bool | None
    evidence: str = ""
    after: Observation | None = None


class Effects:
    """Of the events of one operation; `why`: what is missing to see any."""

    def __init__(self, bench: EventBench, terms: Terms, channel: Channel, topic: Topic) -> None:
        self._bench, self._terms, self._channel, self._topic = bench, terms, channel, topic
        self.effect, self.why = terms.effect, ""
        self._http: Bench | None = None
        self._exercises: dict[str | None, Exercise] = {}
        if self.effect is not None and self.effect.kind in ("read", "creates"):
            self._http = bench.http(self.effect.name)
            if self._http is None:
                self.why = f"effect: there is no operation {self.effect.name!r} that could be asked"
        elif self.effect is None and terms.consumer is None and not self.answered:
            name = bench.interaction.name
            self.why = (
                f"nothing shows that it was processed: say what does, events: {{{name}: {{effect: <operation>}}}} in "
                "contractkit.yaml, or which consumer's progress the broker shows (consumer:)"
            )

    @property
    def answered(self) -> bool:
        """Whether its reply shows it, since nothing else is declared."""
        role = self._bench.interaction.event
        return self.effect is None and self._terms.consumer is None and role is not None and role.reply is not None

    def places(self, payload: Any) -> frozenset[str]:
        """Places of such a payload that say what it is about."""
        found = None
        if self._http is not None and self.effect is not None:
            found = places_of(self.effect, self._http.interaction, payload, self._address)
        return frozenset(f"body{place}" for place in (found or {}).values() if place.startswith("/"))

    def thing(self, payload: Any, who: Identity | None = None) -> Thing | None:
        """Something made anew for an event of such a payload; None where it cannot be made (`why`)."""
        if self._http is None or self.effect is None:
            return Thing(tenant=who.tenant if who is not None else None)
        answers = self._terms.answers is not None  # then it is the request that names what it is about
        places = {} if answers else places_of(self.effect, self._http.interaction, payload, self._address)
        if places is None:
            self.why = f"no event names anything that {self.effect.name} could be asked for; say where under with:"
            return None
        return self._made(self.effect, self._http, places, payload, who)

    def _made(
        self, effect: Effect, http: Bench, places: Mapping[str, str], payload: Any, who: Identity | None
    ) -> Thing | None:
        exercise = self._exercise(http, who)
        base = exercise.baseline()
        identity = base.draft.identity if base is not None else (who.name if who is not None else None)
        tenant = self._tenant(identity)
        if effect.kind == "creates":
            values = {place: self._told(place, payload) for place in places.values()}
            draft = Draft({key: values[place] for key, place in places.items()}, identity=identity)
        else:
            fresh = exercise.reach.fresh(http.interaction)
            if fresh is None:
                self.why = f"nothing could be made that {effect.name} reads"
                return None
            draft = Draft(dict(fresh.parameters), identity=fresh.identity, made=fresh.made)
            values = {at: _as(self._told(at, payload), fresh.parameters[key]) for key, at in places.items()}
        reading = Reading(http, effect, identity)
        before = (reading.once(draft), reading.once(draft))
        ids = [*values.values()] or [draft.parameters[key] for key in sorted(draft.made)]
        return Thing(values, draft, before, tenant, frozenset(map(str, ids)))

    @property
    def _address(self) -> tuple[str, ...]:
        return names(self._channel.address or "")

    def _told(self, place: str, payload: Any) -> Any:
        """What stands at a place in the payload; in the address something new."""
        return at_pointer(payload, place) if place.startswith("/") else self._bench.salt()

    def forget(self) -> None:
        """What was made so far is no more: the service was started anew."""
        self._exercises.clear()

    def read(self, thing: Thing) -> Observation | None:
        """As it is now; None where nothing is read."""
        if self._http is None or self.effect is None or thing.draft is None:
            return None
        return Reading(self._http, self.effect, thing.draft.identity).once(thing.draft)

    def until(self, thing: Thing, enough: Callable[[Observation], bool], within: float) -> Observation | None:
        """The first reading that is enough, else the last one before the deadline."""

        def look() -> Seen | None:
            now = self.read(thing)
            return Seen(True, "", now) if now is not None and enough(now) else None

        found = self._until(look, within)
        return found.after if found is not None else self.read(thing)

    def awaited(self, thing: Thing, event: Event, payload: Any, within: float) -> Seen:
        """Whether its effect is seen before the deadline."""
        if self._http is not None:
            seen = self._until(lambda: self._changed(thing), within)
            return seen or Seen(False, f"{self._name} answers as before", self.read(thing))
        if self.effect is not None and self.effect.kind == "call":
            name = self.effect.name
            told = (payload,) if thing.asked is None else (payload, thing.asked.correlation)
            found = self._until(
                lambda: Seen(True, f"{name} says so") if self._bench.call(name, *told) else None, within
            )
            return found or Seen(False, f"{name} does not say so")
        if self._terms.consumer is not None:
            return self._progress(event, within)
        return Seen(None)

    @property
    def _name(self) -> str:
        return self.effect.name if self.effect is not None else ""

    def _changed(self, thing: Thing) -> Seen | None:
        now = self.read(thing)
        if now is None or not differs(thing.before, now):
            return None
        return Seen(True, f"{self._name} answers otherwise", now)

    def _progress(self, event: Event, within: float) -> Seen:
        """The broker's own word, which says less: an event that was passed over is done with as well."""
        consumer, broker = self._terms.consumer or "", self._bench.broker
        topic = replace(self._topic, address=event.channel)
        if broker.handled(topic, event, consumer) is None:
            known = self._until(lambda: _known(broker.handled(topic, event, consumer)), within)
            if known is None:
                return Seen(None, f"the broker shows no progress of {consumer!r}")
        found = self._until(lambda: _done(broker.handled(topic, event, consumer), consumer), within)
        return found or Seen(False, f"{consumer!r} has not done with it")

    def _until(self, look: Callable[[], Seen | None], within: float) -> Seen | None:
        deadline, turn = time.monotonic() + within, 0
        while True:
            found = look()
            if found is not None or time.monotonic() >= deadline:
                return found
            self._bench.blow_if_spent()
            time.sleep(PAUSES[min(turn, len(PAUSES) - 1)])
            turn += 1

    def _exercise(self, http: Bench, who: Identity | None) -> Exercise:
        name = who.name if who is not None else None
        if name not in self._exercises:
            self._exercises[name] = Exercise(http, who=who)
        return self._exercises[name]

    def _tenant(self, identity: str | None) -> str | None:
        who = self._bench.settings.identities.get(identity or "")
        return who.tenant if who is not None else None


def _as(known: Any, value: Any) -> Any:
    """A value of a path as the payload has it: an id that is text in a URL may be a number there, or the other way."""
    if isinstance(known, int) and not isinstance(known, bool) and isinstance(value, str) and value.isdigit():
        return int(value)
    return str(value) if isinstance(known, str) and isinstance(value, int) else value


def _known(handled: bool | None) -> Seen | None:
    return None if handled is None else Seen(True)


def _done(handled: bool | None, consumer: str) -> Seen | None:
    return Seen(True, f"{consumer!r} has done with it, which is all the broker shows") if handled else None

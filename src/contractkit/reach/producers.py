"""Which operations give a value for a path parameter or a reference: by links, paths and names; pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from contractkit.model import Contract, Interaction, Parameter, Where
from contractkit.reach.names import collection, singular, words


@dataclass(frozen=True, slots=True)
class Producer:
    """`interaction` answers with values for `place`; `link`: the documented expressions, where a link says so.

    `led`: the path that its Location may be of, where nothing but that tells: a job that was started, say.
    """

    interaction: Interaction
    place: str  # of the consumer: `path.order_id`, `body/customer_id`
    parameter: str
    noun: str
    link: Mapping[str, Any] = field(default_factory=dict)
    led: str = ""

    @property
    def creates(self) -> bool:
        return self.interaction.method in ("POST", "PUT")


def of_path(contract: Contract, consumer: Interaction, parameter: str) -> tuple[Producer, ...]:
    """Producers for a path parameter, best first: documented links, the collection's POST, its GET, its parent's.

    Where there are none, whatever documents a Location.
    """
    place = f"path.{parameter}"
    found = collection(consumer.path, parameter)
    prefix, noun = found or ("", singular(words(parameter)[0]) if words(parameter) else parameter)
    linked = [*_links(contract, consumer, parameter, noun)]
    by_path = [
        Producer(other, place, parameter, noun)
        for method in ("POST", "GET")
        for other in contract.interactions
        if found and other.method == method and other.path.rstrip("/") == prefix and other.name != consumer.name
    ]
    puts = [
        Producer(other, place, parameter, noun)
        for other in contract.interactions
        if found
        and other.method == "PUT"
        and other.path == prefix + "/{" + parameter + "}"
        and other.name != consumer.name
        and any(a.status == "201" for a in other.answers)
    ]
    named = [] if by_path or linked else [*of_noun(contract, consumer, place, noun)]
    linked.sort(key=lambda p: not p.creates)
    known = (*linked, *by_path, *puts, *named)
    if known or not found or _listed(contract, consumer.parameter(place)):
        return known
    led = consumer.path.partition("{" + parameter + "}")[0] + "{" + parameter + "}"
    others = (other for other in leading(contract) if other.name != consumer.name)
    return tuple(Producer(other, place, parameter, noun, led=led) for other in others)


def _listed(contract: Contract, parameter: Parameter | None) -> bool:
    """Whether the contract says itself which values there are, or gives one."""
    if parameter is None or parameter.schema is None:
        return False
    _, schema = contract.schemas.follow(parameter.schema)
    return bool(parameter.examples) or (isinstance(schema, dict) and not {"enum", "const"}.isdisjoint(schema))


def leading(contract: Contract) -> Iterator[Interaction]:
    """POSTs whose success is documented with a Location."""
    for other in contract.interactions:
        told = (h for a in other.answers if a.status in ("201", "202") for h in a.headers)
        if other.method == "POST" and any(h.name.lower() == "location" for h in told):
            yield other


def put_there(contract: Contract, consumer: Interaction) -> Iterator[tuple[Interaction, tuple[Producer, ...]]]:
    """What puts something at the consumer's own path, where it may not be before; it gives each path parameter."""
    for other in contract.interactions:
        if other.method == "PUT" and other.path == consumer.path and other.name != consumer.name:
            names = [p.name for p in other.parameters if p.where is Where.PATH]
            yield (
                other,
                tuple(Producer(other, f"path.{name}", name, name, {name: f"$request.path.{name}"}) for name in names),
            )


def of_noun(contract: Contract, consumer: Interaction, place: str, noun: str) -> Iterator[Producer]:
    """Producers of a resource by its name: POST then GET on a collection called so."""
    for method in ("POST", "GET"):
        for other in contract.interactions:
            last = other.path.rstrip("/").rsplit("/", 1)[-1]
            if other.method == method and other.name != consumer.name and not last.startswith("{"):
                spoken = words(last)
                if spoken and singular(spoken[-1]) == noun:
                    yield Producer(other, place, place.rsplit("/", 1)[-1].rsplit(".", 1)[-1], noun)


def _links(contract: Contract, consumer: Interaction, parameter: str, noun: str) -> Iterator[Producer]:
    for other in contract.interactions:
        for answer in other.answers:
            for link in answer.links:
                names = {name.removeprefix("path.") for name in link.parameters}
                if link.operation == consumer.name and parameter in names and other.name != consumer.name:
                    expressions = {k.removeprefix("path."): v for k, v in link.parameters.items()}
                    yield Producer(other, f"path.{parameter}", parameter, noun, expressions)

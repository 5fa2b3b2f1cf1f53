"""Events through a living broker: published, heard and judged as in a run, beside the bare client library.

Either side publishes bursts of events of 506 bytes one by one, each confirmed by the broker, and takes them again;
ours also tells what they are and judges them. `python -m bench.live ours|bare KIND URL` is one round of one side.
"""

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bench.brokers import INSTALLED, STARTED, lacking, running
from bench.captures import BAD, CONTRACT, event
from bench.clients import CLIENTS, MEDIA, TOPIC, WAIT
from bench.figures import Figure, at_least, paired, spread
from bench.process import measured
from contractkit.connected import connected
from contractkit.events.flaws import flaws
from contractkit.listening import Ears
from contractkit.loading import load_contract
from contractkit.model import Event, Message, Topic
from contractkit.settings.brokers import BrokerSettings

BURST, BURSTS = 100, 20
WANTED = 0.25  # of the events per second of the bare client, which judges nothing

Judge = Callable[[list[bytes]], int]  # a burst in, how many of it came back and are wrong out


def figures(rounds: int) -> Iterator[Figure]:
    for kind in (*STARTED, *INSTALLED):
        if install := lacking(kind):
            print(f"skip live events over {kind}: {install}")
            continue
        rates: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(rounds):
            for side, found in rates.items():
                with running(kind) as url:
                    found.append(measured("bench.live", side, kind, url)["rate"])
        work = f"events/s: ours {spread(rates['ours'], digits=0)}, bare client {spread(rates['bare'], digits=0)}"
        yield at_least(
            f"live events over {kind}, judged, against its client", paired(rates["ours"], rates["bare"]), WANTED, work
        )


@contextmanager
def ours(kind: str, url: str) -> Iterator[Judge]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "orders.asyncapi.json")
        file.write_text(json.dumps(CONTRACT))
        contract = load_contract(file)
    held, topic = connected(BrokerSettings(url)), Topic(TOPIC)
    ears = Ears(contract, held.names)
    ears.listen(held.broker, topic, contract.interactions)
    blank = Event(TOPIC, Message(None, (("content-type", MEDIA),)))

    def exchange(bodies: list[bytes]) -> int:
        ears.heard.clear()
        for body in bodies:
            held.broker.publish(topic, replace(blank, message=replace(blank.message, body=body)))
        if not ears.until(lambda heard: len(heard) >= len(bodies), WAIT):
            raise SystemExit(f"{len(ears.heard)} of {len(bodies)} events were heard over {kind}")
        return sum(one.type is None or any(flaws(contract, one.type, one.event)) for one in ears.heard)

    yield exchange
    ears.close()
    held.close()


@contextmanager
def bare(kind: str, url: str) -> Iterator[Judge]:
    with CLIENTS[kind](url) as exchange:

        def counted(bodies: list[bytes]) -> int:
            if sorted(got := exchange(bodies)) != sorted(bodies):
                raise SystemExit(f"what came over {kind} is not what was sent")
            return sum(b'"total":"' in body for body in got)

        yield counted


SIDES = {"ours": ours, "bare": bare}


def main(side: str, kind: str, url: str) -> None:
    """Importing, compiling, connecting and creating the topic are done by a first burst."""
    choose = random.Random(1)
    events = [event(choose, index) for index in range(BAD - BURST, BAD + BURST * BURSTS)]
    bodies = [json.dumps(one, separators=(",", ":")).encode() for one in events]
    with SIDES[side](kind, url) as exchange:
        exchange(bodies[:BURST])
        started = time.perf_counter()
        wrong = sum(exchange(bodies[at : at + BURST]) for at in range(BURST, len(bodies), BURST))
        seconds = time.perf_counter() - started
    expected = sum(b'"total":"' in body for body in bodies[BURST:])
    if wrong != expected or not expected:
        raise SystemExit(f"{side} found {wrong} of {expected} wrong events over {kind}")
    print(json.dumps({"rate": BURST * BURSTS / seconds}))


if __name__ == "__main__":
    main(*sys.argv[1:])

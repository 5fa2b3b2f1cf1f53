"""What a function under `caused_by:` is given."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trigger:
    """One call of a function that is to cause one event in a way of its own; frozen.

    `operation`: what sends the event, as the contract calls it. `identity`, `tenant`: names in the settings, in which
    it is to act; None where there are none. `marker`: a fresh text (`ck` and six hex digits) to be put into what is
    made. `correlation`: a fresh UUID, to be used as correlation id. `broker`: the URL of the broker, as BROKER_URL.
    `base_urls`: of the services of this run, which are started before, by contract id.
    """

    operation: str
    identity: str | None
    tenant: str | None
    marker: str
    correlation: str
    broker: str
    base_urls: Mapping[str, str]

"""Addresses of channels and their parameters: every `{name}` is declared, and every parameter is used."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.spots import Spot, spots, version
from contractkit.lint.survey import Survey
from contractkit.source.pointer import escape
from contractkit.topics import names


@RULES.register("channel-parameters")
def channel_parameters(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 2.6 and 3.0, Parameters Object: it MUST contain all the parameters used in the parent channel."""
    if version(survey) == 2:
        for channel in spots(survey, "/channels"):  # in components their keys are no addresses
            yield from _of(channel, channel.name, channel.written)
    elif version(survey) == 3:
        held = {one.pointer: one for holder in ("/channels", "/components/channels") for one in spots(survey, holder)}
        for channel in held.values():
            address = channel.node.get("address")
            if isinstance(address, str):
                yield from _of(channel, address, f"{channel.pointer}/address")


def _of(channel: Spot, address: str, where: str) -> Iterator[Finding]:
    held = channel.node.get("parameters")
    declared: Mapping[str, Any] = held if isinstance(held, dict) else {}
    if "$ref" in declared:
        return
    used = dict.fromkeys(names(address))
    for name in used:
        if name not in declared:
            message = f"address {address!r} has {{{name}}}, but no parameter {name!r} is declared; declare it"
            yield Finding("undeclared-channel-parameter", where, message)
    for name in declared:
        if name not in used and not name.startswith("x-"):
            message = f"parameter {name!r} does not occur in address {address!r}; use it or remove it"
            yield Finding("unused-channel-parameter", f"{channel.pointer}/parameters/{escape(name)}", message)

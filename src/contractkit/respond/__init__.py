"""A contract and a response or message of any common client in, what it gets wrong out: for a team's own tests."""

from collections.abc import Sequence
from difflib import get_close_matches

from contractkit.errors import UsageError
from contractkit.extensions import CHECKS
from contractkit.judge import Panel, look
from contractkit.model import Case, Contract, Draft, Intent, Interaction, Mismatch, Observation, Request, Trace
from contractkit.respond.messages import check_message
from contractkit.respond.responses import Exchange, read_response
from contractkit.wire import based, path_values

__all__ = ["check_message", "check_response"]


def check_response(contract: Contract, response: object, *, operation: str | None = None) -> tuple[Mismatch, ...]:
    """What a response gets wrong by the contract: nothing when it keeps it.

    `response`: of requests, httpx, or a Starlette, FastAPI, Flask or Django test client. The operation is found by the
    method and URL of its request (the contract's base path may be there or not); `operation` names it instead, by
    operationId or as `GET /orders/{id}`. Status, media type, syntax, schema and headers are judged by the same checks
    as in a run; each mismatch says what was expected, what was there and where. What cannot be judged (XML by a
    schema, values that two validators read differently) is not reported. Raises UsageError when no operation fits.
    """
    exchange = read_response(response)
    interaction = _named(contract, operation) if operation is not None else _asked(contract, exchange)
    request = exchange.request or Request(interaction.method, interaction.path)
    case = Case(interaction, Intent.VALID, Draft(), request, phase="own test")
    trace = Trace(contract, Observation(case, exchange.reply))
    panel = Panel(check for _, check in CHECKS if interaction.kind in check.kinds)
    return tuple(mismatch for _, mismatch in look(trace, panel).mismatches)


def _named(contract: Contract, name: str) -> Interaction:
    for interaction in contract.interactions:
        if name in (interaction.name, f"{interaction.method} {interaction.path}"):
            return interaction
    raise UsageError(f"{contract.file} has no operation {name!r}{_near(name, contract.interactions)}")


def _asked(contract: Contract, exchange: Exchange) -> Interaction:
    """The operation of the request: literal segments before templates; HEAD is asked of GET where it has none."""
    request = exchange.request
    if request is None:
        raise UsageError("this response does not know its request; give operation=, the operationId")
    for method in (request.method, "GET") if request.method == "HEAD" else (request.method,):
        fitting = [i for i in contract.interactions if i.method == method and _fits(contract, i, request)]
        if fitting:
            return min(fitting, key=lambda interaction: (interaction.path.count("{"), -len(interaction.path)))
    asked = f"{request.method} {request.target.partition('?')[0]}"
    raise UsageError(f"{contract.file} documents no {asked}{_near(asked, contract.interactions)}; or give operation=")


def _fits(contract: Contract, interaction: Interaction, request: Request) -> bool:
    """Test clients often leave the base path out."""
    base = based(contract, interaction)
    if "{" in interaction.path:
        whole = Request(request.method, base + request.target)
        return any(_filled(path_values(contract, interaction, one)) for one in (request, whole))
    path = request.target.partition("?")[0]
    return path in (interaction.path, base + interaction.path)


def _filled(values: dict[str, str]) -> bool:
    return bool(values) and all(values.values())


def _near(name: str, interactions: Sequence[Interaction]) -> str:
    known = {text: text for i in interactions for text in (i.name, f"{i.method} {i.path}")}
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""

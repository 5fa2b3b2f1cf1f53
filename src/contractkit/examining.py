"""An item in, the ledger of what it shows out: at a desk over its target, or over the broker and all targets."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from contractkit.cleanup import clean
from contractkit.collecting import rarely_collected
from contractkit.connected import Connected
from contractkit.desk import Desk
from contractkit.endpoint import Endpoint
from contractkit.errors import ContractError, ContractKitError, RunAborted, TargetError, TargetGone
from contractkit.eventdesk import EventDesk
from contractkit.extensions import PROBES
from contractkit.ledger import unreached
from contractkit.model import Contract, Interaction, Kind, Ledger, Obligation, Register
from contractkit.nowhere import nowhere
from contractkit.options import Item
from contractkit.replay import replay, shown_again
from contractkit.settings import matches
from contractkit.static import stopped

if TYPE_CHECKING:
    from contractkit.run import Run

NO_TARGET = "no target: give --contracts-app, --contracts-url, or targets: in contractkit.yaml"
NO_BROKER = "no broker: give broker: in contractkit.yaml, for example broker: embedded:redis"

Work = Callable[[Any], None]


def examine(run: "Run", item: Item, register: Register, work: Work | None) -> Ledger:
    """`work` None: only what the register remembers. The world's faults end in the ledger, never in silence."""
    assert item.interaction is not None
    obligations = run.promised(item.contract, item.interaction)
    if (why := dict(stopped(item.contract)).get(item.interaction.id)) is not None:
        return unreached(item.interaction, obligations, f"the contract stops it: {why}")
    with rarely_collected():
        return _examined(run, item, register, work, obligations)


def _examined(
    run: "Run", item: Item, register: Register, work: Work | None, obligations: tuple[Obligation, ...]
) -> Ledger:
    assert item.interaction is not None
    try:
        if item.interaction.kind is Kind.EVENT:
            connected = run.targets.broker()
            if connected is None:
                return unreached(item.interaction, obligations, NO_BROKER)
            return _of_events(run, item, connected, register, work)
        desk = desk_of(run, item.contract, item.interaction, item.node)
    except ContractKitError as unavailable:
        return Ledger(faults=(str(unavailable),))
    if desk is None:
        return unreached(item.interaction, obligations, NO_TARGET)
    return _of_requests(desk, item, register, work or (lambda bench: None))


def _of_requests(desk: Desk, item: Item, register: Register, work: Work) -> Ledger:
    try:
        replay(desk, register, item.probe)
        work(desk)
        desk.leaves(clean(desk, desk.created))
    except (RunAborted, TargetError) as aborted:
        return desk.ledger(faults=(str(aborted),))
    except ContractError as unusable:
        desk.skipped(None, str(unusable))
    finally:
        desk.place.endpoint.meanwhile.finish()
    return desk.ledger()


def _of_events(run: "Run", item: Item, connected: Connected, register: Register, work: Work | None) -> Ledger:
    """What is remembered is shown again by the probe itself, where it makes the same stimuli each time."""
    assert item.interaction is not None
    obligations = run.promised(item.contract, item.interaction)
    desk = event_desk(run, item.contract, item.interaction, item.node, connected, obligations=obligations)
    inner = desk.desk
    try:
        if work is not None or PROBES[item.probe].again is None:
            PROBES[item.probe].run(desk)
        shown_again(desk, inner, register, item.probe)
        desk.tidy()
    except TargetGone as gone:
        return desk.ledger(faults=(desk.blamed(gone),))
    except (RunAborted, TargetError) as aborted:
        return desk.ledger(faults=(str(aborted),))
    except ContractError as unusable:
        desk.skipped(None, str(unusable))
    return desk.ledger()


def event_desk(
    run: "Run",
    contract: Contract,
    interaction: Interaction,
    node: str,
    connected: Connected,
    *,
    obligations: tuple[Obligation, ...] = (),
) -> EventDesk:
    """A desk over the broker, with all started that takes its events; without obligations nothing is judged at it."""
    behind = {one.id: _started(run, one) for one in run.loaded.contracts}
    place = run.place(nowhere(run.settings.broker.shown if run.settings.broker else connected.url))
    inner = Desk(contract, interaction, obligations, place, node)

    def open(name: str) -> Desk | None:
        return _called(run, name, node)

    beside, urls, targets = partial(_receiving, run), partial(_services, run), run.targets.opened
    return EventDesk(
        inner, connected.broker, connected.names, open, beside, connected.url, urls, run.promised, targets,
        behind=behind.get(contract.id),
    )  # fmt: skip


def _started(run: "Run", contract: Contract) -> Endpoint | None:
    behind = run.targets.behind(contract, run.loaded.contracts) if contract.kind is Kind.EVENT else None
    return None if behind is None else run.targets.open(*behind)


def _called(run: "Run", name: str, node: str) -> Desk | None:
    """A desk for the first HTTP operation of that name, of whatever contract; nothing is promised at it."""
    for contract in run.loaded.contracts:
        for interaction in contract.interactions:
            if interaction.kind is Kind.HTTP and matches(name, interaction):
                return desk_of(run, contract, interaction, node, promised=False)
    return None


def _services(run: "Run") -> dict[str, str]:
    """The base URL of each service of the run, by contract id; started if need be."""
    asked = [(one, run.targets.of(one)) for one in run.loaded.contracts if one.kind is Kind.HTTP]
    return {one.id: run.targets.open(one, target).base_url for one, target in asked if target is not None}


def _receiving(run: "Run", name: str) -> tuple[Contract, Interaction] | None:
    """The first operation of that name that receives events, of whatever contract."""
    for contract in run.loaded.contracts:
        for interaction in contract.interactions:
            if interaction.event is not None and interaction.method == "RECEIVE" and matches(name, interaction):
                return contract, interaction
    return None


def desk_of(
    run: "Run", contract: Contract, interaction: Interaction, node: str, *, promised: bool = True
) -> Desk | None:
    """A desk over the target of a contract, opened if need be; None where it has none."""
    target = run.targets.of(contract)
    if target is None:
        return None
    endpoint: Endpoint = run.targets.open(contract, target)
    base_path = target.base_path if target.base_path is not None else urlsplit(target.url or "").path.rstrip("/")
    contract = replace(contract, base_path=base_path) if base_path else contract
    obligations = run.promised(contract, interaction) if promised else ()
    return Desk(contract, interaction, obligations, run.place(endpoint), node)

"""contractkit: a folder of contracts in, proof out.

Public: `load`, `check_response`, `check_message`, `verify`, `check`, `Settings`, `Result`, `Decision`,
`Trigger`, `ContractKitError`. All else may change any day.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contractkit.api import verify as verify
    from contractkit.errors import ContractKitError as ContractKitError
    from contractkit.extensions import check as check
    from contractkit.loading import load_contract as load
    from contractkit.model import Contract as Contract
    from contractkit.model import Decision as Decision
    from contractkit.model import Kind as Kind
    from contractkit.model import Mismatch as Mismatch
    from contractkit.model import Result as Result
    from contractkit.model import Trace as Trace
    from contractkit.respond import check_message as check_message
    from contractkit.respond import check_response as check_response
    from contractkit.settings import Identity as Identity
    from contractkit.settings import Settings as Settings
    from contractkit.settings import TargetSettings as TargetSettings
    from contractkit.trigger import Trigger as Trigger

_PUBLIC = {
    "verify": "contractkit.api:verify",
    "ContractKitError": "contractkit.errors:ContractKitError",
    "check": "contractkit.extensions:check",
    "load": "contractkit.loading:load_contract",
    "Contract": "contractkit.model:Contract",
    "Decision": "contractkit.model:Decision",
    "Kind": "contractkit.model:Kind",
    "Mismatch": "contractkit.model:Mismatch",
    "Result": "contractkit.model:Result",
    "Trace": "contractkit.model:Trace",
    "check_message": "contractkit.respond:check_message",
    "check_response": "contractkit.respond:check_response",
    "Identity": "contractkit.settings:Identity",
    "Settings": "contractkit.settings:Settings",
    "TargetSettings": "contractkit.settings:TargetSettings",
    "Trigger": "contractkit.trigger:Trigger",
}

__all__ = [
    "Contract",
    "ContractKitError",
    "Decision",
    "Identity",
    "Kind",
    "Mismatch",
    "Result",
    "Settings",
    "TargetSettings",
    "Trace",
    "Trigger",
    "check",
    "check_message",
    "check_response",
    "load",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): the pytest entry point must stay light."""
    if name not in _PUBLIC:
        raise AttributeError(f"module 'contractkit' has no attribute {name!r}")
    module, _, attribute = _PUBLIC[name].partition(":")
    return getattr(import_module(module), attribute)

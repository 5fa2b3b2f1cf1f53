"""What can go wrong on our side or the user's; what the service does wrong is a Discrepancy, never an exception."""

from pathlib import Path
from traceback import extract_tb


class ContractKitError(Exception):
    """Our fault or the user's: says what, where (`file:line` when there is one) and what to do."""


class UsageError(ContractKitError):
    """A wrong option, setting or environment; the run has not begun."""


class ContractError(ContractKitError):
    """A contract file that cannot be read."""


class TargetError(ContractKitError):
    """A target that could not be started, reached or kept alive."""


class BrokerError(TargetError):
    """A broker that could not be started, reached or kept alive, or that refuses what it is asked for."""


class StoreError(ContractKitError):
    """A file of ours (register, ledger, waivers) that cannot be read or written."""


class ValidatorsDisagree(ContractKitError):
    """Two independent validators gave different answers: nothing may be claimed about this value."""


class Unarranged(ContractKitError):
    """A situation cannot be brought about; says what is missing and what to do."""


class Unjudged(ContractKitError):
    """A value that nothing can be claimed about, and why: too deep to be read, written in a form no rule describes."""


class RunAborted(Exception):
    """The run cannot go on: fuse blown, target gone, worker lost, a hook that fails.

    No ContractKitError: whoever passes over what cannot be sent must not pass over this.
    """


class TargetGone(RunAborted):
    """The target ended, or takes no connections any more; `detail`: what was seen of that."""

    def __init__(self, where: str, detail: str) -> None:
        super().__init__(f"the target went away at {where}: {detail}")
        self.detail = detail


class Unsendable(ContractKitError):
    """A draft that cannot be written on the wire so that it arrives as it is."""


class CannotGenerate(ContractKitError):
    """An operation for which no random requests can be drawn; says why."""


def accident(error: BaseException) -> str:
    """What to say of an exception that nobody foresaw: one sentence instead of a traceback."""
    frames = extract_tb(error.__traceback__)
    where = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    return (
        f"contractkit failed by itself{where}: {type(error).__name__}: {error}; please report it with the contract "
        "(--full-trace shows all of it)"
    )

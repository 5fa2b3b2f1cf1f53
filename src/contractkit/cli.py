"""The `contractkit` command: words in, exit status out (0 GO, 10 CAUTION, 20 HOLD, 1 our failure, 2 usage)."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module
from io import TextIOWrapper

from contractkit.errors import ContractKitError, UsageError

COMMANDS = {
    "init": "write a commented contractkit.yaml from what is found here",
    "verify": "run all contracts, as `pytest --contracts` does, and exit by the verdict",
    "suggest": "watch a run and print the lines of `events:` it speaks for: what causes what, what shows an effect",
    "list": "obligations and how each is exercised; --why: what the last run tried and saw",
    "explain": "one discrepancy or obligation in full",
    "replay": "send the minimal example of a discrepancy again: still there or gone",
    "gate": "verdict from the written files alone, for a CI gate",
    "adopt": "write dated waivers for all that is open today",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Entry point; every error of ours or the user's is one sentence on stderr."""
    parser = argparse.ArgumentParser(prog="contractkit", description="Contract tests from a folder of contracts.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, sentence in COMMANDS.items():
        one = commands.add_parser(name, help=sentence, description=sentence)
        one.add_argument("--contracts", default="contracts", metavar="PATH", help="folder of contracts, or one file")
        one.add_argument("--config", metavar="FILE", help="settings file (default: contractkit.yaml)")
        import_module(f"contractkit.commands.{name}").arguments(one)
    given = parser.parse_args(arguments)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a service may have sent what no terminal can show
    try:
        return int(import_module(f"contractkit.commands.{given.command}").run(given))
    except UsageError as error:
        print(f"contractkit: {error}", file=sys.stderr)
        return 2
    except ContractKitError as error:
        print(f"contractkit: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("contractkit: interrupted", file=sys.stderr)
        return 20
    except BrokenPipeError:
        return 1


if __name__ == "__main__":
    sys.exit(main())

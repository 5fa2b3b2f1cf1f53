"""`contractkit gate`: GO, CAUTION or HOLD from the written files alone."""

import argparse
from datetime import UTC, datetime

from contractkit.commands.opened import opened
from contractkit.verdict import EXIT


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--commit", metavar="SHA", help="the results must be for this commit, without local changes")


def run(given: argparse.Namespace) -> int:
    from contractkit.gate import gate

    with opened(given, prepared=False) as one:
        outputs = one.settings.outputs
        verdict = gate(
            one.directory,
            one.options.contracts,
            commit=given.commit,
            base=one.options.root,
            today=datetime.now(UTC).date(),
            ignore=one.settings.ignore,
            ids=one.settings.ids,
            outputs=(one.directory, one.options.root / outputs.analysis),
        )
    print(verdict.decision)
    for reason in verdict.reasons:
        print(f"- {reason}")
    return EXIT[verdict.decision]

"""`contractkit adopt`: dated waivers and exemptions for all that is open today, so that an old service can start."""

import argparse
from datetime import UTC, datetime

from contractkit.adopt import adopt
from contractkit.commands.opened import opened
from contractkit.errors import UsageError
from contractkit.promise import promise


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--owner", required=True, help="who answers for them")
    parser.add_argument("--reason", default="found when contractkit was adopted")
    parser.add_argument("--days", type=int, default=90, help="how long they hold (default 90)")
    parser.add_argument("--more", action="store_true", help="add to an existing waivers.yaml")


def run(given: argparse.Namespace) -> int:
    with opened(given) as one:
        ledger = one.store.load_ledger()
        if ledger is None:
            raise UsageError("there is no full run to adopt: run `pytest --contracts=...` first")
        path = one.folder / "waivers.yaml"
        obligations = [o for c in one.loaded.contracts for i in (None, *c.interactions) for o in promise(c, i)]
        adoption = adopt(
            one.previous,
            ledger,
            obligations,
            owner=given.owner,
            days=given.days,
            reason=given.reason,
            today=datetime.now(UTC).date(),
            existing=one.waivers if path.exists() else None,
            more=given.more,
        )
        one.store.rewrite(path, lambda _: adoption.text)
        changed = f"{adoption.added} added, {adoption.dropped} dropped"
        print(f"{path.name}: {adoption.total} waivers and exemptions ({changed}); the next run goes by them")
    return 0

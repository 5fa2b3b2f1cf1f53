"""A run's joined ledger in, the Result out, with every file written: register, verdict, reports."""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from contractkit.codec import ledger_to_data, register_to_data, text
from contractkit.extensions import REPORTS
from contractkit.identity import slice_digest
from contractkit.ledger import settle
from contractkit.log import EXCHANGES, VALIDATIONS, joined
from contractkit.model import Decision, Ledger, Obligation, Register, Result, RunInfo
from contractkit.promise import promise
from contractkit.register import record, vanished
from contractkit.reports.analysis import inserted
from contractkit.run import Run
from contractkit.store import Store
from contractkit.triage import triage
from contractkit.verdict import Facts, Policy, decide
from contractkit.waivers import Waivers, read_waivers

REGISTER, LEDGER, PARTIAL = "discrepancy-register.json", "ledger.json", "ledger.partial.json"
MARKDOWN = ("discrepancy-register.md", "endpoint-gap-matrix.md")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`lines`: what the terminal shows."""

    result: Result
    lines: tuple[str, ...]

    def fails(self, *, strict: bool) -> bool:
        """HOLD fails, CAUTION only when asked to; a partial run exits by its own items."""
        decision = self.result.verdict.decision
        if self.result.run.partial:
            return False
        return decision is Decision.HOLD or (strict and decision is Decision.CAUTION)

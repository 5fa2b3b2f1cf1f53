"""A run's joined ledger in, the Result out, with every file written: register, verdict, reports."""

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from contractkit import codec
from contractkit.extensions import REPORTS
from contractkit.identity import slice_digest
from contractkit.ledger import settle
from contractkit.log import EXCHANGES, VALIDATIONS, joined
from contractkit.model import Contract, Decision, Kind, Ledger, Obligation, Result, RunInfo, State, Verdict
from contractkit.register import record, vanished
from contractkit.reports.analysis import inserted
from contractkit.revision import revision
from contractkit.run import Run
from contractkit.settings import matches
from contractkit.store import CODES
from contractkit.triage import exempted, needless, problems, triage
from contractkit.verdict import Facts, Policy, decide
from contractkit.vocabulary import vocabulary_to_data, with_vocabulary
from contractkit.welcome import without_strangers

REGISTER, LEDGER, PARTIAL = "discrepancy-register.json", "ledger.json", "ledger.partial.json"
TARGET, KEPT = "target.log", 1_000_000  # bytes of each worker's target
REPORTED = ("discrepancy-register.md", "endpoint-gap-matrix.md", "access-matrix.md", "access-matrix.json")


@dataclass(frozen=True, slots=True)
class Conclusion:
    """`lines`: what a terminal shows; `unread`: a contract or the waivers could not be read; `idle`: something was
    chosen, and for want of a target nothing was done."""

    result: Result
    lines: tuple[str, ...]
    unread: bool = False
    idle: bool = False

    def fails(self, *, strict: bool) -> bool:
        """HOLD fails, CAUTION only when asked to; a partial run that met no accident exits by its own items."""
        decision, run = self.result.verdict.decision, self.result.run
        if run.partial and not (run.aborted or self.unread or self.idle):
            return False
        return decision is Decision.HOLD or (strict and decision is Decision.CAUTION)


def conclude(
    run: Run,
    ledger: Ledger,
    *,
    partial: bool,
    faults: tuple[str, ...],
    started: float,
    write: bool = True,
) -> Conclusion:
    """Judge the run as a whole. `partial`: somebody left out planned items; `faults`: what aborted it."""
    contracts = run.loaded.contracts
    obligations = tuple(o for contract in contracts for o in _promised(run, contract))
    ledger, strangers = without_strangers(ledger, run.settings.identities)
    if not partial:
        ledger = with_vocabulary(ledger, contracts, obligations, run.spoken)
    ledger = settle(replace(ledger, faults=tuple(dict.fromkeys((*ledger.faults, *faults)))), obligations)
    info = _info(run, started, aborted=bool(ledger.faults), partial=partial)
    slices = _slices(run, ledger, obligations)
    owners = {i.id: run.settings.owner(i) for c in contracts for i in c.interactions}
    today = datetime.now(UTC).date()
    full = not (info.partial or info.aborted or run.loaded.problems)
    remembered = record(
        run.previous,
        ledger,
        obligations,
        run=info,
        full=full,
        owners=owners,
        slices=slices,
        retention=run.settings.policy.retention,
    )
    register = triage(remembered, run.waivers, today=today)
    removed = _removed(run)
    facts = Facts(
        partial=info.partial,
        unreadable=run.loaded.problems,
        recognised=tuple(r for r in run.loaded.recognised if not r.judged),
        no_target=tuple(c.id for c in contracts if run.targets.missing(c)),
        of_events=frozenset(c.id for c in contracts if c.kind is Kind.EVENT),
        exclusions=run.settings.exclude,
        removed=removed,
        strangers=strangers,
        waiver_problems=problems(run.waivers, remembered, obligations, today=today, slices=slices),
        exemptions=exempted(run.waivers, obligations, today=today, slices=slices),
        needless=needless(run.waivers, remembered, ledger),
        run=info.id,
    )
    policy = Policy(run.settings.policy.allow_unproven, strict=run.options.strict)
    verdict = decide(ledger, register, obligations, policy=policy, facts=facts)
    result = Result(
        run=info,
        contracts=contracts,
        recognised=run.loaded.recognised,
        obligations=obligations,
        ledger=ledger,
        register=register,
        verdict=_clean(run, verdict),
        owners=owners,
        outputs=_outputs(run, partial=info.partial),
        removed=removed,
        top=run.settings.policy.top_causes,
        subjects={
            subject: frozenset(i.id for c in contracts for i in c.interactions if any(matches(r, i) for r in rules))
            for subject, rules in run.settings.subjects.items()
        },
    )
    if write:
        _write(run, result)
    lines = tuple(REPORTS["terminal"](result).split("\n"))
    unread = bool(run.loaded.problems or facts.waiver_problems)
    return Conclusion(result, lines, unread=unread, idle=bool(facts.no_target) and _idle(ledger))


def _promised(run: Run, contract: Contract) -> Iterable[Obligation]:
    yield from run.promised(contract, None)
    for interaction in contract.interactions:
        if run.settings.excluded(interaction) is None:
            yield from run.promised(contract, interaction)


def _idle(ledger: Ledger) -> bool:
    """Something was chosen, nothing was sent, and nothing came to be known."""
    known = any(one.state in (State.PROVEN, State.VIOLATED) for one in ledger.entries.values())
    return bool(ledger.interactions) and not known and not any(one.requests for one in ledger.interactions.values())


def _slices(run: Run, ledger: Ledger, obligations: Iterable[Obligation]) -> Mapping[str, str]:
    """Digests of the slices that a waiver may be bound to: of what was found now or before."""
    known = {r.discrepancy.obligation for r in run.previous.records.values()}
    wanted = known | {d.obligation for d in ledger.discrepancies.values()}
    wanted |= {w.match for w in (*run.waivers.waivers, *run.waivers.exemptions)}
    contracts = {c.id: c for c in run.loaded.contracts}
    return {o.id: slice_digest(contracts[o.contract], o) for o in obligations if o.id in wanted}


def _removed(run: Run) -> tuple[str, ...]:
    declared = (id for c in run.loaded.contracts for id in (f"{c.id}#*", *(i.id for i in c.interactions)))
    named = {removal.match for removal in run.waivers.removed}
    gone = vanished(run.before, declared)
    return tuple(id for id in gone if id not in named and id.split("#", 1)[0] not in named)


def _info(run: Run, started: float, *, aborted: bool, partial: bool) -> RunInfo:
    commit, dirty = revision(run.options.root, given=run.options.commit)
    return RunInfo(
        id=run.run_id,
        tag=run.settings.outputs.tag,
        task=run.settings.outputs.task,
        started=datetime.fromtimestamp(started, UTC).isoformat(timespec="seconds"),
        finished=datetime.now(UTC).isoformat(timespec="seconds"),
        commit=commit,
        dirty=dirty,
        partial=partial,
        aborted=aborted,
        seed=run.options.seed,
    )


def _clean(run: Run, verdict: Verdict) -> Verdict:
    """Reasons may quote the service; no secret may travel with them."""
    redact = run.redactor.text
    return replace(verdict, reasons=tuple(map(redact, verdict.reasons)), notes=tuple(map(redact, verdict.notes)))


def _outputs(run: Run, *, partial: bool) -> Mapping[str, str]:
    directory = run.settings.outputs.directory
    if partial:
        return {PARTIAL: f"{directory}/{PARTIAL}"}
    names = (REGISTER, LEDGER, CODES, *REPORTED, EXCHANGES, VALIDATIONS)
    return {**{name: f"{directory}/{name}" for name in names}, "analysis": run.settings.outputs.analysis}


def _said_by_targets(run: Run) -> Mapping[str, str]:
    """What processes that this run started wrote to their output."""
    parts = sorted(run.parts.glob(f"*.{TARGET}"))
    texts = [part.read_bytes()[-KEPT:].decode("utf-8", "backslashreplace") for part in parts]
    return {TARGET: run.redactor.text("".join(texts))} if parts else {}


def _write(run: Run, result: Result) -> None:
    if result.run.partial:
        run.store.save({PARTIAL: codec.text(codec.ledger_to_data(result))}, manifest=False)
    else:
        files = {
            REGISTER: codec.text(codec.register_to_data(result.register)),
            LEDGER: codec.text(codec.ledger_to_data(result)),
            CODES: codec.text(vocabulary_to_data(result.ledger)),
            **{name: REPORTS[name](result) for name in REPORTED},
            **{name: "".join(joined(run.parts, name)) for name in (EXCHANGES, VALIDATIONS)},
            **_said_by_targets(run),
        }
        run.store.save(files)
        analysis = run.options.root / run.settings.outputs.analysis
        run.store.rewrite(analysis, lambda text: inserted(text, REPORTS["analysis"](result), result.run.id))
    shutil.rmtree(run.parts, ignore_errors=True)

"""The written files of the last run and the contracts on disk in, a verdict out: trusted where all of it agrees."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from contractkit.codec import Written, read_ledger, read_register
from contractkit.codec.node import parse
from contractkit.errors import ContractKitError, StoreError
from contractkit.loading import Loaded, load
from contractkit.model import Decision, Record, Register, Severity, Status, Verdict
from contractkit.store import LEDGER, MANIFEST, PARTIAL, REGISTER, VERSION, digest
from contractkit.waivers import Waivers, expired, read_waivers

RUN = "run `pytest --contracts=...` as a whole first"


@dataclass(frozen=True, slots=True)
class _Files:
    ledger: Written
    register: Register


def gate(
    directory: Path,
    contracts: Path,
    *,
    commit: str | None,
    base: Path,
    today: date,
    ignore: Sequence[str] = (),
    ids: Mapping[str, str] | None = None,
    outputs: Sequence[Path] = (),
) -> Verdict:
    """The verdict of the last full run, if it still speaks for these contracts and this commit; otherwise HOLD.

    `directory`: where the run wrote; `contracts`, `base`, `ignore`, `ids`, `outputs`: as given to `load`; `commit`:
    what must have been tested, in full or abbreviated to 7 digits or more. Nothing is sent and nothing is written.
    """
    try:
        files = _read(directory)
        loaded = load(contracts, base=base, ignore=ignore, ids=ids, outputs=outputs)
    except ContractKitError as unusable:
        return Verdict(Decision.HOLD, (str(unusable),))
    folder = contracts if contracts.is_dir() else contracts.parent
    waivers = read_waivers(folder / "waivers.yaml", root=base)
    doubts = (
        *_incomplete(files.ledger),
        *_other_contracts(files.ledger, loaded),
        *_other_commit(files.ledger, commit),
        *_contradictions(files),
        *waivers.problems,
        *_run_out(files.register, waivers, today),
    )
    told = files.ledger.verdict
    said = (f"the run itself said {told.decision}: {reason}" for reason in told.reasons)
    return replace(told, decision=Decision.HOLD, reasons=(*doubts, *said)) if doubts else told


def _read(directory: Path) -> _Files:
    """The files that the manifest vouches for."""
    if (directory / PARTIAL).exists():
        raise StoreError(f"{directory / PARTIAL}: the last run was partial; {RUN}")
    if not (directory / MANIFEST).exists():
        raise StoreError(f"{directory / MANIFEST}: is missing, so no run has ended since one began; {RUN}")
    manifest = parse(_content(directory / MANIFEST).decode("utf-8", "replace"), file=MANIFEST, version=VERSION)
    digests = {name: node.text() for name, node in manifest["files"].items()}
    for name in (LEDGER, REGISTER):
        if name not in digests:
            raise StoreError(f"{MANIFEST} does not vouch for {name}; {RUN}")
    content = {name: _content(directory / name) for name in sorted(digests)}
    for name, expected in sorted(digests.items()):
        if digest(content[name]) != expected:
            raise StoreError(f"{directory / name}: changed since the run that wrote it; {RUN}")
    ledger = read_ledger(content[LEDGER].decode("utf-8", "replace"), file=LEDGER)
    return _Files(ledger, read_register(content[REGISTER].decode("utf-8", "replace"), file=REGISTER))


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as missing:
        raise StoreError(f"{path}: cannot be read ({missing.strerror}); {RUN}") from missing


def _incomplete(ledger: Written) -> Iterator[str]:
    if ledger.run.partial:
        yield f"{LEDGER} is of a partial run; {RUN}"
    if ledger.run.aborted:
        yield f"{LEDGER} is of a run that was aborted; {RUN}"


def _other_contracts(ledger: Written, loaded: Loaded) -> Iterator[str]:
    tested = {id: (file, digest) for id, file, digest in ledger.contracts}
    here = {c.id: c for c in loaded.contracts}
    yield from loaded.problems
    for id in sorted(tested.keys() - here.keys()):
        yield f"{tested[id][0]}: was tested and is gone; {RUN}"
    for id, contract in sorted(here.items()):
        if id not in tested:
            yield f"{contract.file}: was not there when the run was made; {RUN}"
        elif tested[id][1] != contract.digest:
            yield f"{contract.file}: changed since the run that tested it; {RUN}"


def _other_commit(ledger: Written, commit: str | None) -> Iterator[str]:
    if commit is None:
        return
    tested = ledger.run.commit
    if tested is None:
        yield f"the run does not know which commit it tested, but --commit asks for {commit}; run it in a checkout"
    elif not _same(tested, commit):
        yield f"commit {tested[:12]} was tested, not {commit[:12]}; {RUN} on that commit"
    elif ledger.run.dirty:
        yield f"commit {tested[:12]} was tested with uncommitted changes; {RUN} on a clean checkout"


def _same(tested: str, asked: str) -> bool:
    """Either may be abbreviated, as git prints it."""
    short, long = sorted((tested.lower(), asked.lower()), key=len)
    return len(short) >= 7 and long.startswith(short)


def _contradictions(files: _Files) -> Iterator[str]:
    """A verdict that the register beside it does not allow was not written by one run."""
    live = [r for r in files.register.records.values() if r.live and r.status is not Status.WAIVED]
    severe = [r for r in live if r.discrepancy.severity >= Severity.MAJOR]
    decision = files.ledger.verdict.decision
    if severe and decision is not Decision.HOLD:
        yield f"{LEDGER} says {decision}, but {REGISTER} holds {_named(severe)}; {RUN}"
    elif decision is Decision.GO and any(r.discrepancy.severity is Severity.MINOR for r in live):
        yield f"{LEDGER} says {decision}, but {REGISTER} holds {_named(live)}; {RUN}"


def _named(records: Sequence[Record]) -> str:
    first = min(records, key=lambda r: (-r.discrepancy.severity, r.discrepancy.obligation))
    return f"{first.discrepancy.id}, {first.status} and {first.discrepancy.severity}"


def _run_out(register: Register, waivers: Waivers, today: date) -> Iterator[str]:
    """Waivers that counted on the day of the run and do not count any more."""
    standing = {w.match for w in waivers.waivers}
    for r in register.records.values():
        match = (r.waiver or {}).get("match")
        if r.status is Status.WAIVED and match not in standing:
            yield f"{r.discrepancy.id} was waived in the run, but no waiver names {match} any more; {RUN}"
    for w in (*waivers.waivers, *waivers.exemptions):
        if expired(w, today):
            yield f"{w.location}: the entry for {w.match} expired on {w.expires}; fix the cause or renew it"

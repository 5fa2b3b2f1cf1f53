"""The section of docs/Test_Result_Analysis.md for one run; `inserted` puts it into the file, newest first."""

import re
from collections.abc import Iterator

from contractkit.extensions import REPORTS
from contractkit.model import Result
from contractkit.negative_paths import rows
from contractkit.summary import by_kind, by_severity, by_standard, by_status, causes, reached, requests

TITLE = "# Test result analysis\n"
BEGIN, END = "<!-- contractkit:begin {} -->", "<!-- contractkit:end {} -->"


@REPORTS.register("analysis")
def analysis(result: Result) -> str:
    """One section: verdict, contracts with digests, counts by standard and kind, causes, links."""
    return "\n".join((BEGIN.format(result.run.id), *_lines(result), END.format(result.run.id))) + "\n"


def inserted(text: str, section: str, run_id: str) -> str:
    """The file with this run's section first; a section of the same run is replaced, all other text kept."""
    begin, end = re.escape(BEGIN.format(run_id)), re.escape(END.format(run_id))
    old = re.compile(rf"{begin}.*?{end}\n?", re.DOTALL)
    if old.search(text):
        return old.sub(lambda _: section, text, count=1)
    if first := re.search(r"<!-- contractkit:begin ", text):
        return text[: first.start()] + section + "\n" + text[first.start() :]
    return (text.rstrip("\n") + "\n" if text.strip() else TITLE) + "\n" + section


def _lines(result: Result) -> Iterator[str]:
    run, (got, declared) = result.run, reached(result)
    yield f"## {run.tag} Task {run.task}, API Contract Verification: {result.verdict.decision}\n"
    yield f"Run `{run.id}`, {run.started} to {run.finished}, commit `{run.commit or 'unknown'}`" + (
        " with uncommitted changes." if run.dirty else "."
    )
    yield f"Operations reached {got} of {declared}, {requests(result)} requests.\n"
    for reason in result.verdict.reasons:
        yield f"- {reason}"
    for note in result.verdict.notes:
        yield f"- ({note})"
    yield "\n| contract | version | sha256 |\n|---|---|---|"
    for contract in result.contracts:
        yield f"| {contract.file} | {contract.version} | `{contract.digest[:16]}` |"
    yield "\n| standard or kind | proven | violated | unproven |\n|---|---|---|---|"
    for name, counts in {**by_standard(result), **by_kind(result)}.items():
        yield f"| {name} | {counts['proven']} | {counts['violated']} | {counts['unproven']} |"
    yield "\n| negative path | tried | refused as promised | violated | unproven |\n|---|---|---|---|---|"
    for row in rows(result):
        left = row.unproven if row.unproven or row.tried else "unproven: nothing is promised"
        yield f"| {row.subject} | {row.tried} | {row.refused} | {row.violated} | {left} |"
    records = result.register.records.values()
    open_ = ", ".join(f"{n} {s}" for s, n in by_severity(records).items())
    statuses = ", ".join(f"{n} {s}" for s, n in by_status(records).items())
    yield f"\nOpen discrepancies: {open_}." + (f" By status: {statuses}." if statuses else "")
    for cause in causes(records)[: result.top]:
        found, many = cause.first, len(cause.records)
        places = "1 place" if many == 1 else f"{many} places"
        yield f"- {found.id} {found.severity} `{cause.text}` ({places}), {found.location}"
    yield ""
    for name in sorted(result.outputs):
        if name != "analysis":
            yield f"- [{name}]({_relative(result.outputs['analysis'], result.outputs[name])})"


def _relative(start: str, path: str) -> str:
    from posixpath import dirname, relpath

    return relpath(path, dirname(start) or ".")

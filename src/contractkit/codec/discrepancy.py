"""Discrepancies to JSON data and back: the shape that registers and ledger parts share."""

from typing import Any, Final

from contractkit.codec.node import Node, text_or_none
from contractkit.events.aims import OF_MESSAGES
from contractkit.model import Discrepancy, Example, Location, Severity, Standard

SEVERITIES: Final = {str(s): s for s in Severity}
STANDARDS: Final = {str(s): s for s in Standard}


def discrepancy_to_data(found: Discrepancy, *, seed: int | None = None) -> dict[str, Any]:
    example = found.example
    return {
        "id": found.id,
        "fingerprint": found.fingerprint,
        "cause": found.cause,
        "contract": found.contract,
        "interaction": found.interaction,
        "operation": _operation(found),
        "obligation": found.obligation,
        "kind": found.kind,
        "standard": str(found.standard),
        "severity": str(found.severity),
        "check": found.check,
        "sentence": found.sentence,
        "expected": found.expected,
        "actual": found.actual,
        "pointer": found.pointer,
        "flaky": found.flaky,
        "location": {"file": found.location.file, "line": found.location.line, "pointer": found.location.pointer},
        "reproduction": {
            "replay": f"contractkit replay {found.id}",
            "curl": example.curl if example else None,
            "node": found.node,
            "seed": seed,
            "case": _case(example) if example else None,
        },
        "evidence": {"request": example.request, "reply": example.reply} if example else None,
    }


_ACTIONS = {"SEND": "send", "RECEIVE": "receive"}


def discrepancy_from_data(node: Node) -> Discrepancy:
    operation = node.get("operation")
    place, reproduction = node["location"], node["reproduction"]
    return Discrepancy(
        fingerprint=node["fingerprint"].text(),
        cause=node["cause"].text(),
        obligation=node["obligation"].text(),
        contract=node["contract"].text(),
        interaction=node["interaction"].text(),
        kind=node["kind"].text(),
        standard=node["standard"].one_of(STANDARDS),
        severity=node["severity"].one_of(SEVERITIES),
        check=node["check"].text(),
        sentence=node["sentence"].text(),
        expected=node["expected"].text(),
        actual=node["actual"].text(),
        pointer=node["pointer"].text(),
        location=Location(place["file"].text(), place["line"].number(), place["pointer"].text()),
        method=text_or_none(operation.get("method")) if operation else None,
        path=text_or_none(operation.get("path")) if operation else None,
        example=_example(node, reproduction),
        node=text_or_none(reproduction.get("node")),
        flaky=node["flaky"].flag(),
    )


def _operation(found: Discrepancy) -> dict[str, str | None] | None:
    """Promises that hang on no operation have none."""
    if found.method is None and found.path is None:
        return None
    named = {"id": found.interaction.split("#", 1)[-1], "method": found.method, "path": found.path}
    if found.method not in _ACTIONS:
        return named
    message = found.obligation.partition("(")[2].removesuffix(")").partition(" ")[0]
    told = message if found.kind in OF_MESSAGES else None
    return {**named, "action": _ACTIONS[found.method], "channel": found.path, "message": told}


def _case(example: Example) -> dict[str, Any]:
    """What a replay starts from, beside a fresh baseline."""
    return {
        "intent": example.intent,
        "target": list(example.target) if example.target else None,
        "edits": [[place, value] for place, value in example.edits],
        "identity": example.identity,
        "note": example.note,
        "lenient": example.lenient,
    }


def _example(node: Node, reproduction: Node) -> Example | None:
    case, evidence = reproduction.get("case"), node.get("evidence")
    if case is None or evidence is None:
        return None
    target = case.get("target")
    return Example(
        intent=case["intent"].text(),
        target=_pair(target) if target else None,
        edits=tuple(_edit(edit) for edit in case["edits"].each()),
        identity=text_or_none(case.get("identity")),
        request=evidence["request"].text(),
        reply=evidence["reply"].text(),
        curl=reproduction["curl"].text(),
        note=case["note"].text(),
        lenient=text_or_none(case.get("lenient")),
    )


def _pair(node: Node) -> tuple[str, str]:
    parts = [part.text() for part in node.each()]
    if len(parts) != 2:
        node.refuse("a place and a keyword are expected")
    return parts[0], parts[1]


def _edit(node: Node) -> tuple[str, Any]:
    parts = list(node.each())
    if len(parts) != 2:
        node.refuse("a place and a value are expected")
    return parts[0].text(), parts[1].value

"""An answer that created something in; what its Location leads to out, waited for within bounds."""

from urllib.parse import urljoin, urlsplit

from contractkit.model import Case, Draft, Intent, Observation, Request
from contractkit.protocols import Bench

FIRST = 0.05  # seconds; each wait is twice the last


def follow(bench: Bench, created: Observation) -> Observation | None:
    """GET the documented Location of a 201, by the same identity; None where there is none, or it is another host's."""
    reply = created.reply
    answer = created.case.interaction.answer(reply.status or 0) if reply else None
    if reply is None or reply.status != 201 or answer is None:
        return None
    location = reply.header("location")
    if location is None or not any(h.name.lower() == "location" for h in answer.headers):
        return None
    there = urlsplit(urljoin(bench.base_url + created.case.request.target, location))
    if there.netloc != urlsplit(bench.base_url).netloc:
        return None
    target = there.path + (f"?{there.query}" if there.query else "")
    case = _get(bench, created.case, target)
    waited, pause = 0.0, FIRST
    seen = bench.send(case)
    while seen.status in (404, 410) and waited < bench.settings.policy.settle:
        bench.wait(pause)
        waited, pause = waited + pause, pause * 2
        seen = bench.send(case)
    return seen


def _get(bench: Bench, created: Case, target: str) -> Case:
    plain = bench.case(created.interaction, created.draft)
    kept = ("content-type", "accept", "idempotency-key")
    headers = tuple((k, v) for k, v in plain.request.headers if k.lower() not in kept)
    request = Request("GET", target, (*headers, ("Accept", "*/*")))
    return Case(created.interaction, Intent.ROBUST, Draft(), request, note="follows Location", phase="follow")

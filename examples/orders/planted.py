"""A slip the sample service can be told to make, and the promises it breaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planted:
    """`obligations`: what must turn out violated, by this `probe`; `kind`: of promise; `where`: module of the slip."""

    sentence: str
    kind: str
    where: str
    obligations: tuple[str, ...]
    probe: str


def planted(sentence: str, where: str, *obligations: str, probe: str = "") -> Planted:
    kind = obligations[0].partition(":")[2].partition("(")[0]
    if kind.startswith("event."):
        own = "produced" if "#send" in obligations[0] or "#delivery" in obligations[0] else "consumed"
        return Planted(sentence, kind, where, obligations, probe or own)
    own = {"protocol": kind, "correlation": kind, "access": kind, "tenant": "tenants", "failure": "failures"}.get(
        kind, "requests"
    )
    return Planted(sentence, kind, where, obligations, probe or own)

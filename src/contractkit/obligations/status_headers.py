"""`status-headers`: headers that belong to a status are there and readable: WWW-Authenticate, Retry-After, RateLimit.

Where the contract documents such a header it is judged as part of the `response`; here is what HTTP itself asks.
"""

from collections.abc import Iterator

from contractkit.answer.asked import reached
from contractkit.family import family, obligation
from contractkit.model import Contract, Interaction, Obligation, Severity, Trace

READ = frozenset(
    ("retry-after", "ratelimit", "ratelimit-policy", "ratelimit-limit", "ratelimit-remaining", "ratelimit-reset")
)


def promise(contract: Contract, interaction: Interaction | None) -> Iterator[Obligation]:
    if interaction is not None:
        yield obligation(
            contract,
            interaction,
            "status-headers",
            severity=Severity.MINOR,
            rules=("unauthorized-says-how", "retry-after-is-readable", "rate-limits-are-readable"),
            location=interaction.location,
            charged=False,
            how="by every 401, and by every answer with Retry-After or RateLimit",
        )


def bears(obligation: Obligation, trace: Trace) -> bool:
    reply = trace.reply
    if reply is None or not reached(trace):
        return False
    return reply.status == 401 or any(name.lower() in READ for name, _ in reply.headers)


family("status-headers", promise, bears=bears)

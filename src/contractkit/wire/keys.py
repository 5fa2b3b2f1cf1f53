"""An operation in, its parameters that make a repetition safe out. Pure."""

from contractkit.model import Interaction, Where

NAMES = ("idempotency-key", "x-idempotency-key", "paypal-request-id", "repeatability-request-id")


def idempotency_keys(interaction: Interaction) -> tuple[str, ...]:
    """Places of idempotency keys (draft-ietf-httpapi-idempotency-key-header, and the names before it)."""
    return tuple(p.key for p in interaction.parameters if p.where is Where.HEADER and p.name.lower() in NAMES)

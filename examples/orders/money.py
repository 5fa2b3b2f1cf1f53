"""Amounts in, money as answers show it out."""

from decimal import Decimal
from typing import Any


def money(amount: Decimal, faults: frozenset[str]) -> dict[str, Any]:
    """Two decimals, as a text, so that nobody computes with doubles."""
    if "amounts-as-numbers" in faults:
        return {"amount": float(amount), "currency": "EUR"}
    return {"amount": f"{amount:.2f}", "currency": "EUR"}


def decimal(number: float) -> Decimal:
    """The decimal that was written, not the double nearest to it."""
    return Decimal(repr(number))

"""A version as an event has it in, another one of its kind out. Pure."""

from typing import Any


def version_like(known: Any, number: int) -> Any:
    """The version of a number (1 to 28): a whole number or a date-time, as the known one is; None for anything else."""
    if isinstance(known, int) and not isinstance(known, bool):
        return number
    return f"2026-01-{number:02}T00:00:00Z" if isinstance(known, str) and known[4:5] == "-" else None


def newer(known: Any, number: int) -> Any:
    """One that is newer by a number than the known one; None where it is no version."""
    if isinstance(known, int) and not isinstance(known, bool):
        return known + number
    if isinstance(known, str) and known[:4].isdigit() and known[4:5] == "-":
        return f"{min(int(known[:4]) + number, 9999):04}-01-01T00:00:00Z"
    return None

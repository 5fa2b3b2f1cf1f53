"""What a careless service says in its refusals (ORDERS_FAULTS): by the name of the slip, the status and the words."""

from examples.orders.faults import FAULTS

_WORDS: dict[str, tuple[int, str]] = {
    "traceback-in-detail": (
        422,
        'Traceback (most recent call last):\n  File "/srv/orders/validation.py", line 88, in check\n'
        "    limit = LIMITS[name]\nKeyError: 'name'\n",
    ),
    "statement-in-detail": (422, "SELECT id, name FROM customers WHERE tenant = 'acme' AND name ILIKE '%x%'"),
    "path-in-detail": (405, "no route in /srv/orders/config/routes.yaml"),
    "host-in-detail": (405, "asked postgres at 10.0.3.7:5432"),
    "exception-in-detail": (405, "sqlalchemy.exc.NoSuchTableError: routes"),
}
assert _WORDS.keys() <= FAULTS.keys()


def words(status: int, faults: frozenset[str]) -> str:
    """What is added to the detail of a refusal."""
    return "".join(f"; {text}" for name, (given, text) in _WORDS.items() if name in faults and given == status)

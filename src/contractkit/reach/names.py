"""Names of parameters, members and collections: which of them mean the same resource; pure."""

import re


def words(name: str) -> tuple[str, ...]:
    """`orderId`, `order_id`, `Order-ID` -> ("order", "id")."""
    return tuple(w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name))


def singular(word: str) -> str:
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch"), ("shes", "sh")):
        if word.endswith(ending):
            return word[: -len(ending)] + instead
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def same(one: str, other: str) -> bool:
    return words(one) == words(other)


def resource(name: str) -> str | None:
    """The resource a member refers to by its name: `customer_id`, `customerIds` -> `customer`; None if it does not."""
    parts = words(name)
    if len(parts) > 1 and parts[-1] in ("id", "ids", "uuid", "key", "ref"):
        return singular(parts[-2])
    return None


def collection(path: str, parameter: str) -> tuple[str, str] | None:
    """The path before `{parameter}` and the singular of its last fixed segment; None where there is none."""
    before, found, _ = path.partition("{" + parameter + "}")
    if not found:
        return None
    prefix = before.rstrip("/")
    fixed = [s for s in prefix.split("/") if s and not s.startswith("{")]
    if not before.endswith("/") or not fixed or prefix.endswith("}"):
        return None
    return prefix, singular(words(fixed[-1])[-1] if words(fixed[-1]) else fixed[-1].lower())


def members(parameter: str, noun: str) -> tuple[str, ...]:
    """Members of an answer that may hold the id, likeliest first."""
    if words(parameter)[-1:] == ("id",) or len(words(parameter)) == 0:
        return (parameter, "id", f"{noun}_id", "uuid", "_id", "key", "name", "slug", "code", "number")
    return (parameter, f"{noun}_{parameter}", "id", f"{noun}_id", "uuid", "name", "slug", "key", "code", "number")

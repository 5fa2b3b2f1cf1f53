"""A constraint, a draft and a value in; the edits that put the value at the constraint's place out. Pure."""

import copy
from typing import Any

from contractkit.draft import at
from contractkit.generate.values import Unmakeable, sample
from contractkit.model import ABSENT, Contract, Draft, Edit, Interaction
from contractkit.pointer import escape


def put(contract: Contract, interaction: Interaction, constraint: Any, draft: Draft, value: Any) -> tuple[Edit, ...]:
    """Edits for one value; a missing parent is made in the same edit. Empty when the place cannot be made."""
    root = root_schema(interaction, constraint)
    current = at(draft, constraint.root)
    media = _media(constraint, draft)
    if not constraint.path:
        return (*media, Edit(constraint.root, value))
    if media or not _holds(current, constraint.path[:-1]):
        current = _made(contract, root, constraint.path)
        if current is ABSENT:
            return ()
        changed = _with(current, constraint.path, value)
        return () if changed is ABSENT else (*media, Edit(constraint.root, changed))
    place = _concrete(current, constraint.path)
    return () if place is None else (Edit(f"{constraint.root}/{place}", value),)


def present(constraint: Any, draft: Draft) -> Any:
    """The value at the place in the draft, or ABSENT."""
    current = at(draft, constraint.root)
    for step in constraint.path:
        if step == "*" and isinstance(current, list) and current:
            current = current[0]
        elif step == "*" and isinstance(current, dict) and current:
            current = next(iter(current.values()))
        elif isinstance(current, dict) and step in current:
            current = current[step]
        else:
            return ABSENT
    return current


def root_schema(interaction: Interaction, constraint: Any) -> str:
    """Pointer of the schema of the constraint's root."""
    if constraint.root == "body" and interaction.body is not None:
        media = next((m for m in interaction.body.media if m.type == constraint.media), interaction.body.media[0])
        return media.schema or ""
    parameter = interaction.parameter(constraint.root)
    return parameter.schema or "" if parameter else ""


def _media(constraint: Any, draft: Draft) -> tuple[Edit, ...]:
    return (Edit("media", constraint.media),) if constraint.media and draft.media != constraint.media else ()


def _holds(value: Any, path: tuple[str, ...]) -> bool:
    for step in path:
        if step == "*" and isinstance(value, list) and value:
            value = value[0]
        elif step == "*" and isinstance(value, dict) and value:
            value = next(iter(value.values()))
        elif isinstance(value, dict) and step in value:
            value = value[step]
        else:
            return False
    return isinstance(value, dict | list)


def _made(contract: Contract, root: str, path: tuple[str, ...]) -> Any:
    try:
        value = sample(contract, root, full=True).value
    except Unmakeable:
        return ABSENT
    return value if _holds(value, path[:-1]) else ABSENT


def _concrete(value: Any, path: tuple[str, ...]) -> str | None:
    steps: list[str] = []
    for index, step in enumerate(path):
        last = index == len(path) - 1
        if step == "*" and isinstance(value, list):
            if not value:
                return None
            steps.append("0")
            value = value[0]
        elif step == "*" and isinstance(value, dict):
            key = next(iter(value), "key0" if last else None)
            if key is None:
                return None
            steps.append(escape(key))
            value = value.get(key)
        elif isinstance(value, dict):
            steps.append(escape(step))
            value = value.get(step)
        else:
            return None
    return "/".join(steps)


def _with(value: Any, path: tuple[str, ...], new: Any) -> Any:
    place = _concrete(value, path)
    if place is None:
        return ABSENT
    changed = copy.deepcopy(value)
    holder, steps = changed, place.split("/")
    for step in steps[:-1]:
        holder = holder[int(step)] if isinstance(holder, list) else holder[_plain(step)]
    key: Any = int(steps[-1]) if isinstance(holder, list) else _plain(steps[-1])
    if new is ABSENT:
        holder.pop(key, None)
    else:
        holder[key] = new
    return changed


def _plain(token: str) -> str:
    return token.replace("~1", "/").replace("~0", "~")

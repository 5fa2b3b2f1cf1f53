"""Events that were valid in, a narrower question for those like them out: less than a validator would have to look for.

An attribute is looked for in a few values sooner than in a pattern, and a name among those that were there sooner than
among all that a CloudEvent may have. Pure.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

SAID = 8  # values that an attribute has over and over
FEW = ("source", "datacontenttype", "dataschema")  # attributes that mostly have no more than that


@dataclass(slots=True)
class Seen:
    """Names of their members, those that all of them have, and what attributes said that have few values; the
    attributes that have many are gone.
    """

    names: set[str] = field(default_factory=set)
    always: set[str] = field(default_factory=set)
    values: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in FEW})

    def learn(self, value: Mapping[str, Any]) -> bool:
        """Whether anything is new."""
        new = not self.names.issuperset(value) or not self.always.issubset(value)
        self.always = self.always.intersection(value) if self.names else {*value}
        self.names.update(value)
        for name in [name for name, known in self.values.items() if name in value and value[name] not in known]:
            new = True
            if len(self.values[name]) < SAID:
                self.values[name].add(value[name])
            else:
                del self.values[name]
        return new

    def schema(self, members: Mapping[str, Any], required: Collection[str]) -> dict[str, Any]:
        """Of objects that have no other names. `members`: what is asked of some; `required`: what is asked anyway."""
        few = {name: _one_of(sorted(said)) for name, said in self.values.items() if name in self.names}
        asked, missing = {**members, **few}, sorted(self.always.difference(required))
        if self.always == self.names:  # to count them is less than to look each of them up
            return {"required": missing, "maxProperties": len(self.names), "properties": asked}
        return closed(missing, {**dict.fromkeys(sorted(self.names), True), **asked})


def closed(required: Sequence[str], members: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of objects that have no other members."""
    return {"type": "object", "required": required, "properties": members, "additionalProperties": False}


def _one_of(values: Sequence[str]) -> dict[str, Any]:
    return {"const": values[0]} if len(values) == 1 else {"enum": values}

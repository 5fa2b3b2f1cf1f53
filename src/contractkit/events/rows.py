"""What followed stimuli that were sent in a row, in; per key, of which of them its events came in turn, out. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from contractkit.events.marks import leaves_of
from contractkit.model import Aftermath


@dataclass(slots=True)
class Row:
    """Events of one type and one key. `causes`: numbers of the stimuli, as their first events came."""

    name: str
    causes: list[int] = field(default_factory=list)
    partitions: set[str] = field(default_factory=set)

    @property
    def shown(self) -> str:
        return ", ".join(str(number + 1) for number in self.causes)


def rows(after: Aftermath) -> Iterator[Row]:
    """Those that tell something: of a key that more than one stimulus caused events of.

    All stimuli were about one thing, so that where messages have no key they belong together.
    """
    found: dict[tuple[str, str | None], Row] = {}
    for heard in after.events:
        told = set(leaves_of(heard.event))
        cause = next((number for number, id in enumerate(after.row) if id in told), None)
        if heard.type is None or cause is None:
            continue
        row = found.setdefault((heard.type.name, heard.event.key), Row(heard.type.name))
        if cause not in row.causes:
            row.causes.append(cause)
        partition, slash, _ = heard.event.position.partition("/")
        row.partitions |= {partition} if slash else set()
    yield from (row for row in found.values() if len(row.causes) > 1)

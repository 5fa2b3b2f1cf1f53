"""CloudEvents in; whether another event had the same `source` and `id`, out. Over a bounded window."""

import json

from contractkit.events.reading import Read

WINDOW = 10_000  # names that are known, the last ones


class Names:
    def __init__(self, size: int = WINDOW) -> None:
        self._size, self._known = size, dict[tuple[str, ...], int]()

    def taken(self, read: Read) -> bool:
        """Whether its name was another event's: of another type, or with other data. The same one again is none."""
        if read.cloud is None or read.cloud.name is None:
            return False
        name = tuple(read.cloud.name)
        content = hash(json.dumps([read.cloud.attributes.get("type"), read.data], sort_keys=True, default=repr))
        before = self._known.pop(name, None)
        self._known[name] = content if before is None else before
        if len(self._known) > self._size:  # the oldest one is the first
            del self._known[next(iter(self._known))]
        return before is not None and before != content

"""Every exchange and judgement of a worker as redacted NDJSON lines; joined in (item, sequence) order at the end."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

from contractkit.judge import Judged
from contractkit.model import Heard, Interaction, Message, Observation, Request, Trace
from contractkit.redact import Redactor
from contractkit.store import translated
from contractkit.wire.text import has_surrogate

try:
    import orjson
except ImportError:  # the extra `fast`
    orjson = None  # type: ignore[assignment]

KEPT = 20_000  # characters of a body kept in the log
EXCHANGES, VALIDATIONS = "test-log.ndjson", "schema-validation.ndjson"
JUDGED = ("response", "failure", "event.payload")
_JSON = json.JSONEncoder(check_circular=False, ensure_ascii=False, separators=(",", ":"))


class Log:
    """Appends to one part per worker in `directory`; a killed worker loses at most its last lines: of two exchanges."""

    def __init__(self, directory: Path, worker: str, redactor: Redactor) -> None:
        self._directory, self._worker, self._redact = directory, worker, redactor
        self._files: dict[str, BinaryIO] = {}

    def exchange(self, item: str, seen: Observation) -> None:
        case = seen.case
        self._write(
            EXCHANGES,
            {
                "item": item,
                "sequence": seen.sequence,
                "interaction": case.interaction.id,
                "phase": case.phase,
                "intent": str(case.intent),
                "target": str(case.target) if case.target else None,
                "note": self._redact.text(case.note) or None,
                "identity": case.draft.identity,
                "request": self._request(case.request),
                "reply": self._message(seen.reply) if seen.reply else None,
                "fault": {"kind": seen.fault.kind, "detail": self._redact.text(seen.fault.detail)}
                if seen.fault
                else None,
                "crash": self._redact.text(seen.crash) if seen.crash else None,
                "milliseconds": round(seen.seconds * 1000, 2),
            },
        )

    def heard(self, item: str, sequence: int, interaction: Interaction, heard: Heard) -> None:
        """An event that a stimulus caused, as it was heard."""
        event = heard.event
        self._write(
            EXCHANGES,
            {
                "item": item,
                "sequence": sequence,
                "interaction": interaction.id,
                "phase": "heard",
                "channel": event.channel,
                "position": event.position or None,
                "key": self._redact.text(event.key) if event.key else None,
                "type": heard.type.name if heard.type else None,
                "headers": [list(h) for h in self._redact.headers(event.message.headers)],
                "body": self._body(event.message.body),
            },
        )

    def validation(self, item: str, trace: Trace, judged: Iterable[Judged]) -> None:
        seen, media = trace.subject, trace.reply.media if trace.reply else None
        lines = []
        for one in judged:
            if one.obligation.kind in JUDGED:
                outcome = {"PROVEN": "conforms", "VIOLATED": "mismatch"}.get(one.state.name, "not judged")
                about = (trace.interaction.id, one.obligation.id, seen.status, media, outcome)
                told = _known if one.reason is None else _line
                before, after = told(item, *about, one.reason)
                errors = [
                    {"check": m.check, "pointer": m.pointer, "actual": self._redact.text(m.actual)}
                    for m in one.mismatches
                ]
                lines.append(f"{before}{seen.sequence}{after}{_written(errors) if errors else '[]'}}}\n")
        self._append(VALIDATIONS, "".join(lines))

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}

    def _write(self, name: str, line: dict[str, Any]) -> None:
        self._append(name, _written({k: v for k, v in line.items() if v is not None}) + "\n")

    def _append(self, name: str, lines: str) -> None:
        rest = memoryview(lines.encode())
        if not rest:
            return
        with translated(self._directory):
            if name not in self._files:
                self._directory.mkdir(parents=True, exist_ok=True)
                part = self._directory / f"{self._worker}.{name}"
                self._files[name] = part.open("ab", buffering=0)  # nothing waits in a buffer
            while rest:
                rest = rest[self._files[name].write(rest) or 0 :]

    def _request(self, request: Request) -> dict[str, Any]:
        return {
            "method": request.method,
            "target": self._redact.url(request.target),
            "headers": [list(h) for h in self._redact.headers(request.headers)],
            "body": self._body(request.body),
        }

    def _message(self, message: Message) -> dict[str, Any]:
        return {
            "status": message.status,
            "headers": [list(h) for h in self._redact.headers(message.headers)],
            "body": self._body(message.body),
        }

    def _body(self, body: bytes | None) -> str | None:
        if not body:
            return None
        text = self._redact.body(body[: 2 * KEPT].decode("utf-8", "backslashreplace"))
        return text if len(text) <= KEPT else f"{text[:KEPT]}… ({len(body)} bytes in all)"


def _line(
    item: str, interaction: str, obligation: str, status: int | None, media: str | None, outcome: str, why: str | None
) -> tuple[str, str]:
    """What stands before the sequence of a line about an obligation, and what after it up to its errors."""
    about = {
        "interaction": interaction,
        "obligation": obligation,
        "status": status,
        "media": media,
        "outcome": outcome,
        "reason": why,
    }
    told = _written({k: v for k, v in about.items() if v is not None})
    return f'{{"item":{_written(item)},"sequence":', f',{told[1:-1]},"errors":'


def _written(value: Any) -> str:
    """JSON, the same text whoever writes it; half a surrogate pair, which no UTF-8 can hold, as an escape."""
    if orjson is not None:
        try:
            return orjson.dumps(value).decode()
        except TypeError:  # half a surrogate pair, or a number that is too long for it
            pass
    text = _JSON.encode(value)
    return json.dumps(value, separators=(",", ":")) if has_surrogate(text) else text


_known = lru_cache(maxsize=2_000)(_line)  # what conforms is told of again and again


def joined(directory: Path, name: str) -> Iterator[str]:
    """All workers' lines of one log in (item, sequence) order."""
    lines: list[tuple[str, int, str]] = []
    for part in sorted(directory.glob(f"*.{name}")) if directory.is_dir() else ():
        for line in part.read_text("utf-8").splitlines():
            try:
                data = json.loads(line)
            except ValueError:
                continue  # the torn last line of a worker that was killed
            lines.append((data["item"], data["sequence"], line))
    for _, _, line in sorted(lines, key=lambda one: one[:2]):
        yield line + "\n"

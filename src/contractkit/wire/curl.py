"""A request in, a command for a POSIX shell that sends the same bytes out; secrets stand as "$NAME". Pure."""

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, quote_plus

from contractkit.model import Request

_ARGUMENT = 100_000  # bytes; Linux refuses single arguments of 128 KiB
_ESCAPED = {ord("%"): "%%", ord("\\"): "\\\\", ord("'"): "\\047", ord("\n"): "\\n"}
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})
# Each byte of a secret as %XX, where the request carries it percent-encoded; quotes escaped, where it stands in JSON.
_AS_PERCENT = r"""$(printf %s "$NAME" | od -An -v -tx1 | tr -s ' \n' '%%' | sed 's/%$//')"""
_LATIN = "iconv -f UTF-8 -t ISO-8859-1"
_AS_JSON = r"""$(printf %s "$NAME" | sed 's/[\\"]/\\&/g')"""


def curl(request: Request, base_url: str, *, secrets: Mapping[str, str] = {}, shown: bool = True) -> str:
    """`secrets`: value -> name of the environment variable it came from. One line unless a text body has more.

    `shown`: status and headers are printed as well, for a person to read.
    """
    pieces = _Secrets(secrets)
    words = ["curl", "-sS", *(["-i"] if shown else []), "-g", "--path-as-is", *_method(request)]
    words.append(pieces.quoted(base_url.rstrip("/") + request.target))
    for name, value in request.headers:
        words += ["-H", pieces.line(f"{name}: {value}" if value else f"{name};")]
    words += [word for name in _unwanted(request) for word in ("-H", f"'{name}:'")]
    if request.body is None:
        return " ".join([*words, "--data-binary", "''"] if request.method in _WITH_BODY else words)
    if _is_argument(request.body):
        return " ".join([*words, "--data-raw", pieces.quoted(request.body.decode())])
    return f"{pieces.printed(request.body)} | {' '.join([*words, '--data-binary', '@-'])}"


def _method(request: Request) -> list[str]:
    if request.method == "HEAD" and request.body is None:
        return ["--head"]
    if request.method == "GET" and request.body is None:
        return []
    return ["-X", _single(request.method)]


def _unwanted(request: Request) -> Iterator[str]:
    """Headers curl would add by itself."""
    if request.header("accept") is None:
        yield "Accept"
    sends = request.body is not None or request.method in _WITH_BODY
    if sends and request.header("content-type") is None:
        yield "Content-Type"
    if request.body is not None and len(request.body) > 1_000_000:
        yield "Expect"


def _is_argument(body: bytes) -> bool:
    """Whether a body is a text that can stand on a command line as it is."""
    if len(body) > _ARGUMENT:
        return False
    try:
        written = body.decode()
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\n\t" for character in written)


def _single(written: str) -> str:
    return "'" + written.replace("'", "'\\''") + "'"


class _Secrets:
    """Cuts texts at the secrets they hold, in each form a secret can have there."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self._forms: dict[str, str] = {}
        for value, name in secrets.items():
            if value:
                self._add(value, name)

    def _add(self, value: str, name: str) -> None:
        for form in (quote(value, safe=""), quote(value, safe="~:/?#[]@!$&'()*+,;="), quote_plus(value)):
            self._forms.setdefault(form, _AS_PERCENT.replace("NAME", name))
        for escaped in (json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1]):
            self._forms.setdefault(escaped, _AS_JSON.replace("NAME", name))
        self._forms[value] = f"${name}"

    def quoted(self, written: str) -> str:
        """A shell word: secrets expanded in double quotes, all else in single ones."""
        found = _cut(written, self._forms)
        return "".join(f'"{self._forms[p]}"' if secret else _single(p) for p, secret in found) or "''"

    def line(self, header: str) -> str:
        """A header line; what is beyond ASCII travels as Latin-1, which only `printf` can write."""
        return self.quoted(header) if header.isascii() else f'"$({self._latin(header)})"'

    def _latin(self, header: str) -> str:
        """A variable holds UTF-8, and travels in a header as Latin-1."""
        found = _cut(header, self._forms)
        commands = [f'printf %s "{self._forms[p]}" | {_LATIN}' if secret else _printf(p) for p, secret in found]
        return commands[0] if len(commands) == 1 else "{ " + "; ".join(commands) + "; }"

    def printed(self, body: bytes) -> str:
        """A command that writes these bytes; NUL and all others as octal."""
        forms = {form.encode().decode("latin-1"): variable for form, variable in self._forms.items()}
        found = _cut(body.decode("latin-1"), forms)
        commands = [f'printf %s "{forms[p]}"' if secret else _printf(p) for p, secret in found]
        if not commands:
            return "printf ''"
        return commands[0] if len(commands) == 1 else "{ " + "; ".join(commands) + "; }"


def _cut(written: str, forms: Mapping[str, str]) -> list[tuple[str, bool]]:
    """Pieces of a text, and whether each is one of the forms; the longest form wins."""
    if not forms:
        return [(written, False)] if written else []
    longest = sorted(forms, key=lambda form: (-len(form), form))
    pieces = re.split("(" + "|".join(map(re.escape, longest)) + ")", written)
    return [(piece, bool(index % 2)) for index, piece in enumerate(pieces) if piece]


def _printf(latin: str) -> str:
    written = "".join(_octal(ord(character)) for character in latin)
    return "printf '" + ("\\055" + written[1:] if written.startswith("-") else written) + "'"


def _octal(byte: int) -> str:
    return _ESCAPED.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}")

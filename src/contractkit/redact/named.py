"""Names of secret places in, the finder of their values in headers, URLs and bodies out. Pure."""

import json
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from urllib.parse import unquote_plus

MASK = "[redacted]"

_USUAL = """
authorization proxyauthorization authenticationinfo cookie setcookie
apikey xapikey authtoken xauthtoken accesstoken xaccesstoken refreshtoken idtoken token jwt bearer
csrftoken xcsrftoken xsrftoken xxsrftoken sessiontoken sessionid session sessionkey jsessionid phpsessid
password passwd passphrase passcode pwd pass pin otp totp mfacode onetimecode
secret clientsecret clientassertion assertion codeverifier privatekey signingkey encryptionkey secretkey
signature xsignature
accesskey accesskeyid awssecretaccesskey credential credentials cardnumber cvv cvc ssn socialsecuritynumber
"""
NAMES = frozenset(_USUAL.split())
ENDINGS = ("password", "passwd", "passphrase", "secret", "apikey", "privatekey", "secretkey")
TOKENS = ("accesstoken", "refreshtoken", "idtoken", "authtoken", "sessiontoken", "bearertoken", "apitoken")

URLISH = ("location", "contentlocation", "referer", "link", "refresh")
_SQUASH = re.compile(r"[\W_]+")
_USER = re.compile(r"(://)[^/@\s?#]+(@)")
_PAIR = re.compile(r"(?P<before>(?:^|[?&;])(?P<name>[^=&?#\s]{1,200})=)(?P<value>[^&#\s]*)")
_FORM = re.compile(r"(?P<before>(?:^|&)(?P<name>[^=&]{1,200})=)(?P<value>[^&]*)")
_LOOSE = re.compile(r"(?P<before>(?P<name>[\w.\[\]$%-]{1,200})=)(?P<value>[^&\s\"'<>;,]+)")
_LOOKS_LIKE_FORM = re.compile(r"[^\s=&{\[\"<]{1,200}=\S*\Z")
_PART = re.compile(
    r"(?P<before>content-disposition:[^\r\n]{0,500}?\bname=\"?(?P<name>[^\"\r\n;]{1,200})\"?[^\r\n]*"
    r"(?:\r?\n[^\r\n]+){0,20}\r?\n\r?\n)(?P<value>.*?)(?=\r?\n--|\Z)",
    re.IGNORECASE | re.DOTALL,
)
# The backslashes before the quotes are those of JSON within a JSON string.
_MEMBER = re.compile(r'"(?P<name>[\w .$@:/-]{1,200})(?P<slashes>\\{0,8})"\s{0,40}:\s{0,40}')
_QUOTED = re.compile(r'"(?=([^"\\]{1,200})\\{0,8}"\s{0,40}:)')  # each name that `_MEMBER` finds, and more
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\s]*")
_KEPT = frozenset(("null", "true", "false", ""))


def is_secret_name(name: str) -> bool:
    """Whether a header, parameter or member of this name usually holds a secret."""
    return _usual(_squashed(name))


@lru_cache(maxsize=4_000)
def _squashed(name: str) -> str:
    return _SQUASH.sub("", name.lower())


def _usual(squashed: str) -> bool:
    return squashed in NAMES or squashed.endswith(ENDINGS) or squashed.endswith(TOKENS)


class NamedPlaces:
    """Masks values by name. `keep` says which values are already masked."""

    def __init__(self, names: Iterable[str], *, keep: Callable[[str], bool]) -> None:
        self._own = frozenset(_squashed(name) for name in names)
        self._keep = keep
        self._known: dict[str, bool] = {}

    def secret(self, name: str) -> bool:
        known = self._known.get(name)
        if known is None:
            squashed = _squashed(name)
            known = squashed in self._own or _usual(squashed)
            if len(self._known) < 10_000:
                self._known[name] = known
        return known

    def header(self, name: str, value: str) -> str:
        match _squashed(name):
            case "cookie":
                return "; ".join(self._cookie(pair) for pair in value.split("; "))
            case "setcookie":
                pair, end, attributes = value.partition(";")
                return self._cookie(pair) + end + attributes
            case _ if self.secret(name):
                return self._masked(value)
            case squashed if squashed in URLISH:
                return self.url(value)
        return value

    def url(self, url: str) -> str:
        without = _USER.sub(rf"\1{MASK}\2", url) if "@" in url else url
        return _PAIR.sub(self._pair, without) if "=" in without else without

    def body(self, text: str) -> str:
        if _LOOKS_LIKE_FORM.match(text):
            return _FORM.sub(self._pair, text)
        if "=" in text:
            text = _PART.sub(self._pair, text) if text.startswith("--") else _LOOSE.sub(self._pair, text)
        return self._members(text) if self._quotes_a_secret(text) else text

    def _masked(self, value: str) -> str:
        return value if not value or value == MASK or self._keep(value) else MASK

    def _cookie(self, pair: str) -> str:
        name, equals, value = pair.partition("=")
        return f"{name}={self._masked(value)}" if equals else self._masked(pair)

    def _pair(self, found: "re.Match[str]") -> str:
        if not self.secret(unquote_plus(found["name"])):
            return found[0]
        return found["before"] + self._masked(found["value"])

    def _quotes_a_secret(self, text: str) -> bool:
        """A plain search for quoted names is cheaper than that for members; most bodies have no secret ones."""
        return any(map(self.secret, {*_QUOTED.findall(text)}))

    def _members(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for found in _MEMBER.finditer(text):
            if found.start() < done or not self.secret(found["name"]):
                continue
            end = _value_end(text, found.end(), found["slashes"])
            parts += (text[done : found.end()], self._value(text[found.end() : end], found["slashes"]))
            done = end
        return "".join((*parts, text[done:])) if parts else text

    def _value(self, text: str, slashes: str) -> str:
        quote = f'{slashes}"'
        if text in _KEPT or self._keep(text.removeprefix(quote).removesuffix(quote)):
            return text
        return f"{quote}{MASK}{quote}"


def _value_end(text: str, start: int, slashes: str) -> int:
    """Where a member's value ends; a value that does not end ends with the text."""
    if slashes and text.startswith(f'{slashes}"', start):
        end = re.compile(rf'(?<!\\){re.escape(slashes)}"').search(text, start + len(slashes) + 1)
        return end.end() if end else len(text)
    if text[start : start + 1] in ("{", "["):
        try:
            return json.JSONDecoder().raw_decode(text, start)[1]
        except (ValueError, RecursionError):
            return len(text)  # cut, or no JSON: all that follows may belong to it
    found = (_STRING if text[start : start + 1] == '"' else _SCALAR).match(text, start)
    return found.end() if found else start

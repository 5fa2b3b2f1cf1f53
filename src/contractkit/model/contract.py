"""What a contract file says, after loading: contracts, their interactions and where each word stands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from contractkit.model.conventions import UNCONVENTIONAL, Conventions
from contractkit.model.events import Role
from contractkit.model.schemas import Schemas


class Kind(StrEnum):
    HTTP = "http"
    EVENT = "event"


class Where(StrEnum):
    """The place of a parameter (OpenAPI 3.1, 4.8.12.1)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a contract file: path relative to the root, line counted from 1, JSON pointer in that file."""

    file: str
    line: int
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Encoding:
    """How one property of a form or multipart body is written."""

    content_type: str | None = None
    style: str | None = None
    explode: bool | None = None


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    where: Where
    pointer: str
    schema: str | None = None  # pointer of its schema
    required: bool = False
    style: str = "simple"
    explode: bool = False
    media: str | None = None  # set when the parameter is described by `content`
    examples: tuple[Any, ...] = ()
    allow_reserved: bool = False
    delimiter: str = ","  # Swagger 2.0 collectionFormat: `,` ` ` `|` or tab

    @property
    def key(self) -> str:
        """`query.limit`: how edits, targets and identities name this place."""
        return f"{self.where}.{self.name}"


@dataclass(frozen=True, slots=True)
class Media:
    """One media type of a body: `type` as written in the contract, lower case, parameters kept."""

    type: str
    pointer: str
    schema: str | None = None
    examples: tuple[Any, ...] = ()
    encoding: Mapping[str, Encoding] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Body:
    pointer: str
    media: tuple[Media, ...]
    required: bool = False


@dataclass(frozen=True, slots=True)
class Header:
    name: str
    pointer: str
    schema: str | None = None
    required: bool = False
    explode: bool = False
    media: str | None = None
    examples: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A documented way from an answer to another operation (OpenAPI 4.8.20)."""

    name: str
    pointer: str
    operation: str | None  # name of the target interaction; None when it leads nowhere
    parameters: Mapping[str, Any] = field(default_factory=dict)
    body: Any = None


@dataclass(frozen=True, slots=True)
class Answer:
    """A documented answer: `status` is `201`, `4XX` or `default`."""

    status: str
    pointer: str
    media: tuple[Media, ...] = ()
    headers: tuple[Header, ...] = ()
    links: tuple[Link, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """`type`: apiKey, http, oauth2, openIdConnect, mutualTLS; `scheme`: bearer, basic; apiKey: `where` and `name`."""

    id: str
    type: str
    pointer: str
    scheme: str = ""
    where: Where | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """One scheme an operation needs, with the scopes it asks of it."""

    scheme: str
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Interaction:
    """An HTTP operation, or what an application does on a channel (`event` is set then).

    `name` is the operationId, or `METHOD path` where there is none; of events `method` is SEND or RECEIVE and `path`
    the address of the channel.
    """

    id: str  # <contract>#<name>
    contract: str
    name: str
    kind: Kind
    method: str  # upper case
    path: str  # template as written, `/orders/{order_id}`
    pointer: str
    location: Location
    parameters: tuple[Parameter, ...] = ()
    body: Body | None = None
    answers: tuple[Answer, ...] = ()
    security: tuple[tuple[Need, ...], ...] = ()  # alternatives; () = none needed; an empty alternative = optional
    tags: tuple[str, ...] = ()
    deprecated: bool = False
    base_path: str | None = None  # of servers of its own; None = the contract's
    event: Role | None = None

    def parameter(self, key: str) -> Parameter | None:
        return next((p for p in self.parameters if p.key == key), None)

    def answer(self, status: int) -> Answer | None:
        """The documented answer that covers a status: exact, then `4XX`, then `default`."""
        exact = str(status)
        for answer in self.answers:
            if answer.status == exact:
                return answer
        for wanted in (f"{status // 100}XX", "DEFAULT"):
            for answer in self.answers:
                if answer.status.upper() == wanted:
                    return answer
        return None


@dataclass(frozen=True, slots=True)
class Defect:
    """Something the contract itself gets wrong. `stops`: the interaction cannot be exercised because of it."""

    rule: str  # e.g. "dangling-ref"
    message: str  # what is wrong and what to do
    location: Location
    interaction: str | None = None  # id of the interaction it lies in; None = the whole contract
    stops: bool = False


@dataclass(frozen=True, slots=True)
class Recognised:
    """A document of a kind that cannot be judged yet, or is passed over; `judged` False means CAUTION."""

    file: str
    what: str
    reason: str
    judged: bool = False  # True: a companion, there is nothing to judge in it


@dataclass(frozen=True, slots=True)
class Contract:
    """One loaded document. `document` is bundled: every `$ref` is local; `locate` leads back to the files."""

    id: str
    file: str
    kind: Kind
    version: str  # "2.0", "3.0.3", "3.1.0"; "asyncapi 2.6.0"; "catalogue 1"
    title: str
    digest: str  # sha256 hex over all files it consists of
    document: Mapping[str, Any]
    interactions: tuple[Interaction, ...]
    schemas: Schemas
    locate: "Locate"
    base_path: str = ""
    security_schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    defects: tuple[Defect, ...] = ()
    conventions: Conventions = UNCONVENTIONAL

    def interaction(self, name: str) -> Interaction | None:
        return next((i for i in self.interactions if i.name == name), None)


class Locate(Protocol):
    """From a pointer in a contract's bundled document to file, line and pointer in that file."""

    def __call__(self, pointer: str, *, key: bool = False) -> Location: ...

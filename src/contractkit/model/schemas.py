"""What is asked of the schemas of a contract, and what a violation of one says."""

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Direction = Literal["request", "response"]


@dataclass(frozen=True, slots=True)
class SchemaError:
    """One violation of a schema: where in the value, and which keyword by its path through the use site."""

    instance: str  # JSON pointer into the value
    path: str  # pointer through the schema from the use site to the keyword, `$ref` transparent
    keyword: str
    message: str
    definition: str = ""  # pointer of the keyword where it is defined, in the contract's document


class Schemas(Protocol):
    """All schemas of one contract, as JSON Schema 2020-12; a schema is named by its pointer in the document."""

    def at(self, pointer: str) -> Any:
        """The translated schema at a pointer (a dict or a bool), `$ref` not followed."""

    def follow(self, pointer: str) -> tuple[str, Any]:
        """Pointer and schema after following `$ref` to the first schema that is not a bare reference."""

    def errors(
        self, pointer: str, value: Any, *, formats: bool = True, direction: Direction | None = None
    ) -> tuple[SchemaError, ...]:
        """Violations both validators agree on (of `readOnly`, `writeOnly` too); raises ValidatorsDisagree."""

    def is_valid(self, pointer: str, value: Any, *, formats: bool = True, direction: Direction | None = None) -> bool:
        """The quick answer of one validator, for generators; never a judgement."""

    def check(
        self, fragment: Any, value: Any, *, formats: bool = True, direction: Direction | None = None
    ) -> tuple[SchemaError, ...]:
        """Like `errors`, for a schema made ad hoc whose references (`#/...`) point into the document."""

    def __hash__(self) -> int:
        """By identity: what is read off schemas is remembered."""

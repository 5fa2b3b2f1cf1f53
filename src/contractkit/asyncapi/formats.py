"""A `schemaFormat` in, the dialect its schema is judged by out, or why it cannot be. AsyncAPI 2.6 and 3.0, Message."""

import re
from dataclasses import dataclass

_DRAFTS = {  # `$schema` that makes the translator read it so
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_OPENAPI = {"2.0": "oas/2.0", "3.0": "oas/3.0", "3.1": "oas/3.1"}
AVRO = "avro"


@dataclass(frozen=True, slots=True)
class SchemaFormat:
    """`dialect`: a `$schema`, None for AsyncAPI's own; `kind`: "" for JSON Schema, else `avro`; `unjudged`: why not."""

    kind: str = ""
    dialect: str | None = None
    unjudged: str | None = None


def schema_format(written: object) -> SchemaFormat:
    """What is promised of a payload by its schema format; None is the AsyncAPI Schema Object, a superset of draft 7."""
    if written is None:
        return SchemaFormat()
    text = str(written).lower().replace(" ", "")
    media, version = text.partition(";")[0], (re.search(r"version=([^;]+)", text) or [None, ""])[1] or ""
    if media.startswith("application/vnd.aai.asyncapi"):
        return SchemaFormat()
    if media in ("application/schema+json", "application/schema+yaml", "application/schema"):
        known = next((uri for sign, uri in _DRAFTS.items() if sign in version), None)
        if known is None and version:
            return SchemaFormat(unjudged=f"JSON Schema {version!r} is no dialect that contractkit reads")
        return SchemaFormat(dialect=known)
    if media.startswith("application/vnd.oai.openapi"):
        return SchemaFormat(dialect=next((uri for sign, uri in _OPENAPI.items() if version.startswith(sign)), None))
    if media.startswith("application/vnd.apache.avro"):
        return SchemaFormat(kind=AVRO)
    for sign, name in (("protobuf", "Protobuf"), ("raml", "RAML")):
        if sign in media:
            return SchemaFormat(unjudged=f"{name} payloads cannot be judged; their promises are unproven")
    return SchemaFormat(unjudged=f"schemaFormat {str(written)!r} is none that contractkit knows")

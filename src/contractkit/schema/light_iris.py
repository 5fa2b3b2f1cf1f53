"""Nothing in, jsonschema imported out, without the second that the grammars of its `iri` formats take to build.

`rfc3987_syntax` compiles 39 grammars when it is imported, which jsonschema does for two formats that hardly any
contract names. While jsonschema is imported for the first time, a stand-in takes that module's place; the real one
is imported by the first value whose format asks for it, and by everybody else as ever.
"""

import importlib
import importlib.util
import sys
from types import ModuleType

HEAVY = "rfc3987_syntax"


def _is_valid_syntax(rule: str, value: str) -> bool:
    return bool(importlib.import_module(HEAVY).is_valid_syntax(rule, value))


def _import_lightly() -> None:
    if HEAVY in sys.modules or "jsonschema" in sys.modules or importlib.util.find_spec(HEAVY) is None:
        return
    stand_in = ModuleType(HEAVY)
    stand_in.__dict__["is_valid_syntax"] = _is_valid_syntax
    sys.modules[HEAVY] = stand_in
    try:
        importlib.import_module("jsonschema")
    finally:
        del sys.modules[HEAVY]


_import_lightly()

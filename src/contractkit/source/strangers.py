"""A file that no format claims in, the sentence that says why and what to do out."""

from difflib import get_close_matches
from pathlib import Path

from contractkit.errors import ContractError
from contractkit.source.pool import Pool

_keys = ("openapi", "swagger", "asyncapi")
_ignore = "or add it to 'ignore:' in contractkit.yaml"


def stranger(pool: Pool, path: Path, file: str) -> str:
    """Why the file is no contract: a misspelt key, a list, no mapping, or nothing that looks like one."""
    if path.suffix.lower() not in (".yaml", ".yml", ".json"):
        return f"{file}: is neither a contract nor a known companion of one; move it away, {_ignore}"
    try:
        source = pool.source(path)
    except ContractError as unreadable:
        return str(unreadable)
    value = source.value
    if not isinstance(value, dict):
        what = "a list" if isinstance(value, list) else "a single value"
        line = source.locate("").line
        return f"{file}:{line}: holds {what} at the top; a contract is a mapping that begins with 'openapi:', {_ignore}"
    for key in value:
        near = get_close_matches(key.lower().strip(), _keys, n=1, cutoff=0.7)
        if near and (
            "info" in value or "paths" in value or "channels" in value or len(near[0]) - len(key) in (-1, 0, 1)
        ):
            return f"{source.locate(f'/{key}', key=True)}: there is no key {key!r}; did you mean {near[0]!r}?"
    if "paths" in value or ("info" in value and "components" in value):
        return f"{file}:1: looks like a contract without its version; add a line such as 'openapi: 3.1.0' at the top"
    return f"{file}: is neither a contract, nor reached by '$ref', nor a known companion; move it away, {_ignore}"

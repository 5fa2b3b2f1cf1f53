"""A request that was seen in, a shell line out that makes the resources it names anew and sends it again. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from contractkit.model import Case, Observation, Request
from contractkit.wire.curl import curl

DEPTH = 4  # of resources within resources
TELLING = 8  # characters of a text from which on the same text in a body is no accident
_TAKE = "python3 -c 'import json, sys; print(json.load(sys.stdin){path})'"


@dataclass(frozen=True, slots=True)
class Resource:
    """`name`: the shell variable; `token`: what stands for its id in a request; `path`: of the id in the answer.

    Where the id is our own, as a PUT chooses it or a member that a POST sends, `path` is "" and the id stands as it is.
    """

    name: str
    token: str
    maker: Observation
    path: str


def command(case: Case, made: Sequence[Observation], base_url: str, *, secrets: Mapping[str, str]) -> str:
    """`made`: what the same item created before, oldest first; `secrets`: value -> name of its variable."""
    steps: dict[str, str] = {}
    last = _line(case, made, base_url, secrets, steps, depth=0)
    return "; ".join((*steps.values(), last))


def masked(case: Case, made: Sequence[Observation]) -> Request:
    """The request with `{order_id}` where it names what the run created."""
    request, resources = _tokens(case, made)
    told = {r.token: "{" + r.name + "}" for r in resources if r.path}
    return _replaced(request, told)


def _line(
    case: Case,
    made: Sequence[Observation],
    base_url: str,
    secrets: Mapping[str, str],
    steps: dict[str, str],
    *,
    depth: int,
    shown: bool = True,
) -> str:
    """Fills `steps`, by variable, with the lines that must come before."""
    request, resources = _tokens(case, made) if depth < DEPTH else (case.request, ())
    for resource in resources:
        before = [seen for seen in made if seen.sequence < resource.maker.sequence]
        making = _line(resource.maker.case, before, base_url, secrets, steps, depth=depth + 1, shown=False)
        taken = f"{resource.name}=$({making} | {_TAKE.format(path=resource.path)})"
        steps.setdefault(resource.name, taken if resource.path else f"{making} > /dev/null")
    variables = {resource.token: resource.name for resource in resources if resource.path}
    return curl(request, base_url, secrets={**secrets, **variables}, shown=shown)


def _tokens(case: Case, made: Sequence[Observation]) -> tuple[Request, tuple[Resource, ...]]:
    """The request with a token at each id that one of `made` gave."""
    request, found = case.request, list[Resource]()
    others = [seen for seen in made if seen.case.interaction.id != case.interaction.id]
    for name, value in _ids(case):
        if resource := _maker(name, value, others) or _chosen(name, value, others, case.interaction.path):
            token = resource.token if resource.path else quote(value, safe="")
            target = _at_path(request.target, case.interaction.path, name, value, token)
            if target != request.target or not resource.path:
                request = replace(request, target=target)
                found.append(resource)
    body = (request.body or b"").decode("utf-8", "ignore")
    if body.encode() == request.body and body.startswith(("{", "[")):
        for name, value in _texts(case.draft.body):
            resource = _maker(name, value, made) if f'"{value}"' in body else None
            if resource is not None and resource.path:
                body = body.replace(f'"{value}"', f'"{resource.token}"')
                found.append(resource)
        request = replace(request, body=body.encode())
    return request, tuple(found)


def _replaced(request: Request, told: Mapping[str, str]) -> Request:
    target, body = request.target, request.body
    for token, shown in told.items():
        target = target.replace(token, shown)
        body = body.replace(token.encode(), shown.encode()) if body is not None else None
    return replace(request, target=target, body=body)


def _ids(case: Case) -> Iterator[tuple[str, str]]:
    """Path parameters that name what this run created."""
    for key in sorted(case.draft.made):
        if key.startswith("path.") and key in case.draft.parameters:
            yield key.removeprefix("path."), str(case.draft.parameters[key])


def _texts(body: Any, name: str = "") -> Iterator[tuple[str, str]]:
    """Texts in a body long enough to be told from others, with the member they stand at."""
    if isinstance(body, dict):
        for key, value in body.items():
            yield from _texts(value, str(key))
    elif isinstance(body, list):
        for value in body:
            yield from _texts(value, name)
    elif isinstance(body, str) and len(body) >= TELLING and name:
        yield name, body


def _maker(name: str, value: str, made: Sequence[Observation]) -> Resource | None:
    """The latest of `made` that gave this id and was not itself told it."""
    variable = _variable(name)
    for seen in reversed(made):
        if value in map(str, seen.case.draft.parameters.values()):
            own = seen.case.interaction
            if own.method == "PUT" and own.path.endswith("{" + name + "}") and seen.case.request.method == "PUT":
                return Resource(variable, "", seen, "")
            continue
        if len(value) >= TELLING and value.encode() in (seen.case.request.body or b""):
            continue
        if (path := _place(value, seen)) is not None:
            return Resource(variable, f"ckmade{variable}ck", seen, path)
    return None


def _chosen(name: str, value: str, made: Sequence[Observation], path: str) -> Resource | None:
    """The latest of `made` that was told this id and put it into the collection that `path` reads it from."""
    for seen in reversed(made):
        own = seen.case.interaction
        inside = path.startswith(f"{own.path.rstrip('/')}/{{{name}}}")
        if own.method == "POST" and inside and value in (text for _, text in _texts(seen.case.draft.body)):
            return Resource(_variable(name), "", seen, "")
    return None


def _variable(name: str) -> str:
    variable = "".join(c if c.isascii() and c.isalnum() else "_" for c in name)
    return f"_{variable}" if variable[:1].isdigit() else variable


def _place(value: str, seen: Observation) -> str | None:
    """Where an answer holds an id, as Python subscripts; the shallowest wins."""
    try:
        answer = json.loads(seen.reply.body) if seen.reply else None
    except (ValueError, RecursionError):
        return None
    layer: list[tuple[str, Any]] = [("", answer)]
    while layer:
        for path, here in layer:
            if isinstance(here, str | int) and not isinstance(here, bool) and path and str(here) == value:
                return path
        layer = [(f"{path}[{json.dumps(key)}]", v) for path, here in layer for key, v in _members(here)]
    return None


def _members(here: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(here, dict):
        yield from here.items()
    elif isinstance(here, list):
        yield from enumerate(here[:1])


def _at_path(target: str, template: str, name: str, value: str, token: str) -> str:
    """The target with the token in the segment that the template calls `{name}`."""
    path, mark, query = target.partition("?")
    segments, named = path.split("/"), template.split("/")
    offset = len(segments) - len(named)  # a base path stands before
    for index, segment in enumerate(named):
        at = index + offset
        if segment == "{" + name + "}" and 0 <= at < len(segments) and segments[at] == quote(value, safe=""):
            segments[at] = token
    return "/".join(segments) + mark + query

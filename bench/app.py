"""A small service that keeps bench/contracts/library.yaml strictly; its schemas are what it validates with."""

import json
import re
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import jsonschema_rs
import yaml
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CONTRACT = Path(__file__).with_name("contracts") / "library.yaml"
WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class Invalid(Exception):
    def __init__(self, status: int, detail: str) -> None:
        self.status, self.detail = status, detail


def _validators() -> dict[str, Any]:
    document = yaml.safe_load(CONTRACT.read_text("utf-8"))
    schemas = {name: document["components"]["schemas"][name] for name in ("NewBook", "Review")}
    parameters = [document["components"]["parameters"]["BookId"]]
    for item in document["paths"].values():
        for operation in item.values():
            parameters += operation.get("parameters", []) if isinstance(operation, dict) else []
    schemas |= {p["name"]: p["schema"] for p in parameters if "schema" in p}
    return {name: jsonschema_rs.Draft202012Validator(s, validate_formats=True) for name, s in schemas.items()}


VALIDATORS = _validators()


def application() -> Starlette:
    """A fresh service without books. Ids are counted, so the same requests get the same answers."""
    books: dict[str, dict[str, Any]] = {}
    reviews: dict[str, list[dict[str, Any]]] = {}
    numbers = count(1)

    def known(request: Request) -> str:
        id = valid("bookId", request.path_params["bookId"])
        if id not in books:
            raise Invalid(404, f"there is no book {id}")
        return str(id)

    async def list_books(request: Request) -> Response:
        asked = query(request, {"limit": int, "offset": int, "sort": str, "tag": list})
        shelves = request.headers.getlist("x-shelf")
        if shelves:
            valid("X-Shelf", ", ".join(shelves))
        tags = set(asked.get("tag", ()))
        found = [b for b in books.values() if tags <= set(b.get("tags", ()))]
        if sort := asked.get("sort"):
            found.sort(key=lambda b: str(b.get(sort, "")))
        start, size = asked.get("offset", 0), asked.get("limit", 20)
        return JSONResponse({"total": len(found), "books": found[start : start + size]})

    async def add_book(request: Request) -> Response:
        new = await body(request, "NewBook")
        id = f"b{next(numbers)}"
        books[id], reviews[id] = {"id": id, **new}, []
        return JSONResponse(books[id], 201)

    async def get_book(request: Request) -> Response:
        return JSONResponse(books[known(request)])

    async def replace_book(request: Request) -> Response:
        id = known(request)
        books[id] = {"id": id, **await body(request, "NewBook")}
        return JSONResponse(books[id])

    async def remove_book(request: Request) -> Response:
        id = known(request)
        del books[id], reviews[id]
        return Response(status_code=204)

    async def list_reviews(request: Request) -> Response:
        id, asked = known(request), query(request, {"stars": int})
        return JSONResponse([r for r in reviews[id] if r["stars"] >= asked.get("stars", 0)][:50])

    async def add_review(request: Request) -> Response:
        id, new = known(request), await body(request, "Review")
        reviews[id].append(new)
        return JSONResponse(new, 201)

    async def stats(request: Request) -> Response:
        return JSONResponse({"books": len(books), "reviews": sum(map(len, reviews.values()))})

    def one_path(path: str, **methods: Any) -> Route:
        async def dispatch(request: Request) -> Response:
            endpoint = methods.get(request.method)
            if endpoint is None:
                allowed = {"Allow": ", ".join(sorted(methods))}
                return problem(405, f"{request.method} is not for this path", headers=allowed)
            try:
                answer: Response = await endpoint(request)
                return answer
            except Invalid as why:
                return problem(why.status, why.detail)

        route = Route(path, dispatch)
        route.methods = None  # the answer to other methods is the service's own, with its envelope
        return route

    return Starlette(
        routes=[
            one_path("/books", GET=list_books, POST=add_book),
            one_path("/books/{bookId}", GET=get_book, PUT=replace_book, DELETE=remove_book),
            one_path("/books/{bookId}/reviews", GET=list_reviews, POST=add_review),
            one_path("/stats", GET=stats),
        ],
        exception_handlers={404: lambda request, _: problem(404, "there is nothing here")},
    )


def problem(status: int, detail: str, headers: dict[str, str] | None = None) -> Response:
    told = {"title": "refused", "status": status, "detail": detail}
    return JSONResponse(told, status, headers, media_type="application/problem+json")


def valid(name: str, value: Any) -> Any:
    """The value, or Invalid 422 that names its place."""
    error = next(VALIDATORS[name].iter_errors(value), None)
    if error is not None:
        place = "/".join(map(str, error.instance_path))
        raise Invalid(422, f"{name}{'/' + place if place else ''}: {error.message[:200]}")
    return value


def query(request: Request, kinds: dict[str, type]) -> dict[str, Any]:
    """Known query parameters, each given once (but for lists), spelt as their type is."""
    try:
        pairs = parse_qsl(request.scope["query_string"].decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError as unreadable:
        raise Invalid(422, f"query: {unreadable}") from unreadable
    asked: dict[str, Any] = {}
    for name, text in pairs:
        kind = kinds.get(name)
        if kind is list:
            asked[name] = [*asked.get(name, ()), text]
        elif kind is not None:
            if name in asked:
                raise Invalid(422, f"{name}: given twice")
            if kind is int and not WHOLE.fullmatch(text):
                raise Invalid(422, f"{name}: is no whole number")
            asked[name] = kind(text)
    for name, value in asked.items():
        valid(name, value)
    return asked


async def body(request: Request, name: str) -> Any:
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != "application/json":
        raise Invalid(415, "send application/json")
    try:
        value = json.loads((await request.body()).decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_once)
    except (ValueError, RecursionError) as unreadable:
        raise Invalid(400, f"body: is no JSON: {type(unreadable).__name__}") from unreadable
    try:
        return valid(name, value)
    except ValueError as unreadable:  # lone surrogates and numbers beyond what validation can hold
        raise Invalid(422, f"body: {unreadable}") from unreadable


def _no_constant(text: str) -> Any:
    raise ValueError(f"{text} is no JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len({name for name, _ in pairs}) < len(pairs):
        raise ValueError("a member is given twice")
    return dict(pairs)


app = application()

"""Every link of an answer leads to an operation of the document, and names only parameters that it has."""

from collections.abc import Iterator, Mapping
from typing import Any

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.survey import Survey
from contractkit.model import Kind
from contractkit.openapi.anatomy import Place
from contractkit.source.pointer import escape, pointer_in


@RULES.register("links")
def links(survey: Survey) -> Iterator[Finding]:
    """OpenAPI 3.1, 4.8.20: `operationRef` and `operationId` exclude each other, and one of them is an operation."""
    if survey.contract.kind is not Kind.HTTP:
        return
    operations = [p for p in survey.places if p.kind == "operation" and isinstance(p.node, dict)]
    by_id = {p.node["operationId"]: p for p in operations if isinstance(p.node.get("operationId"), str)}
    for pointer, link in _links(survey):
        named, ref = link.get("operationId"), link.get("operationRef")
        target: Place | None = None
        if isinstance(named, str):
            target = by_id.get(named)
            if target is None:
                message = f"the link leads to operationId {named!r}, which no operation has; correct it"
                yield Finding("link-leads-nowhere", f"{pointer}/operationId", message)
        elif isinstance(ref, str) and ref.startswith("#"):
            node = survey.at(pointer_in(ref))
            target = Place(pointer_in(ref), "operation", node) if isinstance(node, dict) else None
            if target is None:
                yield Finding("link-leads-nowhere", f"{pointer}/operationRef", f"operationRef {ref!r} leads nowhere")
        elif ref is None:
            yield Finding("link-leads-nowhere", pointer, "the link has neither operationId nor operationRef; add one")
        if target is not None:
            yield from _unknown_parameters(survey, pointer, link, target)


def _links(survey: Survey) -> Iterator[tuple[str, Mapping[str, Any]]]:
    shared = survey.at("/components/links")
    holders = [("/components/links", shared)]
    holders += [
        (f"{p.pointer}/links", p.node.get("links"))
        for p in survey.places
        if p.kind == "answer" and isinstance(p.node, dict)
    ]
    for pointer, held in holders:
        for name, link in held.items() if isinstance(held, dict) else ():
            if isinstance(link, dict) and "$ref" not in link and not name.startswith("x-"):
                yield f"{pointer}/{escape(name)}", link


def _unknown_parameters(survey: Survey, pointer: str, link: Mapping[str, Any], target: Place) -> Iterator[Finding]:
    given = link.get("parameters")
    item = survey.at(target.pointer.rpartition("/")[0])
    listed = [*_list(item), *_list(target.node)]
    followed = [survey.followed(entry) for entry in listed]
    if any(not isinstance(one, dict) for one in followed):
        return
    known = {str(one.get("name")) for one in followed} | {f"{one.get('in')}.{one.get('name')}" for one in followed}
    for name in given if isinstance(given, dict) else ():
        if name not in known:
            message = f"the link sets parameter {name!r}, which the operation it leads to does not have; correct it"
            yield Finding("link-unknown-parameter", f"{pointer}/parameters/{escape(name)}", message)


def _list(holder: Any) -> list[Any]:
    listed = holder.get("parameters") if isinstance(holder, dict) else None
    return listed if isinstance(listed, list) else []

"""AsyncAPI 2.0 to 2.6, 3.0 and 3.1 documents: a bundle in, a Contract of events out."""

from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any

from contractkit.asyncapi import version_three, version_two
from contractkit.asyncapi.contract import event_contract
from contractkit.asyncapi.outline import OperationNode
from contractkit.asyncapi.straight import straight
from contractkit.extensions import FORMATS
from contractkit.model import Contract, Defect
from contractkit.openapi.http_contract import version_of
from contractkit.openapi.node import Lost, Node, Unreadable
from contractkit.source.bundle import Bundle
from contractkit.source.opened import Opened

KNOWN = ("2.0", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "3.0", "3.1")


class AsyncApi:
    def named(self, path: PurePath) -> bool:
        return False

    def claims(self, document: Mapping[str, Any]) -> bool:
        return "asyncapi" in document

    def parse(self, opened: Opened) -> Contract:
        assert opened.source is not None
        version, doubts = version_of(opened.source, "asyncapi", KNOWN, "2.0.0 to 2.6.0, 3.0.0 or 3.1.0")
        bundle = straight(opened.bundle())
        root = Node(bundle.document, "", bundle.document)
        return event_contract(
            opened,
            bundle,
            _operations(bundle, root, version),
            version=f"asyncapi {version}",
            content_type=root.text("defaultContentType", ""),
            defects=doubts,
        )


def _operations(bundle: Bundle, root: Node, version: str) -> Iterator[OperationNode | Defect]:
    """What cannot be read is a defect, and what follows it is read on."""
    read = version_two if version.startswith("2") else version_three
    holder = "channels" if version.startswith("2") else "operations"
    held = root.get(holder)
    for name in held.mapping() if held is not None and held.value is not None else {}:
        alone = {**bundle.document, holder: {name: held.value[name] if held is not None else None}}
        try:
            yield from read.operations(Node(bundle.document, "", alone))
        except Lost:
            continue  # the reference itself is reported
        except Unreadable as bad:
            where = bundle.locate(bad.pointer, key=True)
            yield Defect("unreadable", f"{bad.message}; nothing of {name!r} can be judged", where, None, True)


FORMATS.add("asyncapi", AsyncApi())

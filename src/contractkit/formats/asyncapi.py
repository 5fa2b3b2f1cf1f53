"""AsyncAPI documents: recognised, not judged yet."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from contractkit.extensions import FORMATS
from contractkit.model import Recognised
from contractkit.source.opened import Opened


class AsyncApi:
    def named(self, path: PurePath) -> bool:
        return False

    def claims(self, document: Mapping[str, Any]) -> bool:
        return "asyncapi" in document

    def parse(self, opened: Opened) -> Recognised:
        version = opened.source.value["asyncapi"] if opened.source else "?"
        return opened.recognised(
            f"AsyncAPI {version}", "event contracts cannot be judged yet; its promises are unproven"
        )


FORMATS.add("asyncapi", AsyncApi())

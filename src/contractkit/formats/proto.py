"""Protocol Buffers files: recognised by name, not judged yet."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from contractkit.extensions import FORMATS
from contractkit.model import Recognised
from contractkit.source.opened import Opened


class Proto:
    def named(self, path: PurePath) -> bool:
        return path.suffix.lower() == ".proto"

    def claims(self, document: Mapping[str, Any]) -> bool:
        return False

    def parse(self, opened: Opened) -> Recognised:
        return opened.recognised("Protocol Buffers", "gRPC contracts cannot be judged yet; its promises are unproven")


FORMATS.add("proto", Proto())

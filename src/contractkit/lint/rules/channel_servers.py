"""Every server that a channel is available on is one of the document."""

from collections.abc import Iterator
from difflib import get_close_matches

from contractkit.lint.rule import RULES, Finding
from contractkit.lint.spots import spots, version
from contractkit.lint.survey import Survey
from contractkit.source.pointer import pointer_in


@RULES.register("channel-servers")
def channel_servers(survey: Survey) -> Iterator[Finding]:
    """AsyncAPI 2.6 and 3.0, Channel Object: names of servers (2.x), references to those of the root (3.x)."""
    if not version(survey):
        return
    known = survey.at("/servers")
    servers = tuple(known) if isinstance(known, dict) else ()
    for channel in spots(survey, "/channels"):
        listed = channel.node.get("servers")
        for index, written in enumerate(listed if isinstance(listed, list) else ()):
            name = written if version(survey) == 2 else None
            where = f"{channel.pointer}/servers/{index}"
            if isinstance(name, str) and name not in servers:
                near = get_close_matches(name, servers, n=1)
                hint = f"; did you mean {near[0]!r}?" if near else "; define it or remove it"
                yield Finding("unknown-server", where, f"server {name!r} is not defined{hint}", key=False)
            ref = written.get("$ref") if isinstance(written, dict) and version(survey) == 3 else None
            if isinstance(ref, str) and len(channel.ways) == 1 and survey.at(pointer_in(ref)) is not None:
                yield from _elsewhere(ref, where)


def _elsewhere(ref: str, where: str) -> Iterator[Finding]:
    """A channel that stands elsewhere may refer to servers elsewhere; one of the root must not."""
    if not pointer_in(ref).startswith("/servers/"):
        message = f"{ref!r} is none of the servers of the document; refer to one of #/servers"
        yield Finding("unknown-server", where, message, key=False)

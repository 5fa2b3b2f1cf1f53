"""Target settings in, a place to send to out: opened on first use, closed by who opened it."""

import importlib
import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from traceback import extract_tb
from typing import Any
from urllib.parse import urlsplit

from contractkit.client.meanwhile import AtOnce, Meanwhile
from contractkit.errors import TargetError, Unarranged, UsageError
from contractkit.model import Case
from contractkit.protocols import Transport
from contractkit.settings import TargetSettings
from contractkit.trigger import Trigger

LOOPBACK = ("localhost", "127.0.0.1", "::1", "[::1]")
READS = ("GET", "HEAD", "OPTIONS")


@dataclass(slots=True)
class Pulse:
    """Timeouts in a row, whoever waited."""

    missed: int = 0


@dataclass(frozen=True, slots=True)
class Endpoint:
    """`disposable`: its data may be written freely. `base_url` is what a curl line is pointed at."""

    transport: Transport
    base_url: str
    disposable: bool
    reads_only: bool
    timeout: float
    alive: Callable[[], bool]
    close: Callable[[], None]
    local: bool = False  # undocumented methods may be tried
    keeps: bool = False  # it lives on after the run: what was created is deleted at the end
    restart: Callable[[Callable[[], str]], str] | None = None  # stops it, does something, starts it again
    ended: Callable[[], str | None] = lambda: None  # how it ended; None while it is there
    pulse: Pulse = field(default_factory=Pulse)
    meanwhile: Meanwhile = field(default_factory=AtOnce)

    def permit(self, case: Case) -> None:
        """Refuse a write to somebody else's server."""
        if self.reads_only and case.request.method not in READS:
            raise UsageError(
                f"{case.request.method} {case.request.target} would write to {self.base_url}, which is not on this "
                "machine; say `disposable: true` on its target if its data may be changed"
            )


def open_endpoint(settings: TargetSettings, *, root: Path, app: Any = None, log: Path | None = None) -> Endpoint:
    """Start or reach a target. `app`: an application object given by a hook. Raises TargetError, UsageError."""
    if app is not None or settings.app:
        return _in_process(settings, load_object(settings.app, root) if app is None else app)
    if settings.command:
        return _process(settings, root, log)
    if settings.url:
        return _live(settings, settings.url, disposable=settings.disposable)
    raise UsageError("no target: give --contracts-app, --contracts-url or targets: in contractkit.yaml")


def load_object(name: str | None, root: Path) -> Any:
    """The object at `package.module:name`, with `root` importable; `name()` calls a factory."""
    if name is None:
        raise UsageError("no application was named")
    module_name, _, attribute = name.partition(":")
    if str(root) not in sys.path:
        sys.path.insert(0, str(root))
    try:
        thing: Any = importlib.import_module(module_name)
    except ImportError as missing:
        raise UsageError(f"cannot import {module_name!r} of {name!r} from {root.name}/: {missing}") from missing
    except Exception as broken:
        raise UsageError(f"{_innermost(broken)}: importing it for {name!r} raised {_named(broken)}") from broken
    for part in attribute.removesuffix("()").split("."):
        if not hasattr(thing, part):
            raise UsageError(f"module {module_name!r} has no {part!r} (asked for as {name!r})")
        thing = getattr(thing, part)
    if not attribute.endswith("()"):
        return thing
    try:
        return thing()
    except Exception as broken:
        raise UsageError(f"{_innermost(broken)}: calling {name!r} raised {_named(broken)}") from broken


def called(name: str, root: Path, trigger: Trigger) -> Any:
    """What a function of the team returns; raises Unarranged, with file:line of its own code, where it fails."""
    try:
        function = load_object(name, root)
    except UsageError as missing:
        raise Unarranged(str(missing)) from missing
    _takes(function, name, root, trigger)
    try:
        return function(trigger)
    except (Exception, SystemExit) as broken:  # a command line that is called ends so
        raise Unarranged(f"{_within(root, broken)}: {name} raised {_named(broken)}") from broken


def _takes(function: Any, name: str, root: Path, trigger: Trigger) -> None:
    """Raises Unarranged, with file:line of the function, where it cannot be called so."""
    import inspect

    try:
        inspect.signature(function).bind(trigger)
    except ValueError:
        return  # one written in C says nothing of itself
    except TypeError as wrong:
        code = getattr(function, "__code__", None)
        place = "" if code is None else f"{_shown(root, code.co_filename)}:{code.co_firstlineno}: "
        raise Unarranged(f"{place}{name} has to take one argument, a contractkit.Trigger: {wrong}") from wrong


def _within(root: Path, error: BaseException) -> str:
    """The innermost line below `root` that is of no installed package, else the innermost of all, as file:line."""
    frames = extract_tb(error.__traceback__)[1:] or extract_tb(error.__traceback__)
    kept = [f for f in frames if Path(f.filename).is_relative_to(root) and "site-packages" not in f.filename]
    frame = kept[-1] if kept else frames[-1]
    return f"{_shown(root, frame.filename)}:{frame.lineno}"


def _shown(root: Path, file: str) -> Path | str:
    path = Path(file)
    return path.relative_to(root) if path.is_relative_to(root) and "site-packages" not in file else path.name


def _named(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _innermost(error: Exception) -> str:
    """Where somebody's code failed, as file:line."""
    if isinstance(error, SyntaxError):
        return f"{Path(error.filename or '?').name}:{error.lineno}"
    frame = extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


def is_asgi(app: Any) -> bool:
    """An ASGI application is called with (scope, receive, send), a WSGI one with (environ, start_response)."""
    import inspect

    call = app if inspect.isfunction(app) or inspect.ismethod(app) else type(app).__call__
    if inspect.iscoroutinefunction(call):
        return True
    try:
        names = [p for p in inspect.signature(call).parameters if p != "self"]
    except (TypeError, ValueError):
        return False
    return len(names) >= 3


def _in_process(settings: TargetSettings, app: Any) -> Endpoint:
    transport: Transport
    if is_asgi(app):
        from contractkit.transports.asgi import AsgiTransport

        transport = AsgiTransport(app)
    else:
        from contractkit.transports.wsgi import WsgiTransport

        transport = WsgiTransport(app)
    return Endpoint(
        transport,
        "http://127.0.0.1:8000",
        disposable=True,
        reads_only=False,
        timeout=settings.timeout,
        alive=lambda: True,
        close=transport.close,
        local=True,
    )


def _live(settings: TargetSettings, url: str, *, disposable: bool) -> Endpoint:
    from contractkit.transports.http import HttpTransport, reachable
    from contractkit.transports.patient import Patient

    parts, meanwhile = urlsplit(url), Meanwhile()
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise UsageError(f"{url!r} is not an http(s) URL; write for example http://127.0.0.1:8000")
    inner = HttpTransport(
        f"{parts.scheme}://{parts.netloc}",
        ca=settings.tls.ca,
        cert=settings.tls.cert,
        key=settings.tls.key,
        proxy=settings.proxy,
        rate=settings.rate,
        meanwhile=meanwhile,
    )
    if (why := reachable(url, timeout=min(settings.timeout, 5.0), proxy=settings.proxy)) is not None:
        raise TargetError(f"cannot reach {parts.scheme}://{parts.netloc}: {why}; start the service, or correct the URL")
    mine = parts.hostname in LOOPBACK
    return Endpoint(
        Patient(inner),
        f"{parts.scheme}://{parts.netloc}",
        disposable=disposable,
        reads_only=not (mine or disposable),
        timeout=settings.timeout,
        alive=lambda: reachable(url, timeout=2.0, proxy=settings.proxy) is None,
        ended=lambda: reachable(url, timeout=2.0, proxy=settings.proxy),
        close=inner.close,
        local=disposable,
        keeps=True,
        meanwhile=meanwhile,
    )


def _process(settings: TargetSettings, root: Path, log: Path | None) -> Endpoint:
    from contractkit.served import CommandTarget

    environment: Mapping[str, str] = {**os.environ, **settings.env}
    started = CommandTarget(settings.command, ready=settings.ready, env=environment, cwd=root, log=log)
    try:
        endpoint = _live(settings, started.base_url, disposable=True)
    except TargetError:
        started.close()
        raise

    def close() -> None:
        endpoint.close()
        started.close()

    return replace(
        endpoint,
        alive=started.alive,
        close=close,
        local=True,
        keeps=False,
        restart=started.restart,
        ended=started.ended,
    )

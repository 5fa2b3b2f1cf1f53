"""contractkit.yaml in, Settings out; everything wrong with it is one error with file:line and a hint."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from pathlib import Path
from typing import Any

from contractkit.errors import UsageError
from contractkit.model import Location
from contractkit.redact.named import is_secret_name
from contractkit.settings import (
    SUBJECTS,
    Budget,
    Exclusion,
    Outputs,
    PolicySettings,
    Settings,
    TargetSettings,
    Tls,
    one_kind,
)
from contractkit.settings.brokers import broker_from_data
from contractkit.settings.conventions import correlation, envelopes
from contractkit.settings.events import event_rules, seconds
from contractkit.settings.identities import access_rules, identity_from_data
from contractkit.settings.recipes import recipes
from contractkit.settings.tenants import tenant_rules
from contractkit.source import read

VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
Locate = Callable[[str], Location]


def read_settings(path: Path, *, root: Path, environ: Mapping[str, str] | None) -> Settings:
    """Settings of a file. `environ` None leaves `${NAME}` as it stands (nothing will be sent)."""
    source = read(path, root=root)
    data = {} if source.value is None else source.value
    problems = sorted(_problems(data, source.locate))
    if problems:
        raise UsageError("\n".join(text for _, text in problems))
    missing: list[str] = []
    if environ is not None:
        data = _expanded(data, "", environ, source.locate, missing)
        if missing:
            raise UsageError("\n".join(missing))
    raw = {} if source.value is None else source.value
    return _settings(
        data,
        source.locate,
        (path.relative_to(root) if path.is_relative_to(root) else path).as_posix(),
        path.parent,
        secrets_sent(raw.get("identities") or {}, environ),
    )


def _problems(data: Any, locate: Locate) -> Iterator[tuple[int, str]]:
    from contractkit.schema.quick import is_valid

    schema = json.loads(files("contractkit").joinpath("data/settings.schema.json").read_text("utf-8"))
    if is_valid(schema, data):
        return
    from contractkit.schema import light_iris as light_iris  # isort: skip  # before jsonschema, whose import it makes light
    from jsonschema import Draft202012Validator

    for error, description in (
        found for one in Draft202012Validator(schema).iter_errors(data) for found in _meant(one)
    ):
        pointer = "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path)
        if error.validator == "additionalProperties" and isinstance(error.schema.get("properties"), Mapping):
            known = sorted(error.schema["properties"])
            for key in sorted(set(error.instance) - set(known)):
                where = locate(f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}")
                near = get_close_matches(key, known, n=1)
                hint = f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(known)}"
                yield where.line, f"{where}: unknown key {key!r}; {hint}"
        else:
            where = locate(pointer)
            wanted = f"; write {description}" if description else ""
            yield where.line, f"{where}: {pointer or 'the file'}: {error.message}{wanted}"


def _meant(error: Any, description: str = "") -> Iterator[tuple[Any, str]]:
    """An error and what is to be written there; of several forms only what is wrong with the one of its type."""
    description = error.schema.get("description", description)
    forms: dict[Any, list[Any]] = {}
    for one in error.context if error.validator == "oneOf" else ():
        forms.setdefault(one.schema_path[0], []).append(one)
    meant = [
        form for form in forms.values() if not any(one.validator in ("type", "const") and not one.path for one in form)
    ]
    if len(meant) != 1:
        yield error, description
        return
    for one in meant[0]:
        yield from _meant(one, description)


def _expanded(value: Any, pointer: str, environ: Mapping[str, str], locate: Locate, missing: list[str]) -> Any:
    if isinstance(value, Mapping):
        return {k: _expanded(v, f"{pointer}/{_escape(k)}", environ, locate, missing) for k, v in value.items()}
    if isinstance(value, list):
        return [_expanded(v, f"{pointer}/{i}", environ, locate, missing) for i, v in enumerate(value)]
    if not isinstance(value, str):
        return value
    for name in VARIABLE.findall(value):
        if name not in environ:
            missing.append(f"{locate(pointer)}: the environment variable {name} is not set; export {name}=...")
    return VARIABLE.sub(lambda found: environ.get(found[1], ""), value)


def secrets_sent(identities: Mapping[str, Any], environ: Mapping[str, str] | None) -> dict[str, str]:
    """What identities send, by variable name; a literal credential is named after its identity and place."""
    secrets: dict[str, str] = {}
    for name, identity in identities.items():
        token = identity.get("token") or {}
        for held in (*(identity.get(place) or {} for place in ("headers", "query", "cookies")), _texts(token)):
            for key, text in held.items():
                variables = VARIABLE.findall(text)
                if variables and environ is not None:
                    secrets.update({v: environ[v] for v in variables if environ.get(v)})
                elif not variables and is_secret_name(key):
                    secrets[variable(name, key)] = text.split(" ", 1)[-1]
    return secrets


def _texts(token: Mapping[str, Any]) -> dict[str, str]:
    """What a token is asked for with."""
    sent = {**token, **(token.get("send") or {})}
    return {key: text for key, text in sent.items() if isinstance(text, str)}


def variable(identity: str, key: str) -> str:
    """What stands for a literal credential: `me`, `X-Key` -> `ME_X_KEY`."""
    return re.sub(r"\W", "_", f"{identity}_{key}").upper()


def _settings(data: Mapping[str, Any], locate: Locate, file: str, folder: Path, secrets: Mapping[str, str]) -> Settings:
    policy = data.get("policy") or {}
    return Settings(
        file=file,
        ignore=tuple(data.get("ignore") or ()),
        ids=data.get("ids") or {},
        targets={k: _target(k, v, locate) for k, v in (data.get("targets") or {}).items()},
        broker=broker_from_data(data["broker"], locate("/broker")) if data.get("broker") else None,
        events=event_rules(data.get("events"), locate),
        exclude=tuple(
            Exclusion(e["match"], e["reason"], locate(f"/operations/exclude/{i}"))
            for i, e in enumerate((data.get("operations") or {}).get("exclude") or ())
        ),
        redact=tuple(data.get("redact") or ()),
        identities={
            k: identity_from_data(k, _of_tenant(v, data), str(locate(f"/identities/{_escape(k)}")))
            for k, v in (data.get("identities") or {}).items()
        },
        tenant=tenant_rules(data.get("tenant"), locate),
        access=access_rules(data.get("access"), locate),
        values={k: tuple(v) for k, v in (data.get("values") or {}).items()},
        envelope=envelopes(data.get("envelope"), locate, folder),
        correlation=correlation(data.get("correlation"), locate),
        failures=recipes(data.get("failures"), locate),
        subjects={**SUBJECTS, **{k: tuple(v) for k, v in (data.get("negative_paths") or {}).items()}},
        owners=tuple((o["match"], o["track"]) for o in data.get("owners") or ()),
        policy=_policy(policy),
        outputs=Outputs(**(data.get("outputs") or {})),
        secrets=secrets,
    )


def _of_tenant(identity: Mapping[str, Any], data: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the values of its tenant; its own win."""
    tenant = (data.get("tenants") or {}).get(identity.get("tenant"), {})
    return {**identity, "values": {**tenant.get("values", {}), **identity.get("values", {})}}


def _target(name: str, data: Mapping[str, Any], locate: Locate) -> TargetSettings:
    plain = {k: v for k, v in data.items() if k not in ("tls", "command")}
    target = TargetSettings(
        **plain,
        command=tuple(data.get("command", ())),
        tls=Tls(**data.get("tls", {})),
        location=locate(f"/targets/{_escape(name)}"),
    )
    return one_kind(target, name)


def _policy(data: Mapping[str, Any]) -> PolicySettings:
    default = PolicySettings()
    allowed = {k: _share(v) for k, v in (data.get("allow_unproven") or {}).items()}
    return PolicySettings(
        allow_unproven={**default.allow_unproven, **allowed},
        budget=Budget(**(data.get("budget") or {})),
        settle=seconds(data.get("settle", default.settle)),
        strict=frozenset(data.get("strict") or ()),
        severities=data.get("severities") or {},
        top_causes=data.get("top_causes", default.top_causes),
        retention=data.get("retention", default.retention),
        repeats=data.get("repeats", default.repeats),
        charge=frozenset(data.get("charge") or ()),
    )


def _share(value: str | float) -> float:
    return float(value.rstrip("%")) / 100 if isinstance(value, str) else float(value)


def _escape(key: str) -> str:
    return str(key).replace("~", "~0").replace("/", "~1")

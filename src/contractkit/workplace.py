"""What all items of a worker share: settings, the open endpoint, the log, and the hook that signs requests."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from contractkit.endpoint import Endpoint, load_object
from contractkit.errors import RunAborted, UsageError
from contractkit.log import Log
from contractkit.model import Case, Contract, Draft, Interaction, Request
from contractkit.redact import Redactor
from contractkit.settings import Settings
from contractkit.settings.recipes import Recipe
from contractkit.tokens import Tokens
from contractkit.wire import encode


def callable_of(recipe: Recipe, root: Path) -> Callable[[str], object] | None:
    """What a recipe calls; raises UsageError with its line where there is no such function."""
    if not isinstance(recipe.call, str):
        return recipe.call
    try:
        found: Callable[[str], object] = load_object(recipe.call, root)
    except UsageError as missing:
        raise UsageError(f"{recipe.where}: failures: {missing}") from missing
    return found


@dataclass(frozen=True, slots=True)
class Workplace:
    settings: Settings
    endpoint: Endpoint
    log: Log
    redactor: Redactor
    run_id: str
    seed: int
    deadline: float  # time.monotonic() at which the fuse blows
    before_send: Callable[[str, dict[str, str]], object] | None = None
    root: Path | None = None  # what functions that settings name are imported from
    tokens: Tokens | None = None
    _credentials: dict[str, str] = field(default_factory=dict)  # put in by the hook: value -> variable

    def signed(self, interaction: Interaction, request: Request) -> Request:
        """The request as the hook wants it sent."""
        if self.before_send is None:
            return request
        changed = dict(request.headers)
        self.before_send(interaction.id, changed)
        for name, value in changed.items() - set(request.headers):
            if self.redactor.hides(name):
                self._credentials[value] = re.sub(r"\W", "_", name.upper(), flags=re.ASCII)
        return replace(request, headers=tuple(changed.items()))

    def request(self, contract: Contract, interaction: Interaction, draft: Draft) -> Request:
        """In wire form, with the credentials of its identity: a token is got if need be."""
        who = self.settings.identities.get(draft.identity or "")
        if who is None:
            return self.signed(interaction, encode(contract, interaction, draft))
        headers = self.tokens.headers(who, self.endpoint, contract) if self.tokens is not None else who.headers
        request = encode(contract, interaction, draft, headers=headers, query=who.query, cookies=who.cookies)
        return self.signed(interaction, request)

    def call(self, recipe: Recipe, interaction: str) -> object:
        """Call what a recipe names; raises RunAborted where that fails."""
        found = callable_of(recipe, self.root or Path.cwd())
        try:
            return found(interaction) if found is not None else None
        except Exception as broken:
            raise RunAborted(
                f"{recipe.where}: the call of this recipe raised {type(broken).__name__}: {broken}"
            ) from broken

    def secrets(self, cases: Iterable[Case]) -> Mapping[str, str]:
        """Value -> variable of all that must not be shown of these cases.

        A credential of the hook is of no setting: it goes by the name of its header.
        """
        sent = {value for case in cases for _, value in case.request.headers}
        configured = {value: name for name, value in self.settings.secrets.items()}
        if self.tokens is not None:
            configured |= self.tokens.known()
        return {value: self._credentials[value] for value in sent & self._credentials.keys()} | configured

"""Settings that cannot hold for the contracts that are there are refused before anything is sent."""

from dataclasses import replace

import pytest
from tests.events.seen import PAID, contract
from tests.failures import TEXT, failing

from contractkit.errors import UsageError
from contractkit.model import Terms
from contractkit.settings import Settings, TargetSettings
from contractkit.sound import checked

EVENTS = replace(contract(terms=Terms(), Paid=PAID), file="contracts/shop.events.yaml")
HTTP = replace(failing(TEXT), file="contracts/shop.openapi.yaml")
STARTED = TargetSettings(command=("shop",))
LIVE = TargetSettings(url="http://127.0.0.1:8000")


@pytest.mark.parametrize("name", ["shop.events.yaml", "contracts/shop.events.yaml", "*.events.yaml"])
@pytest.mark.parametrize(("target", "says"), [(LIVE, "nothing is sent to a url"), (STARTED, "say what it writes")])
def test_a_target_of_events_alone_would_never_be_called(name, target, says):
    with pytest.raises(UsageError, match=says):
        checked((EVENTS, HTTP), Settings(targets={name: target}))


@pytest.mark.parametrize(
    "target",
    [replace(STARTED, ready="listening"), TargetSettings(command=("shop", "{port}")), TargetSettings(app="shop:app")],
)
def test_what_is_started_for_events_is_fine(target):
    assert checked((EVENTS, HTTP), Settings(targets={"shop.events.yaml": target})) is None


@pytest.mark.parametrize("name", ["shop.openapi.yaml", "*", "shop.*.yaml", "elsewhere.yaml"])
def test_a_target_of_requests_is_none_of_events(name):
    assert checked((EVENTS, HTTP), Settings(targets={name: LIVE})) is None

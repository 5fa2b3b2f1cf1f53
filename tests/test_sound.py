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


@pytest.mark.parametrize("name", ["shop.events.yaml", "contracts/shop.events.yaml", "*.events.yaml"])
def test_a_target_of_events_alone_would_never_be_started(name):
    with pytest.raises(UsageError, match="nothing is started or called for it"):
        checked((EVENTS, HTTP), Settings(targets={name: STARTED}))


@pytest.mark.parametrize("name", ["shop.openapi.yaml", "*", "shop.*.yaml", "elsewhere.yaml"])
def test_a_target_of_requests_is_none_of_events(name):
    assert checked((EVENTS, HTTP), Settings(targets={name: STARTED})) is None

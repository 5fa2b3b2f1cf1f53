"""A target that is gone ends the run, and it is said how its process ended, where it is one of ours."""

from dataclasses import replace

import pytest
from tests.doubles import contract, observed

from contractkit.client.meanwhile import AtOnce
from contractkit.endpoint import Endpoint
from contractkit.errors import TargetGone
from contractkit.model import Fault
from contractkit.pulse import feel
from contractkit.redact import Redactor
from contractkit.served import NOBODY


def endpoint(how, *, ours):
    return Endpoint(
        transport=None,
        base_url="http://127.0.0.1:1",
        disposable=True,
        reads_only=False,
        timeout=1.0,
        alive=lambda: how is None,
        close=lambda: None,
        restart=(lambda meanwhile: "") if ours else None,
        ended=lambda: how,
        meanwhile=AtOnce(),
    )


@pytest.mark.parametrize(
    ("how", "ours", "more"),
    [
        ("signal 9", True, "; its process ended with signal 9"),
        ("exit code 3", True, "; its process ended with exit code 3"),
        (NOBODY, True, ""),
        (None, True, ""),
        ("connection refused", False, ""),
    ],
)
def test_how_its_process_ended_is_said_beside_what_was_seen(how, ours, more):
    seen = replace(observed(contract(), None), reply=None, fault=Fault("refused", "connection refused"))
    with pytest.raises(TargetGone) as gone:
        feel(endpoint(how, ours=ours), seen, "a.yaml::createOrder::requests", Redactor({}, ()))
    assert str(gone.value).endswith(f": {seen.fault.detail}{more}")
    assert gone.value.detail == f"{seen.fault.detail}{more}"

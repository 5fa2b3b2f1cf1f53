"""What several reports say alike: discrepancies of one cause, the most telling first."""

from dataclasses import replace

import pytest
from tests.memory import found, promised

from contractkit.model import Record, Severity, Status
from contractkit.summary import causes

RANDOM = replace(found("a", obligation=promised("a"), cause="ended"), node="c.yaml::onScanned::consumed-properties")
FIXED = replace(found("b", obligation=promised("b"), cause="ended"), node="c.yaml::onScanned::consumed")


@pytest.mark.parametrize(
    ("random", "first"),
    [
        (RANDOM, FIXED.id),
        (replace(RANDOM, severity=Severity.CRITICAL), RANDOM.id),
        (replace(RANDOM, node=None), RANDOM.id),
    ],
)
def test_random_values_stand_for_a_cause_only_where_they_show_worse(random, first):
    records = [Record(one, Status.OPEN, "", "now", "now") for one in (random, FIXED)]
    assert [cause.first.id for cause in causes(records)] == [first]

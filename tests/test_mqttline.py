import pytest

from contractkit.mqttline import NUMBERS, Gaps


@pytest.mark.parametrize(
    ("came", "missing"),
    [
        ((1, 2, 3), set()),
        ((7, 8), set()),  # what was before the first is nothing of ours
        ((1, 4), {2, 3}),
        ((1, 3, 2), set()),  # QoS 2 takes longer
        ((1, 0, 2), set()),  # QoS 0 has no number
        ((NUMBERS - 1, NUMBERS, 1, 2), set()),
        ((NUMBERS - 1, 2), {NUMBERS, 1}),
        ((5, 6, 5, 7), set()),  # sent again
    ],
)
def test_what_was_passed_over_is_missing_until_it_comes(came: tuple[int, ...], missing: set[int]) -> None:
    gaps = Gaps()
    for number in came:
        gaps.came(number)
    assert gaps.missing == missing

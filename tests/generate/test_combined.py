import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contractkit.generate.combined import combined
from contractkit.loading import load_contract
from contractkit.reach.drafts import drafts
from contractkit.wire.classify import broken

CONTRACT = load_contract("contracts/orders.openapi.yaml")


def start(name):
    interaction = CONTRACT.interaction(name)
    known = {p.key: "3f2504e0-4f89-41d3-9a0c-0305e82c3301" for p in interaction.parameters if p.where == "path"}
    return interaction, next(drafts(CONTRACT, interaction, known, lambda _: (), "ck000000"))


@pytest.mark.parametrize("name", ["createCustomer", "listOrders", "createOrder"])
def test_two_or_three_edges_together_are_still_valid(name):
    interaction, draft = start(name)

    @settings(max_examples=30, database=None, deadline=None)
    @given(combined(CONTRACT, interaction, draft))
    def law(made):
        assert broken(CONTRACT, interaction, made) == ()

    law()


def test_one_place_alone_is_not_combined():
    interaction, draft = start("getHealth")
    made = combined(CONTRACT, interaction, draft)
    assert made is None or isinstance(made, st.SearchStrategy)

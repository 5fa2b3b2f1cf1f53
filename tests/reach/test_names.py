import pytest

from contractkit.reach.names import collection, members, resource, same, singular, words


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("orderId", ("order", "id")),
        ("order_id", ("order", "id")),
        ("Order-ID", ("order", "id")),
        ("id", ("id",)),
        ("HTTPServer", ("http", "server")),
    ],
)
def test_names_fall_into_words(name, parts):
    assert words(name) == parts


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("orders", "order"),
        ("categories", "category"),
        ("boxes", "box"),
        ("addresses", "address"),
        ("status", "status"),
        ("bus", "bus"),
    ],
)
def test_plurals_have_a_singular(plural, one):
    assert singular(plural) == one


def test_spelling_of_a_name_does_not_matter():
    assert same("orderId", "order_id")
    assert not same("orderId", "id")


@pytest.mark.parametrize(
    ("name", "noun"),
    [("customer_id", "customer"), ("customerIds", "customer"), ("id", None), ("name", None), ("valid", None)],
)
def test_only_names_of_ids_refer_to_a_resource(name, noun):
    assert resource(name) == noun


@pytest.mark.parametrize(
    ("path", "parameter", "expected"),
    [
        ("/orders/{order_id}", "order_id", ("/orders", "order")),
        ("/orders/{order_id}/items/{item_id}", "item_id", ("/orders/{order_id}/items", "item")),
        ("/{tenant}", "tenant", None),
        ("/a/{x}/{y}", "y", None),
        ("/orders", "order_id", None),
    ],
)
def test_a_parameter_belongs_to_the_collection_before_it(path, parameter, expected):
    assert collection(path, parameter) == expected


def test_the_parameter_itself_is_the_likeliest_member():
    assert members("order_id", "order")[:2] == ("order_id", "id")
    assert members("slug", "post")[0] == "slug"

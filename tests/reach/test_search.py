"""A baseline is found on services that refuse: what is tried, in which order, and what is told when nothing helps."""

from dataclasses import dataclass, field

import pytest
from tests.benches import FakeBench, described, line, operation, reply, sent
from tests.reach.shop import ORDER, body, one, orders, path_id, reached
from tests.reach.shop import bench as at

from contractkit.model import Fault, Intent, Message, Request
from contractkit.settings import Identity, Settings


@dataclass
class Shop:
    """Orders that live: created, listed, read and deleted by id. `taken`: names that are in use."""

    orders: dict[int, str] = field(default_factory=dict)
    unique: bool = False
    last: int = 0

    def __call__(self, request: Request) -> Message:
        id = request.target.rpartition("/")[2]
        match request.method, request.target.count("/"):
            case "POST", 1:
                return self._create(sent(request)["name"])
            case "GET", 1:
                return reply(200, [{"id": key, "name": name} for key, name in self.orders.items()])
            case "GET", 2 if id.isdigit() and int(id) in self.orders:
                return reply(200, {"id": int(id), "name": self.orders[int(id)]})
            case "DELETE", 2 if id.isdigit() and int(id) in self.orders:
                del self.orders[int(id)]
                return reply(204)
        return reply(404, {"detail": "no such order"})

    def _create(self, name: str) -> Message:
        if self.unique and name in self.orders.values():
            return reply(409, {"detail": "the name is taken"})
        self.last += 1
        self.orders[self.last] = name
        return reply(201, {"id": self.last, "name": name})


def searched(of, name, service, settings=Settings(), **more):
    on = at(of, name, service, settings, **more)
    return on, reached(on)[1]


def test_an_accepted_example_is_the_baseline_with_one_request():
    of = described({"/orders": {"post": one("create", "201", requestBody=body(example={"name": "Ada"}))}})
    on, base = searched(of, "create", lambda _: reply(201))
    assert on.lines == ["POST /orders"]
    assert sent(base.observation.case.request) == {"name": "Ada"}


def test_a_refused_example_is_followed_by_required_only_and_then_by_all():
    of = described({"/orders": {"post": one("create", "201", requestBody=body(example={"name": "Ada", "note": "x"}))}})
    on, base = searched(of, "create", lambda r: reply(201 if len(sent(r)) == 3 else 400))
    assert [len(sent(one.case.request)) for one in on.seen] == [2, 1, 3]
    assert base is not None


def test_an_undocumented_success_is_no_baseline():
    of = described({"/orders": {"post": one("create", "201", requestBody=body())}})
    assert searched(of, "create", lambda _: reply(200))[1] is None


def test_an_id_is_created_by_the_collection_and_then_read():
    on, base = searched(orders(), "read", Shop())
    assert on.lines == ["POST /orders", "GET /orders/1"]
    assert base.draft.made == {"path.order_id"}


def test_an_id_is_listed_where_nothing_creates():
    shop = Shop({7: "here"})
    on, base = searched(orders(without=("create",)), "read", shop)
    assert on.lines == ["GET /orders", "GET /orders/7"]
    assert base.draft.made == frozenset()


def test_a_configured_id_is_taken_before_anything_is_created():
    on, _ = searched(orders(), "read", Shop({42: "mine"}), Settings(values={"order_id": (42,)}))
    assert on.lines == ["GET /orders/42"]


def test_an_identitys_own_value_wins_over_everybodys():
    of = orders(
        get={"security": [{"key": []}]},
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    )
    ada = Identity("ada", headers={"X-Key": "secret"}, values={"orderId": (42,)})
    on, _ = searched(of, "read", Shop({42: "mine"}), Settings(values={"order_id": (1,)}, identities={"ada": ada}))
    assert on.lines == ["GET /orders/42"]


def test_identities_are_tried_in_order_until_one_is_let_in():
    of = described(
        {"/": {"get": one("op", security=[{"key": []}])}},
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    )
    who = {name: Identity(name, headers={"X-Key": name}) for name in ("first", "second", "third")}
    on, base = searched(
        of, "op", lambda r: reply(200 if r.header("X-Key") == "second" else 401), Settings(identities=who)
    )
    assert [one.case.draft.identity for one in on.seen] == ["first", "second"]
    assert base.draft.identity == "second"


def test_where_no_identity_fits_nothing_is_sent_and_the_line_to_add_is_told():
    of = described(
        {"/": {"get": one("op", security=[{"key": []}])}},
        components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
    )
    on, base = searched(of, "op", lambda _: reply(200))
    assert (base, on.lines) == (None, [])
    assert on.attempts == [
        "op: no identity fits its security: add one under identities: in contractkit.yaml, for example "
        '{headers: {X-Key: "${KEY_TOKEN}"}}'
    ]


def test_a_conflict_is_answered_with_another_unique_value():
    schema = {"type": "object", "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}}}
    of = described({"/users": {"post": one("create", "201", "409", requestBody=body(schema))}})
    on = at(of, "create", lambda _: reply(409 if len(on.seen) == 0 else 201))
    _, base = reached(on)
    first, second = (sent(one.case.request)["email"] for one in on.seen)
    assert first != second
    assert base is not None


def test_the_member_that_a_refusal_names_is_varied():
    schema = {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string", "enum": ["a", "b", "c"]}},
    }
    of = described({"/things": {"post": one("create", "201", "422", requestBody=body(schema))}})
    refused = reply(422, {"detail": [{"loc": ["body", "kind"], "msg": "not today"}]})
    on, base = searched(of, "create", lambda r: reply(201) if sent(r)["kind"] == "b" else refused)
    assert [sent(one.case.request)["kind"] for one in on.seen] == ["a", "b"]
    assert base is not None


def test_a_name_that_a_refusal_offers_is_taken():
    of = described({"/colours/{name}": {"parameters": [path_id("name", {"type": "string"})], "get": one("read")}})
    offer = reply(404, {"detail": "unknown; valid colours are: [red, blue]"})
    on, base = searched(of, "read", lambda r: reply(200) if r.target.endswith("/red") else offer)
    assert on.lines[-1] == "GET /colours/red"
    assert base is not None


def test_a_media_type_that_a_refusal_offers_is_asked_for():
    of = described({"/": {"get": one("read")}})
    kind = "application/vnd.shop+json"
    offer = reply(406, {"detail": f"available: {kind}"})
    on, base = searched(of, "read", lambda r: reply(200) if r.header("Accept") == kind else offer)
    assert len(on.seen) == 2
    assert base.draft.accept == kind


def test_what_was_tried_and_what_the_service_said_is_told():
    of = described({"/orders": {"post": one("create", "201", requestBody=body())}})
    on, base = searched(of, "create", lambda _: reply(403, {"detail": "closed on Sundays"}))
    assert base is None
    assert set(on.attempts) == {"create: POST /orders -> 403 closed on Sundays"}


def test_a_fault_is_told_as_what_was_tried():
    on, _ = searched(orders(), "list", lambda _: Fault("timeout", "no answer within 10 s"))
    assert on.attempts[0] == "list: GET /orders -> no answer: no answer within 10 s"


def test_a_service_that_refuses_for_ever_is_asked_a_bounded_number_of_times():
    turn = iter(range(10_000))
    refused = ["name", "note", "count"]
    of = described({"/orders": {"post": one("create", "201", "422", requestBody=body())}})
    on, base = searched(of, "create", lambda _: reply(422, {"errors": [{"pointer": f"#/{refused[next(turn) % 3]}"}]}))
    assert base is None
    assert len(on.seen) <= 20


def test_operations_that_need_each_other_come_to_an_end():
    link = {"links": {"x": {"operationId": "b", "parameters": {"id": "$response.body#/id"}}}}
    back = {"links": {"x": {"operationId": "a", "parameters": {"id": "$response.body#/id"}}}}
    of = described(
        {
            "/a/{id}": {
                "parameters": [path_id("id")],
                "get": one("a") | {"responses": {"200": {"description": "", **link}}},
            },
            "/b/{id}": {
                "parameters": [path_id("id")],
                "get": one("b") | {"responses": {"200": {"description": "", **back}}},
            },
        }
    )
    on, base = searched(of, "a", lambda _: reply(404))
    assert base is None
    assert len(on.seen) <= 20


OWN = "a write takes only ids that this run created"
NOT_OURS = [
    ("nothing gives it", orders(without=("create", "list")), Settings()),
    ("its producers fail", orders(without=("list",)), Settings()),
    ("it was only listed", orders(without=("create",)), Settings()),
    ("it is configured", orders(without=("create",)), Settings(values={"order_id": (7,)})),
    ("it is an example", orders(without=("create", "list"), id_example=7), Settings()),
]


def unwilling(request: Request) -> Message:
    return (
        reply(200, [{"id": 7, "name": "Ada"}])
        if request.method == "GET"
        else reply(204 if "7" in request.target else 500)
    )


@pytest.mark.parametrize(("of", "settings"), [one[1:] for one in NOT_OURS], ids=[one[0] for one in NOT_OURS])
def test_a_write_never_takes_an_id_that_is_not_ours_on_a_server_that_lives_on(of, settings):
    on, base = searched(of, "delete", unwilling, settings, disposable=False)
    assert base is None
    assert not [text for text in on.lines if text.startswith("DELETE")]
    assert OWN in on.attempts[-1]


@pytest.mark.parametrize(("of", "settings"), [one[1:] for one in NOT_OURS], ids=[one[0] for one in NOT_OURS])
def test_on_a_disposable_server_a_write_may_take_any_id(of, settings):
    on, _ = searched(of, "delete", unwilling, settings)
    assert [text for text in on.lines if text.startswith("DELETE")]


def test_a_write_takes_what_this_run_created_on_any_server():
    on, base = searched(orders(), "delete", Shop(), disposable=False)
    assert on.lines == ["POST /orders", "DELETE /orders/1"]
    assert base is not None


def test_a_name_of_our_own_may_be_written_on_any_server_and_no_other_one():
    paths = {"/notes/{name}": {"parameters": [path_id("name", {"type": "string"})], "delete": one("delete", "204")}}
    offer = reply(404, {"detail": "unknown; valid names are: [yours]"})
    on, base = searched(described(paths), "delete", lambda _: offer, disposable=False)
    assert base is None
    assert on.lines
    assert not [text for text in on.lines if not text.startswith("DELETE /notes/ck")]


def test_a_word_of_a_list_in_a_path_is_no_id():
    paths = {"/do/{what}": {"parameters": [path_id("what", {"enum": ["tidy"]})], "post": one("do")}}
    assert searched(described(paths), "do", lambda _: reply(200), disposable=False)[1] is not None


def test_a_guessed_id_makes_no_claim_of_its_own():
    on, _ = searched(orders(), "read", lambda r: reply(404 if r.method == "GET" else 500))
    own = [one.case.intent for one in on.seen if one.case.interaction.name == "read"]
    assert own
    assert set(own) == {Intent.ROBUST}


def test_a_baseline_is_searched_once():
    on = at(orders(), "read", Shop())
    reach, base = reached(on)
    assert reach.baseline(on.interaction) is base
    assert len(on.lines) == 2


def test_only_attempts_at_the_own_operation_are_judged():
    on, _ = searched(orders(), "read", Shop())
    assert [line(trace.subject.case.request) for trace in on.judged] == ["GET /orders/1"]


def test_a_delete_is_made_again_for_each_sending():
    shop = Shop()
    on = at(orders(), "delete", shop)
    reach, base = reached(on)
    assert base.consumes
    assert [reach.renew(on.interaction).status for _ in range(2)] == [204, 204]
    assert on.lines == [f"{verb} /orders{id}" for n in (1, 2, 3) for verb, id in (("POST", ""), ("DELETE", f"/{n}"))]
    assert shop.orders == {}


def test_a_read_is_not_made_again():
    on = at(orders(), "read", Shop())
    reach, _ = reached(on)
    reach.renew(on.interaction)
    assert on.lines == ["POST /orders", "GET /orders/1", "GET /orders/1"]


def test_a_fresh_baseline_has_resources_of_its_own():
    on = at(orders(), "read", Shop())
    reach, _ = reached(on)
    assert reach.fresh(on.interaction).parameters == {"path.order_id": 2}


def test_what_cannot_be_made_again_gives_no_draft():
    shop = Shop()
    on = at(orders(), "delete", shop)
    reach, _ = reached(on)
    on.service = lambda request: reply(500)
    assert reach.live(on.interaction) is None
    assert reach.renew(on.interaction) is None


def test_unique_values_differ_between_sendings():
    schema = {**ORDER, "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}}}
    of = described({"/orders": {"post": one("create", "201", "409", requestBody=body(schema))}})
    taken: set[str] = set()

    def service(request: Request) -> Message:
        email = sent(request)["email"]
        known = email in taken
        taken.add(email)
        return reply(409 if known else 201)

    on = at(of, "create", service)
    reach, _ = reached(on)
    assert [reach.renew(on.interaction).status for _ in range(3)] == [201] * 3


def test_nested_resources_are_made_from_the_outside_in():
    paths = {
        "/shops": {"post": one("makeShop", "201")},
        "/shops/{shop_id}/orders": {"parameters": [path_id("shop_id")], "post": one("makeOrder", "201")},
        "/shops/{shop_id}/orders/{order_id}": {
            "parameters": [path_id("shop_id"), path_id("order_id")],
            "get": one("read"),
        },
    }
    given = {"/shops": 5, "/shops/5/orders": 6}
    on = FakeBench(
        of := described(paths),
        operation(of, "read"),
        lambda r: reply(201, {"id": given[r.target]}) if r.method == "POST" else reply(200),
    )
    _, base = reached(on)
    assert on.lines == ["POST /shops", "POST /shops/5/orders", "GET /shops/5/orders/6"]
    assert base.draft.parameters == {"path.shop_id": 5, "path.order_id": 6}


@dataclass
class Notes(Shop):
    """A note of an order is there once it is put, and goes with DELETE."""

    notes: dict[str, str] = field(default_factory=dict)

    def __call__(self, request: Request) -> Message:
        if not request.target.endswith("/note"):
            return super().__call__(request)
        there = request.target in self.notes
        if request.method == "PUT":
            self.notes[request.target] = sent(request)["name"]
        elif request.method == "DELETE":
            self.notes.pop(request.target, None)
        return reply(200, {}) if there or request.method == "PUT" else reply(404, {"detail": "no note"})


NOTE = {
    "/orders": {"post": one("create", "201", schema=ORDER, requestBody=body())},
    "/orders/{order_id}/note": {
        "parameters": [path_id()],
        "get": one("note", "200", "404"),
        "delete": one("strike", "200", "404"),
        "put": one("write", "200", requestBody=body()),
    },
}


def test_what_is_a_part_of_something_is_put_there_before_it_is_read():
    on, base = searched(described(NOTE), "note", Notes())
    assert on.lines == ["POST /orders", "GET /orders/1/note", "PUT /orders/1/note", "GET /orders/1/note"]
    assert base.observation.accepted


def test_what_is_a_part_of_something_is_put_there_again_each_time_it_goes():
    on = at(described(NOTE), "strike", Notes())
    reach, base = reached(on)
    assert base is not None
    for _ in range(2):
        assert reach.renew(on.interaction).accepted
    assert on.lines[-4:] == ["PUT /orders/1/note", "DELETE /orders/1/note"] * 2


def test_what_is_put_there_already_is_not_put_again():
    service = Notes(notes={"/orders/1/note": "x"})
    on, _ = searched(described(NOTE), "note", service)
    assert on.lines == ["POST /orders", "GET /orders/1/note"]


def test_a_reference_in_a_body_is_an_id_that_was_created():
    schema = {"type": "object", "required": ["customer_id"], "properties": {"customer_id": {"type": "integer"}}}
    paths = {
        "/customers": {"post": one("makeCustomer", "201")},
        "/orders": {"post": one("order", "201", requestBody=body(schema))},
    }
    on, _ = searched(described(paths), "order", lambda r: reply(201, {"id": 77}))
    assert sent(on.seen[-1].case.request) == {"customer_id": 77}


@pytest.mark.parametrize("status", [500, 404])
def test_a_reference_that_nothing_gives_is_a_value_of_its_type(status):
    schema = {"type": "object", "required": ["customer_id"], "properties": {"customer_id": {"type": "integer"}}}
    paths = {
        "/customers": {"post": one("makeCustomer", "201")},
        "/orders": {"post": one("order", "201", requestBody=body(schema))},
    }
    _, base = searched(described(paths), "order", lambda r: reply(201 if r.target == "/orders" else status))
    assert isinstance(sent(base.observation.case.request)["customer_id"], int)


@pytest.mark.parametrize("location", ["/jobs/77", "http://127.0.0.1:8000/v1/jobs/77?wait=1", "/exports/77"])
def test_a_job_is_read_where_the_location_of_its_start_leads(location):
    headers = {"Location": {"schema": {"type": "string"}}}
    start = one("start") | {"responses": {"202": {"description": "", "headers": headers}}}
    job = {"parameters": [path_id("job_id")], "get": one("job")}

    def service(request):
        if request.method == "POST":
            return reply(202, {"id": 5}, ("Location", location))
        return reply(200 if request.target == "/jobs/77" else 404)

    of = described({"/exports": {"post": start}, "/jobs/{job_id}": job})
    _, base = searched(of, "job", service)
    assert (base is not None) is ("/jobs/" in location)


def test_where_a_location_may_have_led_and_did_not_a_guess_is_still_a_valid_request():
    headers = {"Location": {"schema": {"type": "string"}}}
    make = one("make") | {"responses": {"201": {"description": "", "headers": headers}}}
    page = {"parameters": [path_id("number")], "get": one("page")}
    of = described({"/exports": {"post": make}, "/pages/{number}": page})

    def service(request):
        return reply(201, None, ("Location", "/exports/1")) if request.method == "POST" else reply(200)

    _, base = searched(of, "page", service)
    assert base.observation.case.intent is Intent.VALID

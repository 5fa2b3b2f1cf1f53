"""The slips this service can be told to make (ORDERS_FAULTS), each with what is wrong and which promise it breaks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Planted:
    """`obligations`: what must turn out violated, by this `probe`; `kind`: of promise; `where`: module of the slip."""

    sentence: str
    kind: str
    where: str
    obligations: tuple[str, ...]
    probe: str


def _planted(sentence: str, where: str, *obligations: str, probe: str = "") -> Planted:
    kind = obligations[0].partition(":")[2].partition("(")[0]
    own = {"protocol": kind, "correlation": kind, "failure": "failures"}.get(kind, "requests")
    return Planted(sentence, kind, where, obligations, probe or own)


FAULTS: dict[str, Planted] = {
    "full-page-is-partial-content": _planted(
        "A page of the greatest size is answered with 206, which the contract does not list.",
        "orders",
        "orders#listOrders:status",
    ),
    "largest-quantity-crashes": _planted(
        "Nobody thought of a rebate for the greatest quantity: the table ends one row too early.",
        "items",
        "orders#addItem:no-server-error",
    ),
    "search-crashes-on-nul": _planted(
        "A NUL in the search text reaches the database driver, which raises.",
        "customers",
        "orders#listCustomers:no-server-error",
    ),
    "report-as-html": _planted(
        "The report says it is HTML.",
        "reports",
        "orders#getReport:response(200 application/json)",
    ),
    "turnover-not-a-number": _planted(
        "Nothing divided by nothing is written as NaN, which is not JSON.",
        "reports",
        "orders#getStock:response(200 application/json)",
    ),
    "broken-patch-ignored": _planted(
        "A patch that is not JSON is read as an empty one, and answered with 200.",
        "customers",
        "orders#updateCustomer:protocol(malformed-json)",
    ),
    "method-not-allowed-without-allow": _planted(
        "A 405 does not say which methods there are, wherever it is answered but in the catalog.",
        "service",
        "orders#getHealth:protocol(method-not-allowed)",
    ),
    "body-on-204": _planted(
        "Removing an item answers 204 with a body.",
        "items",
        "orders#deleteItem:response(204)",
    ),
    "quantity-as-text": _planted(
        "The quantity of a single item is a text.",
        "items",
        "orders#getItem:response(200 application/json)",
    ),
    "checksum-forgotten": _planted(
        "An attachment is shown without its required checksum.",
        "attachments",
        "orders#getAttachment:response(200 application/json)",
    ),
    "card-number-leaked": _planted(
        "The card number, which is only ever taken in, is shown.",
        "orders",
        "orders#getOrder:response(200 application/json)",
    ),
    "placed-at-without-zone": _planted(
        "The time of an order lacks its zone.",
        "orders",
        "orders#getOrder:response(200 application/json)",
    ),
    "new-job-waits": _planted(
        "A new job has a status the contract does not list.",
        "exports",
        "orders#createExport:response(202 application/json)",
    ),
    "created-without-location": _planted(
        "A new customer is answered without Location.",
        "customers",
        "orders#createCustomer:response(201 application/json)",
    ),
    "total-in-words": _planted(
        "X-Total-Count says 'about 7'.",
        "customers",
        "orders#listCustomers:response(200 application/json)",
    ),
    "amounts-as-numbers": _planted(
        "Amounts of money are numbers instead of texts wherever they are shown: one slip, many operations.",
        "money",
        "orders#createOrder:response(201 application/json)",
        "orders#getOrder:response(200 application/json)",
        "orders#addItem:response(201 application/json)",
        "orders#getReport:response(200 application/json)",
    ),
    "problem-status-as-text": _planted(
        "The envelope of failures has its status as a text.",
        "problems",
        "orders#listOrders:response(422 application/problem+json)",
        "orders#createOrder:response(422 application/problem+json)",
    ),
    "longest-street-refused": _planted(
        "A street of exactly the greatest length is refused.",
        "fulfilment",
        "orders#replaceDelivery:accepts(body/street maxLength)",
    ),
    "source-shop-forgotten": _planted(
        "One member of an enumeration was forgotten.",
        "fulfilment",
        "orders#replaceFeedback:accepts(body/source enum)",
    ),
    "null-note-refused": _planted(
        "A note may be null by the contract, and is refused.",
        "items",
        "orders#updateItem:accepts(body/note null)",
    ),
    "one-row-too-many": _planted(
        "The greatest number of rows is one too great.",
        "exports",
        "orders#createExport:rejects(body/max_rows maximum)",
    ),
    "file-name-only-searched": _planted(
        "The pattern of file names is searched for instead of matched.",
        "exports",
        "orders#createExport:rejects(body/file_name pattern)",
    ),
    "columns-twice-taken": _planted(
        "The same column may be given twice.",
        "exports",
        "orders#createExport:rejects(body/columns uniqueItems)",
    ),
    "unknown-address-member-taken": _planted(
        "An address with a member nobody knows is taken.",
        "customers",
        "orders#createCustomer:rejects(body/address additionalProperties)",
    ),
    "quantity-forgotten": _planted(
        "An item of a new order may lack its required quantity.",
        "orders",
        "orders#createOrder:rejects(body/items/*/quantity required)",
    ),
    "not-allowed-says-400": _planted(
        "The envelope of a 405 has the status 400.",
        "problems",
        "orders#getHealth:envelope",
        "orders#listOrders:envelope",
        probe="protocol",
    ),
    "wrong-member-named": _planted(
        "Refusals of a body point to a member that nobody sent.",
        "problems",
        "orders#createOrder:pointer",
        "orders#addItem:pointer",
    ),
    "wrong-parameter-named": _planted(
        "Refusals of a parameter name one that does not exist.",
        "problems",
        "orders#listOrders:pointer",
    ),
    "traceback-in-detail": _planted(
        "Refusals of a body carry the traceback of the validator.",
        "slips",
        "orders#createOrder:leak",
        "orders#listOrders:leak",
    ),
    "statement-in-detail": _planted(
        "Refusals of a body carry the statement that was prepared.",
        "slips",
        "orders#createOrder:leak",
    ),
    "path-in-detail": _planted(
        "A 405 tells in which file its routes stand.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "host-in-detail": _planted(
        "A 405 tells the address of the database.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "exception-in-detail": _planted(
        "A 405 tells the class of the exception behind it.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "token-in-detail": _planted(
        "A refusal repeats the token it was asked with.",
        "service",
        "orders#listOrders:leak",
    ),
    "correlation-not-echoed": _planted(
        "Answers carry an id of their own, whatever id was sent.",
        "service",
        "orders#listOrders:correlation",
    ),
    "correlation-always-the-same": _planted(
        "Requests without an id are all given the same.",
        "service",
        "orders#getHealth:correlation",
    ),
    "correlation-of-another": _planted(
        "A refusal says another id in its body than in its header.",
        "service",
        "orders#listOrders:correlation",
    ),
    "unknown-customer-is-invalid": _planted(
        "A customer that nobody knows is answered with 422 instead of 404.",
        "customers",
        "orders#getCustomer:failure(404)",
    ),
    "deleted-customer-kept": _planted(
        "A customer that was deleted is still there.",
        "customers",
        "orders#getCustomer:failure(404)",
        "orders#updateCustomer:failure(404)",
    ),
    "stranger-is-forbidden": _planted(
        "Who sends no credentials is answered with 403 instead of 401.",
        "callers",
        "orders#listOrders:failure(401)",
        "orders#createOrder:failure(401)",
    ),
    "any-token-taken": _planted(
        "A token that nobody was given is taken for the first one's.",
        "callers",
        "orders#listOrders:failure(401)",
        "orders#createOrder:failure(401)",
    ),
    "reports-for-everybody": _planted(
        "The scope of reports is not asked for.",
        "callers",
        "orders#getReport:failure(403)",
    ),
    "refused-and-deleted": _planted(
        "An order is deleted before it is found out that nobody may.",
        "service",
        "orders#deleteOrder:failure(401)",
    ),
    "allow-lists-every-method": _planted(
        "A 405 of the catalog allows every method, the refused one too.",
        "service",
        "catalog#listProducts:protocol(method-not-allowed)",
    ),
    "catalog-page-of-nothing": _planted(
        "The catalog takes a page of zero products.",
        "catalog",
        "catalog#listProducts:rejects(query.limit minimum)",
    ),
    "catalog-price-as-text": _planted(
        "The price of a single product is a text with its currency.",
        "catalog",
        "catalog#getProduct:response(200 application/json)",
    ),
}

EXPECTATIONS: dict[str, tuple[str, ...]] = {name: fault.obligations for name, fault in FAULTS.items()}

"""The slips this service can be told to make (ORDERS_FAULTS), each with what is wrong and which promise it breaks."""

from examples.orders.faults_of_access import ACCESS
from examples.orders.faults_of_events import EVENTS
from examples.orders.faults_of_tenants import TENANTS
from examples.orders.planted import Planted, planted

FAULTS: dict[str, Planted] = {
    "full-page-is-partial-content": planted(
        "A page of the greatest size is answered with 206, which the contract does not list.",
        "orders",
        "orders#listOrders:status",
    ),
    "largest-quantity-crashes": planted(
        "Nobody thought of a rebate for the greatest quantity: the table ends one row too early.",
        "items",
        "orders#addItem:no-server-error",
    ),
    "search-crashes-on-nul": planted(
        "A NUL in the search text reaches the database driver, which raises.",
        "customers",
        "orders#listCustomers:no-server-error",
    ),
    "report-as-html": planted(
        "The report says it is HTML.",
        "reports",
        "orders#getReport:response(200 application/json)",
    ),
    "turnover-not-a-number": planted(
        "Nothing divided by nothing is written as NaN, which is not JSON.",
        "reports",
        "orders#getStock:response(200 application/json)",
    ),
    "broken-patch-ignored": planted(
        "A patch that is not JSON is read as an empty one, and answered with 200.",
        "customers",
        "orders#updateCustomer:protocol(malformed-json)",
    ),
    "method-not-allowed-without-allow": planted(
        "A 405 does not say which methods there are, wherever it is answered but in the catalog.",
        "service",
        "orders#getHealth:protocol(method-not-allowed)",
    ),
    "body-on-204": planted(
        "Removing an item answers 204 with a body.",
        "items",
        "orders#deleteItem:response(204)",
    ),
    "quantity-as-text": planted(
        "The quantity of a single item is a text.",
        "items",
        "orders#getItem:response(200 application/json)",
    ),
    "checksum-forgotten": planted(
        "An attachment is shown without its required checksum.",
        "attachments",
        "orders#getAttachment:response(200 application/json)",
    ),
    "card-number-leaked": planted(
        "The card number, which is only ever taken in, is shown.",
        "orders",
        "orders#getOrder:response(200 application/json)",
    ),
    "placed-at-without-zone": planted(
        "The time of an order lacks its zone.",
        "orders",
        "orders#getOrder:response(200 application/json)",
    ),
    "new-job-waits": planted(
        "A new job has a status the contract does not list.",
        "exports",
        "orders#createExport:response(202 application/json)",
    ),
    "created-without-location": planted(
        "A new customer is answered without Location.",
        "customers",
        "orders#createCustomer:response(201 application/json)",
    ),
    "total-in-words": planted(
        "X-Total-Count says 'about 7'.",
        "customers",
        "orders#listCustomers:response(200 application/json)",
    ),
    "amounts-as-numbers": planted(
        "Amounts of money are numbers instead of texts wherever they are shown: one slip, many operations.",
        "money",
        "orders#createOrder:response(201 application/json)",
        "orders#getOrder:response(200 application/json)",
        "orders#addItem:response(201 application/json)",
        "orders#getReport:response(200 application/json)",
    ),
    "problem-status-as-text": planted(
        "The envelope of failures has its status as a text.",
        "problems",
        "orders#listOrders:response(422 application/problem+json)",
        "orders#createOrder:response(422 application/problem+json)",
    ),
    "longest-street-refused": planted(
        "A street of exactly the greatest length is refused.",
        "fulfilment",
        "orders#replaceDelivery:accepts(body/street maxLength)",
    ),
    "source-shop-forgotten": planted(
        "One member of an enumeration was forgotten.",
        "fulfilment",
        "orders#replaceFeedback:accepts(body/source enum)",
    ),
    "null-note-refused": planted(
        "A note may be null by the contract, and is refused.",
        "items",
        "orders#updateItem:accepts(body/note null)",
    ),
    "one-row-too-many": planted(
        "The greatest number of rows is one too great.",
        "exports",
        "orders#createExport:rejects(body/max_rows maximum)",
    ),
    "file-name-only-searched": planted(
        "The pattern of file names is searched for instead of matched.",
        "exports",
        "orders#createExport:rejects(body/file_name pattern)",
    ),
    "columns-twice-taken": planted(
        "The same column may be given twice.",
        "exports",
        "orders#createExport:rejects(body/columns uniqueItems)",
    ),
    "unknown-address-member-taken": planted(
        "An address with a member nobody knows is taken.",
        "customers",
        "orders#createCustomer:rejects(body/address additionalProperties)",
    ),
    "quantity-forgotten": planted(
        "An item of a new order may lack its required quantity.",
        "orders",
        "orders#createOrder:rejects(body/items/*/quantity required)",
    ),
    "not-allowed-says-400": planted(
        "The envelope of a 405 has the status 400.",
        "problems",
        "orders#getHealth:envelope",
        "orders#listOrders:envelope",
        probe="protocol",
    ),
    "wrong-member-named": planted(
        "Refusals of a body point to a member that nobody sent.",
        "problems",
        "orders#createOrder:pointer",
        "orders#addItem:pointer",
    ),
    "wrong-parameter-named": planted(
        "Refusals of a parameter name one that does not exist.",
        "problems",
        "orders#listOrders:pointer",
    ),
    "traceback-in-detail": planted(
        "Refusals of a body carry the traceback of the validator.",
        "slips",
        "orders#createOrder:leak",
        "orders#listOrders:leak",
    ),
    "statement-in-detail": planted(
        "Refusals of a body carry the statement that was prepared.",
        "slips",
        "orders#createOrder:leak",
    ),
    "path-in-detail": planted(
        "A 405 tells in which file its routes stand.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "host-in-detail": planted(
        "A 405 tells the address of the database.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "exception-in-detail": planted(
        "A 405 tells the class of the exception behind it.",
        "slips",
        "orders#getHealth:leak",
        probe="protocol",
    ),
    "token-in-detail": planted(
        "A refusal repeats the token it was asked with.",
        "service",
        "orders#listOrders:leak",
    ),
    "correlation-not-echoed": planted(
        "Answers carry an id of their own, whatever id was sent.",
        "service",
        "orders#listOrders:correlation",
    ),
    "correlation-always-the-same": planted(
        "Requests without an id are all given the same.",
        "service",
        "orders#getHealth:correlation",
    ),
    "correlation-of-another": planted(
        "A refusal says another id in its body than in its header.",
        "service",
        "orders#listOrders:correlation",
    ),
    "unknown-customer-is-invalid": planted(
        "A customer that nobody knows is answered with 422 instead of 404.",
        "customers",
        "orders#getCustomer:failure(404)",
    ),
    "deleted-customer-kept": planted(
        "A customer that was deleted is still there.",
        "customers",
        "orders#getCustomer:failure(404)",
        "orders#updateCustomer:failure(404)",
    ),
    "stranger-is-forbidden": planted(
        "Who sends no credentials is answered with 403 instead of 401.",
        "callers",
        "orders#listOrders:failure(401)",
        "orders#createOrder:failure(401)",
    ),
    "any-token-taken": planted(
        "A token that nobody was given is taken for the first one's.",
        "callers",
        "orders#listOrders:failure(401)",
        "orders#createOrder:failure(401)",
    ),
    "reports-for-everybody": planted(
        "The scope of reports is not asked for.",
        "callers",
        "orders#getReport:failure(403)",
    ),
    "refused-and-deleted": planted(
        "An order is deleted before it is found out that nobody may.",
        "service",
        "orders#deleteOrder:failure(401)",
    ),
    "allow-lists-every-method": planted(
        "A 405 of the catalog allows every method, the refused one too.",
        "service",
        "catalog#listProducts:protocol(method-not-allowed)",
    ),
    "catalog-page-of-nothing": planted(
        "The catalog takes a page of zero products.",
        "catalog",
        "catalog#listProducts:rejects(query.limit minimum)",
    ),
    "catalog-price-as-text": planted(
        "The price of a single product is a text with its currency.",
        "catalog",
        "catalog#getProduct:response(200 application/json)",
    ),
    **ACCESS,
    **TENANTS,
    **EVENTS,
}

EXPECTATIONS: dict[str, tuple[str, ...]] = {name: fault.obligations for name, fault in FAULTS.items()}

"""Files attached to orders."""

from hashlib import sha256

from starlette.responses import Response

from examples.orders.answers import answer, created
from examples.orders.bodies import MULTIPART, Body
from examples.orders.operations import Call, Operation, found, new_id, now, path_id
from examples.orders.problems import Refusal
from examples.orders.shapes import Blob, Flag, Number, Text, record
from examples.orders.store import Attached, Document

FIELDS = record(
    {
        "title": Text(least=1, most=80),
        "kind": Text(among=("invoice", "photo", "other")),
        "public": Flag(),
        "pages": Number(whole=True, low=1, high=500),
        "file": Blob(),
    },
    required="title file",
)


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    order, one = path_id("order_id"), path_id("attachment_id")
    many = "/v1/orders/{order_id}/attachments"
    content = ("application/octet-stream",)
    return (
        Operation("POST", many, add_attachment, "orders:write", (order,), Body(FIELDS, MULTIPART)),
        Operation("GET", f"{many}/{{attachment_id}}", get_attachment, "orders:read", (order, one)),
        Operation("GET", f"{many}/{{attachment_id}}/content", download, "orders:read", (order, one), produces=content),
    )


def add_attachment(call: Call) -> Response:
    order = found(call.tenant.orders, call.given["order_id"], "order")
    content: bytes = call.body["file"]
    fields = {name: value for name, value in call.body.items() if name != "file"}
    measured = {"size": len(content), "sha256": sha256(content).hexdigest(), "created_at": now()}
    document: Document = {"id": new_id(), "public": False, **fields, **measured}
    order.attachments.put(document["id"], Attached(document, content))
    return created(document, f"{call.path}/{document['id']}")


def get_attachment(call: Call) -> Response:
    document = _attached(call).document
    if "checksum-forgotten" in call.faults:
        document = {name: value for name, value in document.items() if name != "sha256"}
    return answer(document)


def download(call: Call) -> Response:
    attached = _attached(call)
    named = {"Content-Disposition": f'attachment; filename="{attached.document["id"]}.bin"'}
    return Response(attached.content, 200, named, "application/octet-stream")


def _attached(call: Call) -> Attached:
    if "title-in-refusal" in call.faults:
        for order in (order for other in call.others for order in other.orders.things()):
            if (attached := order.attachments.get(call.given["attachment_id"])) is not None:
                raise Refusal(404, "not_found", f"there is no attachment {attached.document['title']} of yours")
    order = found(call.tenant.orders, call.given["order_id"], "order")
    return found(order.attachments, call.given["attachment_id"], "attachment")

"""Exports run as jobs: each look at one finds it a step further."""

from starlette.responses import Response

from examples.orders.answers import answer, created
from examples.orders.bodies import Body
from examples.orders.operations import Call, Operation, found, new_id, now, path_id
from examples.orders.problems import Refusal
from examples.orders.shapes import Flag, ListOf, MapOf, Nullable, Number, Record, Text, record
from examples.orders.store import Document

STEPS = ("queued", "running", "done")


def operations(faults: frozenset[str]) -> tuple[Operation, ...]:
    body = Body(export_shape(faults), required=False)
    return (
        Operation("POST", "/v1/exports", create_export, "orders:write", (), body),
        Operation("GET", "/v1/jobs/{job_id}", get_job, "orders:read", (path_id("job_id"),)),
    )


def export_shape(faults: frozenset[str]) -> Record:
    most = 10_000
    if "one-row-too-many" in faults:
        most = 10_001
    return record(
        {
            "kind": Text(among=("orders", "customers")),
            "since": Text(format="date-time"),
            "max_rows": Number(whole=True, low=1, high=most),
            "file_name": Text(pattern="[a-z0-9][a-z0-9-]{2,39}", anchored="file-name-only-searched" not in faults),
            "columns": ListOf(
                Text(among=("number", "status", "total", "customer")),
                least=1,
                most=4,
                distinct="columns-twice-taken" not in faults,
            ),
            "renames": MapOf(Text(least=1, most=30), least=1, most=3),
            "compress": Nullable(Flag()),
        }
    )


def create_export(call: Call) -> Response:
    if call.store.queue == "full":
        raise Refusal(429, "too_many_requests", "there is no room for another export", headers={"Retry-After": "30"})
    if call.store.queue == "down":
        raise Refusal(503, "unavailable", "exports cannot be made now", headers={"Retry-After": "30"})
    kind = (call.body or {}).get("kind", "orders")
    job: Document = {"id": new_id(), "kind": kind, "status": STEPS[0], "created_at": now(), "result_url": None}
    call.tenant.jobs.put(job["id"], job)
    shown = dict(job)
    if "new-job-waits" in call.faults:
        shown["status"] = "waiting"
    return created(shown, f"/v1/jobs/{job['id']}", 202)


def get_job(call: Call) -> Response:
    if "job-of-another-is-forbidden" in call.faults and any(o.jobs.get(call.given["job_id"]) for o in call.others):
        raise Refusal(403, "forbidden", "it is not yours")
    job = found(call.tenant.jobs, call.given["job_id"], "job")
    shown = dict(job)
    job["status"] = STEPS[min(STEPS.index(job["status"]) + 1, len(STEPS) - 1)]
    if job["status"] == STEPS[-1]:
        job["result_url"] = f"/v1/files/{job['id']}.csv"
    return answer(shown)

"""What failures, identities and tenants cost on the sample, beside the main job: requests and seconds, in-process."""

import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from examples.orders.app import make_app
from examples.orders.callers import DEMO

from bench.figures import Figure, at_most
from contractkit.api import new_run_id
from contractkit.options import Hooks, Options
from contractkit.run import Run

ROOT = Path(__file__).parent.parent
MAIN = ("requests", "protocol", "properties")


def figures(rounds: int) -> Iterator[Figure]:
    requests, seconds, operations = measured()
    main, others = sum(requests[p] for p in MAIN), {p: n for p, n in requests.items() if p not in MAIN}
    told = ", ".join(f"{p} {n / operations:.1f} ({seconds[p] / operations * 1000:.0f} ms)" for p, n in others.items())
    all_seconds = sum(seconds.values()) / sum(seconds[p] for p in MAIN)
    yield at_most(
        "requests on the sample beside the main job's",
        sum(requests.values()) / main,
        2.0,
        f"{sum(requests.values())} of {main} for {operations} operations, {all_seconds:.2f}x the seconds; "
        f"an operation: {told}",
    )


def measured() -> tuple[Counter[str], dict[str, float], int]:
    """Requests and seconds by probe, and how many operations there are."""
    requests: Counter[str] = Counter()
    seconds: dict[str, float] = defaultdict(float)
    app = make_app()
    with tempfile.TemporaryDirectory() as folder:
        options = Options(contracts=ROOT / "contracts", root=ROOT, environ=DEMO)
        run = Run(options, run_id=new_run_id(), hooks=Hooks(app=lambda _: app), scratch=Path(folder))
        run.prepare(write=False)
        items = [item for item in run.items() if item.interaction is not None]
        for item in items:
            started = time.perf_counter()
            ledger = run.examine(item)
            seconds[item.probe] += time.perf_counter() - started
            requests[item.probe] += sum(reached.requests for reached in ledger.interactions.values())
        run.close()
    return requests, seconds, len({item.interaction.id for item in items if item.interaction})

"""`contractkit suggest` as a person types it: on the sample without its events, and on a service that says little."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from examples.orders.app import make_app
from examples.orders.callers import DEMO
from tests.commands.pets import contractkit, repository
from tests.services.stall import FILES

from contractkit import verify
from contractkit.settings.file import read_settings

ROOT = Path(__file__).parents[2]
OURS = ROOT / "contracts/contractkit.yaml"
TENANT = "$message.header#/ce_tenant"


def stripped(**events):
    """The settings of the sample, with other events than its own."""
    settings = yaml.safe_load(OURS.read_text())
    del settings["events"]
    return settings | ({"events": events} if events else {})


def snapshot(root):
    return {str(p.relative_to(root)): p.read_bytes() for p in root.rglob("*") if p.is_file() and p.suffix != ".pyc"}


def sample(root, settings):
    shutil.copytree(ROOT / "contracts", root / "contracts")
    shutil.copytree(ROOT / "examples", root / "examples", ignore=shutil.ignore_patterns("__pycache__"))
    (root / "contracts/contractkit.yaml").write_text(yaml.safe_dump(settings))
    before = snapshot(root)
    done = contractkit(root, "suggest", **DEMO)
    assert done.returncode == 0, done.stderr
    assert snapshot(root) == before
    return done


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """What is said of the sample, none of whose events is declared."""
    return sample(tmp_path_factory.mktemp("sample"), stripped())


@pytest.fixture(scope="module")
def stall(tmp_path_factory):
    """What is said of a service whose events say little."""
    root = tmp_path_factory.mktemp("stall")
    (root / "contracts").mkdir()
    for name, text in FILES.items():
        (root / name).write_text(text)
    done = contractkit(root, "suggest")
    assert done.returncode == 0, done.stderr
    return done


def test_the_sample_is_told_what_was_written_by_hand(told):
    ours = yaml.safe_load(OURS.read_text())["events"]
    wanted = {
        name: {key: rule[key] for key in ("caused_by", "effect", "dead_letter", "tenant") if key in rule}
        for name, rule in ours.items()
    }
    assert yaml.safe_load(told.stdout)["events"] == wanted


def test_what_would_be_an_obligation_beyond_what_was_seen_is_a_comment(told):
    assert "    # duplicate: once  # held when it was tried once" in told.stdout
    assert told.stdout.count("    # replayed: none  # held when it was tried once") == 1
    assert '    # order: {version: "/sequence"}  # by its name; ' in told.stdout


def test_where_a_state_can_be_read_is_told_by_what_was_read_there(told):
    [line] = [line for line in told.stdout.splitlines() if "state: " in line]
    assert line.startswith(
        "    # state: getOrder  # customer_id, item_count, number, status of 2 of 2 events read there"
    )


def test_dead_letters_are_told_by_broken_events_that_lay_there(told):
    lines = [line.strip() for line in told.stdout.splitlines() if "dead_letter" in line]
    assert lines == ["dead_letter: orders.dlq  # 2 of 2 broken events lay there, and no valid one"] * 2


def test_dead_letters_that_lie_nowhere_are_not_made_up(stall):
    lines = [line.strip() for line in stall.stdout.splitlines() if "dead_letter" in line]
    assert lines == ["# dead_letter: <channel>  # where refused events lie was not seen: say it"]


def test_progress_is_no_part_of_what_is_to_be_pasted(told):
    assert "contractkit: asking createOrder\n" in told.stderr
    assert "asking" not in told.stdout


def test_what_is_told_makes_a_run_prove_what_causes_what(told, tmp_path):
    path = tmp_path / "contractkit.yaml"
    path.write_text(yaml.safe_dump(stripped(**yaml.safe_load(told.stdout)["events"])))
    settings = replace(read_settings(path, root=tmp_path, environ=DEMO), targets={})
    result = verify(
        ROOT / "contracts",
        app=make_app(),
        settings=settings,
        examples=0,
        only=lambda item: item.probe in ("produced", "consumed"),
    )
    assert result.ledger.discrepancies == {}
    states = {o.id: result.ledger.entries[o.id].state.shown for o in result.obligations}
    causes = {id: state for id, state in states.items() if ":event.cause(" in id or ":event.produces(" in id}
    unproven = {id.partition("#")[2] for id, state in causes.items() if state != "proven"}
    assert unproven == set()
    assert sum(":event.produces(" in id for id in causes) == 5
    consumed = {id: state for id, state in states.items() if ":event.consumes(" in id}
    assert set(consumed.values()) == {"proven"}


def test_what_is_declared_is_not_said_again(tmp_path):
    done = sample(
        tmp_path,
        stripped(sendOrderCreated={"caused_by": "createOrder"}, onCancelOrder={"effect": "getOrder", "tenant": TENANT}),
    )
    added = yaml.safe_load(done.stdout)
    assert "events" not in added
    assert sorted(added) == [
        "delivery.planned",
        "onPaymentSettled",
        "sendOrderCancelled",
        "sendOrderDeleted",
        "sendOrderPaid",
    ]
    [there] = [line for line in done.stdout.splitlines() if "sendOrderCreated" in line]
    assert "sendOrderCreated is declared already (contracts/contractkit.yaml:" in there
    assert f'#   tenant: "{TENANT}"' in done.stdout
    assert "caused_by: createOrder" not in done.stdout


def test_an_id_of_the_request_tells_where_no_correlation_id_does(stall):
    events = yaml.safe_load(stall.stdout)["events"]
    assert events["order.placed"] == {"caused_by": "placeOrder"}


def test_a_header_that_nobody_has_named_is_found(stall):
    events = yaml.safe_load(stall.stdout)["events"]
    assert events["parcel.packed"] == {"caused_by": "packParcel", "correlation": "$message.header#/x-trace"}
    assert "correlation: {header: X-Correlation-ID}" in stall.stdout


def test_parameters_that_are_called_otherwise_are_mapped(stall):
    events = yaml.safe_load(stall.stdout)["events"]
    assert events["boxes.packed"] == {"effect": {"read": "readOrder", "with": {"id": "/order_ref"}}}


def test_what_only_the_time_tells_of_is_a_hint_where_a_run_could_not_know_it(stall):
    [line] = [line for line in stall.stdout.splitlines() if "sendInvoice" in line]
    assert line.startswith("  #   caused_by: sendInvoice  # a guess by time: ")


@pytest.mark.parametrize("name", ["heart.beat", "customer.came"])
def test_what_comes_by_itself_is_given_to_nobody(stall, name):
    [line] = [line for line in stall.stdout.splitlines() if name in line]
    assert line.startswith(f"  # {name}: nothing that was tried caused it: ")
    assert name not in yaml.safe_load(stall.stdout)["events"]


def test_without_events_or_a_broker_it_says_what_is_missing(tmp_path):
    root = repository(tmp_path)
    done = contractkit(root, "suggest")
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no event contract here" in done.stderr
    (root / "contracts/stall.events.yaml").write_text(FILES["contracts/stall.events.yaml"])
    done = contractkit(root, "suggest", "contracts")
    assert (done.returncode, done.stdout) == (2, "")
    assert "no broker: give broker: in contractkit.yaml" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nowhere"], "there is no nowhere"),
        (["--window", "0"], "--window 0: give seconds"),
        (["--app", "pets:app", "--url", "http://127.0.0.1:1"], "not both"),
    ],
)
def test_options_that_cannot_be_used_are_one_sentence(tmp_path, words, said):
    done = contractkit(repository(tmp_path), "suggest", *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr

"""A credential is shown nowhere, whoever gave it and whoever prints it."""

from tests.plugin.place import Place

CONFTEST = """\
import pets

def pytest_contractkit_identities():
    return {"me": {"headers": {"X-Tenant-Pass": "literal-of-a-hook"}}}

def pytest_contractkit_before_send(interaction_id, headers):
    headers["X-Session-Token"] = "token-of-a-hook"

def pytest_contractkit_app(contract_id):
    def app(environ, start_response):
        print("seen", environ.get("HTTP_X_TENANT_PASS"))
        return pets.app(environ, start_response)
    return app
"""


def test_no_credential_is_shown_wherever_it_comes_from(place: Place) -> None:
    (place.root / "contracts/contractkit.yaml").unlink(missing_ok=True)
    place.write("conftest.py", CONFTEST)
    contract = place.contract()
    text = contract.read_text()
    contract.write_text(
        text.replace(
            "components:\n", "components:\n  securitySchemes: {h: {type: apiKey, in: header, name: X-Tenant-Pass}}\n", 1
        ).replace("paths:", "security: [{h: []}]\npaths:", 1)
    )
    said = place.typed("--contracts=contracts", "--junitxml=junit.xml", fault="long")
    assert said.decision == "HOLD"
    assert "seen $ME_X_TENANT_PASS" in said
    written = [
        p for p in place.root.rglob("*") if p.is_file() and p.name != "conftest.py" and "__pycache__" not in p.parts
    ]
    texts = {p.name: p.read_text("utf-8", "replace") for p in written if ".hypothesis" not in p.parts}
    assert {"junit.xml", "discrepancy-register.json", "test-log.ndjson"} <= texts.keys()
    for secret in ("literal-of-a-hook", "token-of-a-hook"):
        assert [name for name, text in {**texts, "terminal": said.text}.items() if secret in text] == []

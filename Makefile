# Two commands for everybody: `make demo` and `make test`. `make check` is what CI runs.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
TESTS ?= tests

# Each command starts many processes: they need not compile everything again.
unexport PYTHONDONTWRITEBYTECODE

export ORDERS_ACME_TOKEN ?= demo-acme-admin-token
export ORDERS_CLERK_TOKEN ?= demo-acme-clerk-token
export ORDERS_BOT_TOKEN ?= demo-acme-bot-token
export ORDERS_FORMER_TOKEN ?= demo-acme-former-token
export ORDERS_GLOBEX_ADMIN_TOKEN ?= demo-globex-admin-token
export ORDERS_GLOBEX_TOKEN ?= demo-globex-user-token
export CATALOG_API_KEY ?= demo-catalog-api-key

.PHONY: install demo test check format lint types layers acceptance bench accept docs changelog clean

install: $(STAMP)

$(STAMP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . --group dev
	@touch $(STAMP)

demo: install
	@ORDERS_FAULTS=$(if $(filter 1,$(FAULTY)),all,$(FAULTY)) $(BIN)/python -m pytest --contracts=contracts/ -q

test: install
	@$(BIN)/python -m pytest $(TESTS) -q -n 5

check: install
	@$(BIN)/python -m ruff format --check src tests examples bench tools
	@$(BIN)/python -m ruff check src tests examples bench tools
	@$(BIN)/python -m mypy
	@$(MAKE) --no-print-directory test

format: install
	@$(BIN)/python -m ruff format src tests examples bench tools
	@$(BIN)/python -m ruff check --fix src tests examples bench tools

acceptance: install
	@test -n "$(CONTRACTKIT_REAL)" || { echo "set CONTRACTKIT_REAL to the folder with real openapi/ and servers/"; exit 2; }
	@$(BIN)/python -m pytest tests/acceptance -q -m "acceptance" --override-ini=addopts="-p no:schemathesis"

accept: install
	@$(BIN)/python -m pytest tests/reports -q --accept

bench: install
	@$(BIN)/python -m bench

docs: install
	@$(BIN)/python -m tools.docs

changelog: install
	@$(BIN)/python -m tools.changelog

clean:
	@rm -rf $(VENV) backend docs/Test_Result_Analysis.md

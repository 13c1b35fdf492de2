PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
PIP_TOOLS := pip-tools==7.6.2

.DEFAULT_GOAL := help
.PHONY: help setup run test prove bench lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Build .venv from the hashed lock

$(READY): requirements.lock pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --no-index --editable .
	@touch $@

run: $(READY) ## Serve a demonstration ledger on http://127.0.0.1:8000
	$(BIN)/aid-ledger demo

test: $(READY) ## Check style, types, imports and behaviour
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m 'not prove' --ignore=tests/benchmarks

prove: $(READY) ## Run the slow proofs: crashes, volumes, builds
	$(BIN)/python -m pytest -m prove --ignore=tests/benchmarks

bench: $(READY) ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

lock: $(READY) ## Resolve requirements.lock anew (Python 3.11 and later, Linux)
	$(BIN)/python -m pip install --quiet '$(PIP_TOOLS)'
	$(BIN)/pip-compile --quiet --upgrade --extra dev --all-build-deps --allow-unsafe --generate-hashes \
		--strip-extras --no-annotate --no-header --no-emit-options --no-emit-index-url \
		--no-emit-trusted-host --no-emit-find-links --output-file requirements.lock pyproject.toml

clean: ## Remove .venv, caches and build leftovers (ledgers in .data stay)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

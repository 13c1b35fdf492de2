BIN := .venv/bin
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
	--no-header --no-emit-index-url --quiet

export PYTHON
.DEFAULT_GOAL := help
.PHONY: help setup run test prove bench lock clean

help: ## Show what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-6s  %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## Build .venv from the hashed lock, unless it is there
	@sh setup.sh

run: setup ## Serve a demonstration ledger on http://127.0.0.1:8000
	$(BIN)/aid-ledger demo

test: setup ## Check style, types, imports and behaviour
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -m 'not prove' --ignore=tests/benchmarks --numprocesses=logical --maxprocesses=4 --dist=loadfile

prove: setup ## Run the slow proofs, one at a time: whole processes, crashes, volumes, builds
	$(BIN)/python -m pytest -m prove --ignore=tests/benchmarks

bench: setup ## Measure, and write docs/benchmarks.md
	$(BIN)/python -m tests.benchmarks

lock: setup ## Resolve the locks anew: development, of it what runs (Python 3.11 and later), and what only bench needs
	$(LOCK) --upgrade --extra dev --output-file requirements-dev.lock pyproject.toml
	$(LOCK) --constraints requirements-dev.lock --output-file requirements.lock pyproject.toml
	$(LOCK) --upgrade --group bench --output-file requirements-bench.lock

clean: ## Remove .venv, caches and build leftovers (ledgers in .data stay)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

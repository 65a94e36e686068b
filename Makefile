# Two commands: `make demo` builds the graph of the sample corpus, `make test` runs the tests.
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist worksteal
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo docs test test-all lint lint-js lock notebooks clean

demo: .venv/runtime
	$(BIN)/kgraph build kgraph/data/sample.jsonl -o exports/demo

test: .venv/develop
	$(PYTEST) -m 'not slow' $(COVERAGE)

# `make test` and then the slow tests; what both cover together is measured.
test-all: COVERAGE := --cov --cov-report=
test-all: test
	$(PYTEST) -m slow --cov --cov-append --cov-report=term-missing:skip-covered --cov-fail-under=90

lint: .venv/develop
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

docs: .venv/develop
	NO_MKDOCS_2_WARNING=1 DISABLE_MKDOCS_2_WARNING=true $(BIN)/mkdocs build --quiet

lint-js: node_modules/.package-lock.json
	npx tsc --project tsconfig.json
	npx biome ci

notebooks: .venv/develop
	$(BIN)/python notebooks/run.py

lock:
	requirements/lock.sh

clean:
	rm -rf .venv node_modules

.venv/python:
	@test -n "$(PYTHON)" || { echo "kgraph needs Python 3.11, 3.12 or 3.13: install one, or name it with PYTHON=..." >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/runtime: .venv/python requirements/runtime.txt pyproject.toml
	$(INSTALL) --require-hashes -r requirements/runtime.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	@touch $@

.venv/develop: .venv/runtime requirements/develop.txt
	$(INSTALL) --require-hashes -r requirements/develop.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json
	npm ci --no-audit --no-fund
	@touch $@

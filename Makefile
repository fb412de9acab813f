# What a person types. `make help` lists it; `make demo` and `make test` set themselves up.
#
# PYTHON   the Python (3.11 or newer) that the environment is made from
# WORKERS  how many processes run the tests

PYTHON ?= python3
WORKERS ?= 2

BIN := .venv/bin
READY := .venv/ready
FRONT_END := src/mutuals/server/pages/static/dist/manifest.json
DEMO := demo-out

# Workers times Polars threads would be more threads than cores; two a worker keep the parallel paths under test.
TEST_ENV := POLARS_MAX_THREADS=2 PYTHONHASHSEED=0

.DEFAULT_GOAL := help
.PHONY: help setup front-end demo test check bench docs lock format lint layout types contracts tests

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## make .venv with what the lock says; nothing to do when it is up to date

front-end: $(FRONT_END) ## build what browsers load; nothing to do when it is up to date

demo: $(READY) ## two example lists, mapped in the terminal, and the report as a page
	@$(BIN)/mutuals example $(DEMO)/lists --accounts 2000 --overlap 0.2 --seed 7
	@$(BIN)/mutuals map $(DEMO)/lists/acme.csv $(DEMO)/lists/globex.csv \
	  --opportunities $(DEMO)/lists/acme-opportunities.csv --out $(DEMO)/map
	@echo "Report: $(CURDIR)/$(DEMO)/map/report.html"
	@if [ -n "$$DISPLAY$$WAYLAND_DISPLAY" ] && command -v xdg-open >/dev/null; then \
	  xdg-open $(DEMO)/map/report.html >/dev/null 2>&1 || true; \
	elif [ "$$(uname)" = Darwin ]; then open $(DEMO)/map/report.html || true; fi

test: $(READY) $(FRONT_END) ## everything: lint, layout, types, contracts, every test, the server's on PostgreSQL, too
	@$(MAKE) --no-print-directory -j 2 lint layout types contracts
	@$(TEST_ENV) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
	@$(TEST_ENV) $(BIN)/python -m tests.postgres $(BIN)/python -m pytest tests/server -m "not slow" --ignore tests/server/pages

check: $(READY) $(FRONT_END) ## the quick ones, while you work
	@$(MAKE) --no-print-directory -j 2 lint layout types contracts
	@$(TEST_ENV) $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m "not slow"

bench: $(READY) ## quality and speed as tables, and the peers' beside them; BENCH=private is one part
	@$(BIN)/python bench/run.py $(BENCH)

docs: $(READY) ## write docs/reference from the tables in the code
	@$(BIN)/python docs/generate.py

lock: $(READY) ## resolve the dependencies anew into requirements.lock
	@$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --upgrade --generate-hashes \
	  --no-emit-index-url --custom-compile-command "make lock" --quiet --output-file requirements.lock

format: $(READY) ## lay the code out and mend what the linter can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

lint:
	@$(BIN)/ruff check

layout:
	@$(BIN)/ruff format --check

# What types Django's models need their settings, which want a data folder.
types:
	@MUTUALS_DATA=$(CURDIR)/.mypy_cache/data $(BIN)/mypy

contracts:
	@$(BIN)/lint-imports --no-logo

# Nothing is fetched that the lock does not hash, the build backends included: they come first, and builds then use them
# instead of fetching their own (--no-build-isolation). The lock is complete, hence --no-deps. uv is quicker; where it
# cannot reach what pip can, pip does the same.
FROM_LOCK := --quiet --no-deps --no-build-isolation --require-hashes
PIP := $(BIN)/python -m pip install --disable-pip-version-check
$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Mutuals needs Python 3.11 or newer: make PYTHON=python3.11 …")'
	@echo "Setting up .venv (once, about half a minute)"
	@$(PYTHON) -m venv .venv
	@awk '/^[a-z]/ {keep = /^(setuptools|uv)==/} keep' requirements.lock > .venv/first.lock
	@$(PIP) $(FROM_LOCK) -r .venv/first.lock
	@$(BIN)/uv pip install $(FROM_LOCK) --python $(BIN)/python -r requirements.lock || $(PIP) $(FROM_LOCK) -r requirements.lock
	@$(PIP) --quiet --no-deps --no-build-isolation --editable .
	@touch $@

# The templates count as sources: the style holds the classes that they use.
$(FRONT_END): frontend/node_modules/.ready $(shell find frontend src/mutuals/server/pages/templates -name node_modules -prune -o -type f -print)
	@echo "Building the front end"
	@cd frontend && npm run build --silent -- --logLevel warn
	@touch $@

frontend/node_modules/.ready: frontend/package-lock.json
	@command -v npm >/dev/null || { echo "Mutuals' pages are built with Node.js 20.19 or newer and npm: install them and try again."; exit 1; }
	@cd frontend && npm ci --loglevel error
	@touch $@

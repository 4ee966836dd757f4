# Everything that is done by command. `make help` lists it.

PYTHON ?= python3
WORKERS ?= 2
MUTANTS ?= portal.vault.context*
export MUTANTS
BIN := .venv/bin
FIND_PYTHON = command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or newer is needed, and there is \
no $(PYTHON): install it, then run the same command again." >&2; exit 1; }
PINS := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
        --python-version 3.11 --custom-compile-command "make lock" $(UPGRADE)

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help demo test quick check-style check-types check-floors set-up ready-to-test assets \
        coverage mutants tables lock format clean

help: ## Say what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: set-up ## Set everything up, create the demonstration and serve it (PORT=8000)
	@$(BIN)/portal demo $(if $(PORT),--port $(PORT))

test: ready-to-test check-style check-types check-floors ## Set everything up, run every check
	@echo "Running every test, on SQLite and on PostgreSQL, and in the browser ..."
	@$(BIN)/pytest -q -n $(WORKERS)
	@echo "Every check passed."

quick: ready-to-test check-style check-types check-floors ## A few cases of each test, in some minutes
	@echo "Running the fast tests, on SQLite only and without the browser ..."
	@CLEAR_DAYS_TEST_DATABASES=sqlite CLEAR_DAYS_TEST_PROFILE=quick CLEAR_DAYS_TEST_FEW=yes \
	  $(BIN)/pytest -q -n $(WORKERS) -m "not slow and not browser"
	@echo "Every quick check passed."

check-style: ## Check the layout and the style of the code
	@echo "Checking that the code is laid out by the formatter ..."
	@$(BIN)/ruff format --check --quiet .
	@echo "Checking the code against every rule of the linter ..."
	@$(BIN)/ruff check --quiet .

check-types: ## Check the types
	@echo "Checking the types, strictly ..."
	@$(BIN)/mypy

check-floors: ## Check that every floor rests only on those below
	@echo "Checking that each floor rests only on the floors below it ..."
	@$(BIN)/lint-imports --no-logo

set-up: ## Set up only, for the demonstration
	@$(FIND_PYTHON)
	@$(PYTHON) tools/set_up.py run

ready-to-test: ## Set up only, for the checks
	@$(FIND_PYTHON)
	@$(PYTHON) tools/set_up.py test

coverage: ready-to-test ## Run the vault's tests, and fail unless they take every branch of it
	@rm -f .coverage
	@CLEAR_DAYS_TEST_PROFILE=quick $(BIN)/coverage run -m pytest -q -p no:xdist tests/vault
	@echo "The roots, which their own contract suite covers:"
	@$(BIN)/coverage report --include="portal/vault/roots/*"
	@echo "All the rest of the vault:"
	@$(BIN)/coverage report --omit="portal/vault/roots/*" --fail-under=100

mutants: ready-to-test ## Break the vault's context in every small way, and fail if tests notice too little (MUTANTS= the policy too)
	@rm -rf mutants
	@set -f; CLEAR_DAYS_TEST_PROFILE=mutants $(BIN)/mutmut run --max-children $(WORKERS) $$MUTANTS
	@$(BIN)/python tools/count_mutants.py

assets: ## Build the style sheet and the script again
	@$(BIN)/python tools/build_assets.py

tables: ## Write the tables of rooms, settings, commands and roles in docs
	@$(BIN)/python tools/list_rooms.py
	@$(BIN)/python tools/list_settings.py
	@$(BIN)/python tools/list_entra.py

lock: ready-to-test ## Pin the dependencies again; UPGRADE=--upgrade takes the newest
	$(PINS) requirements/run.in -o requirements/run.txt
	$(PINS) -c requirements/run.txt requirements/test.in -o requirements/test.txt
	$(BIN)/npm install --package-lock-only

format: ## Lay the code out, and mend what the linter can mend
	@$(BIN)/ruff check --quiet --fix . || true
	@$(BIN)/ruff format .

clean: ## Remove everything that set-up and tests made, and nothing that you made
	rm -rf .venv node_modules portal/web/static/built
	rm -rf mutants .coverage
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

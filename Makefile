# Everything one types while working on LeadsBot; `make` alone lists it.
# Needs Python 3.11 or later with venv and pip, and nothing else. No target needs root, except for packages in `services`.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_TOOLS := pip-tools==7.6.2
# What a person passes on: make test ARGS="-k card", make demo ARGS="--once".
ARGS ?=
# As many processes as there are cores, each with servers of its own; whoever is done takes over from the others.
WORKERS := --numprocesses=auto --maxprocesses=4 --dist=worksteal

export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PYTHONUNBUFFERED = 1

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo run test lint check bench soak services services-stop lock pictures events clean

help:  ## List the targets
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)$$/  make \1|\2/p' $(MAKEFILE_LIST) | column -t -s '|' 2>/dev/null \
		|| sed -nE 's/^([a-z-]+):[^#]*## (.*)$$/  make \1: \2/p' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime  ## Start everything with the Telegram sandbox: no token, no server
	@$(BIN)/leadsbot demo $(ARGS)

run: $(VENV)/.runtime  ## Run against Telegram; needs LEADSBOT_BOT_TOKEN
	@$(BIN)/leadsbot run $(ARGS)

test: $(VENV)/.dev  ## Run the whole test suite
	$(BIN)/python -m pytest $(WORKERS) $(ARGS)

lint: $(VENV)/.dev  ## Format, lint, types and floors, without the tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# CI has run the tests as a step of its own just before, and passes TESTED=1 so as not to run them twice.
check: lint $(if $(TESTED),,test)  ## Format, lint, types, floors and tests: what CI asks for

bench: $(VENV)/.dev  ## Run the benchmarks, all ratios in one run
	@$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.dev  ## Ten minutes of bad days: faults by chance, nothing lost
	@$(BIN)/python -m tests.faults.soak $(ARGS)

services:  ## Debian: install and start private PostgreSQL and Redis for the tests
	@scripts/packages
	@$(PYTHON) -m scripts.services start

services-stop:  ## Stop what `make services` started and remove its data
	@$(PYTHON) -m scripts.services stop

events: $(VENV)/.dev  ## Write the page of webhook events again
	@$(BIN)/python -m scripts.webhook_events

pictures: $(VENV)/.dev  ## Draw the pictures of the README again
	@$(BIN)/python -m scripts.pictures $(ARGS)

lock: $(VENV)-lock/.done  ## Resolve the dependencies again and write both lock files
	@scripts/lock $(VENV)-lock/bin/pip-compile $(ARGS)

clean:  ## Remove environments, caches and build output; var/ with its data stays
	rm -rf $(VENV) $(VENV)-lock build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# --- The environment -----------------------------------------------------------------------------
# Two stamps: the demo starts without the tools for tests. The project itself is installed in place, with the locked
# setuptools instead of an isolated build, which would fetch whatever setuptools is newest that day.

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "LeadsBot needs Python 3.11 or later; name one: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making the virtual environment in $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements.txt pyproject.toml | $(BIN)/python
	@echo "Installing what LeadsBot runs with (about a minute the first time) ..."
	@$(BIN)/python -m pip install --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml | $(BIN)/python
	@echo "Installing what LeadsBot runs and is tested with (about two minutes the first time) ..."
	@$(BIN)/python -m pip install --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.runtime

$(VENV)-lock/.done:
	@$(PYTHON) -m venv $(VENV)-lock
	@$(VENV)-lock/bin/python -m pip install --quiet --upgrade pip $(PIP_TOOLS)
	@touch $@

# Two commands are enough: `make demo` shows Upheld at work, `make test` sets up everything and runs every check.
# Both need Python 3.11 or newer (with venv), make and bash; all else is installed into .venv from hash-locked requirements.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += --no-builtin-rules --no-print-directory

export PYTHONUTF8 := 1
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore

BIN := .venv/bin
LOCKS := core dev bench

.PHONY: help demo test check format docs bench lock verifier clean

help: ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

demo: .venv/.core .venv/.linked ## two statements from real evidence, with HTML and PDF
	@$(BIN)/upheld demo

test: .venv/.dev .venv/.linked ## set up, check style, types and rooms, run every test (pytest's summary is the last line)
	@tools/install-test-system-packages.sh
	@$(MAKE) check
	@$(BIN)/python -m pytest --cov

check: .venv/.dev .venv/.linked ## ruff, formatting, mypy, import contracts
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo --no-cache

format: .venv/.dev ## let ruff mend what it can
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet

docs: .venv/.core .venv/.linked ## write the generated pages again
	@$(BIN)/python -m tools.generate_docs

bench: .venv/.bench .venv/.linked ## measure speed beside other libraries (minutes)
	@for each in bench/[a-z]*.py; do each=$${each#bench/}; $(BIN)/python -m "bench.$${each%.py}"; done

lock: ## resolve pyproject.toml and requirements/*.in again into hash-locked files (needs uv)
	@tools/lock.sh $(LOCKS)

verifier: .venv/.dev .venv/.linked ## the client's verifier as one file in dist/, with its SHA-256
	@cd verifier && SOURCE_DATE_EPOCH=0 ../$(BIN)/python -m hatchling build -t wheel -d ../dist >/dev/null
	@sha256sum dist/upheld_verify-*.whl

clean: ## remove everything that the targets above made
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage build dist upheld-demo

# --- set-up -----------------------------------------------------------------------------------------------------------
# One virtual environment. A stamp file stands for each lock file installed into it, and is older than a lock that changed.

.venv/bin/python:
	@python=$$(tools/find-python.sh) && "$$python" -m venv .venv

.venv/.core .venv/.bench: .venv/.%: requirements/%.txt | .venv/bin/python
	@tools/install-requirements.sh $<
	@touch $@

.venv/.dev: requirements/dev.txt | .venv/bin/python
	@tools/install-requirements.sh $<
	@touch .venv/.core $@

.venv/.linked: pyproject.toml tools/link_project.py | .venv/bin/python
	@.venv/bin/python tools/link_project.py
	@touch $@

# What one does with a checkout; `make help` lists it. Nothing here asks anything.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2# processes of the test suite
EFFORT ?= 20# how many times more examples a proof looks at than a test
ARGS ?=# for the program or for pytest: make run ARGS=--plain, make test ARGS=tests/app

FOLDERS := app screens widgets data
SOURCES := $(shell find $(FOLDERS) -name '*.py')
PIP := PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip --quiet --disable-pip-version-check --no-input

# A stamp says what is done already. One that was made in another folder, or by a Python that is gone, does not count.
FRESH := $(shell test "$$(cat $(VENV)/folder 2>/dev/null)" = "$(CURDIR)" && $(BIN)/python -c '' 2>/dev/null && echo yes)

.DEFAULT_GOAL := help
.PHONY: help run test check lint form types layers unused dependencies prove docs looks sizes lock wheel clean tools FORCE

help:
	@echo "make run     open Rounds on its sample district"
	@echo "make test    check and test everything"
	@echo "make check   lint, form, types, layers, unused code, dependencies"
	@echo "make prove   the long proofs"
	@echo "make docs    write the pages that are made from the code"
	@echo "make looks   take how the screens look now as how they are to look; then read the diff"
	@echo "make sizes   how large files and functions are"
	@echo "make lock    pin the dependencies anew (UPGRADE=--upgrade takes newer ones)"
	@echo "make wheel   build the wheel and the source archive into dist/"
	@echo "make clean   remove everything that make has made"

# ---- set up ----------------------------------------------------------------------------------------------------------

$(VENV)/folder: $(if $(FRESH),,FORCE)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Rounds needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) -V 2>/dev/null || echo not there). Mend: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo "Python's venv is missing. Mend: apt-get install python3-venv" >&2; exit 1; }
	@echo "making $(VENV) with $$($(PYTHON) -V)"
	@$(PYTHON) -m venv $(if $(wildcard $(VENV)/folder),--clear) $(VENV)
	@echo "$(CURDIR)" >$@

# Compiled explicitly, on all cores, and whatever PYTHONDONTWRITEBYTECODE says: without .pyc the app takes seconds to start.
$(VENV)/runs: $(VENV)/folder requirements.txt
	@echo "installing what Rounds needs, by version and hash"
	@$(PIP) install --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@

# Editable, so that what runs is what is here: a copy could be stale, and setuptools leaves build/ behind, from which files
# that are gone come back into the next copy. It costs 4 ms at a start (measured: 28 ms against 24 for --version).
$(VENV)/installed: $(VENV)/runs pyproject.toml setup.py
	@echo "installing Rounds itself"
	@$(PIP) install --no-deps --no-index --no-build-isolation --editable .
	@rm -rf build
	@touch $@

$(VENV)/compiled: $(VENV)/installed $(SOURCES)
	@$(BIN)/python -m compileall -q -j 0 $(FOLDERS)
	@touch $@

$(VENV)/tests: $(VENV)/installed requirements-dev.txt
	@echo "installing what the tests and checks need, by version and hash"
	@$(PIP) install --no-compile --require-hashes -r requirements-dev.txt
	@$(BIN)/python -m compileall -qq -j 0 $(VENV)/lib || true
	@touch $@

tools:
	@PYTHON=$(PYTHON) .ci/tools

# ---- run, test, check ------------------------------------------------------------------------------------------------

run: $(VENV)/compiled
	@exec $(BIN)/rounds --demo $(ARGS)

test: tools $(VENV)/tests $(VENV)/compiled
	@$(MAKE) --no-print-directory check
	@echo "tests"
	@$(BIN)/python -m pytest -n $(WORKERS) $(ARGS)

prove: tools $(VENV)/tests $(VENV)/compiled
	@echo "proofs, with $(EFFORT) times the examples"
	@ROUNDS_EFFORT=$(EFFORT) $(BIN)/python -m pytest -n $(WORKERS) -m "prove or hypothesis" $(ARGS)

check: $(VENV)/tests
	@$(MAKE) --no-print-directory --keep-going --jobs=2 --output-sync=target lint form types layers unused dependencies

lint: $(VENV)/tests
	@echo "lint: ruff check"
	@$(BIN)/ruff check --quiet

form: $(VENV)/tests
	@echo "form: ruff format"
	@$(BIN)/ruff format --quiet --check || { $(BIN)/ruff format --check; echo "mend: .venv/bin/ruff format"; exit 1; }

types: $(VENV)/tests
	@echo "types: mypy, strict"
	@$(BIN)/mypy --no-error-summary .typing/rounds tests docs benchmarks

layers: $(VENV)/tests
	@echo "layers: import-linter"
	@$(BIN)/lint-imports --no-logo >$(VENV)/layers.txt 2>&1 || { cat $(VENV)/layers.txt; exit 1; }

unused: $(VENV)/tests
	@echo "unused code: vulture"
	@$(BIN)/vulture

dependencies: $(VENV)/tests
	@echo "dependencies: deptry"
	@$(BIN)/deptry $(FOLDERS) >$(VENV)/dependencies.txt 2>&1 || { cat $(VENV)/dependencies.txt; exit 1; }

# ---- make ------------------------------------------------------------------------------------------------------------

docs: $(VENV)/tests
	@$(BIN)/python docs/make.py

looks: $(VENV)/tests
	@ROUNDS_DRAW=anew $(BIN)/python -m pytest --quiet -n $(WORKERS) tests/snapshots
	@git status --short tests/snapshots

sizes:
	@$(PYTHON) .ci/sizes.py

COMPILE = $(BIN)/uv pip compile pyproject.toml --quiet --no-config --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(UPGRADE)

lock: $(VENV)/tests
	@echo "pinning what Rounds needs"
	@$(COMPILE) --group build --output-file requirements.txt
	@echo "pinning what the tests and checks need"
	@$(COMPILE) --group dev --constraint requirements.txt --output-file requirements-dev.txt

# Warnings are about two folders that hold data alone, which setuptools would rather have as packages.
wheel: $(VENV)/runs
	@echo "building into dist/"
	@rm -rf build dist
	@$(BIN)/python -W ignore -c "from setuptools import build_meta as b; b.build_sdist('dist'); b.build_wheel('dist')" >/dev/null
	@rm -rf build rounds.egg-info
	@ls dist

clean:
	@echo "removing $(VENV), what was built, and caches"
	@rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	@find $(FOLDERS) tests docs benchmarks -name __pycache__ -prune -exec rm -rf {} +

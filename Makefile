# Everything a person or a machine does with this project. Needed: Python 3.11 or newer, git, make.
# `make PYTHON=python3.13 test` chooses the interpreter for a new environment.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.SUFFIXES:

PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	"$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$name" && break; \
	done)

VENV := .venv
DEMO := .venv-demo
RUN := $(VENV)/bin/python -m
PIP := -m pip --disable-pip-version-check -qq
# The tests of one file stay together, in order; a file goes to the process that is free.
SPREAD := -n auto --maxprocesses=4 --dist=loadfile --no-loadscope-reorder
CODE := src tests conftest.py docs scripts $(wildcard benchmarks examples)
PACKAGED := pyproject.toml $(shell find src -type f ! -name '*.py[co]')

.PHONY: help demo test check test-full bench bench-peers real-data docs format clean

help:
	@echo 'make demo         decide the sample orders and explain each decision'
	@echo 'make test         the tests, without the slow ones'
	@echo 'make check        lint, format, types, import layers, documentation'
	@echo 'make test-full    every test, property tests at length, with coverage of branches'
	@echo 'make bench        the benchmarks'
	@echo 'make bench-peers  other engines and state machines beside this one'
	@echo 'make real-data    real invoices and cancellations decided (DATA=folder, if not ../shared/data)'
	@echo 'make docs         the documentation as HTML in docs/_build/html'
	@echo 'make format       put code in shape'
	@echo 'make clean        remove environments, caches and builds'

demo: $(DEMO)/.installed
	@$(DEMO)/bin/python -m aftersales demo

test: $(VENV)/.test
	@$(RUN) pytest $(SPREAD) -m 'not slow'

check: $(VENV)/.check
	$(RUN) ruff check $(CODE)
	$(RUN) ruff format --check $(CODE)
	$(RUN) mypy $(CODE)
	$(VENV)/bin/lint-imports --no-logo
	$(RUN) sphinx -n -W --keep-going -q -b html docs docs/_build/html

test-full: $(VENV)/.test
	@$(RUN) coverage erase
	@HYPOTHESIS_PROFILE=full $(RUN) coverage run -m pytest $(SPREAD)
	@$(RUN) coverage combine -q
	@$(RUN) coverage report

bench: $(VENV)/.test
	@$(RUN) benchmarks

bench-peers: $(VENV)/.bench
	@$(RUN) benchmarks.peers
	@$(RUN) benchmarks.peers_machine

real-data: $(VENV)/.test
	@$(RUN) benchmarks.real_data $(DATA)

docs: $(VENV)/.check
	@$(RUN) sphinx -n -W --keep-going -q -b html docs docs/_build/html
	@echo 'Open docs/_build/html/index.html'

format: $(VENV)/.check
	$(RUN) ruff check --fix-only $(CODE)
	$(RUN) ruff format $(CODE)

clean:
	rm -rf $(VENV) $(DEMO) build dist docs/_build htmlcov .coverage .coverage.* \
		.hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

# Environments. A stamp file says what is in one already; a change of pyproject.toml brings it up to date.

$(VENV)/.made $(DEMO)/.made:
	@test -n '$(PYTHON)' || { \
		echo 'Python 3.11 or newer is needed and none was found (say PYTHON=… if it is elsewhere).' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo '$(PYTHON) is older than Python 3.11.' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) cannot create environments: its ensurepip or venv module is missing." >&2; \
		echo "Install it first: on Debian and Ubuntu the package is python3-venv" \
			"(or $$($(PYTHON) -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'))." >&2; \
		exit 1; }
	@echo 'Creating $(@D) …'
	@$(PYTHON) -m venv --clear $(@D)
	@$(@D)/bin/python $(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/.made
	@echo 'Installing what the tests need …'
	@$(VENV)/bin/python $(PIP) install --editable . --group test
	@touch $@

$(VENV)/.check: pyproject.toml | $(VENV)/.test
	@echo 'Installing what the checks need …'
	@$(VENV)/bin/python $(PIP) install --group test --group check --group docs
	@touch $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.test
	@echo 'Installing the engines to compare with …'
	@$(VENV)/bin/python $(PIP) install --group test --group bench
	@touch $@

# The demonstration runs from a built package with its run-time packages and nothing else.
$(DEMO)/.installed: $(PACKAGED) | $(DEMO)/.made
	@echo 'Installing aftersales …'
	@$(DEMO)/bin/python $(PIP) install .
	@touch $@

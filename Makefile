# Two commands are enough: `make demo` and `make test`. Every target sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.ready-bench

.PHONY: help demo test test-slow lint cases format bench clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       set up, crawl a make-believe aggregator over loopback, show what came of it"
	@echo "make test       set up, lint, check types, run every test but the slow ones"
	@echo "make test-slow  the slow tests: kills, long fuzzing, whole crawls"
	@echo "make lint       ruff and mypy"
	@echo "make cases      the expectations under tests/sites anew, to be read before they are committed"
	@echo "make bench      ours beside its peers: pages, dates, whole crawls, stories"
	@echo "make clean      remove the environment and what was built"

$(READY): pyproject.toml requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "newscrawl needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V). Try: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "no venv module; on Debian: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(BENCH_READY): $(READY)
	@# pip 23, which Python 3.11 brings, cannot resolve the peers' `lxml[html-clean]`
	$(BIN)/python -m pip install --quiet --disable-pip-version-check 'pip>=25'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[bench]'
	@touch $@

demo: $(READY)
	$(BIN)/python -m newscrawl.crawl.demo

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

test: lint
	$(BIN)/pytest -n auto

test-slow: $(READY)
	$(BIN)/pytest -n auto -m slow

cases: $(READY)
	PYTHONPATH=. $(BIN)/python tests/site_cases.py

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(BENCH_READY)
	$(BIN)/python bench/reading.py
	$(BIN)/python bench/dates.py
	$(BIN)/python bench/crawl.py
	$(BIN)/python bench/stories.py bench/low_resource

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache

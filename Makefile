# Two commands are enough: `make demo` and `make test`. Every target sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BENCH_READY := $(VENV)/.ready-bench

.PHONY: help demo browser test test-slow lint cases format bench clean
.DEFAULT_GOAL := help

help:
	@echo "make demo       set up, crawl a make-believe aggregator over loopback, show what came of it"
	@echo "make test       set up, lint, check types, run every test but the slow ones"
	@echo "make test-slow  the slow tests: kills, long fuzzing, whole crawls"
	@echo "make browser    see that there is a Chromium for the tests of rendered pages; as root on Debian, install one"
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

FIND_BROWSER = $(BIN)/python -c 'import os; from newscrawl.crawl.browser.executable import find_browser; \
	find_browser(os.environ.get("NEWSCRAWL_BROWSER", ""))' 2>/dev/null

browser: $(READY)
	@$(FIND_BROWSER) || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
		echo "Installing Chromium, which the tests of rendered pages need …" && apt-get -qq update >/dev/null && \
		DEBIAN_FRONTEND=noninteractive apt-get -qq install --no-install-recommends chromium >/dev/null 2>&1 && \
		$(FIND_BROWSER); } || \
		{ echo "The tests of rendered pages need Chromium or Chrome: install one (Debian: sudo apt install chromium)," \
			"or name it in NEWSCRAWL_BROWSER"; exit 1; }

test: lint browser
	$(BIN)/pytest -n auto

test-slow: $(READY) browser
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

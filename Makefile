# Amparo needs make and Python 3.11 or newer; everything else goes into .venv.
# Start here: `make run` opens the site on this computer, `make test` runs every test.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: run test lint law bench chaos peers docs browser java lock clean

run: .venv/run.done        ## start the site, its database, and a worker
	$(BIN)/amparo serve

test: .venv/test.done      ## run every test on two cores
	$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: .venv/test.done      ## style, formatting, types; known type errors may only get fewer
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/pyrefly check
	$(BIN)/python tools/check_baseline.py
	$(BIN)/python tools/check_access.py

law: .venv/run.done        ## check the law files and run their worked examples
	$(BIN)/amparo law check
	$(BIN)/amparo law format --check
	$(BIN)/amparo law test

bench: .venv/run.done      ## measure: each script prints one line of JSON
	for script in benchmarks/bench_*.py; do $(BIN)/python $$script || exit 1; done

chaos: .venv/test.done     ## kill web, worker and database 200 times while people write, and count (half an hour)
	$(BIN)/python -m tests.chaos --runs 200

peers: .venv-peers/done    ## measure other rule engines on the same rule (minutes)
	benchmarks/peers/run .venv-peers/bin/python

docs: .venv/test.done      ## build the guides into build/docs; a broken link is an error
	$(BIN)/mkdocs build --strict --quiet

browser:                   ## install Chromium for the browser tests (Debian, Ubuntu; as root)
	tools/install_browser

java:                      ## install Java for the tests on Spark (Debian, Ubuntu; as root)
	tools/install_java

lock:                      ## choose versions anew: needs the program uv
	cd requirements && for name in run test; do uv pip compile $$name.in --output-file $$name.txt --upgrade --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --quiet || exit 1; done

clean:                     ## remove what the targets above made
	rm -rf .venv .venv-peers build

# A .done file is newer than what it was made from: then there is nothing to install.
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Amparo needs Python 3.11 or newer. Name it like this: make PYTHON=/path/to/python3.11")'
	$(PYTHON) -m venv .venv

.venv/run.done: requirements/run.txt pyproject.toml | .venv/bin/python
	$(PIP) install --require-hashes --requirement requirements/run.txt
	$(PIP) install --no-deps --no-build-isolation --editable . && touch $@

.venv/test.done: requirements/test.txt .venv/run.done
	$(PIP) install --require-hashes --requirement requirements/test.txt && touch $@

.venv-peers/done: benchmarks/requirements.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/python -m pip --disable-pip-version-check --quiet install --requirement $< && touch $@

# Everything starts from here; `make` alone lists the commands.
PYTHON ?= python3
VENV := .venv
# What is published is built with LOCK=requirements-site.lock, in a fresh clone: without the packages of tests.
LOCK ?= requirements.lock
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser
AUDIT_TOOLS := .cache/audit/.ready
# Tools that audit or rebuild the site, and that no build of it needs; their versions are pinned here.
LIGHTHOUSE := 13.5.0
VNU := 26.9.27
ZENSICAL := 0.0.73
# How many seeds `make test-odd` tries.
ROUNDS ?= 20

.PHONY: help site serve check test test-fast test-odd lint schema theme addresses release audit watch bench zensical lock clean

help:
	@echo "make site    build the site into site/"
	@echo "make serve   preview it; edits show within seconds"
	@echo "make check   read the data and list every problem"
	@echo "make test    run every test (sets up a browser too)"
	@echo "make test-fast  run the tests that need no browser and no build, in under a minute"
	@echo "make test-odd   build odd records from ROUNDS=20 other seeds than the tests (takes long)"
	@echo "make lint    check style, format and types"
	@echo "make audit   judge site/ by Lighthouse, the HTML checker and its outbound links (Node, Java, network)"
	@echo "make watch   ask Crossref and Europe PMC what became of the evidence (network)"
	@echo "make bench   measure builds and pages at several numbers of cases, beside plain Material (takes long)"
	@echo "make zensical  build the rendered tree with another generator and compare the pages"
	@echo "make schema  write the JSON Schemas that editors use, and the issue forms"
	@echo "make theme   trim the stylesheet of Material to what the built pages use, after it was updated"
	@echo "make addresses  write the addresses of a new version into the ledger"
	@echo "make release    build dist/: the version as it stays, and its archive"
	@echo "make lock    pin every package again after a change to pyproject.toml"
	@echo "make clean   remove what was built and set up"

site: $(READY)
	$(BIN)/python scripts/build.py site

serve: $(READY)
	$(BIN)/python scripts/build.py serve

check: $(READY)
	$(BIN)/python scripts/build.py check

schema: $(READY)
	$(BIN)/python scripts/build.py schema

theme: site
	$(BIN)/python scripts/trim_theme.py site

addresses: $(READY)
	$(BIN)/python scripts/build.py addresses

release: $(READY)
	$(BIN)/python scripts/build.py release

test: $(READY) $(BROWSER) lint
	$(BIN)/python -m pytest -n logical --dist loadgroup

test-fast: $(READY)
	$(BIN)/python -m pytest -n logical --dist loadgroup -m "not browser and not build"

test-odd: $(READY)
	K2_ROUNDS=$(ROUNDS) $(BIN)/python -m pytest -n logical tests/test_any_record.py -k "odd or any_shape"

lint: $(READY)
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy

audit: site $(BROWSER) $(AUDIT_TOOLS)
	$(BIN)/python scripts/site_audit.py
	$(BIN)/python scripts/build.py links

watch: $(READY)
	$(BIN)/python scripts/build.py watch

bench: $(READY) $(BROWSER)
	$(BIN)/python scripts/bench.py

$(AUDIT_TOOLS): Makefile
	npm install --silent --no-fund --no-audit --ignore-scripts --prefix .cache/audit \
	  lighthouse@$(LIGHTHOUSE) vnu-jar@$(VNU)
	@touch $@

# Its packages stay apart: Zensical brings other versions of what MkDocs needs. Notebooks it publishes as files.
zensical: site
	$(PYTHON) -m venv .cache/zensical
	.cache/zensical/bin/python -m pip install -qq --disable-pip-version-check zensical==$(ZENSICAL)
	$(BIN)/python scripts/build.py render .cache/tree
	cd .cache/tree && ../zensical/bin/zensical build --clean
	cd site && find . -name '*.html' ! -path './notebooks/*' | sort >../.cache/pages
	cd .cache/tree/site && find . -name '*.html' ! -path './notebooks/*' | sort | diff ../../pages -

# Twice quiet: errors are told, warnings about the settings of pip on this machine are not.
$(READY): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --require-hashes -r $(LOCK)
	$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

# A Debian machine as root takes Chromium and R from apt; elsewhere the browser driver brings its own
# browser, and R comes from apt by sudo or must be there: a test runs the R code that the site shows.
$(BROWSER): $(READY)
	@if command -v chromium >/dev/null; then echo "Browser: $$(command -v chromium)"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	  apt-get -qq install -y --no-install-recommends chromium fonts-liberation >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi
	@if command -v Rscript >/dev/null; then echo "R: $$(command -v Rscript)"; \
	elif command -v apt-get >/dev/null; then \
	  sudo=$$([ "$$(id -u)" = 0 ] || echo sudo); $$sudo apt-get -qq update && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends r-base-core >/dev/null; \
	else echo "R is needed: install it, so that Rscript is found."; exit 1; fi
	@touch $@

lock:
	uv pip compile --quiet --universal --generate-hashes --extra install --extra dev pyproject.toml -o requirements.lock
	uv pip compile --quiet --universal --generate-hashes --extra install pyproject.toml -c requirements.lock -o requirements-site.lock

clean:
	rm -rf $(VENV) site dist .cache .pytest_cache .mypy_cache .ruff_cache

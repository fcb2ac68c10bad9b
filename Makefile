# Everything starts from here; `make` alone lists the commands.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BROWSER := $(VENV)/.browser

.PHONY: help site serve check test schema lock clean

help:
	@echo "make site    build the site into site/"
	@echo "make serve   preview it; edits show within a second or two"
	@echo "make check   read the data and list every problem"
	@echo "make test    run every test (sets up a browser too)"
	@echo "make schema  write the JSON Schemas that editors use, and the issue forms"
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

test: $(READY) $(BROWSER)
	$(BIN)/ruff check scripts tests
	$(BIN)/ruff format --check scripts tests
	$(BIN)/mypy
	$(BIN)/python -m pytest

$(READY): requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 ..."; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

# A Debian machine as root takes Chromium from apt; elsewhere the browser driver brings its own.
$(BROWSER): $(READY)
	@if command -v chromium >/dev/null; then echo "Browser: $$(command -v chromium)"; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get -qq update && DEBIAN_FRONTEND=noninteractive \
	  apt-get -qq install -y --no-install-recommends chromium fonts-liberation >/dev/null; \
	else $(BIN)/python -m playwright install chromium; fi
	@touch $@

lock:
	uv pip compile --quiet --universal --generate-hashes --extra dev pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) site .cache .pytest_cache .mypy_cache .ruff_cache

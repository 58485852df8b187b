# make run   the dashboard, from nothing, on Debian with Python 3.11
# make test  every check, as CI runs them
# `make` alone lists the rest. On Windows: run.ps1.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run env sample test browser nginx gambar bench soak requirements licences audit clean

PYTHON ?= python3
PORT ?= 8501
DATA ?= $(or $(PANTAU_DATA),data)
UKURAN ?= bawaan
MONTHS ?= 13
SEED ?= 7
TESTS ?= tests

export PANTAU_DATA := $(abspath $(DATA))
export REGISTER_URL SUMMARY_URL APP_URL
export PYTHONUNBUFFERED := 1

VENV := .venv
PY := $(VENV)/bin/python
RUNTIME := $(VENV)/runtime.stamp
DEV := $(VENV)/dev.stamp

# How large the sample is: by name (kecil, bawaan, penuh) or by FAMILIES; SAMPLE takes other options.
SIZE = $(if $(FAMILIES),--families $(FAMILIES),--ukuran $(UKURAN))
SAMPLE ?=
# Lists of areas (CSV) of another kabupaten, or of several; empty: Kabupaten Tegal's.
WILAYAH ?=

# Set when an office brings its own database or imports on the page: then no sample.
OWN := $(REGISTER_URL)$(SUMMARY_URL)$(shell grep -sE '^\[(connections\.|impor\])' .streamlit/secrets.toml)

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: $(RUNTIME)  ## environment, sample register if there is nothing yet, then the dashboard (PORT, DATA, REGISTER_URL, SUMMARY_URL)
	@$(if $(OWN),true,test -e "$(PANTAU_DATA)/summary/CURRENT" || $(MAKE) --no-print-directory sample)
	@echo "Pantau DTKS: http://localhost:$(PORT)   (berhenti: Ctrl+C)"
	@exec $(PY) -m streamlit run asgi.py --server.port $(PORT) --logger.hideWelcomeMessage true

# .contoh-belum-selesai marks a sample that was begun and not finished: it is made again from the
# start. A register without that mark is somebody's, and is not touched. The files themselves, 600 MB,
# go once they are in; `python -m register sample` writes them again to the byte.
MARK := $(PANTAU_DATA)/.contoh-belum-selesai

env: $(RUNTIME)  ## the environment alone

sample: $(RUNTIME)  ## invented register, imported and published (UKURAN=kecil|bawaan|penuh or FAMILIES, MONTHS, SEED, SAMPLE=--lintas-era)
	@mkdir -p "$(PANTAU_DATA)"
	@if [ -e "$(PANTAU_DATA)/register.duckdb" ] && [ ! -e "$(MARK)" ]; then \
	  echo "Sudah ada register di $(PANTAU_DATA); data contoh tidak dibuat."; \
	  echo "Terbitkan ringkasannya: $(PY) -m queries publish"; exit 0; fi; \
	touch "$(MARK)"; rm -rf "$(PANTAU_DATA)/contoh"; rm -f "$(PANTAU_DATA)"/register.duckdb*; \
	echo "1/3 Menulis register contoh: $(if $(FAMILIES),$(FAMILIES) keluarga,ukuran $(UKURAN)), $(MONTHS) bulan"; \
	$(PY) -m register sample $(SIZE) --months $(MONTHS) --seed $(SEED) $(if $(WILAYAH),--wilayah $(WILAYAH)) $(SAMPLE) \
	  --out "$(PANTAU_DATA)/contoh"; \
	$(if $(WILAYAH),$(PY) -m register wilayah $(WILAYAH);) \
	echo "2/3 Mengimpor berkas contoh"; \
	$(PY) -m register import "$(PANTAU_DATA)/contoh"; \
	echo "3/3 Menerbitkan ringkasan"; \
	$(PY) -m queries publish --tetap "kesalahan contoh yang ditanam"; \
	rm -rf "$(MARK)" "$(PANTAU_DATA)/contoh"

# Browser tests run beside the others: they wait a third of their time (tests/conftest.py).
PYTEST := $(PY) -m pytest -n auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --durations 40

test: $(DEV) browser nginx  ## format, lint, import contracts and tests (TESTS=tests/geo for all of some)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/lint-imports
ifeq ($(TESTS),tests)
	$(PYTEST) -m "not soak" tests
else
	$(PY) -m pytest $(TESTS)
endif

gambar: $(DEV) browser  ## take the pictures anew that tests/e2e/test_images.py compares every page with
	$(PY) -m pytest -q tests/e2e/test_images.py --perbarui-gambar

bench: $(DEV) browser  ## speed and scale, measured into docs/benchmarks.md (SECTIONS="pages import")
	$(PY) -m tests.bench $(SECTIONS)

soak: $(DEV) browser nginx  ## the tests that take longer, then 10,000 damaged files (FILES, FIRST)
	$(PYTEST) -m soak tests
	$(PY) -m tests.soak --files $(or $(FILES),10000) --first $(or $(FIRST),0)

requirements: $(DEV)  ## pin requirements*.in anew, with the hashes of every platform's files
	$(call pin,requirements)
	$(call pin,requirements-dev)

licences: $(RUNTIME)  ## write docs/licences.md anew, from what is installed
	$(PY) deploy/licences.py

# Asks PyPI about each pinned package, so it needs the network and is no part of `test`. --strict: a
# package that nothing is known of fails too, or a mirror without advisories would look like a clean bill.
audit: $(DEV)  ## known vulnerabilities of the pinned packages, by pip-audit (needs the network)
	$(VENV)/bin/uv tool run --system-certs --from pip-audit==2.10.1 pip-audit --strict --disable-pip \
	  --require-hashes -r requirements.txt -r requirements-dev.txt

clean:  ## remove the environment and caches; data/ stays
	rm -rf $(VENV) .pytest_cache .ruff_cache .import_linter_cache .hypothesis tests/e2e/screenshots
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	@echo "Data di $(PANTAU_DATA) tidak dihapus."

# --- how the environment is made ------------------------------------------------------------

# uv installs in 2 s what takes pip 20 s (docs/decisions.md). It is itself pinned by hash. Where
# it cannot work, behind a package mirror that only pip is set up for, pip does the same.
define install
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.txt > $(VENV)/uv.txt
	@{ $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $(VENV)/uv.txt && \
	  $(VENV)/bin/uv pip install -q --system-certs --python $(PY) --require-hashes $(1); } || \
	$(PY) -m pip install -q --disable-pip-version-check --require-hashes $(1)
endef

define pin
	$(VENV)/bin/uv pip compile -q --system-certs --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command "make requirements" \
	  $(1).in -o $(1).txt
endef

# $(call apt,package): install it where we may, else say what to type and stop.
define apt
	if [ "$$(id -u)" = 0 ]; then sudo=; else sudo=sudo; fi; \
	if command -v apt-get >/dev/null && { [ -z "$$sudo" ] || sudo -n true 2>/dev/null; }; then \
	  echo "Memasang $(1) ..."; $$sudo apt-get update -qq; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(1) >/dev/null; \
	else echo "Perlu paket $(1). Ketik: sudo apt-get install -y $(1)" >&2; exit 1; fi
endef

# Tests need the environment of `make run` and more; the stamps follow the pinned lists.
$(RUNTIME): requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Perlu Python 3.11 atau lebih baru. Debian: sudo apt-get install -y python3" >&2; exit 1; }
	@$(PY) -m pip --version >/dev/null 2>&1 || { \
	  echo "Menyiapkan lingkungan Python ..."; \
	  $(PYTHON) -c 'import ensurepip' 2>/dev/null || { $(call apt,python3-venv); }; \
	  $(PYTHON) -m venv --clear $(VENV); }
	@echo "Memasang paket (sekali saja; unduhan pertama sekitar 200 MB) ..."
	$(call install,-r requirements.txt)
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.txt
	@echo "Memasang paket untuk uji ..."
	$(call install,-r requirements.txt -r requirements-dev.txt)
	@# Tests start Python a hundred times; where it may not keep what it compiled, each compiles all
	@# anew. What a package ships that is no Python is none of our business.
	@$(PY) -m compileall -q -j 0 -x '/tests?/' $(VENV)/lib >/dev/null || :
	@touch $@

browser:
	@command -v chromium || command -v chromium-browser || command -v google-chrome || \
	  { $(call apt,chromium); }

nginx:
	@command -v nginx || test -x /usr/sbin/nginx || { $(call apt,nginx-light); }

# The commands of README. They need make, Python 3.11 or newer, and pip.
#   make run [PORT=8000]       make test [ARGS="-k hand_off"]       make test-all
#   make lint                  make bench                           make rules-lock      make lock

PORT   ?= 8000
ARGS   ?=
PYTHON ?= python3

VENV := .venv/bin/python
PIP  := $(PYTHON) -m pip --disable-pip-version-check --python $(VENV)

.PHONY: run test test-all lint bench rules-lock lock browser
.NOTPARALLEL:

run: .venv/.installed
	@$(VENV) -m triage db upgrade
	@$(VENV) -m triage demo load --once
	@$(VENV) -m triage serve --host 127.0.0.1 --port $(PORT)

test: browser lint
	$(VENV) -m pytest -n 2 --dist loadfile -m "not slow" $(ARGS)

test-all: browser lint
	$(VENV) -m pytest -n 2 --dist loadfile $(ARGS)

lint: .venv/.installed-for-tests
	$(VENV) -m ruff format --check
	$(VENV) -m ruff check
	$(VENV) -m mypy
	$(VENV) .venv/bin/lint-imports
	$(VENV) -m triage rules check --quick

bench: .venv/.installed
	$(VENV) -m triage bench $(ARGS)

# Refuses a rule whose content changed under an unchanged version.
rules-lock: .venv/.installed-for-tests
	$(VENV) -m tests.contract.rule_lock

# Needs uv; only for whoever changes the dependencies in pyproject.toml.
LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-emit-index-url --no-emit-find-links --no-header pyproject.toml
lock:
	$(LOCK) -o requirements.lock
	$(LOCK) --group dev --extra postgres -o tests/requirements.lock

# --- installation ---------------------------------------------------------------------------------------------
# Debian's Python has no ensurepip, so the environment is made without pip and filled from outside by `pip --python`.
# It holds no absolute path that matters: a folder that was moved or renamed still works, without a network.

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "需要 Python 3.11 或更高版本 / Python 3.11 or newer is needed: make run PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -m pip help 2>/dev/null | grep -q -e '--python' || { \
	  echo "需要 pip 22.3 或更高版本 / pip 22.3 or newer is needed: apt-get install python3-pip" >&2; exit 1; }
	$(PYTHON) -m venv --clear --without-pip .venv

.venv/.installed: requirements.lock .venv/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	@$(link_checkout)
	@touch $@

.venv/.installed-for-tests: tests/requirements.lock .venv/bin/python
	$(PIP) install --require-hashes -r tests/requirements.lock
	@$(link_checkout)
	@touch $@

# Puts the checkout on the path of the environment, relative to it, and `triage` among its commands.
define link_checkout
$(VENV) -c 'import pathlib, sysconfig; \
  pathlib.Path(sysconfig.get_path("purelib"), "triage.pth").write_text("../../../..\n")' \
&& printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -P -m triage "$$@"\n' > .venv/bin/triage \
&& chmod +x .venv/bin/triage
endef

# A browser and the driver that steers it; the driver needs libatomic, which chromium does not bring along.
BROWSER_PACKAGES := chromium fonts-noto-cjk libatomic1
define browser_works
{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
&& $(VENV) -m playwright --version >/dev/null 2>&1
endef
define install_browser
{ apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends $(BROWSER_PACKAGES); }
endef

browser: .venv/.installed-for-tests
	@{ $(browser_works); } || { [ "$$(id -u)" = 0 ] && { $(install_browser) || { sleep 5; $(install_browser); }; } \
	  && { $(browser_works); }; } || { \
	  echo "测试需要浏览器 / the tests need a browser: sudo apt-get install $(BROWSER_PACKAGES)" >&2; exit 1; }

# One command each; `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
PY := .venv/bin/python
RUNS := .venv/.runs
TESTS := .venv/.tests
# Links in mails must lead to where the site is served.
STREAM_PORT ?= $(shell expr $(PORT) + 1)
HERE := $(if $(filter-out 8000,$(PORT)),SITE_URL=http://127.0.0.1:$(PORT)) \
	STREAM_URL=http://127.0.0.1:$(STREAM_PORT)/stream/ STREAM_BIND=127.0.0.1:$(STREAM_PORT)

.DEFAULT_GOAL := help
.PHONY: help setup run test check lint format messages bench screenshots

help: ## this list
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(TESTS) ## install everything for working on the site into .venv

run: $(RUNS) .env ## the site at http://127.0.0.1:8000 (or PORT=), with a demo organisation the first time
	@mkdir -p var
	@$(PY) manage.py migrate --verbosity 0
	@$(PY) manage.py seed --if-empty >/dev/null
	@printf '\nThe site: http://127.0.0.1:$(PORT)/   (Ctrl-C stops it)\n'
	@if [ -s var/demo-sign-ins.txt ]; then printf 'Demo sign-ins (var/demo-sign-ins.txt):\n'; cat var/demo-sign-ins.txt; fi
	@$(HERE) $(PY) manage.py work >var/work.log 2>&1 & worker=$$!; $(HERE) $(PY) manage.py stream >var/stream.log 2>&1 & stream=$$!; \
	trap "kill $$worker $$stream 2>/dev/null" EXIT INT TERM; \
	$(HERE) DJANGO_RUNSERVER_HIDE_WARNING=true $(PY) manage.py runserver 127.0.0.1:$(PORT)

test: $(TESTS) ## linters, checks, and all tests on every database and browser that is there
	@.ci/test

check: $(TESTS) ## the fast part of test: linters, migrations, deployment checks
	@.ci/test --checks-only

lint: $(TESTS) ## ruff and djlint only
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/djlint --lint --quiet templates

format: $(TESTS) ## let ruff lay out the Python files
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

messages: $(TESTS) ## collect the words for translation and compile the catalogues (needs gettext)
	@$(PY) manage.py makemessages --locale fr --no-location --no-wrap --no-obsolete --ignore '.venv/*' --ignore 'var/*' --ignore 'static/vendor/*'
	@$(PY) manage.py compilemessages --locale fr --ignore .venv

bench: $(TESTS) ## what pages cost at 1,000, 100,000 and 1,000,000 tickets, into docs/performance.md (PostgreSQL; half an hour)
	@$(PY) -m bench.run --write

screenshots: $(TESTS) ## pictures of the main pages into var/screenshots
	@$(PY) -m pytest -m browser -k screenshots -n0

$(RUNS): requirements.txt requirements.lock | .venv/bin/python
	@echo "Installing what the site runs on (once)"
	@.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements.txt --constraint requirements.lock
	@touch $@

$(TESTS): requirements-dev.txt $(RUNS)
	@echo "Installing what the tests need (once)"
	@.venv/bin/pip install --quiet --disable-pip-version-check --requirement requirements-dev.txt --constraint requirements.lock
	@touch $@

.venv/bin/python:
	@.ci/venv $(PYTHON)

.env: | .venv/bin/python
	@printf 'DEBUG=true\nSECRET_KEY=%s\n' "$$($(PY) -c 'import secrets; print(secrets.token_urlsafe(48))')" > $@
	@chmod 600 $@

# Two commands matter: `make up` runs Tidemark, `make test` proves it. The rest is for those who write it.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin
export DJANGO_SETTINGS_MODULE := config.settings

.PHONY: up test test-fast test-long lint lock show-journey show-document show-codesign show-review show-notifications messages

up: .venv/production.stamp messages
	@exec $(BIN)/python manage.py up

test: .venv/development.stamp messages
	@scripts/system_packages.sh
	@scripts/test.sh

test-fast: .venv/development.stamp messages
	@$(BIN)/pytest -q -n 2 --dist loadscope --no-loadscope-reorder -m "not browser and not chaos and not slow"

test-long: .venv/development.stamp messages
	@$(BIN)/pytest -q -m long

lint: .venv/development.stamp
	@scripts/lint.sh

show-journey show-document show-codesign show-review show-notifications: .venv/development.stamp messages
	@scripts/system_packages.sh
	@$(BIN)/python scripts/$(subst -,_,$@).py

lock: .venv/production.stamp
	@for kind in tools production development; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --custom-compile-command "make lock" requirements/$$kind.in -o requirements/$$kind.txt; \
	done

messages: .venv/production.stamp
	@set -e; for catalogue in locale/*/LC_MESSAGES/django.po; do \
	  if [ -f "$$catalogue" ] && [ "$$catalogue" -nt "$${catalogue%.po}.mo" ]; then \
	    $(BIN)/pybabel -q compile -i "$$catalogue" -o "$${catalogue%.po}.mo"; fi; done

.venv/production.stamp: requirements/production.txt requirements/tools.txt
	@scripts/environment.sh production $(PYTHON)

.venv/development.stamp: requirements/development.txt requirements/tools.txt
	@scripts/environment.sh development $(PYTHON)

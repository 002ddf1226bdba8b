#!/usr/bin/env bash
# Style, import contracts, types, migrations.
set -euo pipefail
cd "$(dirname "$0")/.."
.venv/bin/ruff check .
.venv/bin/ruff format --check -q .
.venv/bin/lint-imports >/dev/null || .venv/bin/lint-imports
.venv/bin/mypy workflow $(git ls-files '*services.py' '*selectors.py' 'proposals/codesign/*ing.py' | grep -v ^workflow/)
TIDEMARK_VAR=$(mktemp -d) .venv/bin/python manage.py makemigrations --check --dry-run

#!/usr/bin/env bash
# Everything on the embedded default, and again on PostgreSQL and Redis where those answer.
set -euo pipefail
cd "$(dirname "$0")/.."
export TIDEMARK_VAR=${TIDEMARK_VAR:-$(mktemp -d)}
database=${DATABASE_URL:-}
redis=${REDIS_URL:-}
unset DATABASE_URL REDIS_URL
export CHAOS_TRANSITIONS=${CHAOS_TRANSITIONS:-90} # the short version; `make show-journey` makes 300
workers=$(nproc)
[ "$workers" -ge 2 ] || workers=2
[ "$workers" -le 6 ] || workers=6
run() { .venv/bin/pytest -q -n "$workers" --dist loadscope --no-loadscope-reorder --durations 30 "$@"; }

scripts/lint.sh
echo "== Tests on the embedded default: SQLite and Valkey"
run -m "not long" "$@"

servers=$(DATABASE_URL=$database REDIS_URL=$redis .venv/bin/python -m tests.servers)
if [ -n "$servers" ]; then
  echo "== Tests on PostgreSQL and Redis"
  export ${servers?}
  # Pages, letters and files are written from the same rows on both; what writes and asks them runs again.
  run -m "database and not browser and not chaos and not slow" \
    --ignore tests/site --ignore tests/document --ignore tests/architecture \
    --ignore-glob '*/test_exports*' --ignore-glob '*/test_hostile*' --ignore-glob '*/test_weight*' --ignore-glob '*/test_pages*' \
    --ignore-glob '*/test_messages*' --ignore-glob '*/test_mailed_pages*' --ignore-glob '*/test_calendar*' "$@"
else
  echo "== PostgreSQL and Redis do not answer: tested on the embedded default only"
fi

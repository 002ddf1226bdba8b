#!/usr/bin/env bash
# Everything on the embedded default, and again on PostgreSQL and Redis where those answer.
set -euo pipefail
cd "$(dirname "$0")/.."
export TIDEMARK_VAR=${TIDEMARK_VAR:-$(mktemp -d)}
database=${DATABASE_URL:-}
redis=${REDIS_URL:-}
unset DATABASE_URL REDIS_URL

scripts/lint.sh
echo "== Tests on the embedded default: SQLite and Valkey"
.venv/bin/pytest -q -n 2 --dist loadscope "$@"

answers() { (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }
if [ -z "$database" ] && answers 127.0.0.1 5432; then
  for user in "$(id -un)" postgres; do
    if .venv/bin/python -c "import psycopg; psycopg.connect('postgresql://$user@127.0.0.1:5432/postgres')" 2>/dev/null; then
      database="postgresql://$user@127.0.0.1:5432/postgres"; break
    fi
  done
fi
if [ -z "$redis" ] && answers 127.0.0.1 6379; then redis="redis://127.0.0.1:6379/9"; fi
if [ -n "$database" ] && [ -n "$redis" ]; then
  echo "== Tests on PostgreSQL and Redis: ${database##*@} ${redis}"
  DATABASE_URL=$database REDIS_URL=$redis .venv/bin/pytest -q -n 2 --dist loadscope -m "not browser and not chaos" "$@"
else
  echo "== PostgreSQL and Redis do not answer: tested on the embedded default only"
fi

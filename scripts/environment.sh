#!/usr/bin/env bash
# Makes .venv and installs one locked set into it: environment.sh production|development [python]
# Works on a bare Debian, whose python3 may lack ensurepip and so cannot make a usable venv by itself.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=$1
python=${2:-python3}

make_environment() {
  "$python" -m venv .venv 2>/dev/null && return
  rm -rf .venv
  if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing python3-venv"
    apt-get update -q >/dev/null
    DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends python3-venv >/dev/null
    "$python" -m venv .venv
  elif "$python" -m pip --version >/dev/null 2>&1; then
    "$python" -m venv --without-pip .venv
    "$python" -m pip --python .venv/bin/python install -q pip
  else
    echo "The package python3-venv is missing. Have an administrator install it, then run make again." >&2
    exit 1
  fi
}

install() {
  local pip=(.venv/bin/python -m pip --disable-pip-version-check)
  if "${pip[@]}" install -q --require-hashes -r requirements/tools.txt; then
    .venv/bin/uv pip install -q --python .venv/bin/python --compile-bytecode --require-hashes -r "$1"
  else
    echo "uv is not to be had here; pip does it, slower"
    "${pip[@]}" install -q --require-hashes -r "$1"
  fi
}

[ -x .venv/bin/python ] || make_environment
echo "Installing requirements/$kind.txt"
install "requirements/$kind.txt"
touch ".venv/$kind.stamp"
if [ "$kind" = development ]; then touch .venv/production.stamp; fi

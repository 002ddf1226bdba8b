#!/usr/bin/env bash
# What the tests need from the system: a browser, an IMAP server, gettext's tools, Pango for PDF and a font.
# Installs them when it may.
set -euo pipefail
missing=()
command -v chromium >/dev/null || missing+=(chromium)
[ -x /usr/sbin/dovecot ] || missing+=(dovecot-imapd)
command -v xgettext >/dev/null || missing+=(gettext)
ldconfig -p | grep -q libpangoft2 || missing+=(libpango-1.0-0 libpangoft2-1.0-0)
ldconfig -p | grep -q libharfbuzz-subset || missing+=(libharfbuzz-subset0)
[ -e /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf ] || missing+=(fonts-dejavu-core)
[ ${#missing[@]} = 0 ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing ${missing[*]}"
  apt-get update -q >/dev/null
  # The tests run an IMAP server of their own; the machine's must not begin to listen because it was installed.
  if command -v systemctl >/dev/null && [ ! -x /usr/sbin/dovecot ]; then
    systemctl mask -q dovecot.service dovecot.socket || true
  fi
  DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${missing[@]}" >/dev/null
else
  echo "These packages are missing, and installing them needs an administrator: ${missing[*]}" >&2
  exit 1
fi

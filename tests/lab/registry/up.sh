#!/bin/bash
# up.sh STATE [PORT]   start Debian's docker-registry (CNCF Distribution) on 127.0.0.1:PORT (default: a free one)
#
# IMAGEGATE_LAB is the folder that build.sh made. Plain HTTP. With AUTH=user:password it asks for basic authentication; with
# TLS=1 it serves HTTPS with a certificate made in STATE (STATE/tls.crt). STATE/port holds the port.
# It has no referrers API: clients use the fallback tag sha256-<hex>.
# `crane registry serve --address 127.0.0.1:PORT` is a second, in-memory registry to test against.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7p' "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
registry=$(program docker-registry)
umask 077; mkdir -p "$1"; S=$(cd "$1" && pwd); P=$(port "$S" 1 "${2:-}")
{
  printf 'version: 0.1\nlog: {level: warn}\nstorage: {filesystem: {rootdirectory: %s/data}, delete: {enabled: true}}\nhttp:\n  addr: 127.0.0.1:%s\n' "$S" "$P"
  if [ -n "${TLS:-}" ]; then
    [ -f "$S/tls.crt" ] || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$S/tls.key" -out "$S/tls.crt" -days 30 \
      -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1,DNS:localhost 2> /dev/null
    printf '  tls: {certificate: %s/tls.crt, key: %s/tls.key}\n' "$S" "$S"
  fi
  if [ -n "${AUTH:-}" ]; then
    htpasswd -Bbn "${AUTH%%:*}" "${AUTH#*:}" > "$S/htpasswd"
    printf 'auth: {htpasswd: {realm: lab, path: %s/htpasswd}}\n' "$S"
  fi
} > "$S/config.yml"
OTEL_TRACES_EXPORTER=none start "$S" registry "$registry" serve "$S/config.yml"
wait_for "$S" registry "http${TLS:+s}://127.0.0.1:$P/v2/"
echo "registry: 127.0.0.1:$P"

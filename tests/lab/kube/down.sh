#!/bin/bash
# down.sh STATE   stop what up.sh started there (by process id); KEEP=1 keeps the data
set -uo pipefail
[ $# -eq 1 ] || { sed -n 2p "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
if [ -n "${KEEP:-}" ]; then stop_all "$1"; exit; fi
# The data goes anyway: an orderly end would take five seconds.
stop_all "$1" KILL
rm -rf "$1/etcd"

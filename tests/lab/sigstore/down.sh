#!/bin/bash
# down.sh STATE   stop what up.sh started there (by process id)
set -uo pipefail
[ $# -eq 1 ] || { sed -n 2p "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
stop_all "$1"

#!/bin/bash
# end-with.sh FOLDER   wait until standard input ends, then stop everything that was started below FOLDER, and remove it
#
# For test runs: the input is a pipe from the tests' process, so the lab ends with it, however it ends.
# What was started is what stands in the files named pids (see lib.sh); it is killed, since the data goes anyway.
set -uo pipefail
[ $# -eq 1 ] || { sed -n '2,5p' "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
trap '' INT TERM HUP
cat > /dev/null
while read -r pids; do stop_all "${pids%/pids}" KILL; done < <(find "$1" -name pids)
rm -rf "$1"

#!/bin/bash
# clients.sh DIR   the field's command-line tools, from Debian's packages, into DIR/bin (nothing is installed)
#
# cosign (3.x, Debian sid: signs image bundles as OCI referrers), cosign2 (2.5, Debian 13: legacy .sig/.att tags),
# crane, oras, notation, rekor-cli, sigstore-go-verification, oci-image-verification. DIR/bin/VERSIONS names them.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5p' "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$(dirname "$0")/lib.sh"
mkdir -p "$1/bin"; D=$(cd "$1" && pwd); W=$D/clients.work
if [ -x "$D/bin/cosign" ] && [ -x "$D/bin/cosign2" ] && [ -x "$D/bin/notation" ] && [ -f "$D/bin/VERSIONS" ]; then
  echo "clients: $D/bin is there already"; exit 0
fi
private_apt "$W" 'deb trixie' 'deb sid'
get() { unpack_package "$W" "$1/$2"; (cd "$W" && dpkg-deb --show --showformat "\${Package} \${Version} $2\n" ./*.deb >> versions); }
get cosign trixie; take "$D/bin/cosign2" "$W/x/usr/bin/cosign"
for p in cosign crane oras notation sigstore-go rekor; do
  get "$p" sid; for f in "$W"/x/usr/bin/*; do take "$D/bin/${f##*/}" "$f"; done
done
mv "$W/versions" "$D/bin/VERSIONS"; rm -rf "$W"
echo "clients: $(tr '\n' ';' < "$D/bin/VERSIONS")"

#!/bin/bash
# build.sh DIR [sigstore]   everything the end-to-end tests need, into DIR (a folder that lasts); a second run does nothing
#
# DIR/bin gets docker-registry, etcd, kubectl, kube-apiserver, kube-controller-manager, cosign, cosign2, crane, oras,
# notation and more. With "sigstore" also DIR/sigstore/bin: Fulcio, Rekor, a timestamp authority, a CT log.
# Debian packages only. As root it installs the small tools that are missing (curl, jq, openssl, htpasswd) and, for the
# first build of the API server, Go. About 10 minutes the first time, a second afterwards.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,7p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
mkdir -p "$1/bin"; D=$(cd "$1" && pwd)
exec 9> "$D/lock"; flock 9   # two builds at once would do everything twice

tools=()
for t in curl jq openssl; do command -v "$t" > /dev/null || tools+=("$t"); done
command -v htpasswd > /dev/null || tools+=(apache2-utils)
command -v python3 > /dev/null || tools+=(python3-minimal)
[ ${#tools[@]} -eq 0 ] || install_packages ca-certificates "${tools[@]}"

if ! { [ -x "$D/bin/docker-registry" ] && [ -x "$D/bin/etcd" ] && [ -x "$D/bin/kubectl" ]; }; then
  W=$D/servers.work; private_apt "$W" 'deb bookworm'
  for p in docker-registry=docker-registry etcd=etcd-server kubectl=kubernetes-client; do
    unpack_package "$W" "${p#*=}/bookworm"; take "$D/bin/${p%%=*}" "$W/x/usr/bin/${p%%=*}"
  done
  rm -rf "$W"
fi
if ! [ -x "$D/bin/promtool" ]; then   # judges metrics and alert rules
  W=$D/promtool.work; private_apt "$W" 'deb bookworm'
  unpack_package "$W" prometheus/bookworm; take "$D/bin/promtool" "$W/x/usr/bin/promtool"
  rm -rf "$W"
fi
echo "servers: $D/bin/docker-registry, etcd, kubectl"
"$here/clients.sh" "$D"
"$here/kube/build.sh" "$D"
if [ "${2:-}" = sigstore ]; then NO_CLIENTS=1 "$here/sigstore/build.sh" "$D/sigstore"; fi

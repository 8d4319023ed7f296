#!/bin/bash
# build.sh DIR   make a real kube-apiserver (and kube-controller-manager) from Debian's own source package
#
# Debian 12 ships Kubernetes 1.20.2 as a source package that holds the whole tree; only kubectl is
# built from it. This downloads that source with apt, builds the two servers with Debian's Go 1.19
# (about 7 minutes on 2 cores, once) and leaves DIR/bin/kube-apiserver, DIR/bin/kube-controller-manager.
# Also needs, and installs when root: golang-go, golang-github-modern-go-reflect2-dev, dpkg-dev, rsync, jq, make.
# The tree's own reflect2 1.0.1 crashes under Go 1.18+ when a custom resource is written: Debian's 1.0.2 takes its place.
# DIR/bin is what the field calls KUBEBUILDER_ASSETS: a newer kube-apiserver put there by hand works too.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,10p' "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
mkdir -p "$1/bin"; D=$(cd "$1" && pwd); W=$D/kube.work
if [ -x "$D/bin/kube-apiserver" ] && [ -x "$D/bin/kube-controller-manager" ]; then echo "kube: $D/bin is there already"; exit 0; fi
install_packages golang-go golang-github-modern-go-reflect2-dev dpkg-dev rsync jq make
private_apt "$W" 'deb-src bookworm'
mkdir -p "$W/home"; cd "$W"
apt-get "${apt[@]}" source --download-only kubernetes > /dev/null
rm -rf tree; mkdir tree; tar -xzf kubernetes_*.orig.tar.gz -C tree --strip-components=1
cd tree; mkdir -p .go/src/k8s.io; ln -sfn ../../.. .go/src/k8s.io/kubernetes
rm -rf vendor/github.com/modern-go/reflect2; cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 vendor/github.com/modern-go/reflect2
echo "kube: building (minutes)"
GOPATH=$PWD/.go CGO_ENABLED=0 HOME=$W/home GOCACHE=$W/gocache GOFLAGS='' nice -n 10 \
  make WHAT="cmd/kube-apiserver cmd/kube-controller-manager" GOLDFLAGS='-s -w' > "$D/build.log" 2>&1 || { tail -20 "$D/build.log"; exit 1; }
for p in kube-controller-manager kube-apiserver; do take "$D/bin/$p" "_output/bin/$p"; done
cd "$D"; [ -n "${KEEP:-}" ] || { chmod -R u+w "$W"; rm -rf "$W"; }
"$D/bin/kube-apiserver" --version

#!/bin/bash
# build.sh DIR [core]   build a private Sigstore's servers from Debian packages alone
#
# Makes DIR/bin with fulcio-server, rekor-tiles (Rekor v2, POSIX storage), timestamp-server
# and, without "core", trillian_log, trillian_log_server, trillian_log_signer, createtree,
# ct_server (a CT log) and rekor-server (Rekor v1); also Debian's own cosign, crane and
# rekor-cli (NO_CLIENTS=1 leaves them out). Static programs, no cgo; they run on Debian 12.
#
# Needs only apt, dpkg and a Debian mirror: nothing is installed, no root, no chroot. The
# packages (Go sources and the Go compiler of sid) are fetched with apt into DIR/work,
# checked by apt against Debian's archive keyring, unpacked there, and removed at the end
# (KEEP=1 keeps them). A second run with the same script finds its stamp and does nothing
# (FORCE=1 builds again).
#
# sid moves. FREEZE=1 also writes DIR/sources.tar.gz: exactly the Go files that were compiled,
# patches applied; FROM=that-file builds from it, with only the Go compiler (and the client
# programs) fetched from the mirror. DIR/PACKAGES lists what a build was made of.
#
# MIRROR (default: the mirror that apt uses here), SUITE (default sid), JOBS (default: all),
# APT_OPTS (more options for apt; with a mirror that stands still:
# APT_OPTS="-o Acquire::Check-Valid-Until=false").
# shellcheck disable=SC2016,SC2046,SC2086,SC2094,SC2206,SC2012  # lists of packages are split on purpose
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,23p' "$0"; exit 2; }
mkdir -p "$1"; D=$(cd "$1" && pwd); WHAT=${2:-all}
M=${MIRROR:-$(apt-get indextargets --format '$(REPO_URI) $(RELEASE)' "Created-By: Packages" | awk '$2=="bookworm"{print $1; exit}')}; SUITE=${SUITE:-sid}
W=$D/work; t0=$(date +%s)
say() { echo "build: [$(($(date +%s) - t0))s] $*"; }
stamp="$(sha256sum < "$0" | cut -d' ' -f1) $WHAT $SUITE ${NO_CLIENTS:-} ${FROM:+from $(sha256sum < "${FROM:-/dev/null}" | cut -d' ' -f1)}"
if [ -z "${FORCE:-}" ] && [ "$(cat "$D/stamp" 2>/dev/null)" = "$stamp" ]; then say "$D/bin is there already"; exit 0; fi
rm -f "$D/stamp"

# ------------------------------------------------------------------ packages
# core: three servers; their Debian packages hold the whole upstream source. The Fulcio
# package names few of its dependencies, hence the list.
pkgs="golang-go golang-github-sigstore-fulcio-dev golang-github-sigstore-rekor-tiles-dev
 golang-github-sigstore-timestamp-authority-dev golang-github-intevation-jsonpath-dev
 golang-github-asaskevich-govalidator-dev golang-github-google-certificate-transparency-dev"
[ "$WHAT" = core ] || pkgs="$pkgs golang-github-google-trillian-dev golang-github-sigstore-rekor-dev
 golang-github-redis-go-redis-dev golang-gocloud-dev golang-github-jackc-pgx-v5-dev golang-github-jackc-pgerrcode-dev"
[ -z "${FROM:-}" ] || pkgs=golang-go
clients="cosign crane rekor"
mw=golang-github-grpc-ecosystem-go-grpc-middleware-dev   # Fulcio and Trillian want v1, sid has v2: take bookworm's
mkdir -p "$W/apt/lists/partial" "$W/apt/cache/archives/partial" "$W/debs" "$W/root" "$W/log"
: > "$W/apt/status"
kr=/usr/share/keyrings/debian-archive-keyring.gpg
printf 'deb [signed-by=%s] %s %s main\ndeb [signed-by=%s] %s bookworm main\n' "$kr" "$M" "$SUITE" "$kr" "$M" > "$W/apt/sources.list"
apt=(-q -o Dir::Etc::sourcelist="$W/apt/sources.list" -o Dir::Etc::sourceparts=/dev/null -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
  -o Dir::State="$W/apt" -o Dir::State::lists="$W/apt/lists" -o Dir::State::status="$W/apt/status" -o Dir::Cache="$W/apt/cache"
  -o APT::Sandbox::User=root -o Acquire::Languages=none -o APT::Get::List-Cleanup=false -o APT::Install-Recommends=false
  -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
  -o Acquire::Retries=3 ${APT_OPTS:-})
say "package lists of $SUITE and bookworm"
apt-get "${apt[@]}" update > "$W/log/apt-update" 2>&1 || { cat "$W/log/apt-update"; exit 1; }
# the closure of the dependencies, of which only Go sources and the compiler are taken
apt-get "${apt[@]}" install -y --print-uris -qq $pkgs > "$W/closure"
names=$(cut -d"'" -f2 "$W/closure" | sed 's#.*/##; s#_.*##' | grep '^golang-' | sort -u)
middleware=$mw/bookworm; [ -z "${FROM:-}" ] || middleware=
[ -n "${NO_CLIENTS:-}" ] || names="$names $clients"
say "$(wc -w <<< "$names") packages of $(wc -l < "$W/closure") in the closure"
(cd "$W/debs" && apt-get "${apt[@]}" download $names $middleware > "$W/log/apt-download" 2>&1) || { tail "$W/log/apt-download"; exit 1; }
say "downloaded $(du -sm "$W/debs" | cut -f1) MB; unpacking"
unpack() { # unpack DEB ROOT
  dpkg-deb --fsys-tarfile "$1" | tar -x -C "$2" --wildcards --exclude='*_test.go' --exclude='*/testdata/*' \
    --exclude='./usr/share/doc/*' --exclude='./usr/share/man/*' --exclude='./usr/share/lintian/*'
}
export -f unpack
mkdir -p "$W/mw"
for f in "$W"/debs/*; do case $f in */${mw}_1.*) unpack "$f" "$W/mw"; mv "$f" "$W/mw.deb" ;; esac; done
nice -n 15 find "$W/debs" -name '*.deb' -print0 | nice -n 15 xargs -0 -P "$(nproc)" -I{} bash -c 'unpack "$1" "$2"' _ {} "$W/root"
for f in "$W"/debs/*.deb "$W"/mw.deb; do [ ! -f "$f" ] || echo "$(dpkg-deb -f "$f" Package) $(dpkg-deb -f "$f" Version) $(sha256sum "$f" | cut -d' ' -f1)"; done > "$D/PACKAGES"
say "unpacked: $(du -sm "$W/root" | cut -f1) MB"

# ------------------------------------------------------------------ sources: copies with the patches
SRC=$W/root/usr/share/gocode/src; O=$W/overlay/src; MW=$W/mw/usr/share/gocode/src/github.com/grpc-ecosystem/go-grpc-middleware
rm -rf "$W/overlay"
copy() { mkdir -p "$O/$(dirname "$1")"; cp -a "$SRC/$1" "$O/$1"; }
edit() { # edit FILE SED-SCRIPT: the file must change
  cp "$1" "$1.orig"; sed -i "$2" "$1"
  if cmp -s "$1" "$1.orig"; then echo "build: nothing to patch in $1: has the package changed?" >&2; fi
  rm "$1.orig"
}
patches() {
# Fulcio
copy github.com/sigstore/fulcio; F=$O/github.com/sigstore/fulcio
# jsonpath: Debian has the continued fork; KMS for Azure and Vault: not in Debian's sigstore package
edit "$F/pkg/oauthflow/oidc.go" 's#"github.com/PaesslerAG/jsonpath"#"github.com/Intevation/jsonpath"#'
edit "$F/pkg/ca/kmsca/kmsca.go" '/kms\/azure"/d; /kms\/hashivault"/d'
edit "$F/cmd/app/serve.go" 's#fmt.Sprintf(":%v", viper.GetString("metrics-port"))#fmt.Sprintf("127.0.0.1:%v", viper.GetString("metrics-port"))#'
mkdir -p "$F/vendor/github.com/grpc-ecosystem" "$F/vendor/goa.design/goa/v3/grpc/middleware" "$F/vendor/chainguard.dev/go-grpc-kit/pkg/duplex"
cp -a "$MW" "$F/vendor/github.com/grpc-ecosystem/"
cat > "$F/vendor/goa.design/goa/v3/grpc/middleware/middleware.go" <<'X'
// Package middleware is a minimal stand-in for goa.design/goa/v3/grpc/middleware
// (not packaged in Debian): only the request-ID interceptor that Fulcio uses.
package middleware

import (
	"context"
	"crypto/rand"
	"encoding/base64"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"
)

// RequestIDMetadataKey is the key containing the request ID in the gRPC metadata.
const RequestIDMetadataKey = "x-request-id"

type options struct {
	useXRequestID bool
	limit         int
}

// RequestIDOption configures UnaryRequestID.
type RequestIDOption func(*options)

// UseXRequestIDMetadataOption makes the interceptor reuse an incoming ID.
func UseXRequestIDMetadataOption(f bool) RequestIDOption {
	return func(o *options) { o.useXRequestID = f }
}

// XRequestMetadataLimitOption truncates incoming IDs.
func XRequestMetadataLimitOption(n int) RequestIDOption {
	return func(o *options) { o.limit = n }
}

// UnaryRequestID puts a request ID into the incoming metadata.
func UnaryRequestID(opts ...RequestIDOption) grpc.UnaryServerInterceptor {
	o := &options{}
	for _, f := range opts {
		f(o)
	}
	return func(ctx context.Context, req any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler) (any, error) {
		md, ok := metadata.FromIncomingContext(ctx)
		if !ok {
			md = metadata.MD{}
		} else {
			md = md.Copy()
		}
		id := ""
		if v := md.Get(RequestIDMetadataKey); o.useXRequestID && len(v) > 0 {
			id = v[0]
			if o.limit > 0 && len(id) > o.limit {
				id = id[:o.limit]
			}
		}
		if id == "" {
			b := make([]byte, 6)
			_, _ = rand.Read(b)
			id = base64.RawURLEncoding.EncodeToString(b)
		}
		md.Set(RequestIDMetadataKey, id)
		return handler(metadata.NewIncomingContext(ctx, md), req)
	}
}
X
cat > "$F/vendor/chainguard.dev/go-grpc-kit/pkg/duplex/duplex.go" <<'X'
// Package duplex is a stand-in for chainguard.dev/go-grpc-kit/pkg/duplex (not
// packaged in Debian). Fulcio only uses it when HTTP and gRPC share one port;
// here that mode is refused at start-up, so run them on two ports.
package duplex

import (
	"context"
	"errors"
	"net"

	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"
)

// Duplex mirrors the upstream type.
type Duplex struct{ Server *grpc.Server }

// New mirrors the upstream constructor.
func New(_ int, _ ...any) *Duplex { return &Duplex{Server: grpc.NewServer()} }

// RegisterHandler does nothing.
func (d *Duplex) RegisterHandler(context.Context, func(context.Context, *runtime.ServeMux, string, []grpc.DialOption) error) error {
	return nil
}

// RegisterListenAndServeMetrics does nothing.
func (d *Duplex) RegisterListenAndServeMetrics(int, bool) {}

// Serve refuses.
func (d *Duplex) Serve(context.Context, net.Listener) error {
	return errors.New("built without duplex mode: give --port and --grpc-port different values")
}
X
# TSA: the metrics port is fixed and on all addresses upstream
copy github.com/sigstore/timestamp-authority/v2
edit "$O/github.com/sigstore/timestamp-authority/v2/pkg/server/prometheus.go" 's#":2112"#"127.0.0.1:0"#'
if [ "$WHAT" != core ]; then
  # Trillian: go-grpc-middleware v1 again, no Stackdriver exporter in Debian
  copy github.com/google/trillian; T=$O/github.com/google/trillian
  mkdir -p "$T/vendor/github.com/grpc-ecosystem/go-grpc-middleware" "$T/cmd/trillian_log" \
    "$O/contrib.go.opencensus.io/exporter/stackdriver" "$O/github.com/tomasen/realip"
  cp "$MW"/*.go "$T/vendor/github.com/grpc-ecosystem/go-grpc-middleware/"
  cat > "$O/contrib.go.opencensus.io/exporter/stackdriver/stackdriver.go" <<'X'
// Package stackdriver is a stand-in for contrib.go.opencensus.io/exporter/stackdriver
// (not packaged in Debian): --tracing is refused.
package stackdriver

import (
	"errors"

	"go.opencensus.io/stats/view"
	"go.opencensus.io/trace"
)

// Options mirrors the upstream type.
type Options struct{ ProjectID string }

// Exporter mirrors the upstream type.
type Exporter struct{}

// NewExporter refuses.
func NewExporter(Options) (*Exporter, error) {
	return nil, errors.New("built without the Stackdriver exporter")
}

// ExportSpan does nothing.
func (*Exporter) ExportSpan(*trace.SpanData) {}

// ExportView does nothing.
func (*Exporter) ExportView(*view.Data) {}
X
  cat > "$O/github.com/tomasen/realip/realip.go" <<'X'
// Package realip is a stand-in for github.com/tomasen/realip (not packaged in
// Debian): the address of the connection, without looking at proxy headers.
package realip

import (
	"net"
	"net/http"
)

// FromRequest returns the peer's address.
func FromRequest(r *http.Request) string {
	h, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return r.RemoteAddr
	}
	return h
}
X
  edit "$T/storage/memory/tree_storage.go" '/attempted to store 0 subtrees/d'
  edit "$T/cmd/internal/serverutil/main.go" '/Give things a few seconds/,+1d'   # 5 s at the end of every process
  edit "$T/cmd/trillian_log_signer/main.go" '/Stopping server, about to exit/{n;d}'
  # trillian_log: the log server with the signer in the same process
  cp "$T/cmd/trillian_log_server/main.go" "$T/cmd/trillian_log/main.go"
  edit "$T/cmd/trillian_log/main.go" 's#^	if err := m.Run(ctx); err != nil {#	startSigner(ctx, registry)\n\n&#'
  cat > "$T/cmd/trillian_log/signer.go" <<'X'
package main

// The log signer of cmd/trillian_log_signer inside the log server's process, so
// that --storage_system=memory can be used: no database, no second process.

import (
	"context"
	"flag"
	"time"

	"github.com/google/trillian/extension"
	"github.com/google/trillian/log"
	"github.com/google/trillian/util/clock"
	"github.com/google/trillian/util/election"
	"github.com/google/trillian/util/election2"

	_ "github.com/google/trillian/storage/memory" // --storage_system=memory
)

var sequencerInterval = flag.Duration("sequencer_interval", 50*time.Millisecond, "Time between each sequencing pass through all logs")

func startSigner(ctx context.Context, registry extension.Registry) {
	registry.ElectionFactory = election2.NoopFactory{}
	info := log.OperationInfo{
		Registry:    registry,
		BatchSize:   1000,
		NumWorkers:  2,
		RunInterval: *sequencerInterval,
		TimeSource:  clock.System,
		ElectionConfig: election.RunnerConfig{
			PreElectionPause:   10 * time.Millisecond,
			MasterHoldInterval: 60 * time.Second,
			MasterHoldJitter:   time.Second,
			TimeSource:         clock.System,
		},
	}
	go log.NewOperationManager(info, log.NewSequencerManager(registry, 0)).OperationLoop(ctx)
}
X
  # Rekor v1: Debian's package lacks the rpm and tuf types and the home page
  copy github.com/sigstore/rekor; R=$O/github.com/sigstore/rekor
  edit "$R/cmd/rekor-server/app/serve.go" '/pkg\/types\/rpm/d; /pkg\/types\/tuf/d; /rpm\.KIND:/d; /tuf\.KIND:/d; s#":2112"#"127.0.0.1:0"#'
  [ -f "$R/pkg/generated/restapi/rekorHomePage.html" ] || echo '<!doctype html><title>Rekor</title><p>Rekor' > "$R/pkg/generated/restapi/rekorHomePage.html"
fi
}
if [ -n "${FROM:-}" ]; then mkdir -p "$W/overlay"; tar -xzf "$FROM" -C "$W/overlay"; else patches; fi

# ------------------------------------------------------------------ build
export GOROOT; GOROOT=$(ls -d "$W"/root/usr/lib/go-1.* | sort -V | tail -1)
export GO111MODULE=off GOPATH="$W/overlay:$W/root/usr/share/gocode" CGO_ENABLED=0 GOFLAGS="-trimpath ${JOBS:+-p=$JOBS}" \
  GOCACHE="$W/gocache" GOTMPDIR="$W" HOME="$W/home" GOTOOLCHAIN=local GOTELEMETRY=off GOPROXY=off
mkdir -p "$HOME" "$D/bin"
go() { (cd "$W" && nice -n 15 "$GOROOT/bin/go" "$@"); }
say "$(go version)"
b() { # b NAME IMPORT-PATH [flags]
  local n=$1 p=$2; shift 2
  go build -ldflags='-s -w' "$@" -o "$D/bin/$n" "$p" 2> "$W/log/$n" || { cat "$W/log/$n"; say "$n does not build"; exit 1; }
  say "$n ($(du -m "$D/bin/$n" | cut -f1) MB)"
}
core="rekor-tiles=github.com/sigstore/rekor-tiles/cmd/rekor-server/posix
timestamp-server=github.com/sigstore/timestamp-authority/v2/cmd/timestamp-server
fulcio-server=github.com/sigstore/fulcio"
more="trillian_log=github.com/google/trillian/cmd/trillian_log
trillian_log_server=github.com/google/trillian/cmd/trillian_log_server
trillian_log_signer=github.com/google/trillian/cmd/trillian_log_signer
createtree=github.com/google/trillian/cmd/createtree
ct_server=github.com/google/certificate-transparency-go/trillian/ctfe/ct_server
rekor-server=github.com/sigstore/rekor/cmd/rekor-server"
targets=$core; [ "$WHAT" = core ] || targets="$core $more"
for t in $targets; do b "${t%%=*}" "${t#*=}" -tags=mysql,etcd; done
if [ -n "${FREEZE:-}" ]; then
  go list -tags=mysql,etcd -deps -f '{{if not .Standard}}{{$d := .Dir}}{{range .GoFiles}}{{$d}}/{{.}}
{{end}}{{range .SFiles}}{{$d}}/{{.}}
{{end}}{{range .HFiles}}{{$d}}/{{.}}
{{end}}{{range .EmbedFiles}}{{$d}}/{{.}}
{{end}}{{end}}' $(for t in $targets; do echo "${t#*=}"; done) | sed '/^$/d' > "$W/files"
  # GOPATH mode wants the go.mod of a tree to understand its /v2 import paths
  sed 's#/[^/]*$##' "$W/files" | sort -u | while read -r d; do
    while case $d in */src) false ;; esac; do [ ! -f "$d/go.mod" ] || echo "$d/go.mod"; d=${d%/*}; done
  done >> "$W/files"
  sort -u "$W/files" | tar -c -h -P --owner=0 --group=0 --mtime=@0 --sort=name --transform="s#^$W/overlay/##;s#^$W/root/usr/share/gocode/##" -T - | gzip -9n > "$D/sources.tar.gz"
  say "sources.tar.gz: $(sort -u "$W/files" | wc -l) files, $(du -m "$D/sources.tar.gz" | cut -f1) MB"
fi
if [ -z "${NO_CLIENTS:-}" ]; then for n in cosign crane rekor-cli; do cp "$W/root/usr/bin/$n" "$D/bin/$n"; done; fi
say "disk: $(du -sm "$W" | cut -f1) MB of work, $(du -sm "$D/bin" | cut -f1) MB of programs in $D/bin"
echo "$stamp" > "$D/stamp"
if [ -z "${KEEP:-}" ]; then chmod -R u+w "$W"; rm -rf "$W"; fi
say "done"

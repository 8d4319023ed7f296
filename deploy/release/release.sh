#!/bin/bash
# release.sh VERSION IMAGE CHART_REGISTRY   build, push, sign and attest the image (both platforms) and the chart
#
# SDK and RUNTIME: the base images, each with @sha256:…. SOURCE: the address of the source repository.
# Needs docker buildx, helm, crane, syft, cosign, jq, and an identity for cosign (a CI job with an OIDC token).
set -euo pipefail
[ $# -eq 3 ] || { sed -n '2,5p' "$0"; exit 2; }
version=$1 image=$2 charts=${3%/}
cd "$(dirname "$0")/../.."

fail() { echo "release: $1" >&2; exit 1; }
for base in "${SDK:-}" "${RUNTIME:-}"; do [[ $base =~ @sha256:[0-9a-f]{64}$ ]] || fail "SDK and RUNTIME have to name base images by digest, not '$base'"; done
[ -n "${SOURCE:-}" ] || fail 'SOURCE is the address of the source repository'
for tool in docker helm crane syft cosign jq; do command -v "$tool" > /dev/null || fail "$tool is missing"; done
grep -q "<Version>$version</Version>" Directory.Build.props || fail "Directory.Build.props has another version than $version"
for field in version appVersion; do grep -qx "$field: $version" charts/imagegate/Chart.yaml || fail "Chart.yaml has another $field than $version"; done
[ -z "$(git status --porcelain)" ] || fail 'the working tree is not clean'
revision=$(git rev-parse HEAD)
[ "$(git rev-parse -q --verify "v$version^{commit}")" = "$revision" ] || fail "the tag v$version is not on this commit"

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
created=$(git log -1 --format=%cI)

# The image. Its digest is that of the index over both platforms.
docker buildx build --platform linux/amd64,linux/arm64 --provenance=false --sbom=false --push \
  --build-arg SDK="$SDK" --build-arg RUNTIME="$RUNTIME" --build-arg VERSION="$version" --build-arg REVISION="$revision" \
  --build-arg SOURCE="$SOURCE" --build-arg CREATED="$created" --metadata-file "$work/build.json" --tag "$image:$version" .
digest=$(jq -re '."containerimage.digest"' "$work/build.json")
reference=$image@$digest
for platform in linux/amd64 linux/arm64; do
  size=$(crane manifest --platform "$platform" "$reference" | jq '[.layers[].size] | add')
  echo "release: $platform $((size / 1024 / 1024)) MiB compressed"
done

cosign sign --yes --recursive "$reference"
syft scan "registry:$reference" -o spdx-json="$work/sbom.json"
cosign attest --yes --type spdxjson --predicate "$work/sbom.json" "$reference"
jq -n --arg source "git+$SOURCE" --arg revision "$revision" --arg version "$version" --arg sdk "$SDK" --arg runtime "$RUNTIME" --arg builder "${BUILDER_ID:-$SOURCE/deploy/release/release.sh}" '{
  buildDefinition: {
    buildType: "https://mobyproject.org/buildkit@v1",
    externalParameters: {source: {uri: $source, digest: {gitCommit: $revision}}, version: $version, dockerfile: "Dockerfile"},
    resolvedDependencies: ([{uri: $source, digest: {gitCommit: $revision}}]
      + [$sdk, $runtime | split("@sha256:") | {uri: ("docker://" + .[0]), digest: {sha256: .[1]}}])
  },
  runDetails: {builder: {id: $builder}}
}' > "$work/provenance.json"
cosign attest --yes --type slsaprovenance1 --predicate "$work/provenance.json" "$reference"

# The chart. `helm push` prints the digest; the registry is asked for it instead of reading that text.
helm package charts/imagegate --destination "$work"
helm push "$work/imagegate-$version.tgz" "$charts"
chart=${charts#oci://}/imagegate
cosign sign --yes "$chart@$(crane digest "$chart:$version")"
echo "release: $reference"
echo "release: $chart:$version"

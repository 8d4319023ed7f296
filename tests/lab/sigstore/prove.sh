#!/bin/bash
# prove.sh STATE [REPO]   sign and verify with the real cosign against a running instance (up.sh)
#
# REPO (default 127.0.0.1:5000/demo/real) is a repository of an OCI registry; REPO:v1 must
# exist. cosign and crane are taken from PATH. Prints one line per check; ends with the number of failures.
set -uo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
# shellcheck source=/dev/null
. "$1/env.sh"
REPO=${2:-127.0.0.1:5000/demo/real}
export COSIGN_PASSWORD=pw
T=$(mktemp -d); trap 'rm -rf "$T"' EXIT
bad=0 n=0
SCT=(); [ -n "$CT_URL" ] || SCT=(--insecure-ignore-sct)
ok() { # ok WHAT command...: must succeed
  local w=$1 t; t=$(date +%s%N); shift; n=$((n + 1))
  if "$@" > "$T/out" 2>&1; then echo "ok    $w ($(( ($(date +%s%N) - t) / 1000000 )) ms)"; else bad=$((bad + 1)); echo "FAIL  $w: $(tail -1 "$T/out")"; fi
}
no() { # no WHAT PATTERN command...: must fail, saying PATTERN
  local w=$1 p=$2; shift 2; n=$((n + 1))
  if "$@" > "$T/out" 2>&1; then bad=$((bad + 1)); echo "FAIL  $w: it succeeded"
  elif grep -qiE -- "$p" "$T/out"; then echo "ok    $w: refused ($(grep -oiE -- "$p" "$T/out" | head -1))"
  else bad=$((bad + 1)); echo "FAIL  $w: other reason: $(tail -1 "$T/out")"; fi
}
fresh() { # fresh NAME: a new image in REPO, its digest reference in $IMG
  mkdir -p "$T/l"; date +%s%N > "$T/l/$1"; tar -C "$T/l" -cf "$T/$1.tar" "$1"
  IMG=$REPO@$(crane append --insecure -f "$T/$1.tar" -t "$REPO:$1" 2> "$T/crane" | sed 's/.*@//')
}
S2=(--signing-config "$SIGNING_CONFIG" --trusted-root "$TRUSTED_ROOT" --allow-http-registry -y)
S1=(--signing-config "$SIGNING_CONFIG_REKOR1" --trusted-root "$TRUSTED_ROOT" --allow-http-registry -y)
V=(--trusted-root "$TRUSTED_ROOT" --allow-http-registry "${SCT[@]}")
GH=https://github.com/acme/app/.github/workflows/release.yml@refs/heads/main
GHI=https://token.actions.githubusercontent.com

echo "# keyless, Rekor v2 + TSA"
IMG=$REPO@$(crane digest --insecure "$REPO:v1")
ok "sign v1 as a GitHub workflow" cosign sign "${S2[@]}" --identity-token "$(mint actions)" "$IMG"
ok "verify v1" cosign verify "${V[@]}" --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"
ok "verify v1 with the GitHub extensions" cosign verify "${V[@]}" --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" \
  --certificate-github-workflow-repository acme/app --certificate-github-workflow-ref refs/heads/main \
  --certificate-github-workflow-trigger push --certificate-github-workflow-name Release "$IMG"
no "verify v1 as another identity" "none of the expected identities|no matching" cosign verify "${V[@]}" --certificate-identity x@example.com --certificate-oidc-issuer "$GHI" "$IMG"
no "verify v1 with another issuer" "none of the expected identities|no matching" cosign verify "${V[@]}" --certificate-identity "$GH" --certificate-oidc-issuer https://example.com "$IMG"
[ -n "$CT_URL" ] || no "verify v1 wants an SCT" "SCT" cosign verify --trusted-root "$TRUSTED_ROOT" --allow-http-registry --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"

echo "# every kind of identity (issuer, identity in the certificate)"
H=${OIDC_URL#http://}; H=${H%%[:/]*}
while read -r iss id url; do
  fresh "id-${iss//./-}"
  ok "sign as $iss" cosign sign "${S2[@]}" --identity-token "$(mint "$iss")" "$IMG"
  ok "verify $id of $url" cosign verify "${V[@]}" --certificate-identity "$id" --certificate-oidc-issuer "$url" "$IMG"
done <<X
email jane@example.com $OIDC_URL/email
github $GH $OIDC_URL/github
gitlab https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main $OIDC_URL/gitlab
spiffe spiffe://example.org/ns/ci/sa/builder $OIDC_URL/spiffe
uri http://$H/users/1 $OIDC_URL/uri
kubernetes https://kubernetes.io/namespaces/ci/serviceaccounts/builder $OIDC_URL/kubernetes
buildkite https://buildkite.com/acme/app $OIDC_URL/buildkite
username jane!$H $OIDC_URL/username
gitlab.com https://gitlab.com/acme/app//.gitlab-ci.yml@refs/heads/main https://gitlab.com
google jane@example.com https://accounts.google.com
dex jane@example.com https://github.com/login/oauth
X

echo "# attestations"
fresh att
echo '{"buildDefinition":{"buildType":"https://example.com/b"},"runDetails":{"builder":{"id":"https://example.com/builder"}}}' > "$T/slsa.json"
ok "attest (slsaprovenance1)" cosign attest "${S2[@]}" --identity-token "$(mint actions)" --type slsaprovenance1 --predicate "$T/slsa.json" "$IMG"
ok "verify-attestation" cosign verify-attestation "${V[@]}" --type slsaprovenance1 --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"
no "verify-attestation of another type" "no matching|none of" cosign verify-attestation "${V[@]}" --type spdx --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"

echo "# a key pair, with the log"
(cd "$T" && cosign generate-key-pair > /dev/null 2>&1)
fresh key
ok "sign with a key, Rekor v2 + TSA" cosign sign "${S2[@]}" --key "$T/cosign.key" "$IMG"
ok "verify with the key" cosign verify "${V[@]}" --key "$T/cosign.pub" "$IMG"
ok "attest with a key" cosign attest "${S2[@]}" --key "$T/cosign.key" --type slsaprovenance1 --predicate "$T/slsa.json" "$IMG"
ok "verify-attestation with the key" cosign verify-attestation "${V[@]}" --key "$T/cosign.pub" --type slsaprovenance1 "$IMG"
(mkdir -p "$T/o" && cd "$T/o" && cosign generate-key-pair > /dev/null 2>&1)
no "verify with another key" "could not verify|no matching|invalid signature" cosign verify "${V[@]}" --key "$T/o/cosign.pub" "$IMG"

echo "# blobs"
head -c 1000 /dev/urandom > "$T/blob"
ok "sign-blob" cosign sign-blob --signing-config "$SIGNING_CONFIG" --trusted-root "$TRUSTED_ROOT" -y --identity-token "$(mint email)" --bundle "$T/b.json" "$T/blob"
ok "verify-blob" cosign verify-blob --trusted-root "$TRUSTED_ROOT" "${SCT[@]}" --bundle "$T/b.json" --certificate-identity jane@example.com --certificate-oidc-issuer "$OIDC_URL/email" "$T/blob"
echo x >> "$T/blob"
no "verify-blob of a changed blob" "invalid|mismatch|failed|provided artifact" cosign verify-blob --trusted-root "$TRUSTED_ROOT" "${SCT[@]}" --bundle "$T/b.json" --certificate-identity jane@example.com --certificate-oidc-issuer "$OIDC_URL/email" "$T/blob"

echo "# what Fulcio must refuse"
fresh neg
no "a token with a broken signature" "signature|verif|error processing the identity token" cosign sign "${S2[@]}" --identity-token "$(mint email --bad-signature)" "$IMG"
no "an expired token" "expired|error processing the identity token" cosign sign "${S2[@]}" --identity-token "$(mint email --ttl -60)" "$IMG"
no "another audience" "audience|error processing the identity token|client" cosign sign "${S2[@]}" --identity-token "$(mint email aud=other)" "$IMG"
no "an e-mail that is not verified" "verif|error processing the identity token" cosign sign "${S2[@]}" --identity-token "$(mint email email_verified=false)" "$IMG"
no "a SPIFFE ID of another trust domain" "trust domain|error processing the identity token|principal" cosign sign "${S2[@]}" --identity-token "$(mint spiffe sub=spiffe://evil.example/x)" "$IMG"

if [ -n "$REKOR1_URL" ]; then
  echo "# Rekor v1"
  fresh r1
  ok "sign, Rekor v1" cosign sign "${S1[@]}" --identity-token "$(mint actions)" "$IMG"
  ok "verify" cosign verify "${V[@]}" --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"
  ok "attest, Rekor v1" cosign attest "${S1[@]}" --identity-token "$(mint actions)" --type slsaprovenance1 --predicate "$T/slsa.json" "$IMG"
  ok "verify-attestation" cosign verify-attestation "${V[@]}" --type slsaprovenance1 --certificate-identity "$GH" --certificate-oidc-issuer "$GHI" "$IMG"
  fresh r1key
  ok "sign with a key, Rekor v1" cosign sign "${S1[@]}" --key "$T/cosign.key" "$IMG"
  ok "verify with the key" cosign verify "${V[@]}" --key "$T/cosign.pub" "$IMG"
fi
echo "$n checks, $bad failures"
exit $((bad > 0))

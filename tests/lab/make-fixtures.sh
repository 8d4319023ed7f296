#!/bin/bash
# make-fixtures.sh LAB [CASE...]   sign images with the real cosign and keep what it stored in tests/fixtures/cosign
#
# LAB is the folder that build.sh made. Starts a registry of its own on loopback and stops it. The private keys are made
# for this run and deleted with it. Every signature is checked with openssl before it is kept.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,5p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd); IMAGEGATE_LAB=$(cd "$1" && pwd); BIN=$IMAGEGATE_LAB/bin; export IMAGEGATE_LAB; shift
out=$(cd "$here/../fixtures" && pwd)/cosign; mkdir -p "$out"
W=$(mktemp -d); trap '"$here/registry/down.sh" "$W/registry"; rm -rf "$W"' EXIT
export HOME=$W COSIGN_PASSWORD=throw-away PATH=$BIN:$PATH
"$here/registry/up.sh" "$W/registry"; R=127.0.0.1:$(cat "$W/registry/port"); export R
wanted() { [ ${#only[@]} -eq 0 ] || [[ " ${only[*]} " == *" $1 "* ]]; }
only=("$@")

# ---------------------------------------------------------------- what the cases are made of
key() { # key NAME ALGORITHM: NAME.pem, and for cosign NAME.key and NAME.pub
  case $2 in
    p*) openssl genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:P-${2#p}" -out "$W/$1.pem" ;;
    rsa*) openssl genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${2#rsa}" -out "$W/$1.pem" 2> /dev/null ;;
    ed25519) openssl genpkey -algorithm "$2" -out "$W/$1.pem" ;;
  esac
  # Debian's cosign 2.5 refuses to import EC and RSA keys ("unsupported public key type"); cosign 3 writes the same format.
  cosign import-key-pair -y --key "$W/$1.pem" --output-key-prefix "$W/$1" 2> /dev/null
}
image() { # image NAME [PLATFORM]: a small image of its own; prints REPOSITORY@DIGEST
  mkdir -p "$W/layer"; echo "$1 ${2:-}" > "$W/layer/file"
  tar -C "$W/layer" --owner=0 --group=0 --mtime=@0 -cf "$W/layer.tar" file
  local pushed
  pushed=$(crane append --insecure --oci-empty-base -f "$W/layer.tar" -t "$R/fixtures/$1:${2:-v1}" 2> /dev/null)
  if [ -n "${2:-}" ]; then pushed=$(crane mutate --insecure --set-platform "linux/$2" -t "$R/fixtures/$1:$2" "$pushed" 2> /dev/null); fi
  echo "$pushed"
}
begin() { rm -rf "${out:?}/$1"; mkdir -p "$out/$1/blobs"; }
blob() { # blob FOLDER REPOSITORY sha256:HEX
  crane blob --insecure "$2@$3" > "$1/blobs/${3#*:}"
  [ "$(sha256sum < "$1/blobs/${3#*:}")" = "${3#*:}  -" ]
}
keep() { # keep FOLDER IMAGE TAG: the image's digest and manifest, the signature manifest at TAG and its layers' blobs
  local d
  mkdir -p "$1/blobs"
  echo "${2#*@}" > "$1/image.txt"
  crane manifest --insecure "$2" > "$1/image.json"
  [ "sha256:$(sha256sum < "$1/image.json" | cut -d' ' -f1)" = "${2#*@}" ]
  crane manifest --insecure "${2%@*}$3" > "$1/manifest.json"
  for d in $(jq -r '.layers[].digest' "$1/manifest.json" | sort -u); do blob "$1" "${2%@*}" "$d"; done
}
tag() { echo ":${1#*@}" | sed 's/:sha256:/:sha256-/'; }
legacy() { keep "$1" "$2" "$(tag "$2").sig"; }
checked() { # checked FOLDER LAYER PUBLIC-KEY: openssl verifies the layer's signature over its payload, and says how
  local payload how
  payload=$1/blobs/$(jq -r ".layers[$2].digest" "$1/manifest.json" | cut -d: -f2)
  jq -r ".layers[$2].annotations[\"dev.cosignproject.cosign/signature\"]" "$1/manifest.json" | base64 -d > "$W/sig"
  [ "$(jq -r '.critical.image["docker-manifest-digest"]' "$payload")" = "$(cat "$1/image.txt")" ]
  how_signed "$1" "$3" "$payload"
}
checked_bundle() { # checked_bundle FOLDER: the same for the DSSE envelope of a bundle
  local bundle
  bundle=$1/blobs/$(jq -r '.layers[0].digest' "$1/manifest.json" | cut -d: -f2)
  jq -r '.dsseEnvelope.signatures[0].sig' "$bundle" | base64 -d > "$W/sig"
  jq -r '.dsseEnvelope.payload' "$bundle" | base64 -d > "$W/payload"
  [ "sha256:$(jq -r '.subject[0].digest.sha256' "$W/payload")" = "$(cat "$1/image.txt")" ]
  { jq -j '"DSSEv1 \(.dsseEnvelope.payloadType | length) \(.dsseEnvelope.payloadType) "' "$bundle"; echo -n "$(wc -c < "$W/payload") "; cat "$W/payload"; } > "$W/signed"
  how_signed "$1" "$1/cosign.pub" "$W/signed"
}
how_signed() { # how_signed FOLDER PUBLIC-KEY FILE: which way $W/sig is a signature of FILE
  local how
  for how in sha256 sha384 sha512; do
    if openssl dgst "-$how" -verify "$2" -signature "$W/sig" "$3" > /dev/null 2>&1; then echo "${1##*/}: $how"; return; fi
  done
  openssl pkeyutl -verify -pubin -inkey "$2" -rawin -in "$3" -sigfile "$W/sig" > /dev/null
  echo "${1##*/}: pure Ed25519"
}
who_verifies() { # who_verifies FOLDER IMAGE: what each cosign says to it
  local c said=()
  for c in 'cosign2 verify' 'cosign verify' 'cosign verify --signature-digest-algorithm=sha384'; do
    # shellcheck disable=SC2086  # a command and its flags
    if $c --key "$1/cosign.pub" --insecure-ignore-tlog --allow-http-registry "$2" > /dev/null 2>&1; then said+=("$c"); fi
  done
  echo "${1##*/}: accepted by: $(IFS=,; echo "${said[*]}")"
  [ ${#said[@]} -gt 0 ]
}
sign2() { cosign2 sign --tlog-upload=false --allow-http-registry -y "$@" 2>> "$W/cosign.log" || { tail -3 "$W/cosign.log"; return 1; }; }
sign3() { cosign sign --use-signing-config=false --tlog-upload=false --allow-http-registry -y "$@" 2>> "$W/cosign.log" || { tail -3 "$W/cosign.log"; return 1; }; }

# ---------------------------------------------------------------- cosign 2, one key type after the other
for k in p256 p384 p521 rsa2048 rsa3072 rsa4096 ed25519; do
  wanted $k || continue
  begin $k; key $k $k; i=$(image $k)
  sign2 --key "$W/$k.key" "$i"; legacy "$out/$k" "$i"; cp "$W/$k.pub" "$out/$k/cosign.pub"
  checked "$out/$k" 0 "$out/$k/cosign.pub"; who_verifies "$out/$k" "$i"
done

if wanted p256-annotations; then
  c=p256-annotations; begin $c; key $c p256; i=$(image $c)
  sign2 --key "$W/$c.key" -a env=prod -a team=core "$i"; legacy "$out/$c" "$i"; cp "$W/$c.pub" "$out/$c/cosign.pub"
  checked "$out/$c" 0 "$out/$c/cosign.pub"
fi

if wanted p256-two-signatures; then
  c=p256-two-signatures; begin $c; key one p256; key two p256; i=$(image $c)
  sign2 --key "$W/one.key" "$i"; sign2 --key "$W/two.key" "$i"; legacy "$out/$c" "$i"
  cp "$W/one.pub" "$out/$c/cosign.pub"; cp "$W/two.pub" "$out/$c/cosign-2.pub"
  checked "$out/$c" 0 "$out/$c/cosign.pub"; checked "$out/$c" 1 "$out/$c/cosign-2.pub"
fi

if wanted p256-recursive-index; then
  c=p256-recursive-index; begin $c; key $c p256
  a=$(image $c amd64); b=$(image $c arm64)
  i=$(crane index append --insecure -m "$a" -m "$b" -t "$R/fixtures/$c:v1" 2> /dev/null)
  sign2 --key "$W/$c.key" --recursive "$i"; legacy "$out/$c" "$i"; cp "$W/$c.pub" "$out/$c/cosign.pub"
  legacy "$out/$c/amd64" "$a"; legacy "$out/$c/arm64" "$b"
  for f in "$out/$c" "$out/$c/amd64" "$out/$c/arm64"; do checked "$f" 0 "$out/$c/cosign.pub"; done
fi

# ---------------------------------------------------------------- cosign 3, the old layout and its own
# Not Ed25519: there cosign 3 stores Ed25519ph, which no cosign verifies afterwards and OpenSSL 3.0 does not know.
for k in p256 p384; do
  c=cosign3-key-sig; [ $k = p256 ] || c+=-$k
  wanted $c || continue
  begin $c; key $c $k; i=$(image $c)
  sign3 --new-bundle-format=false --key "$W/$c.key" "$i"; legacy "$out/$c" "$i"; cp "$W/$c.pub" "$out/$c/cosign.pub"
  checked "$out/$c" 0 "$out/$c/cosign.pub"; who_verifies "$out/$c" "$i"
done
for k in p256 p384; do
  c=cosign3-key-bundle; [ $k = p256 ] || c+=-$k
  wanted $c || continue
  begin $c; key $c $k; i=$(image $c)
  sign3 --key "$W/$c.key" "$i"; cp "$W/$c.pub" "$out/$c/cosign.pub"
  crane manifest --insecure "${i%@*}$(tag "$i")" > "$out/$c/referrers.json"
  keep "$out/$c" "$i" "@$(jq -r '.manifests[0].digest' "$out/$c/referrers.json")"
  blob "$out/$c" "${i%@*}" "$(jq -r .config.digest "$out/$c/manifest.json")"
  checked_bundle "$out/$c"; who_verifies "$out/$c" "$i"
done
grep -E '^(cosign|crane) ' "$BIN/VERSIONS" > "$out/VERSIONS"
echo "docker-registry $("$BIN/docker-registry" --version | awk '{print $3}')" >> "$out/VERSIONS"

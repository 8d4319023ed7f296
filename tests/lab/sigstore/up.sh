#!/bin/bash
# up.sh STATE [BASE-PORT]   start a private Sigstore instance on 127.0.0.1
#
# STATE keeps keys, logs, pids and the log data; a second start with the same STATE
# keeps the keys, the ports and the logs' contents.
# IMAGEGATE_LAB is the folder that build.sh made with "sigstore".
# Ports, from BASE-PORT (default: free ones): +0 OIDC issuer, +1 Fulcio HTTP, +2 Fulcio gRPC,
# +3 Fulcio metrics, +4 Rekor v2 HTTP, +5 gRPC, +6 metrics, +7 TSA, +8 CT log,
# +9 Trillian RPC, +10 Trillian HTTP, +11 Rekor v1, +12 Redis (only where redis-server is
# in PATH: Rekor v1's search index), +13 Rekor v2's checkpoint and tiles (read only).
# The CT log and Rekor v1 start only where their programs were built; NO_CT=1 and
# NO_REKOR1=1 leave them out.
# Afterwards: . STATE/env.sh
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,15p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$here/../lib.sh"
B=$(realpath "${IMAGEGATE_LAB:?the folder that build.sh made}/sigstore/bin"); cosign=$(program cosign)
H=127.0.0.1
umask 077
mkdir -p "$1"; S=$(cd "$1" && pwd)
P=$(port "$S" 15 "${2:-}")
mkdir -p "$S/keys" "$S/log" "$S/rekor-tiles"
say() { echo "up: $*"; }

# ---------------------------------------------------------------- keys
ca() { # ca NAME EKU: root + intermediate, key of the intermediate in NAME.key
  local n=$1 eku=$2 k="$S/keys"
  openssl ecparam -name secp384r1 -genkey -noout -out "$k/$n-root.key"
  openssl req -x509 -new -key "$k/$n-root.key" -sha384 -days 3650 -subj "/O=lab.example/CN=$n root" \
    -addext keyUsage=critical,keyCertSign,cRLSign -out "$k/$n-root.pem" 2>/dev/null
  openssl ecparam -name secp384r1 -genkey -noout -out "$k/$n.key.plain"
  openssl req -new -key "$k/$n.key.plain" -subj "/O=lab.example/CN=$n intermediate" -out "$k/$n.csr"
  printf 'basicConstraints=critical,CA:TRUE,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nextendedKeyUsage=%s\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' "$eku" > "$k/$n.ext"
  openssl x509 -req -in "$k/$n.csr" -CA "$k/$n-root.pem" -CAkey "$k/$n-root.key" -set_serial 2 -sha384 -days 3600 \
    -extfile "$k/$n.ext" -out "$k/$n.pem" 2>/dev/null
}
if [ ! -f "$S/keys/done" ]; then
  k="$S/keys"
  head -c 18 /dev/urandom | base64 | tr '+/' '-_' > "$k/password"
  ca fulcio codeSigning                       # Fulcio's file CA: intermediate + root
  openssl pkcs8 -topk8 -in "$k/fulcio.key.plain" -v2 aes-256-cbc -passout "file:$k/password" -out "$k/fulcio.key"
  rm "$k/fulcio.key.plain"
  cat "$k/fulcio.pem" "$k/fulcio-root.pem" > "$k/fulcio-chain.pem"
  ca tsa timeStamping                         # TSA: leaf + intermediate + root
  openssl ecparam -name prime256v1 -genkey -noout -out "$k/tsa-leaf.key.ec"
  openssl pkcs8 -topk8 -nocrypt -in "$k/tsa-leaf.key.ec" -out "$k/tsa-leaf.key"; rm "$k/tsa-leaf.key.ec"
  openssl req -new -key "$k/tsa-leaf.key" -subj "/O=lab.example/CN=tsa" -out "$k/tsa-leaf.csr"
  printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' > "$k/tsa-leaf.ext"
  openssl x509 -req -in "$k/tsa-leaf.csr" -CA "$k/tsa.pem" -CAkey "$k/tsa.key.plain" -set_serial 3 -sha256 -days 3000 \
    -extfile "$k/tsa-leaf.ext" -out "$k/tsa-leaf.pem" 2>/dev/null
  cat "$k/tsa-leaf.pem" "$k/tsa.pem" "$k/tsa-root.pem" > "$k/tsa-chain.pem"
  openssl genpkey -algorithm ed25519 -out "$k/rekor2.key"     # Rekor v2's checkpoint key
  openssl pkey -in "$k/rekor2.key" -pubout -out "$k/rekor2.pub"
  for n in rekor1 ctfe; do                                   # Rekor v1, CT log: ECDSA P-256
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$k/$n.key" 2>/dev/null
    openssl pkey -in "$k/$n.key" -pubout -out "$k/$n.pub"
  done
  date -u -d '1 minute ago' +%Y-%m-%dT%H:%M:%SZ > "$k/start-time"
  touch "$k/done"
fi
if [ "$(cat "$S/oidc/base" 2>/dev/null)" != "http://$H:$P" ]; then
  python3 "$here/oidc.py" init "$S" "http://$H:$P"
  echo "http://$H:$P" > "$S/oidc/base"
fi
python3 "$here/oidc.py" fulcio-config "$S" > "$S/fulcio.json"

# ---------------------------------------------------------------- processes
run() { start "$S" "$1" nice -n 5 "${@:2}"; }
wait_http() { # wait_http NAME URL: until it says that it is well
  for _ in $(seq 300); do
    if curl -fs -o /dev/null --noproxy '*' "$2"; then say "$1 ready: $2"; return; fi
    alive "$S" "$1" || break
    sleep 0.1
  done
  say "$1 does not answer at $2"; tail -5 "$S/log/$1.log"; exit 1
}
run oidc python3 "$here/oidc.py" serve "$S" "$H:$P"
wait_http oidc "http://$H:$P/healthz"

ct=
if [ -z "${NO_CT:-}${NO_TRILLIAN:-}" ] && [ -x "$B/ct_server" ] && [ -x "$B/trillian_log" ]; then ct=1; fi
rekor1=
if [ -z "${NO_REKOR1:-}${NO_TRILLIAN:-}" ] && [ -x "$B/rekor-server" ] && [ -x "$B/trillian_log" ]; then rekor1=1; fi
# shellcheck source-path=SCRIPTDIR source=trillian.sh
[ -z "$ct$rekor1" ] || . "$here/trillian.sh"

run tsa "$B/timestamp-server" serve --host "$H" --port $((P + 7)) --log-type prod --disable-ntp-monitoring \
  --timestamp-signer file --file-signer-key-path "$S/keys/tsa-leaf.key" --certificate-chain-path "$S/keys/tsa-chain.pem"
# the checkpoint origin must be the host name of the URL in the trusted root (sigstore-go: url.Hostname())
run rekor2 "$B/rekor-tiles" serve --http-address "$H" --http-port $((P + 4)) --grpc-address "$H" --grpc-port $((P + 5)) \
  --http-metrics-port $((P + 6)) --hostname "$H" --storage-dir "$S/rekor-tiles" \
  --signer-filepath "$S/keys/rekor2.key" --checkpoint-interval "${CHECKPOINT_INTERVAL:-200ms}" --batch-max-age 50ms
alive "$S" fulcio || rm -f "$S/fulcio.sock"
run fulcio env HTTPS_PROXY="http://$H:$P" SSL_CERT_FILE="$S/oidc/tls-ca.pem" \
  "$B/fulcio-server" serve --host "$H" --port $((P + 1)) --grpc-host "$H" --grpc-port $((P + 2)) --metrics-port $((P + 3)) \
  --ca fileca --fileca-cert "$S/keys/fulcio-chain.pem" --fileca-key "$S/keys/fulcio.key" \
  --fileca-key-passwd "$(cat "$S/keys/password")" --config-path "$S/fulcio.json" \
  --ct-log-url "${ct:+http://$H:$((P + 8))/ctlog}" ${ct:+--ct-log-public-key-path "$S/keys/ctfe.pub"} \
  --legacy-unix-domain-socket "$S/fulcio.sock"
# the server only writes; reading is left to any web server over the storage directory
mkdir -p "$S/rekor-read/api"; ln -sfn ../../rekor-tiles "$S/rekor-read/api/v2"
run rekor2read python3 -m http.server --bind "$H" --directory "$S/rekor-read" $((P + 13))
wait_http tsa "http://$H:$((P + 7))/ping"
wait_http rekor2 "http://$H:$((P + 4))/healthz"
wait_http fulcio "http://$H:$((P + 1))/healthz"

# ---------------------------------------------------------------- what clients need
cat > "$S/env.sh" <<X
export SIGSTORE_LAB='$S'
export FULCIO_URL=http://$H:$((P + 1)) REKOR2_URL=http://$H:$((P + 4)) TSA_URL=http://$H:$((P + 7))/api/v1/timestamp
export REKOR2_READ_URL=http://$H:$((P + 13))/api/v2
export CT_URL='${ct:+http://$H:$((P + 8))/ctlog}' REKOR1_URL='${rekor1:+http://$H:$((P + 11))}' OIDC_URL=http://$H:$P
export TRUSTED_ROOT='$S/trusted_root.json' SIGNING_CONFIG='$S/signing_config.json' SIGNING_CONFIG_REKOR1='${rekor1:+$S/signing_config_rekor1.json}'
mint() { python3 '$here/oidc.py' mint '$S' "\$@"; }
X
st=$(cat "$S/keys/start-time"); k="$S/keys"
# shellcheck source=/dev/null
. "$S/env.sh"
"$cosign" trusted-root create --out "$TRUSTED_ROOT" \
  --fulcio "url=$FULCIO_URL,certificate-chain=$k/fulcio-chain.pem,start-time=$st" \
  --rekor "url=$REKOR2_URL,public-key=$k/rekor2.pub,start-time=$st,origin=$H" \
  ${rekor1:+--rekor "url=$REKOR1_URL,public-key=$k/rekor1.pub,start-time=$st"} \
  ${ct:+--ctfe "url=$CT_URL,public-key=$k/ctfe.pub,start-time=$st"} \
  --tsa "url=$TSA_URL,certificate-chain=$k/tsa-chain.pem,start-time=$st"
sc() { # sc REKOR-URL API-VERSION FILE
  "$cosign" signing-config create --out "$3" \
    --fulcio "url=$FULCIO_URL,api-version=1,start-time=$st,operator=lab.example" \
    --rekor "url=$1,api-version=$2,start-time=$st,operator=lab.example" --rekor-config ANY \
    --oidc-provider "url=$OIDC_URL/email,api-version=1,start-time=$st,operator=lab.example" \
    --tsa "url=$TSA_URL,api-version=1,start-time=$st,operator=lab.example" --tsa-config ANY
}
sc "$REKOR2_URL" 2 "$SIGNING_CONFIG"
[ -z "$rekor1" ] || sc "$REKOR1_URL" 1 "$SIGNING_CONFIG_REKOR1"
say "wrote $TRUSTED_ROOT and $SIGNING_CONFIG"
say "SCTs: $([ -n "$ct" ] && echo yes || echo "no (verify with --insecure-ignore-sct)"); Rekor v1: $([ -n "$rekor1" ] && echo yes || echo no); use: . $S/env.sh"

#!/bin/bash
# up.sh STATE [PORT]   start etcd and kube-apiserver on 127.0.0.1: PORT and the three after it (default: free ones)
#
# IMAGEGATE_LAB is the folder that build.sh made. Afterwards: export KUBECONFIG=STATE/kubeconfig (the user may do everything).
# STATE/ca.crt is what the server's certificate hangs on, STATE/audit.log the audit log, STATE/port the port.
# CONTROLLERS=1 starts the controller manager too: Deployments then make ReplicaSets and Pods.
# SERVICE_ACCOUNTS=1 turns ServiceAccount admission on: Pods need their account, and get its pull secrets.
# There is no kubelet: pods are admitted and stored, never run. APISERVER_FLAGS holds more flags for the server.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,8p' "$0"; exit 2; }
# shellcheck source-path=SCRIPTDIR source=../lib.sh
. "$(dirname "$0")/../lib.sh"
etcd=$(program etcd); apiserver=$(program kube-apiserver); controllers=$(program kube-controller-manager)
umask 077; mkdir -p "$1"; S=$(cd "$1" && pwd); P=$(port "$S" 4 "${2:-}"); cd "$S"
[ -f sa.key ] || openssl genrsa -out sa.key 2048 2> /dev/null
[ -f token ] || { head -c 18 /dev/urandom | base64 | tr '+/' '-_' > token; echo "$(cat token),admin,admin,system:masters" > tokens.csv; }
printf 'apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, verbs: [create, update, patch, delete]}, {level: None}]\n' > audit-policy.yaml

# The data is thrown away: without the waits for the disk the lab is ready sooner.
start "$S" etcd "$etcd" --data-dir etcd --unsafe-no-fsync --logger zap --log-level warn \
  --listen-client-urls "http://127.0.0.1:$((P + 1))" --advertise-client-urls "http://127.0.0.1:$((P + 1))" \
  --listen-peer-urls "http://127.0.0.1:$((P + 2))" --initial-advertise-peer-urls "http://127.0.0.1:$((P + 2))" \
  --initial-cluster "default=http://127.0.0.1:$((P + 2))"
# Without ServiceAccount admission pods need no service account, so nothing has to make one.
without_accounts=--disable-admission-plugins=ServiceAccount
[ -z "${SERVICE_ACCOUNTS:-}" ] || without_accounts=
# EphemeralContainers is an alpha feature in 1.20 and on by default from 1.23.
read -ra more <<< "${APISERVER_FLAGS:-}"
gates=EphemeralContainers=true
"$apiserver" --version | grep -qE ' v1\.(1[6-9]|2[0-4])\.' || gates=
start "$S" apiserver "$apiserver" --etcd-servers="http://127.0.0.1:$((P + 1))" --secure-port="$P" --bind-address=127.0.0.1 \
  --advertise-address=127.0.0.1 --cert-dir=certs --token-auth-file=tokens.csv --authorization-mode=RBAC \
  --service-account-issuer=https://kubernetes.default.svc --service-account-signing-key-file=sa.key --service-account-key-file=sa.key \
  --service-cluster-ip-range=10.0.0.0/24 ${without_accounts:+"$without_accounts"} ${gates:+--feature-gates="$gates"} \
  --audit-policy-file=audit-policy.yaml --audit-log-path=audit.log "${more[@]}"
wait_for "$S" apiserver "https://127.0.0.1:$P/readyz" '^ok'

# The server made its own certificate; the file holds the one it hangs on as well.
cp certs/apiserver.crt ca.crt
cat > kubeconfig <<K
apiVersion: v1
kind: Config
current-context: lab
clusters: [{name: lab, cluster: {server: "https://127.0.0.1:$P", certificate-authority: "$S/ca.crt"}}]
users: [{name: admin, user: {token: "$(cat token)"}}]
contexts: [{name: lab, context: {cluster: lab, user: admin}}]
K
# The server is ready a moment before it has made the namespace "default".
for _ in $(seq 100); do curl -fs --cacert ca.crt -H "Authorization: Bearer $(cat token)" -o /dev/null "https://127.0.0.1:$P/api/v1/namespaces/default" && break; sleep 0.1; done
if [ -n "${CONTROLLERS:-}" ]; then
  start "$S" controllers "$controllers" --kubeconfig=kubeconfig --service-account-private-key-file=sa.key --leader-elect=false \
    --bind-address=127.0.0.1 --secure-port=$((P + 3)) --port=0 --cert-dir=certs --use-service-account-credentials=false
fi
echo "kube: https://127.0.0.1:$P, KUBECONFIG=$S/kubeconfig"

#!/bin/bash
# make-admission-fixtures.sh LAB   keep the AdmissionReviews that a real kube-apiserver sends, in tests/fixtures/admission
#
# LAB is the folder that build.sh made. Starts an API server and a webhook that allows everything, both on loopback, does
# what users do with kubectl, and stops both. Each review is kept byte by byte.
set -euo pipefail
[ $# -eq 1 ] || { sed -n '2,5p' "$0"; exit 2; }
here=$(cd "$(dirname "$0")" && pwd); IMAGEGATE_LAB=$(cd "$1" && pwd); BIN=$IMAGEGATE_LAB/bin; export IMAGEGATE_LAB
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$here/lib.sh"
out=$(cd "$here/../fixtures" && pwd)/admission; mkdir -p "$out"; rm -f "$out"/*.json
W=$(mktemp -d); trap 'stop_all "$W/hook"; "$here/kube/down.sh" "$W/kube"; rm -rf "$W"' EXIT
mkdir "$W/hook"; start "$W/hook" hook python3 "$here/admission_log.py" "$W/hook"
CONTROLLERS=1 "$here/kube/up.sh" "$W/kube"
export KUBECONFIG=$W/kube/kubeconfig
k() { "$BIN/kubectl" "$@" > /dev/null 2>> "$W/kubectl.log" || { tail -3 "$W/kubectl.log"; return 1; }; }

webhook() { # webhook KIND PATH OPERATIONS
  cat <<Y
apiVersion: admissionregistration.k8s.io/v1
kind: $1
metadata: {name: log}
webhooks:
- name: ${2}.imagegate.test
  clientConfig: {url: "https://127.0.0.1:$(cat "$W/hook/port")/$2", caBundle: $(base64 -w0 "$W/hook/tls.crt")}
  admissionReviewVersions: [v1]
  sideEffects: None
  failurePolicy: Fail
  timeoutSeconds: 10
  rules: [{apiGroups: ["", apps, batch], apiVersions: ["*"], operations: [$3], resources: [pods, pods/ephemeralcontainers, deployments, deployments/scale, replicasets, cronjobs]}]
---
Y
}
{ webhook MutatingWebhookConfiguration mutate 'CREATE, UPDATE'; webhook ValidatingWebhookConfiguration validate 'CREATE, UPDATE, DELETE'; } | k apply -f -
# A new configuration counts a moment later: ask until it does.
for _ in $(seq 100); do
  k run probe --image=registry.example/acme/probe:1 --dry-run=server
  if grep -qs '^/validate' "$W"/hook/reviews/*.path; then break; fi
  sleep 0.1
done
rm -f "$W"/hook/reviews/*

keep() { # keep NAME mutate|validate JQ-CONDITION: the first review sent to that path for which the condition holds
  local f
  for _ in $(seq 50); do
    for f in "$W"/hook/reviews/*.json; do
      if grep -q "^/$2?" "${f%.json}.path" 2> /dev/null && jq -e ".request | $3" "$f" > /dev/null 2>&1; then
        cp "$f" "$out/$1.json"; echo "$1: $(wc -c < "$f") bytes"; return
      fi
    done
    sleep 0.1
  done
  echo "$1: never sent"; return 1
}
pod() { # pod IMAGE
  printf '{"apiVersion":"v1","kind":"Pod","metadata":{"name":"web"},"spec":{"initContainers":[{"name":"init","image":"registry.example/acme/init:1"}],"containers":[{"name":"web","image":"%s"}]}}' "$1"
}
pod registry.example/acme/web:1.2 | k apply -f -
keep pod-create mutate '.operation == "CREATE"'
pod registry.example/acme/web:1.3 | k apply -f -
keep pod-update validate '.operation == "UPDATE"'
k run dry --image=registry.example/acme/web:1.2 --dry-run=server
keep pod-create-dry-run validate '.dryRun'
echo '{"apiVersion":"v1","kind":"Pod","metadata":{"generateName":"web-"},"spec":{"containers":[{"name":"web","image":"registry.example/acme/web:1.2"}]}}' | k create -f -
keep pod-create-generate-name mutate '.object.metadata.generateName == "web-"'
# 1.20's own form of it: from 1.22 on the object of this subresource is the Pod.
echo '{"apiVersion":"v1","kind":"EphemeralContainers","metadata":{"name":"web"},"ephemeralContainers":[{"name":"debug","image":"registry.example/acme/debug:1","command":["sh"],"imagePullPolicy":"IfNotPresent","terminationMessagePolicy":"File"}]}' > "$W/debug.json"
k replace --raw /api/v1/namespaces/default/pods/web/ephemeralcontainers -f "$W/debug.json"
keep ephemeralcontainers-update validate '.subResource == "ephemeralcontainers"'
k create deployment api --image=registry.example/acme/api:1
keep deployment-create mutate '.kind.kind == "Deployment"'
keep replicaset-create validate '.kind.kind == "ReplicaSet"'
keep pod-create-by-replicaset validate '.object.metadata.generateName // "" | startswith("api-")'
k scale deployment api --replicas=3
keep deployment-scale validate '.subResource == "scale"'
k create cronjob tick --image=registry.example/acme/tick:1 --schedule='0 0 1 1 *'
keep cronjob-create-v1beta1 validate '.kind.kind == "CronJob"'
k patch pod web --type=merge -p '{"metadata":{"finalizers":["imagegate.test/hold"]}}'
k delete pod web --wait=false
keep pod-delete validate '.operation == "DELETE"'
k patch pod web --type=merge -p '{"metadata":{"finalizers":null}}'
keep pod-update-being-deleted validate '.object.metadata.deletionTimestamp'

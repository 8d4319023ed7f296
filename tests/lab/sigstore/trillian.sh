# shellcheck shell=bash
# trillian.sh   (read by up.sh) Trillian, a CT log (ct_server) and Rekor v1 on top of it.
# By default Trillian keeps its trees in memory (--storage_system=memory): every start of
# the process begins with empty logs under the same keys. Proofs inside existing bundles
# and SCTs inside certificates stay verifiable (they need the keys only).
# With TRILLIAN_MYSQL="user:password@tcp(127.0.0.1:3306)/trillian" (a MariaDB that has
# Trillian's storage/mysql/schema/storage.sql) the upstream pair of processes is used.
old=; { alive "$S" trillian || [ -n "${TRILLIAN_MYSQL:-}" ]; } && old=1
if [ -n "${TRILLIAN_MYSQL:-}" ]; then
  run trillian "$B/trillian_log_server" --logtostderr --storage_system=mysql --mysql_uri="$TRILLIAN_MYSQL" --quota_system=noop \
    --rpc_endpoint="$H:$((P + 9))" --http_endpoint="$H:$((P + 10))"
  run trillian-signer "$B/trillian_log_signer" --logtostderr --storage_system=mysql --mysql_uri="$TRILLIAN_MYSQL" --quota_system=noop \
    --rpc_endpoint="$H:$((P + 14))" --http_endpoint= --force_master --sequencer_interval=50ms
else
  run trillian "$B/trillian_log" --logtostderr --storage_system=memory --quota_system=noop --tree_gc=false \
    --rpc_endpoint="$H:$((P + 9))" --http_endpoint="$H:$((P + 10))"
fi
wait_http trillian "http://$H:$((P + 10))/healthz"
[ -n "$old" ] || rm -f "$S/tree-ct" "$S/tree-rekor1"
tree() { # tree FILE: the tree's number, made when there is none
  [ -s "$1" ] || "$B/createtree" --admin_server="$H:$((P + 9))" --display_name="${1##*-}" 2>> "$S/log/createtree.log" > "$1"
  cat "$1"
}
if [ -n "$ct" ]; then
  der=$(openssl pkcs8 -topk8 -nocrypt -in "$S/keys/ctfe.key" -outform DER | od -An -v -tx1 | tr -d '\n' | sed 's/ /\\x/g')
  cat > "$S/ct.cfg" <<X
config {
  log_id: $(tree "$S/tree-ct")
  prefix: "ctlog"
  roots_pem_file: "$S/keys/fulcio-root.pem"
  ext_key_usages: "CodeSigning"
  private_key: { [type.googleapis.com/keyspb.PrivateKey] { der: "$der" } }
}
X
  run ct "$B/ct_server" --logtostderr --log_config="$S/ct.cfg" --log_rpc_server="$H:$((P + 9))" --http_endpoint="$H:$((P + 8))" \
    --quota_remote=false --quota_intermediate=false --get_sth_interval=0
  wait_http ct "http://$H:$((P + 8))/healthz"
fi
if [ -n "$rekor1" ]; then
  # shellcheck disable=SC2054  # the commas belong to the flag
  index=(--enable_retrieve_api=false --enabled_api_endpoints=getLogInfo,getLogProof,getPublicKey,createLogEntry,getLogEntryByIndex,getLogEntryByUUID,searchLogQuery)
  if command -v redis-server > /dev/null; then     # the search index wants a Redis
    run redis redis-server --bind "$H" --port $((P + 12)) --save '' --appendonly no --dir "$S"
    index=(--redis_server.address="$H" --redis_server.port=$((P + 12)))
  fi
  run rekor1 "$B/rekor-server" serve --log_type prod --rekor_server.address "$H" --port $((P + 11)) --rekor_server.hostname "$H" \
    --rekor_server.signer "$S/keys/rekor1.key" --trillian_log_server.address "$H" --trillian_log_server.port $((P + 9)) \
    --trillian_log_server.tlog_id "$(tree "$S/tree-rekor1")" "${index[@]}"
  wait_http rekor1 "http://$H:$((P + 11))/api/v1/log"
fi

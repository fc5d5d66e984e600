#!/usr/bin/env bash
# Generates the Go code and the OpenAPI document from proto/. Dependencies come
# from the Go module cache, so that no schema registry is asked.
set -euo pipefail
cd "$(dirname "$0")/.."

module_dir() { go list -m -f '{{.Dir}}' "$1"; }

# vendor MODULE SUBFOLDER FILE... puts a module's files under third_party/proto.
vendor() {
  local root
  go mod download "$1"
  root="$(module_dir "$1")/$2"
  shift 2
  local file
  for file in "$@"; do
    install -D -m 0644 "$root/$file" "third_party/proto/$file"
  done
}

rm -rf third_party/proto
vendor github.com/cosmos/cosmos-sdk proto \
  cosmos/msg/v1/msg.proto cosmos/query/v1/query.proto \
  cosmos/base/query/v1beta1/pagination.proto amino/amino.proto
vendor github.com/cosmos/gogoproto . gogoproto/gogo.proto
vendor github.com/cometbft/cometbft proto \
  tendermint/types/types.proto tendermint/types/validator.proto \
  tendermint/crypto/keys.proto tendermint/crypto/proof.proto tendermint/version/types.proto
vendor github.com/cosmos/cosmos-proto proto cosmos_proto/cosmos.proto
vendor github.com/grpc-ecosystem/grpc-gateway third_party/googleapis \
  google/api/annotations.proto google/api/http.proto

buf() { go tool -modfile=tools/go.mod buf "$@"; }
buf format --diff --exit-code proto
buf lint proto

out="$(mktemp -d)"
trap 'rm -rf "$out"' EXIT
buf generate --template buf.gen.yaml proto --output "$out"
find . -path ./third_party -prune -o \( -name '*.pb.go' -o -name '*.pb.gw.go' \) -exec rm {} +
cp -r "$out/github.com/assent-ledger/assent/." .

mkdir -p docs/openapi
buf generate --template buf.gen.openapi.yaml proto

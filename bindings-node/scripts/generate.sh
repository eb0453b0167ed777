#!/bin/sh
# Generates src/gen and demo/gen from schemas/proto with the protoc that $PROTOC names, else the one on the PATH; with --check it compares instead.
set -eu
cd "$(dirname "$0")/.."

prefix=
if [ "${1:-}" = --check ]; then
  prefix=build/gen/
fi
protoc=${PROTOC:-protoc}
if [ -f "$protoc" ]; then
  # Maven copies it without the permission.
  chmod +x "$protoc"
fi

generate() { # folder, file...
  made=$prefix$1
  shift
  rm -rf "$made"
  mkdir -p "$made"
  "$protoc" --plugin=node_modules/.bin/protoc-gen-es --es_out="$made" --es_opt=target=ts --proto_path=../schemas/proto "$@"
}

generate src/gen slipway/v1/envelope.proto
generate demo/gen slipway/demo/v1/bookkeeping.proto slipway/demo/v1/report.proto

if [ -n "$prefix" ]; then
  for folder in src demo; do
    if ! diff -r "$prefix$folder/gen" "$folder/gen" >&2; then
      echo "$folder/gen is not what schemas/proto says; run scripts/generate.sh and commit what it makes" >&2
      exit 1
    fi
  done
fi

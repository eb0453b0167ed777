#!/bin/sh
# Generates src/gen from schemas/proto with the protoc that $PROTOC names, else the one on the PATH; with --check it compares instead.
set -eu
cd "$(dirname "$0")/.."

made=src/gen
if [ "${1:-}" = --check ]; then
  made=build/gen
fi
rm -rf "$made"
mkdir -p "$made"
protoc=${PROTOC:-protoc}
if [ -f "$protoc" ]; then
  # Maven copies it without the permission.
  chmod +x "$protoc"
fi
"$protoc" --plugin=node_modules/.bin/protoc-gen-es --es_out="$made" --es_opt=target=ts \
  --proto_path=../schemas/proto slipway/v1/envelope.proto

if [ "$made" != src/gen ] && ! diff -r "$made" src/gen >&2; then
  echo "src/gen is not what schemas/proto says; run scripts/generate.sh and commit what it makes" >&2
  exit 1
fi

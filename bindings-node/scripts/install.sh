#!/bin/sh
# Installs the npm packages of the lock file, unless they are installed already. Says which programs are missing.
set -eu
cd "$(dirname "$0")/.."

missing=""
for program in node npm cmake cc; do
  command -v "$program" >/dev/null || missing="$missing $program"
done
if [ -n "$missing" ]; then
  echo "bindings-node lacks:$missing. Install Node.js 20 or later with npm (Debian: nodejs npm), CMake and a C compiler (Debian: cmake gcc)," \
    "or build without the C interface: -DskipNative" >&2
  exit 1
fi
if ! node -e 'process.exit(Number(process.versions.node.split(".")[0]) >= 20 ? 0 : 1)'; then
  echo "bindings-node needs Node.js 20 or later, this is $(node --version). Install a later one, or build without the C interface: -DskipNative" >&2
  exit 1
fi

installed=node_modules/.package-lock.json
if [ ! -e "$installed" ] || [ package-lock.json -nt "$installed" ]; then
  npm ci --ignore-scripts --prefer-offline --no-audit --no-fund
fi

#!/bin/sh
# bundle.sh [FOLDER-OF-LIBSLIPWAY [DESTINATION]]: packs the built package together with libslipway.so and its jars (and the Java runtime
# that may lie beside them) for machines on which nothing else of Slipway is installed. Without words: what Maven built, to build/bundle.
set -eu
cd "$(dirname "$0")/.."

native=${1:-../native/target/cmake}
destination=${2:-build/bundle}
package=build/bundle/package
here=$package/prebuilt/$(node -p 'process.platform + "-" + process.arch')
rm -rf build/bundle
mkdir -p "$package"
cp -R package.json README.md ../LICENSE dist prebuilt "$package"
mkdir -p "$here/slipway"
cp -L "$native/libslipway.so.1" "$here"
for part in jars runtime; do
  if [ -d "$native/slipway/$part" ]; then
    cp -R "$native/slipway/$part" "$here/slipway"
  fi
done
npm pack "./$package" --pack-destination "$destination" --loglevel error

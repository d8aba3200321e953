#!/bin/sh
# run.sh [RECORDS] [ROUNDS]: see README.md. Needs Node with npm, PostgreSQL's programs, cargo.
set -eu
records=${1:-10000}
rounds=${2:-5}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=${PEERS_FOLDER:-${TMPDIR:-/tmp}/tilik-peers}/sync
mkdir -p "$work"
if ! cmp -s "$here/package-lock.json" "$work/node_modules/.installed-lock"; then
    cp "$here/package.json" "$here/package-lock.json" "$work/"
    # LevelDB comes built in its package; nothing has to be run to install it.
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --silent)
    cp "$here/package-lock.json" "$work/node_modules/.installed-lock"
fi
cd "$root"
cargo build --quiet --release --locked -p tilik-province --bins
cargo build --quiet --release --locked -p tilik-tests --example sending
target=$(cargo metadata --no-deps --offline --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
exec "$target/release/examples/sending" "$records" "$rounds" "$here/pouch.mjs" "$work"

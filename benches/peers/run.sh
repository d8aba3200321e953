#!/bin/sh
# run.sh [COUNT]: see README.md. Needs python3 with venv, pdftotext, cargo.
set -eu
count=${1:-500}
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${PEERS_FOLDER:-${TMPDIR:-/tmp}/tilik-peers}
mkdir -p "$work"
[ -x "$work/venv/bin/python" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet 'typst>=0.13' reportlab weasyprint
# Of Debian; without the right to install it, it is left out.
dpkg -s libreoffice-writer > /dev/null 2>&1 || apt-get install --yes --quiet --no-install-recommends libreoffice-writer > "$work/apt.log" 2>&1 || echo "no LibreOffice: see $work/apt.log" >&2
cd "$root"
cargo build --quiet --release -p tilik-forms --example batch_cost
cargo build --quiet --release --manifest-path "$here/bare/Cargo.toml" --target-dir "$work/target"
exec "$work/venv/bin/python" "$here/compare.py" --count "$count" --work "$work" \
    --ours "$root/target/release/examples/batch_cost" --bare "$work/target/release/bare" --fonts "$root/assets/fonts"

#!/bin/sh
# print_many.sh [COUNT]: prints so many one-page sheets with a code each (10,000), as the program does where they are more than one file holds, and has poppler read them back:
# what was reported, what can be read, wall and CPU, the most memory, bytes. Ends with 1 when the counts differ. Needs cargo, pdfinfo and pdftotext (poppler-utils).
set -eu
count=${1:-10000}
root=$(cd "$(dirname "$0")/.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
cd "$root"
cargo build --quiet --release -p tilik-forms --example batch_cost
batch="${CARGO_TARGET_DIR:-target}/release/examples/batch_cost"
# A shell of its own, whose only child it is: its last line is the time of the processors, user and system.
said=$(sh -c '"$@" && times' sh "$batch" parts "$count" "$place")
echo "$said" | sed -n '1p; $s/^/user and system: /p'
reported=${said%% sheets*}
pages=0
for file in "$place"/lembar_*.pdf; do
    pages=$((pages + $(pdfinfo "$file" | sed -n 's/^Pages: *//p')))
    pdftotext -raw "$file" - >>"$place/text"
done
# The short hash in the footer is another on every sheet.
named=$(grep -Eo 'Revisi 1 · [0-9a-f]{8} · Cetak ke-1' "$place/text" | sort -u | wc -l)
echo "read back by poppler: $pages pages, $named sheets by the hash in their footers"
if [ "$reported" != "$count" ] || [ "$pages" != "$count" ] || [ "$named" != "$count" ]; then
    echo "print_many: $count asked for, $reported reported, $pages pages and $named sheets readable" >&2
    exit 1
fi

#!/bin/sh
# Fuzzes what reads bytes of others, each family for so many seconds: scripts/fuzz.sh SECONDS [entry|message|bundle|enrolment]...
# libFuzzer, guided by what the bytes reach. What is found interesting is kept in target/fuzz/corpus; bytes that stop the program are left in target/fuzz/crashes, and named.
set -eu

cd "$(dirname "$0")/.."
seconds=${1:?seconds for each family}
shift
[ $# -gt 0 ] || set -- entry message bundle enrolment
place=${CARGO_TARGET_DIR:-$PWD/target}/fuzz
# The most memory in MB: a message of 8 MiB opened, and the program's own. What asks for more at once is a finding.
memory=1024
# A bundle may open to 64 MiB, whatever its size; nothing here may take this long.
slowest=20

# The counters that cargo-fuzz builds in, which the stable compiler has too; with a target named, what runs while building goes without.
host=$(rustc -vV | sed -n 's/^host: //p')
RUSTFLAGS="-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1"
export RUSTFLAGS
cargo build --quiet --release --locked --manifest-path fuzz/Cargo.toml --target "$host" --target-dir "$place"
programs=$place/$host/release
[ "$seconds" -gt 0 ] || exit 0

failed=
mkdir -p "$place/crashes"
for family in "$@"; do
    mkdir -p "$place/corpus/$family" "$place/seeds/$family"
    log=$place/$family.log
    if TILIK_FUZZ_SEEDS=$place/seeds/$family "$programs/$family" -max_total_time="$seconds" -timeout="$slowest" -malloc_limit_mb="$memory" -rss_limit_mb=$((memory * 2)) -max_len=65536 \
        -print_final_stats=1 -artifact_prefix="$place/crashes/$family-" "$place/corpus/$family" "$place/seeds/$family" >"$log" 2>&1; then
        runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
        reached=$(sed -n 's/.*cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
        echo "fuzz: $family: $runs executions in ${seconds} s, $reached places reached, no crash"
    else
        tail -n 30 "$log" >&2
        echo "fuzz: $family: a crash; its bytes are in $place/crashes" >&2
        failed=yes
    fi
done
[ -z "$failed" ]

#!/bin/sh
# Watches the network while the programs work: scripts/watch_network.sh FOLDER_OF_THE_PROGRAMS, as root.
#
# They run in a network of their own, which has this machine's own addresses and one more interface that leads nowhere: to them there is internet, and whatever they send
# is counted there. Nothing may leave before it is asked for; what is asked for must leave, or the counting sees nothing.
set -eu

programs=$(cd "${1:?the folder of the programs}" && pwd)
if [ "$(id -u)" -ne 0 ]; then
    echo "watch_network: not watched: only root may make a network of its own" >&2
    exit 0
fi
[ -n "${TILIK_WATCHED:-}" ] || exec env TILIK_WATCHED=tilik0 unshare -n "$0" "$@"

# Another system's own talk on an interface would be counted too.
sysctl -q -w net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1
ip link set lo up
ip link add "$TILIK_WATCHED" arp off type veth peer name tilik1
ip address add 203.0.113.2/24 dev "$TILIK_WATCHED"
ip link set tilik1 up
ip link set "$TILIK_WATCHED" up
ip route add default dev "$TILIK_WATCHED"

place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
office=$place/kantor
TILIK_PASSWORD='contoh kantor tilik'
TILIK_MARKS=$place/marks
TILIK_KDF_FLOOR=1
export TILIK_PASSWORD TILIK_MARKS TILIK_KDF_FLOOR

# Packets that left, or would have.
count() {
    awk -v name="$TILIK_WATCHED:" '$1 == name { print $11 + $13 }' /proc/net/dev
}

# nothing_leaves WHAT EXIT_CODE COMMAND...
nothing_leaves() {
    what=$1
    expected=$2
    shift 2
    code=0
    "$@" >"$place/said" 2>&1 || code=$?
    if [ "$code" -ne "$expected" ]; then
        cat "$place/said" >&2
        echo "watch_network: $what ended with $code, not $expected" >&2
        exit 1
    fi
    packets=$(count)
    echo "watch_network: $what: $packets packets"
    [ "$packets" -eq 0 ] || exit 1
}

ctl=$programs/tilikctl
nothing_leaves "an office is made and works for years" 0 "$ctl" demo "$office"
nothing_leaves "it is verified" 0 "$ctl" verify "$office"
nothing_leaves "a quarter is closed" 0 "$ctl" close "$office" --period 2026-TW3 --distribution-reason "Hasil pengukuran resmi"
nothing_leaves "its sheets are printed" 0 "$ctl" print "$office" --period 2026-TW3 --out "$place/lembar.pdf"
nothing_leaves "what would be sent is looked at" 0 "$ctl" sending "$office"
nothing_leaves "it is to be sent, and nobody knows where" 1 "$ctl" send "$office"
if command -v xvfb-run >/dev/null 2>&1 && [ -x "$programs/tilik" ]; then
    # Ended by the clock: nobody closes it.
    nothing_leaves "the window stands open" 124 env WEBKIT_DISABLE_DMABUF_RENDERER=1 timeout 30 xvfb-run -a "$programs/tilik" "$office"
fi

# A code whose groups are right, of a province that is nowhere.
code=0410Y-6105J-0R3G3-G2FTS-9ER6Y-Z3JEZ-79VHH-BMG1M
timeout 8 "$ctl" enrol "$office" --code "$code" --address https://203.0.113.9 >/dev/null 2>&1 || true
packets=$(count)
echo "watch_network: a code is redeemed: $packets packets"
[ "$packets" -gt 0 ]

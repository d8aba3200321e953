#!/bin/sh
# with_memory.sh MEGABYTES COMMAND...: runs a command, with all that it starts, within so much memory and no swap, as the system itself enforces it: by the user's systemd, else by a
# control group of its own, of the second version or the first, which only root may make.
set -eu
most=$(($1 * 1024 * 1024))
shift

if systemctl --user show-environment >/dev/null 2>&1; then
    exec systemd-run --user --scope --quiet -p "MemoryMax=$most" -p MemorySwapMax=0 "$@"
fi

groups=/sys/fs/cgroup
if grep -qw memory "$groups/cgroup.controllers" 2>/dev/null; then
    group=$groups/tilik-$$
    mkdir "$group"
    echo "$most" >"$group/memory.max"
    [ ! -e "$group/memory.swap.max" ] || echo 0 >"$group/memory.swap.max"
else
    # Below the group that this shell is in: what is limited there stays limited.
    own=$(sed -n 's/^[0-9]*:\([^:]*,\)\{0,1\}memory\(,[^:]*\)\{0,1\}://p' /proc/self/cgroup)
    [ "$own" != / ] || own=
    group=$groups/memory$own/tilik-$$
    mkdir "$group"
    echo "$most" >"$group/memory.limit_in_bytes"
    [ ! -e "$group/memory.memsw.limit_in_bytes" ] || echo "$most" >"$group/memory.memsw.limit_in_bytes"
fi

remove() {
    # What has just ended is in the group for a moment yet.
    for _ in 1 2 3 4 5 6 7 8 9 10; do
        ! rmdir "$group" 2>/dev/null || return 0
        sleep 0.2
    done
    echo "with_memory: $group is still in use" >&2
}
trap remove EXIT
# shellcheck disable=SC2016 # The inner shell is the one that goes into the group.
sh -c 'echo $$ >"$0/cgroup.procs" && exec "$@"' "$group" "$@"

#!/bin/bash
# D9: the broker's disk fills up while clients write: what it cannot keep it does not acknowledge as kept, other clients are
# served meanwhile, and it goes on by itself once there is room. Needs root (a tmpfs of a few MiB).
#   scripts/faults/d09-disk-full-broker.sh [--record]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

read_arguments "$@"
readonly FULL_S_MAX=60 QUIET_S=2 PINGS=20
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB --set journal.disk-free-min=4MiB)
need_root
build_all
use_small_disk 26 $((16 << 10))

# Nothing was acknowledged as kept for a while.
has_stopped() {
    local before
    before=$(acked)
    sleep $QUIET_S
    (($(acked) == before))
}

start_durable "${settings[@]}" --set "data.directory=$MNT/data"
pinger=
open_socket pinger mqtt.tcp
mqtt_connect "$pinger" pinger || wrong "no CONNACK"
write_ledger --payload 8192 --rate 100
await_acked 100
await $FULL_S_MAX "a disk that is full" has_stopped
kill -0 "$BROKER_PID" 2>/dev/null || wrong "the broker ended"
slowest=$(slowest_ping_ms "$pinger" $PINGS) || wrong "no PINGRESP while the disk is full"
refused=$(awk '$3 == "refused"' "$LEDGER" | wc -l)
stuck=$(acked)
make_room
await_acked 100 60
stop_ledger
must_keep_all --quiet 2s
record D9-mqtt fixed 1
pass "D9: full after $stuck, $refused publishes refused with a reason, slowest PINGRESP $slowest ms, went on by itself"

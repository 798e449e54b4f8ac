#!/bin/bash
# D16: one fdatasync of the broker's journal takes seconds: nothing is acknowledged while it lasts, clients' PINGREQs are answered
# all the same, and everything goes on afterwards.
#   scripts/faults/d16-slow-sync-broker.sh [--record] [SECONDS, 5 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

read_arguments "$@"
seconds=${ARGUMENTS[0]:-5}
readonly PING_MS_MAX=1000 SETTLE_S=0.3
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all
build_shim

start_faulty "${settings[@]}"
pinger=
open_socket pinger mqtt.tcp
mqtt_connect "$pinger" pinger || wrong "no CONNACK"
write_ledger --publishers 4
await_acked 100
order_fault "d $((seconds * 1000))"
withdrawn() { [[ ! -e $FOLDER/order ]]; }
await 10 "a sync" withdrawn
sleep $SETTLE_S # what was synced before is still being told
stuck=$(acked)
slowest=$(slowest_ping_ms "$pinger" $(((seconds - 2) * 10))) || wrong "no PINGRESP within 10 s while a sync lasts"
(($(acked) == stuck)) || wrong "$(($(acked) - stuck)) acknowledgements while the sync lasted"
await_acked 100 $((seconds + 20))
stop_ledger
must_keep_all --quiet 2s
((slowest <= PING_MS_MAX)) || {
    printf 'MISS D16: a PINGRESP took %s ms while a sync lasted %s s\n' "$slowest" "$seconds"
    exit 10
}
record D16-mqtt fixed 1
pass "D16: a sync of $seconds s: nothing acknowledged, slowest of $(((seconds - 2) * 10)) PINGRESPs $slowest ms"

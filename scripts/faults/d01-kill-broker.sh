#!/bin/bash
# D1: the broker is killed at random moments while MQTT clients write and read at QoS 1 and 2; nothing acknowledged is lost,
# doubled or out of order, and each start takes at most 5 s and needs nobody.
#   scripts/faults/d01-kill-broker.sh [--record] [CYCLES, 100 unless told] [CORES, 1 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
cycles=${ARGUMENTS[0]:-100}
cores=${ARGUMENTS[1]:-1}
settings=(--set "engine.cores=$cores" --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all

start_durable "${settings[@]}"
SLOWEST_START_MS=0 # the first start makes the directory
write_ledger --members 2
for ((i = 0; i < cycles; i++)); do
    await_acked 20
    sleep "0.$(printf '%03d' $((RANDOM % 400)))"
    mark cutting
    kill_broker
    mark cut
    start_durable "${settings[@]}"
done
await_acked 20
stop_ledger
must_keep_all --quiet 2s
record D1-mqtt random "$cycles"
pass "D1: the broker was killed $cycles times"

#!/bin/bash
# D18: the broker is killed at random steps of many QoS 2 exchanges whose publishers, readers and group members live on two
# cores and in several shards: everything acknowledged is read, and once.
#   scripts/faults/d18-qos2-kills.sh [--record] [CYCLES, 20 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
cycles=${ARGUMENTS[0]:-20}
settings=(--set engine.cores=2 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all

start_durable "${settings[@]}"
write_ledger --kinds q2 --publishers 8 --window 4 --readers 3 --away 2 --members 3
for ((i = 0; i < cycles; i++)); do
    await_acked $((RANDOM % 50 + 1))
    mark cutting
    kill_broker
    mark cut
    start_durable "${settings[@]}"
done
await_acked 50
stop_ledger
must_keep_all --quiet 2s
record D18-mqtt random "$cycles"
pass "D18: $cycles kills between the steps of QoS 2 exchanges"

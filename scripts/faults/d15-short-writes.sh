#!/bin/bash
# D15: the broker's file calls write half of what they should, or those on its journal are interrupted (EINTR): clients see nothing
# of it, and a start after a kill finds everything acknowledged. RocksDB takes an interrupted sync for an I/O error; no local file
# system of Linux has one.
#   scripts/faults/d15-short-writes.sh [--record] [MESSAGES of each publisher, 400 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
messages=${ARGUMENTS[0]:-400}
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all
build_shim

for order in s i; do
    [[ $order == s ]] || FAULTY_PART=journal/
    order_fault ''
    start_faulty "${settings[@]}"
    order_fault $order
    write_ledger --messages "$messages" --payload 2000
    await_ledger 60
    grep -q ' unknown ' "$LEDGER" && wrong "order $order: a client was cut off"
    kill_broker
    start_faulty "${settings[@]}" # with the fault in force
    [[ $order == i ]] || kill_broker
done
order_fault ''
must_keep_all --quiet 2s
((ACKED == 2 * 4 * messages)) || wrong "$ACKED of $((2 * 4 * messages)) acknowledged"
record D15-mqtt fixed 2
pass "D15: short writes and EINTR, a kill after each"

#!/bin/bash
# D6: one fdatasync of the broker's journal fails with EIO, the next would succeed: the broker acknowledges nothing more, says
# why and ends with exit code 3; started again it has everything it acknowledged.
#   scripts/faults/d06-sync-fails-broker.sh [--record] [CASES, 5 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
cases=${ARGUMENTS[0]:-5}
readonly EXIT_FENCED=3 END_S_MAX=20
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all
build_shim

has_ended() { ! kill -0 "$BROKER_PID" 2>/dev/null; }

start_faulty "${settings[@]}"
write_ledger --publishers 4
for ((i = 0; i < cases; i++)); do
    await_acked 50
    sleep "0.$(printf '%03d' $((RANDOM % 300)))"
    order_fault e
    await $END_S_MAX "the broker to end after a sync failed" has_ended
    status=0
    wait "$BROKER_PID" || status=$?
    BROKER_PID=
    before=$(acked)
    ((status == EXIT_FENCED)) || wrong "the broker ended with $status, not $EXIT_FENCED"
    grep -q 'fenced: .*Input/output error' "$FOLDER/err" || wrong "the broker did not say why it ended"
    start_faulty "${settings[@]}"
    (($(acked) >= before)) || wrong "the ledger lost lines"
done
await_acked 50
stop_ledger
must_keep_all --quiet 2s
record D6-mqtt random "$cases"
pass "D6: $cases syncs failed, each ended the broker with exit code $EXIT_FENCED and the reason"

#!/bin/bash
# D1 and D6 in short: clients write at QoS 1 and 2 while the broker is killed three times, then one of its syncs fails; a ledger
# outside the broker finds everything acknowledged, and finds a loss that is planted in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh
readonly KILLS=3 END_S_MAX=20 EXIT_FENCED=3
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB)
build_all
build_shim
has_ended() { ! kill -0 "$BROKER_PID" 2>/dev/null; }

start_faulty "${settings[@]}"
write_ledger --members 2
for ((i = 0; i < KILLS; i++)); do
    await_acked 50
    kill_broker
    start_faulty "${settings[@]}"
done
await_acked 50
order_fault e
await $END_S_MAX "the broker to end after a sync failed" has_ended
status=0
wait "$BROKER_PID" || status=$?
BROKER_PID=
((status == EXIT_FENCED)) || wrong "the broker ended with $status after a sync failed, not $EXIT_FENCED"
grep -q 'fenced: .*Input/output error' "$FOLDER/err" || wrong "the broker did not say why it ended"
start_faulty "${settings[@]}"
await_acked 50
stop_ledger
must_keep_all --quiet 1s

printf '%s p0 invoke p0/q1/999999 1\n%s p0 ok p0/q1/999999 1\n' "$(date +%s%6N)" "$(date +%s%6N)" >>"$LEDGER"
! verify_ledger --quiet 1s || wrong "a planted loss was not found"
grep -q 'never read p0/q1/999999' "$FOLDER/found" || wrong "the planted loss was not named"

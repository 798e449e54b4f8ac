#!/bin/bash
# D17: the broker is killed while messages of many MiB arrive and go out: each is whole or absent, and none that was acknowledged
# is lost. Who is away holds them all: once sessions have what mqtt.max-queued-bytes allows of the heap, further ones are refused,
# and the broker lives.
#   scripts/faults/d17-large-message.sh [--record] [KILLS, 5 unless told] [MIB of a message, 64 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
kills=${ARGUMENTS[0]:-5}
mib=${ARGUMENTS[1]:-64}
settings=(--set engine.cores=1 --set engine.memory=1GiB --set mqtt.max-packet-size=256MiB)
build_all

# Prints how many publishes were answered so far: taken, or refused because sessions hold all they may.
answered() { { awk '$3 == "ok" || $3 == "refused"' "$LEDGER" 2>/dev/null || true; } | wc -l; }

# await_answered SECONDS: until one more is.
await_answered() {
    local before deadline=$((SECONDS + $1))
    before=$(answered)
    until (($(answered) > before)); do
        kill -0 "$BROKER_PID" 2>/dev/null || wrong "the broker ended by itself after $(acked) acknowledgements"
        ((SECONDS < deadline)) || wrong "no answer in $1 s, after $(acked) acknowledgements"
        sleep 0.02
    done
}

start_durable "${settings[@]}"
write_ledger --publishers 1 --kinds q1,q2 --window 1 --rate 0 --away 1 --readers 1 --payload $((mib << 20))
for ((i = 0; i < kills; i++)); do
    await_answered 60
    sleep "0.$(printf '%03d' $((RANDOM % 300)))" # somewhere in the middle of the next one
    kill_broker
    start_durable "${settings[@]}"
done
await_answered 60
stop_ledger
must_keep_all --quiet 5s
record D17-mqtt random "$kills"
(($(acked) > 0)) || wrong "nothing was taken"
pass "D17: $kills kills while messages of $mib MiB were under way"

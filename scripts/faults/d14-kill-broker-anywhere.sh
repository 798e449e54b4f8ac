#!/bin/bash
# D14: the broker is killed in front of its nth call that changes a file of its data (write, sync, rename, link, unlink, mkdir,
# fallocate, truncate) while a fixed workload runs; it starts again by itself and nothing acknowledged is lost.
#   scripts/faults/d14-kill-broker-anywhere.sh [--record] [CASES, 12 unless told, spread over all calls | --all]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
cases=${ARGUMENTS[0]:-12}
readonly MESSAGES=60 LIFE_S_MAX=60
# Checkpoints of the state tables, and journal freed behind them, are part of it.
settings=(--set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB --set journal.flush-interval=200ms)
build_all
build_shim

# Payloads that fill some segments, so that rolling is part of it.
workload() { write_ledger --publishers 3 --messages $MESSAGES --payload 16384 --rate 0 --wait ${LIFE_S_MAX}s; }
fresh() { rm -rf "$FOLDER/data" "$LEDGER"; }
has_ended() { ! kill -0 "$BROKER_PID" 2>/dev/null; }
# The broker is gone, or it has made all its calls and the workload is over.
life_is_over() { has_ended || ! kill -0 "$LEDGER_PID" 2>/dev/null; }
end_in_order() {
    kill -TERM "$BROKER_PID" 2>/dev/null || true
    await 30 "the broker to end" has_ended
    BROKER_PID=
}
# start_to_be_killed N: in front of call N, which may be before it is ready.
start_to_be_killed() {
    LD_PRELOAD=$FOLDER/fault-shim.so FAULT_PATH=$FOLDER/data/ FAULT_KILL=$1 scripts/robust-server "${settings[@]}" \
        --set "mqtt.tcp=127.0.0.1:$PORT" --set mqtt.ws=off --set kafka.tcp=off --set admin.http=off --set "data.directory=$FOLDER/data" \
        --set journal.durability=sync --set mqtt.max-queued-messages=1000000 >"$FOLDER/out" 2>"$FOLDER/err" </dev/null &
    BROKER_PID=$!
    disown $BROKER_PID # its end is no news
}

start_faulty "${settings[@]}"
workload
await_ledger 60
end_in_order
calls=$(<"$FOLDER/calls")
((calls > 0)) || wrong "the shim saw no call"
[[ $cases != --all ]] || cases=$calls
((cases <= calls)) || cases=$calls

kills=0 total=0
for ((i = 0; i < cases; i++)); do
    fresh
    nth=$((1 + i * calls / cases))
    start_to_be_killed $nth
    workload
    await $LIFE_S_MAX "call $nth" life_is_over
    if kill -0 "$BROKER_PID" 2>/dev/null; then
        end_in_order # it needed fewer calls this time, or is killed now
    else
        kills=$((kills + 1))
        kill_broker
    fi
    start_durable "${settings[@]}"
    await_ledger 60
    must_keep_all --quiet 1s
    total=$((total + ACKED))
    kill_broker
done
ACKED=$total
((kills > 0)) || wrong "nothing was killed"
record D14-mqtt fixed "$kills"
pass "D14: killed $kills times in front of one of about $calls calls; $total acknowledged in all"

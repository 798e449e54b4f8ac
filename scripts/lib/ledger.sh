# Sourced by fault scripts, from the project's folder: a broker, a ledger outside its data (robust-bench mqtt ledger), and
# what becomes of both.
# shellcheck shell=bash

# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/disks.sh
source scripts/lib/disks.sh

readonly LEDGER=$FOLDER/ledger
readonly LEDGER_START_MS_MAX=5000
LEDGER_PID=
PORT=
SLOWEST_START_MS=0
ACKED=0 LOST=0 DUPLICATED=0 REORDERED=0 EXCUSED=0
BENCH=(scripts/robust-bench mqtt ledger)
BENCH_OPTIONS=(--version 5)
LISTENER=mqtt.tcp

# Whatever happens: no client, no broker and no file system of ours stays. With KEEP=FOLDER ledger and data are copied there.
clean_up_ledger() {
    local status=$?
    stop_ledger
    kill_broker
    unmount
    if [[ -n ${KEEP:-} ]]; then cp -r "$FOLDER" "$KEEP"; fi
    rm -rf "$FOLDER"
    exit $status
}
trap clean_up_ledger EXIT

# record CASE SEED CYCLES: one line of totals for the reliability ledger, if asked for and no start took longer than it may.
record() {
    $RECORD && ((SLOWEST_START_MS <= LEDGER_START_MS_MAX)) || return 0
    printf '%s,%s,%s,%s,%s,%s,%s,%s,%s\n' "$(date -u +%F)" "$(git -C "$ROBUSTMQ_HOME" rev-parse --short HEAD)" \
        "$1" "$2" "$3" "$ACKED" "$LOST" "$DUPLICATED" "$REORDERED" >>"$ROBUSTMQ_HOME/perf-reports/reliability-ledger.csv"
}

# Builds broker and clients, so that no later start does.
build_all() {
    scripts/robust-server --version >/dev/null || wrong "the broker does not build"
    scripts/robust-bench --help >/dev/null || wrong "robust-bench does not build"
}

# start_durable [arguments of robust-server]: as start_broker, with a journal that syncs, queues that hold all a ledger writes,
# and the port that the first start of this script got.
start_durable() {
    local began
    began=$(date +%s%3N)
    start_broker --set journal.durability=sync --set mqtt.max-queued-messages=1000000 --set "$LISTENER=127.0.0.1:${PORT:-0}" "$@"
    local took=$(($(date +%s%3N) - began))
    SLOWEST_START_MS=$((took > SLOWEST_START_MS ? took : SLOWEST_START_MS))
    PORT=$(broker_address "$LISTENER")
    PORT=${PORT%%$'\n'*} # of Kafka each core has one
    PORT=${PORT##*:}
}

kill_broker() {
    [[ -n $BROKER_PID ]] || return 0
    kill -KILL "$BROKER_PID" 2>/dev/null || true
    wait "$BROKER_PID" 2>/dev/null || true
    BROKER_PID=
}

# write_ledger [options of 'ledger write']: in the background, until stop_ledger or its own end; sets LEDGER_PID.
write_ledger() {
    "${BENCH[@]}" write --ledger "$LEDGER" --port "$PORT" "${BENCH_OPTIONS[@]}" "$@" >"$FOLDER/written" 2>"$FOLDER/ledger-err" </dev/null &
    LEDGER_PID=$!
}

# Every entry is with the kernel before its operation, so nothing is lost by that.
stop_ledger() {
    [[ -n $LEDGER_PID ]] || return 0
    kill -TERM "$LEDGER_PID" 2>/dev/null || true
    wait "$LEDGER_PID" 2>/dev/null || true
    LEDGER_PID=
}

# await_ledger [SECONDS]: until the ledger's writer ended by itself.
await_ledger() {
    local deadline=$((SECONDS + ${1:-60}))
    while kill -0 "$LEDGER_PID" 2>/dev/null; do
        ((SECONDS < deadline)) || wrong "after ${1:-60} s the clients still wait: $(acked) operations acknowledged"
        sleep 0.1
    done
    wait "$LEDGER_PID" || wrong "the ledger's writer: $(<"$FOLDER/written") $(<"$FOLDER/ledger-err")"
    LEDGER_PID=
}

# Prints how many operations were acknowledged so far.
acked() { { awk '$3 == "ok"' "$LEDGER" 2>/dev/null || true; } | wc -l; }

# await_acked COUNT [SECONDS]: until so many more are acknowledged.
await_acked() {
    local wanted deadline=$((SECONDS + ${2:-30}))
    wanted=$(($(acked) + $1))
    until (($(acked) >= wanted)); do
        [[ -z $LEDGER_PID ]] || kill -0 "$LEDGER_PID" 2>/dev/null || wrong "the ledger's writer ended: $(<"$FOLDER/written") $(<"$FOLDER/ledger-err")"
        ((SECONDS < deadline)) || wrong "no $1 acknowledgements in ${2:-30} s"
        sleep 0.02
    done
}

# mark cutting|cut: tells the ledger of the fault.
mark() { printf '%s script %s - -\n' "$(date +%s%6N)" "$1" >>"$LEDGER"; }

# verify_ledger [options of 'ledger verify']: reads all that waits; sets FOUND_LINE and the totals; its status is the verifier's.
verify_ledger() {
    local status=0
    "${BENCH[@]}" verify --ledger "$LEDGER" --port "$PORT" "${BENCH_OPTIONS[@]}" "$@" >"$FOLDER/found" 2>"$FOLDER/ledger-err" || status=$?
    FOUND_LINE=$(sed -n 's/^counts *//p' "$FOLDER/found")
    [[ -n $FOUND_LINE ]] || wrong "the verifier failed: $(<"$FOLDER/found") $(<"$FOLDER/ledger-err")"
    ACKED=$(found acked) LOST=$(found lost) DUPLICATED=$(found duplicated) REORDERED=$(found reordered)
    # shellcheck disable=SC2034 # the scripts read it
    EXCUSED=$(found excused || true)
    return $status
}

# Prints a count of the verifier by its name.
found() { tr -d , <<<"$FOUND_LINE" | grep -o "\b$1 [0-9]*" | head -n 1 | sed 's/.* //'; }

# As verify_ledger; anything wrong ends the script.
must_keep_all() {
    verify_ledger "$@" || wrong "$(<"$FOLDER/found")"
}

# start_faulty [arguments of robust-server]: as start_durable, with the shim over what lies in the data directory (in its
# FAULTY_PART, if that is set) and over the clock; order_fault and turn_clock command it.
start_faulty() {
    LD_PRELOAD=$FOLDER/fault-shim.so FAULT_PATH=$FOLDER/data/${FAULTY_PART:-} FAULT_FILE=$FOLDER/order FAULT_CLOCK=$FOLDER/clock \
        FAULT_COUNT=$FOLDER/calls start_durable "$@"
}

# order_fault WORDS: from the broker's next call on, see shim/fault-shim.c; order_fault '' ends it.
order_fault() {
    printf '%s' "$1" >"$FOLDER/order.new"
    mv "$FOLDER/order.new" "$FOLDER/order"
}

# turn_clock SECONDS: what the broker's wall clock is wrong by.
turn_clock() {
    printf '%s' "$1" >"$FOLDER/clock.new"
    mv "$FOLDER/clock.new" "$FOLDER/clock"
}

# Says PASS, or MISS where a start took longer than it may.
pass() {
    printf '%s %s; %s; slowest start %s ms\n' "$([[ $SLOWEST_START_MS -le $LEDGER_START_MS_MAX ]] && echo PASS || echo MISS)" "$1" \
        "$FOUND_LINE" "$SLOWEST_START_MS"
    ((SLOWEST_START_MS <= LEDGER_START_MS_MAX)) || exit 10
}

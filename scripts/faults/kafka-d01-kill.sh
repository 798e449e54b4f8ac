#!/bin/bash
# D1, D21: the broker is killed at random moments while Kafka's idempotent producers (acks=all) write and the members of a group
# read and commit; nothing acknowledged is lost, nothing is there twice or out of order, no producer's sequence and no group's
# offset is forgotten, and each start takes at most 5 s. With acks=1
# nothing acknowledged is lost either. The control: producers that are not idempotent must write some twice.
#   scripts/faults/kafka-d01-kill.sh [--record] [CYCLES, 100 unless told] [CORES, 1 unless told] [classic|consumer, consumer unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/kafka-ledger.sh
source scripts/lib/kafka-ledger.sh

read_arguments "$@"
cycles=${ARGUMENTS[0]:-100}
cores=${ARGUMENTS[1]:-1}
protocol=${ARGUMENTS[2]:-consumer}
readonly CONTROL_KILLS=5 CONTROLS_MAX=4
settings=("${KAFKA_SETTINGS[@]}" --set "engine.cores=$cores" --set journal.segment-size=8MiB)
build_all

# kill_times COUNT [options of 'write']: under one ledger, whose clients stay; then the broker is up. Tables come from the disk in
# one start, from the journal alone in the next.
kill_times() {
    local i flush=(60s 50ms)
    start_durable "${settings[@]}"
    SLOWEST_START_MS=0 # the first start makes the directory
    write_ledger "${@:2}"
    for ((i = 0; i < $1; i++)); do
        await_acked 200
        sleep "0.$(printf '%03d' $((RANDOM % 400)))"
        mark cutting
        kill_broker
        mark cut
        start_durable "${settings[@]}" --set "journal.flush-interval=${flush[$((i % 2))]}"
    done
    await_acked 200
    stop_ledger
}

kill_times "$cycles" --protocol "$protocol"
must_keep_all --readers 2
summary=$FOUND_LINE slowest=$SLOWEST_START_MS acked=$ACKED

# once_more COUNT [options of 'write']: from nothing, without a group; sets the totals.
once_more() {
    kill_broker
    rm -rf "$FOLDER/data" "$LEDGER"
    kill_times "$1" --readers 0 --idempotent false "${@:2}"
    verify_ledger --readers 0 || true
    ((LOST == 0)) || wrong "lost without idempotence: $FOUND_LINE"
}

once_more $CONTROL_KILLS --acks 1
without="acks=1: $ACKED acked, 0 lost"
for ((control = 0; control < CONTROLS_MAX && DUPLICATED == 0; control++)); do once_more $CONTROL_KILLS; done
((DUPLICATED > 0)) || wrong "producers that are not idempotent wrote nothing twice: this test cannot see a duplicate"
without+="; not idempotent: $DUPLICATED of $ACKED twice, over $CONTROL_KILLS kills each"
FOUND_LINE=$summary SLOWEST_START_MS=$slowest ACKED=$acked LOST=0 DUPLICATED=0 REORDERED=0 # as must_keep_all found
record "D1-kafka-$protocol-$cores" random "$cycles"
pass "D1, D21: the broker was killed $cycles times; $without"

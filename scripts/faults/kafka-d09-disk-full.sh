#!/bin/bash
# D9: the broker's disk fills up while Kafka's producers write: what it cannot keep it does not acknowledge, others can ask and read
# meanwhile, and it goes on by itself once there is room; no producer gives up, and nothing is there twice. Needs root (a tmpfs).
#   scripts/faults/kafka-d09-disk-full.sh [--record]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/kafka-ledger.sh
source scripts/lib/kafka-ledger.sh

read_arguments "$@"
readonly FULL_S_MAX=60 QUIET_S=2 ANSWER_S_MAX=10
settings=("${KAFKA_SETTINGS[@]}" --set engine.cores=1 --set journal.segment-size=1MiB --set journal.ring-size=512KiB --set journal.disk-free-min=4MiB)
need kcat:kcat
need_root
build_all
use_small_disk 26 $((16 << 10))

# Nothing was acknowledged for a while.
has_stopped() {
    local before
    before=$(acked)
    sleep $QUIET_S
    (($(acked) == before))
}

start_durable "${settings[@]}" --set "data.directory=$MNT/data"
write_ledger --payload 8192 --rate 50
await_acked 100
await $FULL_S_MAX "a disk that is full" has_stopped
kill -0 "$BROKER_PID" 2>/dev/null || wrong "the broker ended"
stuck=$(acked)
timeout $ANSWER_S_MAX kcat -b "127.0.0.1:$PORT" -L -t ledger >"$FOLDER/metadata" || wrong "no metadata while the disk is full"
[[ $(timeout $ANSWER_S_MAX kcat -b "127.0.0.1:$PORT" -C -t ledger -p 0 -o 0 -c 10 -q -f '%o\n' | tail -n 1) == 9 ]] ||
    wrong "what is kept cannot be read while the disk is full"
(($(acked) == stuck)) || wrong "the disk was not full all the time"
make_room
await_acked 100 60
stop_ledger
must_keep_all --readers 2
(($(found failed) == 0)) || wrong "producers gave up: $FOUND_LINE"
record D9-kafka fixed 1
pass "D9: full after $stuck, others were answered, went on by itself"

#!/bin/bash
# D2: the power is cut (a file system is shut down without its log being flushed) under a broker whose Kafka producers write
# (idempotent, acks=all) and whose groups read. With 'sync' nothing acknowledged is lost; the control, 'memory', must lose. On xfs and
# on ext4. Needs root.
#   scripts/faults/kafka-d02-power-cut.sh [--record] [CUTS per file system, 5 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/kafka-ledger.sh
source scripts/lib/kafka-ledger.sh

read_arguments "$@"
cuts=${ARGUMENTS[0]:-5}
readonly CONTROL_CUTS_MAX=5 SETTLED_S=1
settings=("${KAFKA_SETTINGS[@]}" --set engine.cores=1 --set journal.segment-size=8MiB)
need_root
use_images 1024
build_all

start_on_image() { on_image start_durable "${settings[@]}" --set "data.directory=$MNT/data" "$@"; }
cut_power() {
    mark cutting
    shut_down
    kill_broker
    mark cut
    reattach
}

# lives FILE-SYSTEM CUTS [settings]: so many cuts under one ledger, whose clients stay; then the broker is up.
lives() {
    local i
    make_image "$1"
    rm -f "$LEDGER"
    attach
    start_on_image "${@:3}"
    write_ledger
    await_acked 100
    for ((i = 0; i < $2; i++)); do
        await_acked 300
        sleep "0.$(printf '%03d' $((RANDOM % 600)))"
        cut_power
        start_on_image "${@:3}"
    done
    await_acked 100
    stop_ledger
    must_keep_all --readers 2
}

# loses FILE-SYSTEM: one cut under a journal that is not synced; its status says whether that lost something.
loses() {
    make_image "$1"
    rm -f "$LEDGER"
    attach
    start_on_image --set journal.durability=memory --set journal.sync-interval=60s
    write_ledger --readers 0
    await_acked 300
    sleep $SETTLED_S
    stop_ledger
    cut_power
    start_on_image --set journal.durability=memory
    ! verify_ledger --readers 0
}
end_of_lives() {
    kill_broker
    detach
}

summary=
for fs in xfs ext4; do
    lives $fs "$cuts"
    record "D2-kafka-sync-$fs" random "$cuts"
    summary+="$fs sync: $ACKED acked, 0 lost; "
    end_of_lives

    for ((control = 0; control < CONTROL_CUTS_MAX; control++)); do
        if loses $fs; then break; fi
        end_of_lives
    done
    ((control < CONTROL_CUTS_MAX)) || wrong "$fs: a journal that never syncs lost nothing: this test cannot see a loss"
    summary+="memory lost $LOST of $ACKED; "
    end_of_lives
done
printf 'PASS D2: %s cuts each: %s; the disk lost %s blocks\n' "$cuts" "${summary%; }" $TAKEN_BACK

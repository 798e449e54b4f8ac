#!/bin/bash
# D2: the power is cut (a file system is shut down without its log being flushed) under a broker whose clients write. With
# 'sync' nothing acknowledged is lost; with 'interval' only what was acknowledged within the interval, and one sync's time,
# before the cut; the control, 'memory', must lose. On xfs and on ext4. Needs root.
#   scripts/faults/d02-power-cut-broker.sh [--record] [CUTS per file system and policy, 5 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
cuts=${ARGUMENTS[0]:-5}
readonly INTERVAL_MS=500 SYNC_TAKES_MS=250 CONTROL_CUTS_MAX=5 SETTLED_S=1
settings=(--set engine.cores=1 --set journal.segment-size=4MiB --set journal.ring-size=1MiB)
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
    local fs=$1 times=$2 i
    shift 2
    make_image "$fs"
    rm -f "$LEDGER"
    attach
    start_on_image "$@"
    write_ledger --publishers 4
    await_acked 100
    sleep $SETTLED_S # what a subscription stands for is kept by then, with any policy
    for ((i = 0; i < times; i++)); do
        await_acked 300
        sleep "0.$(printf '%03d' $((RANDOM % 600)))"
        cut_power
        start_on_image "$@"
    done
    await_acked 100
    stop_ledger
}
end_of_lives() {
    kill_broker
    detach
}

summary=
for fs in xfs ext4; do
    lives $fs "$cuts"
    must_keep_all --quiet 2s
    record "D2-mqtt-sync-$fs" random "$cuts"
    summary+="$fs sync: $ACKED acked, 0 lost; "
    end_of_lives

    lives $fs "$cuts" --set journal.durability=interval --set journal.sync-interval=${INTERVAL_MS}ms
    must_keep_all --excuse $((INTERVAL_MS + SYNC_TAKES_MS))ms
    record "D2-mqtt-interval-$fs" random "$cuts"
    summary+="interval: $ACKED acked, $EXCUSED gone of the last ${INTERVAL_MS} ms, 0 others; "
    end_of_lives

    for ((control = 0; control < CONTROL_CUTS_MAX; control++)); do
        lives $fs 1 --set journal.durability=memory --set journal.sync-interval=60s
        if ! verify_ledger --quiet 2s; then break; fi
        end_of_lives
    done
    ((control < CONTROL_CUTS_MAX)) || wrong "$fs: a journal that never syncs lost nothing: this test cannot see a loss"
    summary+="memory lost $LOST of $ACKED and $(found sessions_lost) sessions; "
    end_of_lives
done
printf 'PASS D2: %s cuts each: %s; the disk lost %s blocks\n' "$cuts" "${summary%; }" $TAKEN_BACK

#!/bin/bash
# D2: the power is cut (a file system is shut down without its log being flushed) while the journal is written; nothing
# acknowledged is lost, on xfs and on ext4. The control, a journal that never syncs, must lose. Needs root.
#   scripts/faults/d02-power-cut.sh [--record] [CYCLES per file system, 20 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
cycles=${ARGUMENTS[0]:-20}
readonly CONTROL_CYCLES_MAX=5
need_root
use_images 400
build_workload


# One life and its end: writes with policy $1 until the power is cut, then starts again and verifies.
cut_power() {
    local before
    before=$(lines_in "$FOLDER/ledger")
    attach
    on_image start_writer "$MNT/data" "$FOLDER/ledger" "$1" 0
    await_acknowledged "$FOLDER/ledger" "$before"
    sleep "0.$(printf '%03d' $((RANDOM % 400)))"
    shut_down
    kill_writer
    reattach
    local status=0
    verify "$MNT/data" "$FOLDER/ledger" || status=$?
    detach
    return $status
}

summary=
for fs in xfs ext4; do
    make_image $fs
    rm -f "$FOLDER/ledger"
    LOST=0 DUPLICATED=0 REORDERED=0
    for ((i = 0; i < cycles; i++)); do
        cut_power sync || wrong "$fs, cycle $i: $FOUND_LINE"
    done
    record "D2-$fs" random "$cycles" "$ACKED"
    summary+="$fs: $cycles cuts, $FOUND_LINE; "

    control=0
    for ((i = 0; i < CONTROL_CYCLES_MAX && control == 0; i++)); do
        rm -f "$FOLDER/ledger"
        make_image $fs
        cut_power lying || control=1
    done
    ((control)) || wrong "$fs: a journal that never syncs lost nothing: this test cannot see a loss"
    summary+="control lost: $FOUND_LINE; "
done
printf 'PASS D2: %s; the disk lost %s blocks\n' "${summary%; }" $TAKEN_BACK

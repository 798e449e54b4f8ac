#!/bin/bash
# D1: the process is killed at random moments while it writes; nothing acknowledged is lost, each start takes at most 5 s.
#   scripts/faults/d01-kill.sh [--record] [CYCLES, 100 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
cycles=${ARGUMENTS[0]:-100}
readonly START_MS_MAX=5000
build_workload

data=$FOLDER/data ledger=$FOLDER/ledger slowest=0
for ((i = 0; i < cycles; i++)); do
    before=$(lines_in "$ledger")
    start_writer "$data" "$ledger" sync 0
    began=$(date +%s%3N)
    await_acknowledged "$ledger" "$before"
    took=$(($(date +%s%3N) - began))
    ((took <= slowest)) || slowest=$took
    sleep "0.$(printf '%03d' $((RANDOM % 250)))"
    kill_writer
    verify "$data" "$ledger" || wrong "cycle $i: $FOUND_LINE"
done
((slowest <= START_MS_MAX)) || wrong "a start took $slowest ms until its first acknowledgement"
record D1 random "$cycles" "$ACKED"
printf 'PASS D1: %s kills, %s, slowest start %s ms\n' "$cycles" "$FOUND_LINE" "$slowest"

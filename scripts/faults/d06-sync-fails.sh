#!/bin/bash
# D6: one fdatasync fails with EIO, the next would succeed: the journal is fenced at once, no sync is tried again, what was not
# acknowledged stays so, and everything acknowledged is there at the next start.
#   scripts/faults/d06-sync-fails.sh [--record] [CASES, 10 unless told: the sync that fails is the 1st, 4th, 7th …]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
cases=${ARGUMENTS[0]:-10}
readonly FENCED=3
need strace:strace
build_workload

total=0
for ((i = 0; i < cases; i++)); do
    nth=$((1 + 3 * i)) status=0
    rm -rf "$FOLDER/data" "$FOLDER/ledger"
    timeout 60 strace -f --seccomp-bpf -o "$FOLDER/calls" -e trace=fdatasync -e inject=fdatasync:error=EIO:when=$nth \
        "${WORKLOAD[@]}" write "$FOLDER/data" "$FOLDER/ledger" sync 0 2>"$FOLDER/err" || status=$?
    ((status == FENCED)) || wrong "sync $nth failed and the writer ended with $status"
    grep -q '^FENCED .*Input/output error' "$FOLDER/err" || wrong "no reason was given"
    syncs=$(grep -c 'fdatasync(.*)' "$FOLDER/calls")
    ((syncs == nth)) || wrong "$((syncs - nth)) syncs were tried after the one that failed"
    verify "$FOLDER/data" "$FOLDER/ledger" || wrong "sync $nth: $FOUND_LINE"
    total=$((total + ACKED))
done
record D6 fixed "$cases" "$total"
printf 'PASS D6: %s failed syncs, each fenced the journal; %s acknowledged, %s lost\n' "$cases" "$total" "$LOST"

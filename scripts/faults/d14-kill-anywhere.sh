#!/bin/bash
# D14, D15: a fixed workload (append, roll, end) is killed at every system call that changes a file, and its calls are interrupted
# by EINTR: it starts again by itself and nothing acknowledged is lost.
#   scripts/faults/d14-kill-anywhere.sh [--record] [STEP, 1 unless told: every STEPth call]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
step=${ARGUMENTS[0]:-1}
readonly NUMBERS=1200 CALLS=(pwrite64 writev fdatasync fsync ftruncate unlink mkdir)
need strace:strace
build_workload

# traced EXPRESSION…: runs the fixed workload on an empty directory under strace.
traced() {
    rm -rf "$FOLDER/data" "$FOLDER/ledger"
    timeout 60 strace -f --seccomp-bpf -o "$FOLDER/calls" "$@" \
        "${WORKLOAD[@]}" write "$FOLDER/data" "$FOLDER/ledger" sync $NUMBERS 2>"$FOLDER/err"
}

kills=0 total=0
for call in "${CALLS[@]}"; do
    traced -e trace="$call" || wrong "the workload does not run under strace"
    # strace counts calls of each thread apart
    most=$(awk -v call="$call" 'index($2, call "(") == 1 { count[$1]++ } END { for (pid in count) if (count[pid] > most) most = count[pid]; print most + 0 }' "$FOLDER/calls")
    for ((n = 1; n <= most; n += step)); do
        # a run needs not make as many calls as the one before: then it ends by itself
        { traced -e trace="$call" -e inject="$call:signal=KILL:when=$n"; } 2>/dev/null || true
        verify "$FOLDER/data" "$FOLDER/ledger" || wrong "killed at $call $n: $FOUND_LINE"
        "${WORKLOAD[@]}" write "$FOLDER/data" "$FOLDER/ledger" sync 50 2>"$FOLDER/err" || wrong "no start after $call $n"
        verify "$FOLDER/data" "$FOLDER/ledger" || wrong "after a start behind $call $n: $FOUND_LINE"
        kills=$((kills + 1)) total=$((total + ACKED))
    done
done
record D14 fixed "$kills" "$total"

for call in pwrite64 writev fdatasync fsync; do
    traced -e trace="$call" -e inject="$call:error=EINTR:when=2+3" || wrong "EINTR in $call ended the writer"
    verify "$FOLDER/data" "$FOLDER/ledger" || wrong "EINTR in $call: $FOUND_LINE"
    ((ACKED == NUMBERS)) || wrong "EINTR in $call: $ACKED of $NUMBERS acknowledged"
done
printf 'PASS D14, D15: %s kills at system calls, %s acknowledged, %s lost; EINTR in every third call changes nothing\n' "$kills" "$total" "$LOST"

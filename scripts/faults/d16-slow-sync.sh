#!/bin/bash
# D16: one fdatasync takes seconds: acknowledgements wait for it, the core goes on turning, nothing is lost.
#   scripts/faults/d16-slow-sync.sh [--record] [SECONDS, 5 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
seconds=${ARGUMENTS[0]:-5}
readonly NUMBERS=2000 TURN_MS_MAX=1000
need strace:strace
build_workload

timeout 120 strace -f --seccomp-bpf -o "$FOLDER/calls" -e trace=fdatasync -e "inject=fdatasync:delay_exit=${seconds}s:when=5" \
    "${WORKLOAD[@]}" write "$FOLDER/data" "$FOLDER/ledger" sync $NUMBERS 2>"$FOLDER/err" || wrong "the writer failed"
said=$(grep '^longest turn' "$FOLDER/err") || wrong "the writer said nothing"
[[ $said =~ core\ ([0-9]+)\ ms.*acknowledgement\ ([0-9]+)\ ms ]] || wrong "the writer said: $said"
turn=${BASH_REMATCH[1]} wait=${BASH_REMATCH[2]}
((wait >= seconds * 1000 - 100)) || wrong "acknowledged during the sync: $said"
((turn <= TURN_MS_MAX)) || wrong "the core stood still: $said"
verify "$FOLDER/data" "$FOLDER/ledger" || wrong "$FOUND_LINE"
((ACKED == NUMBERS)) || wrong "$ACKED of $NUMBERS acknowledged"
record D16 fixed 1 "$ACKED"
printf 'PASS D16: a sync of %s s; %s; %s\n' "$seconds" "$said" "$FOUND_LINE"

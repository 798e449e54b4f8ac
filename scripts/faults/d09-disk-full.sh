#!/bin/bash
# D9: the disk fills up while the journal is written: nothing is lost, the reason is said, and it goes on by itself once there is
# room. Needs root (a tmpfs of a few MiB).
#   scripts/faults/d09-disk-full.sh [--record]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/journal.sh
source scripts/lib/journal.sh

read_arguments "$@"
readonly NUMBERS=4000
need_root
build_workload
use_small_disk 6 5000

start_writer "$MNT/data" "$FOLDER/ledger" sync $NUMBERS
deadline=$((SECONDS + 20))
until grep -q '^FULL .*No space left' "$FOLDER/err"; do
    kill -0 "$WRITER_PID" || wrong "the writer ended by itself"
    ((SECONDS < deadline)) || wrong "the disk was never reported full"
    sleep 0.1
done
sleep 1
stuck=$(lines_in "$FOLDER/ledger")
sleep 1
(($(lines_in "$FOLDER/ledger") == stuck)) || wrong "acknowledged on a full disk"
make_room
wait "$WRITER_PID" || wrong "the writer did not go on"
WRITER_PID=
verify "$MNT/data" "$FOLDER/ledger" || wrong "$FOUND_LINE"
((ACKED == NUMBERS)) || wrong "$ACKED of $NUMBERS acknowledged"
record D9 fixed 1 "$ACKED"
printf 'PASS D9: full after %s, went on by itself; %s\n' "$stuck" "$FOUND_LINE"

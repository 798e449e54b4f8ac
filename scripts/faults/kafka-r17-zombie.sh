#!/bin/bash
# R17: a member of a group stands still (SIGSTOP) between reading and committing until its session is over and another member has its
# partitions; the broker is killed and started meanwhile. When the first one goes on, its commit is refused, and the group's offsets
# are what the other one committed. For both protocols of groups.
#   scripts/faults/kafka-r17-zombie.sh [--record]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/kafka-ledger.sh
source scripts/lib/kafka-ledger.sh

read_arguments "$@"
readonly TAKEN_OVER_S_MAX=60 REFUSED_S_MAX=30
settings=("${KAFKA_SETTINGS[@]}" --set engine.cores=1 --set kafka.group.consumer-session-timeout=3s)
ZOMBIE_PID=
end_zombie() {
    [[ -z $ZOMBIE_PID ]] || kill -KILL "$ZOMBIE_PID" 2>/dev/null || true
    clean_up_ledger
}
trap end_zombie EXIT
build_all

is_holding() { grep -qs ' r0zombie holding ' "$LEDGER"; }
committed_by_other() { awk '$2 == "r0other" && $3 == "committed" { seen[$4] = 1 } END { exit length(seen) < 4 }' "$LEDGER"; }
# What became of the first commit behind line $behind.
zombies_answer() { awk -v behind="$behind" 'NR > behind && $2 == "r0zombie" && ($3 == "trouble" || $3 == "committed") { print $3, $5; exit }' "$LEDGER"; }
is_answered() { [[ -n $(zombies_answer) ]]; }

summary=
for protocol in classic consumer; do
    rm -rf "$FOLDER/data" "$LEDGER"
    : >"$FOLDER/hold"
    start_durable "${settings[@]}"
    "${BENCH[@]}" write --ledger "$LEDGER" --port "$PORT" --protocol "$protocol" --producers 1 --readers 1 --name zombie --hold "$FOLDER/hold" \
        >"$FOLDER/written" 2>"$FOLDER/ledger-err" </dev/null &
    ZOMBIE_PID=$!
    await $TAKEN_OVER_S_MAX "the zombie to have read" is_holding
    kill -STOP "$ZOMBIE_PID"
    kill_broker
    start_durable "${settings[@]}"
    write_ledger --protocol "$protocol" --producers 1 --readers 1 --name other
    await $TAKEN_OVER_S_MAX "the other member to have all partitions" committed_by_other

    behind=$(wc -l <"$LEDGER")
    rm "$FOLDER/hold"
    kill -CONT "$ZOMBIE_PID"
    await $REFUSED_S_MAX "an answer to the zombie's commit" is_answered
    answer=$(zombies_answer)
    [[ $answer == trouble\ * ]] || wrong "$protocol: the zombie's commit was taken: $answer"
    await_acked 500
    kill -TERM "$ZOMBIE_PID"
    wait "$ZOMBIE_PID" 2>/dev/null || true
    ZOMBIE_PID=
    stop_ledger
    must_keep_all --readers 2
    record "R17-kafka-$protocol" fixed 1
    summary+="$protocol: refused with ${answer#trouble }, $FOUND_LINE; "
    kill_broker
done
printf 'PASS R17: %s\n' "${summary%; }"

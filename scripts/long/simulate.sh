#!/bin/bash
# Runs N seeds of the storage simulators beyond those that every test runs: the journal with its state tables, and a shard on
# three nodes. A seed that breaks a promise is printed, with the command that replays it.
#   scripts/long/simulate.sh [N, 100000 unless told] [FIRST, a number of today unless told]
#   scripts/long/simulate.sh --replay SEED
set -euo pipefail
# shellcheck source=scripts/lib/launch.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/launch.sh"

readonly SIMULATORS=JournalSimulationTest,ReplicationSimulationTest
readonly USAGE='usage: scripts/long/simulate.sh [N] [FIRST], or --replay SEED'

is_number() { [[ $1 =~ ^[0-9]+$ ]]; }

if [[ ${1:-} == --replay ]]; then
    is_number "${2:-}" || fail "$USAGE" 2
    seeds=("-Drobustmq.simulation.seed=$2")
    what="seed $2"
else
    count=${1:-100000}
    first_seed=${2:-$(date +%Y%m%d000000)}
    if ! is_number "$count" || ! is_number "$first_seed"; then fail "$USAGE" 2; fi
    seeds=("-Drobustmq.simulation.first=$first_seed" "-Drobustmq.simulation.seeds=$count" "-Drobustmq.replication.seeds=$((count / 10 + 1))")
    what="$count seeds from $first_seed"
fi

find_jdk
log=$(mktemp)
trap 'rm -f "$log"' EXIT
printf 'simulating %s\n' "$what"
if ! maven -q -pl storage -am test "-Dtest=$SIMULATORS" -Dsurefire.failIfNoSpecifiedTests=false "${seeds[@]}" \
    -Dmaven.test.redirectTestOutputToFile=false >"$log" 2>&1 </dev/null; then
    seed=$(sed -n 's/.*replay with -Drobustmq.simulation.seed=\([0-9]*\).*/\1/p' "$log" | head -1)
    cat "$log" >&2
    fail "a promise was broken${seed:+; replay with scripts/long/simulate.sh --replay $seed}"
fi
printf 'PASS: %s\n' "$what"

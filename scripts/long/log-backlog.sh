#!/bin/bash
# Writes a backlog of 10 million records into small journal segments and reads it back from its beginning, with the memory that
# the settings add up to and no more; then runs many more seeds of the logs' simulation than the tests do.
#   scripts/long/log-backlog.sh [RECORDS, default 10000000] [SEEDS, default 3000]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

records=${1:-10000000}
seeds=${2:-3000}

find_jdk
maven -q -pl storage -am test -Dsurefire.failIfNoSpecifiedTests=false -Dtest='LogBacklogTest,LogSimulationTest' \
    -Drobustmq.log.backlog="$records" -Drobustmq.log.seeds="$seeds" </dev/null || fail "see above"
printf 'PASS: %s records written and read back in bounded memory; %s seeds\n' "$records" "$seeds"

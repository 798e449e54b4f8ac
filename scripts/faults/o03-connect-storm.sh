#!/bin/bash
# O3: anonymous clients that all connect at once are all served within 20 s, and none is refused or lost.
#   scripts/faults/o03-connect-storm.sh [CLIENTS, 10000 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh

clients=${1:-10000}
readonly AT_ONCE_PER_S=1000000 SECONDS_MAX=90

ulimit -n $((clients + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((clients + 1000))"
start_broker --set engine.cores=1
address=$(broker_address mqtt.tcp)
timeout $SECONDS_MAX scripts/robust-bench mqtt connect --host "${address%:*}" --port "${address##*:}" --idle adaptive \
    --connections "$clients" --rate $AT_ONCE_PER_S --require 'max<20s' --require failed=0 >"$FOLDER/storm" 2>&1 </dev/null ||
    { cat "$FOLDER/storm" >&2; wrong "not all of $clients were in within 20 s"; }
accepted=$(metric robustmq_mqtt_connections_accepted_total)
((accepted == clients)) || wrong "the broker counted $accepted of $clients"
cat "$FOLDER/storm"
printf 'PASS O3: %s clients at once\n' "$clients"

#!/bin/bash
# O13: connections that begin a CONNECT and never finish it cost at most 16 KiB each and are closed by the connect time-out.
#   scripts/faults/o13-half-open.sh [CONNECTIONS, 5000 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh

connections=${1:-5000}
readonly WARM=200 KIB_EACH_MAX=16 TIMEOUT_S=30 GRACE_S=15

find_jdk
ulimit -n $((connections + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((connections + 1000))"
start_broker --set engine.cores=1 --set mqtt.connect-timeout=${TIMEOUT_S}s
address=$(broker_address mqtt.tcp)
collected_kib "$BROKER_PID" >/dev/null # attaching opens a descriptor that stays
idle=$(open_descriptors "$BROKER_PID")

# The first bytes of a CONNECT of 16 KB; $1 of them.
half_open() {
    local i socket
    for ((i = 0; i < $1; i++)); do
        exec {socket}<>"/dev/tcp/${address%:*}/${address##*:}"
        printf '\x10\x80\x7d\x00\x04MQTT' >&"$socket"
    done
}
all_open() { (($(open_descriptors "$BROKER_PID") >= idle + $1)); }
all_closed() { (($(open_descriptors "$BROKER_PID") <= idle)); }

half_open $WARM # so that what a first connection loads is not counted
await 10 "$WARM connections" all_open $WARM
before=$(collected_kib "$BROKER_PID")
began=$SECONDS
half_open $((connections - WARM))
await 20 "$connections connections" all_open "$connections"
((SECONDS - began < TIMEOUT_S)) || wrong "opening took $((SECONDS - began)) s, longer than the time-out"
after=$(collected_kib "$BROKER_PID")
each=$(((after - before) / (connections - WARM)))
((each <= KIB_EACH_MAX)) || wrong "$each KiB each, more than $KIB_EACH_MAX"

await $((TIMEOUT_S + GRACE_S)) "all connections closed by the broker" all_closed
printf 'PASS O13: %s half-open connections, %s KiB each, closed after %s s\n' "$connections" "$each" $((SECONDS - began))

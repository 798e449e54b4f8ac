#!/bin/bash
# P1: connections that declare a packet of 256 MB and send three bytes of it cost no memory by what they declared: neither before
# CONNECT, where they are closed at once, nor after it, where the broker is configured to take such packets.
#   scripts/faults/p1-declared-length.sh [CONNECTIONS, 1000 unless told]
# Compared: resident memory per connection, collected, before and after, with KIB_EACH_MAX; what was declared is 256 MB each.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

connections=${1:-1000}
readonly WARM=100 KIB_EACH_MAX=16

find_jdk
ulimit -n $((2 * connections + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((2 * connections + 1000))"
start_broker --set engine.cores=1 --set mqtt.max-packet-size=256MiB --set mqtt.connect-timeout=120s
collected_kib "$BROKER_PID" >/dev/null # attaching opens a descriptor that stays
idle=$(open_descriptors "$BROKER_PID")

# Connected clients, $1 of them: the header of a PUBLISH of 256,000,000 bytes and the first three bytes of it.
declare_much() {
    local i socket
    for ((i = 0; i < $1; i++)); do
        open_socket socket mqtt.tcp
        mqtt_connect "$socket" "p1-$socket" || wrong "connection $i was not accepted"
        printf '\x30\x80\x80\x89\x7a\x00\x01t' >&"$socket"
    done
}
# The same in a CONNECT; must be closed by the broker.
declare_much_in_connect() {
    local i socket
    for ((i = 0; i < $1; i++)); do
        open_socket socket mqtt.tcp
        printf '\x10\xff\xff\xff\x7f\x00\x04M' >&"$socket"
        timeout 10 cat <&"$socket" >/dev/null || wrong "a CONNECT of 256 MB was not refused within 10 s"
        exec {socket}>&-
    done
}
all_open() { (($(open_descriptors "$BROKER_PID") >= idle + $1)); }
none_open() { (($(open_descriptors "$BROKER_PID") <= idle)); }

declare_much_in_connect $WARM
await 20 "refused CONNECTs closed" none_open
declare_much $WARM # so that what a first connection loads is not counted
before=$(collected_kib "$BROKER_PID")
declare_much_in_connect "$connections"
refused=$(collected_kib "$BROKER_PID")
declare_much $((connections - WARM))
await 20 "$connections connections" all_open "$connections"
after=$(collected_kib "$BROKER_PID")

each=$(((after - refused) / (connections - WARM)))
((refused - before <= KIB_EACH_MAX * 64)) || wrong "$((refused - before)) KiB stayed of $connections connections that were refused"
((each <= KIB_EACH_MAX)) || wrong "$each KiB for each connection that declared 256 MB, more than $KIB_EACH_MAX"
printf 'PASS P1: %s connections declared 256 MB each and cost %s KiB each; refused before CONNECT they left %s KiB together\n' \
    "$connections" "$each" $((refused - before))

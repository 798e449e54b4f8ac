#!/bin/bash
# O13: connections that begin a CONNECT, a WebSocket upgrade or a TLS handshake and never finish it cost at most 16 KiB each of our own,
# beside what the TLS engine takes, and are closed by the connect time-out.
#   scripts/faults/o13-half-open.sh [CONNECTIONS of each kind, 5000 unless told]
# Compared: resident memory per connection, collected, with KIB_EACH_MAX; of TLS, which the broker cannot bound by itself, with
# TLS_KIB_EACH_MAX, and what it takes beyond plain TCP is printed apart; descriptors after the time-out with those before.
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

connections=${1:-5000}
readonly WARM=200 KIB_EACH_MAX=16 TLS_KIB_EACH_MAX=64 TIMEOUT_S=30 GRACE_S=15

# The first bytes of a CONNECT of 16 KB, of an upgrade, and of a ClientHello of 508 bytes.
readonly CONNECT_BEGUN='\x10\x80\x7d\x00\x04MQTT'
readonly UPGRADE_BEGUN='GET /mqtt HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n'
readonly HELLO_BEGUN='\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'

find_jdk
ulimit -n $((connections + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((connections + 1000))"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$FOLDER/key.pem" -out "$FOLDER/cert.pem" -days 2 -subj /CN=localhost 2>/dev/null
start_broker --set engine.cores=1 --set mqtt.connect-timeout=${TIMEOUT_S}s --set mqtt.tls=127.0.0.1:0 \
    --set "tls.certificate=$FOLDER/cert.pem" --set "tls.key=$FOLDER/key.pem"
collected_kib "$BROKER_PID" >/dev/null # attaching opens a descriptor that stays
idle=$(open_descriptors "$BROKER_PID")

# half_open LISTENER BYTES COUNT
half_open() {
    local i socket
    for ((i = 0; i < $3; i++)); do
        open_socket socket "$1"
        printf '%b' "$2" >&"$socket"
        sockets+=("$socket")
    done
}
all_open() { (($(open_descriptors "$BROKER_PID") >= idle + $1)); }
all_closed() { (($(open_descriptors "$BROKER_PID") <= idle)); }

# measure LISTENER BYTES: sets each to the KiB of one connection, once all are closed by the broker.
measure() {
    local before after began socket
    sockets=()
    half_open "$1" "$2" $WARM # so that what a first connection loads is not counted
    await 10 "$WARM connections to $1" all_open $WARM
    before=$(collected_kib "$BROKER_PID")
    began=$SECONDS
    half_open "$1" "$2" $((connections - WARM))
    await 20 "$connections connections to $1" all_open "$connections"
    ((SECONDS - began < TIMEOUT_S)) || wrong "opening took $((SECONDS - began)) s, longer than the time-out"
    after=$(collected_kib "$BROKER_PID")
    each=$(((after - before) / (connections - WARM)))
    await $((TIMEOUT_S + GRACE_S)) "all connections to $1 closed by the broker" all_closed
    for socket in "${sockets[@]}"; do exec {socket}>&-; done
}

# Each kind by a broker of its own, so that none finds memory that another gave back.
measure mqtt.tls "$HELLO_BEGUN"
tls=$each
start_again() {
    kill -TERM "$BROKER_PID"
    wait "$BROKER_PID" || true
    start_broker --set engine.cores=1 --set mqtt.connect-timeout=${TIMEOUT_S}s
    collected_kib "$BROKER_PID" >/dev/null
    idle=$(open_descriptors "$BROKER_PID")
}
start_again
measure mqtt.ws "$UPGRADE_BEGUN"
websocket=$each
start_again
measure mqtt.tcp "$CONNECT_BEGUN"
tcp=$each
((tcp <= KIB_EACH_MAX)) || wrong "$tcp KiB for each CONNECT begun, more than $KIB_EACH_MAX"
((websocket <= KIB_EACH_MAX)) || wrong "$websocket KiB for each upgrade begun, more than $KIB_EACH_MAX"
((tls <= TLS_KIB_EACH_MAX)) || wrong "$tls KiB for each TLS handshake begun, more than $TLS_KIB_EACH_MAX"
printf 'PASS O13: %s half-open connections of each kind, closed in time; TCP %s KiB, WebSocket %s KiB, TLS %s KiB each, of that %s KiB the TLS engine'"'"'s\n' \
    "$connections" "$tcp" "$websocket" "$tls" $((tls - tcp))

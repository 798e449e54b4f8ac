#!/bin/bash
# O3 with passwords: clients that all connect at once wait in a bounded queue or are told that the server is busy, and nobody
# else is delayed by the hashing: neither an open connection nor anonymous clients that connect meanwhile.
#   scripts/faults/o03-password-storm.sh [CLIENTS, 1500 unless told, 1030 at least]
# Compared: accepted and refused together with all clients; how many wait with what the queue holds; the slowest PINGRESP and
# the slowest anonymous CONNECT, both while passwords still wait, with their bounds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

clients=${1:-1500}
readonly AT_ONCE_PER_S=1000000 SECONDS_MAX=240 QUEUE=1024 ANONYMOUS=40 PINGS=20
readonly PING_MS_MAX=500 CONNECT_MAX=1s # of a machine that others use too; a hash takes tens of ms, the queue a minute

ulimit -n $((clients + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((clients + 1000))"
printf 'right\n' >"$FOLDER/password"
scripts/robust-server user add --users "$FOLDER/users" --publish 'storm/#' --subscribe 'storm/#' storm <"$FOLDER/password"
start_broker --set engine.cores=1 --set "auth.users=$FOLDER/users" --set auth.anonymous=true --set mqtt.connect-timeout=${SECONDS_MAX}s
address=$(broker_address mqtt.tcp)
connect() {
    timeout $SECONDS_MAX scripts/robust-bench mqtt connect --host "${address%:*}" --port "${address##*:}" --idle adaptive "$@" </dev/null
}
accepted() { metric robustmq_mqtt_connections_accepted_total; }
refused() { metric robustmq_mqtt_connections_refused_total; }
decided() { (($(accepted) + $(refused) >= $1)); }

early=
open_socket early mqtt.tcp
mqtt_connect "$early" early || wrong "an anonymous client was not taken"
connect --user storm --password-file "$FOLDER/password" --client-id 'storm-%i' --connections "$clients" --rate $AT_ONCE_PER_S \
    >"$FOLDER/storm" 2>&1 &
storm=$!
await 30 "the storm" decided $((1 + clients - QUEUE - 1))

slowest=$(slowest_ping_ms "$early" $PINGS) || wrong "an open connection got no PINGRESP"
((slowest <= PING_MS_MAX)) || wrong "an open connection waited $slowest ms for its PINGRESP, more than $PING_MS_MAX"
connect --client-id 'anonymous-%i' --connections $ANONYMOUS --rate 20 --require "max<$CONNECT_MAX" --require failed=0 >"$FOLDER/anonymous" 2>&1 ||
    { cat "$FOLDER/anonymous" >&2; wrong "anonymous clients were delayed"; }
waiting=$((1 + ANONYMOUS + clients - $(accepted) - $(refused)))
((waiting > 0)) || wrong "the storm was over before the anonymous clients were in: nothing was shown"
((waiting <= QUEUE + 1)) || wrong "$waiting wait for a hash, more than the $QUEUE of the queue and one at work"

await $SECONDS_MAX "an answer to each" decided $((1 + ANONYMOUS + clients))
wait $storm || true # it counts those told to come later as failed
entered=$(($(accepted) - ANONYMOUS - 1))
turned_away=$(refused)
((entered + turned_away == clients)) || wrong "$entered accepted and $turned_away refused, not $clients together"
((turned_away > 0)) || wrong "nobody was turned away: the queue was never full"
((entered >= QUEUE)) || wrong "only $entered got in, fewer than the queue holds"
printf 'PASS O3 with passwords: %s at once: %s in, %s told to come later; PINGRESP within %s ms, anonymous CONNECTs within %s while %s waited\n' \
    "$clients" "$entered" "$turned_away" "$slowest" $CONNECT_MAX "$waiting"

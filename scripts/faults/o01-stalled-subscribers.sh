#!/bin/bash
# O1: subscribers that stop reading while a publisher runs flat out. The broker's memory stays within its bound, what they
# miss is counted, and a pair that reads is served without loss.
#   scripts/faults/o01-stalled-subscribers.sh [SUBSCRIBERS, 1000 unless told, 9999 at most]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh

subscribers=${1:-1000}
readonly MESSAGES=4000 PAYLOAD_BYTES=10000 HEALTHY_MESSAGES=20000 SECONDS_MAX=120
readonly MEMORY_MIB=256
# Beyond the data path's memory: heap, code, threads.
readonly RESIDENT_KIB_MAX=$(((MEMORY_MIB + 384) << 10))

find_jdk
ulimit -n $((subscribers + 1000)) 2>/dev/null || wrong "needs ulimit -n of $((subscribers + 1000))"
start_broker --set engine.cores=1 --set engine.memory=${MEMORY_MIB}MiB
address=$(broker_address mqtt.tcp)
host=${address%:*} port=${address##*:}

# CONNECT 3.1.1, clean, no keep-alive, a client id of five bytes; SUBSCRIBE to o1/stalled; then never a read.
for ((i = 0; i < subscribers; i++)); do
    exec {socket}<>"/dev/tcp/$host/$port"
    printf '\x10\x11\x00\x04MQTT\x04\x02\x00\x00\x00\x05s%04d\x82\x0f\x00\x01\x00\x0ao1/stalled\x00' "$i" >&"$socket"
done
all_subscribed() { (($(metric robustmq_mqtt_subscriptions) == subscribers)); }
await 30 "$subscribers subscriptions" all_subscribed

largest=0
timeout $SECONDS_MAX scripts/robust-bench mqtt throughput --host "$host" --port "$port" --idle adaptive --publishers 1 \
    --subscribers 0 --topic o1/stalled --payload $PAYLOAD_BYTES --messages $MESSAGES >"$FOLDER/flood" 2>&1 </dev/null &
flood=$!
while kill -0 $flood 2>/dev/null; do
    now=$(resident_kib "$BROKER_PID")
    largest=$((now > largest ? now : largest))
    ((largest <= RESIDENT_KIB_MAX)) || { kill $flood; wrong "$largest KiB resident, more than $RESIDENT_KIB_MAX"; }
    sleep 0.2
done
wait $flood || { cat "$FOLDER/flood" >&2; wrong "the publisher did not get through"; }
all_published() { (($(metric robustmq_mqtt_messages_in_total) >= MESSAGES)); }
await 30 "$MESSAGES messages at the broker" all_published

timeout $SECONDS_MAX scripts/robust-bench mqtt throughput --host "$host" --port "$port" --idle adaptive \
    --pairs 1 --topic o1/healthy --client-id 'healthy-%i' --messages $HEALTHY_MESSAGES --require lost=0 >"$FOLDER/healthy" 2>&1 </dev/null ||
    { cat "$FOLDER/healthy" >&2; wrong "a pair that reads was not served"; }
now=$(resident_kib "$BROKER_PID")
largest=$((now > largest ? now : largest))
((largest <= RESIDENT_KIB_MAX)) || wrong "$largest KiB resident, more than $RESIDENT_KIB_MAX"

dropped=$(metric robustmq_mqtt_messages_dropped_total)
delivered=$(($(metric robustmq_mqtt_messages_out_total) - HEALTHY_MESSAGES))
((dropped > 0)) || wrong "nothing was dropped: the subscribers were not behind"
((dropped + delivered == subscribers * MESSAGES)) ||
    wrong "$dropped dropped and $delivered sent, not $((subscribers * MESSAGES)) together"
printf 'PASS O1: %s stalled subscribers, %s KiB resident at most, %s of %s messages dropped and counted\n' \
    "$subscribers" "$largest" "$dropped" $((subscribers * MESSAGES))

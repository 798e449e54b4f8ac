#!/bin/bash
# O1: subscribers that stop reading while a publisher runs flat out. The broker's memory stays within its bound, what they
# miss is counted, and a pair that reads is served without loss once the publisher is through. While it publishes, the pair's p99 is
# at most twice what it is beside the same publisher without subscribers, and nothing of the pair's is lost; where that does not hold
# it is told by MISS and exit code 10, since it depends on who else uses the machine too.
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
readonly FLOOD_S=6 PAYLOAD_BYTES=10000 HEALTHY_MESSAGES=20000 SECONDS_MAX=120 PAIR_RATE=200 PAIR_S=6 FLAT_OUT_S_MAX=60
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
    --subscribers 0 --topic o1/stalled --payload $PAYLOAD_BYTES --warmup 0s --duration ${FLOOD_S}s >"$FOLDER/flood" 2>&1 </dev/null &
flood=$!
while kill -0 $flood 2>/dev/null; do
    now=$(resident_kib "$BROKER_PID")
    largest=$((now > largest ? now : largest))
    ((largest <= RESIDENT_KIB_MAX)) || { kill $flood; wrong "$largest KiB resident, more than $RESIDENT_KIB_MAX"; }
    sleep 0.2
done
wait $flood || { cat "$FOLDER/flood" >&2; wrong "the publisher did not get through"; }
all_published() { (($(metric robustmq_core_connections_closed_total) == 1)); }
await 30 "the publisher's end" all_published
messages=$(metric robustmq_mqtt_messages_in_total)
((messages > 0)) || wrong "no message came"

timeout $SECONDS_MAX scripts/robust-bench mqtt throughput --host "$host" --port "$port" --idle adaptive \
    --pairs 1 --topic o1/healthy --client-id 'healthy-%i' --messages $HEALTHY_MESSAGES --require lost=0 >"$FOLDER/healthy" 2>&1 </dev/null ||
    { cat "$FOLDER/healthy" >&2; wrong "a pair that reads was not served"; }
now=$(resident_kib "$BROKER_PID")
largest=$((now > largest ? now : largest))
((largest <= RESIDENT_KIB_MAX)) || wrong "$largest KiB resident, more than $RESIDENT_KIB_MAX"

dropped=$(metric robustmq_mqtt_messages_dropped_total)
delivered=$(($(metric robustmq_mqtt_messages_out_total) - HEALTHY_MESSAGES))
((dropped > 0)) || wrong "nothing was dropped: the subscribers were not behind"
((dropped + delivered == subscribers * messages)) ||
    wrong "$dropped dropped and $delivered sent, not $((subscribers * messages)) together"

# Prints field $2 of line $1 of the pair's report, without fraction and separators.
reported() {
    awk -v line="$1" -v field="$2" '$1 == line { for (i = 2; i < NF; i++) if ($i == field) print $(i + 1) }' "$FOLDER/pair" | sed 's/,//g; s/\..*//'
}
# p99_beside TOPIC: sets p99_us and lost to those of a pair at a steady rate while a publisher sends to TOPIC flat out.
p99_beside() {
    local flat_out
    timeout $SECONDS_MAX scripts/robust-bench mqtt throughput --host "$host" --port "$port" --idle adaptive --publishers 1 \
        --subscribers 0 --topic "$1" --client-id 'flat-out-%i' --payload $PAYLOAD_BYTES --warmup 0s --duration ${FLAT_OUT_S_MAX}s >"$FOLDER/flood" 2>&1 </dev/null &
    flat_out=$!
    timeout $SECONDS_MAX scripts/robust-bench mqtt latency --host "$host" --port "$port" --rate $PAIR_RATE --topic o1/pair \
        --client-id 'pair-%i' --warmup 2s --duration ${PAIR_S}s >"$FOLDER/pair" 2>&1 </dev/null || true # what is wrong is in its report
    kill -0 $flat_out 2>/dev/null || { cat "$FOLDER/flood" >&2; wrong "the publisher to $1 ended before the pair"; }
    kill $flat_out
    wait $flat_out || true
    p99_us=$(reported latency_us p99)
    lost=$(reported counts lost)
    [[ -n $p99_us && -n $lost ]] || { cat "$FOLDER/pair" >&2; wrong "no p99 in the report"; }
}
p99_beside o1/nobody
alone_us=$p99_us
p99_beside o1/stalled
verdict=PASS
((p99_us <= 2 * alone_us && lost == 0)) || verdict=MISS
printf '%s O1: %s stalled subscribers, %s KiB resident at most, %s of %s messages dropped and counted; a pair beside them: p99 %s µs, %s µs without them, %s of %s lost\n' \
    $verdict "$subscribers" "$largest" "$dropped" $((subscribers * messages)) "$p99_us" "$alone_us" "$lost" \
    "$(reported counts sent)"
[[ $verdict == PASS ]] || exit 10

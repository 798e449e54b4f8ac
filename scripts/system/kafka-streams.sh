#!/bin/bash
# Kafka Streams 4.1: a word count, at least once, over a repartition topic and a compacted changelog; also when the broker is killed,
# and when the application comes back without its state and restores it from the changelog.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/kafka.sh
source scripts/lib/kafka.sh
readonly LINES=200 COUNTED_S_MAX=60
settings=(--set engine.cores=1 --set kafka.group.initial-rebalance-delay=100ms)
PORT=0

resolve_tools
start() {
    start_broker "${settings[@]}" --set "kafka.tcp=127.0.0.1:$PORT"
    ADDRESS=$(broker_address kafka.tcp)
    PORT=${ADDRESS##*:}
}
start_count() {
    "${TOOL[@]}" "$KAFKA_FILES/WordCount.java" "$FOLDER/streams.properties" >"$FOLDER/streams" 2>&1 &
    COUNT_PID=$!
}
stop_count() {
    kill -TERM "$COUNT_PID"
    wait "$COUNT_PID" || true
}
# Prints the last count of each word.
last_counts() {
    timeout 10 kcat -b "$ADDRESS" -C -t counts -e -q -f '%k %s\n' 2>/dev/null | awk '{ last[$1] = $2 } END { for (word in last) print word, last[word] }' | sort
}
# has_counted LINES: each line has one "all", and every tenth a "tenth".
has_counted() { [[ $(last_counts) == "all $1"$'\n'"tenth $(($1 / 10))" ]]; }
await_counted() { await $COUNTED_S_MAX "the words of $1 lines to be counted" has_counted "$1"; }
write_lines() { seq 1 $LINES | awk '{ print $1 % 10 ? "all" : "all Tenth" }' | kafka_produce --topic lines; }

start
kafka_topics --create --topic lines --partitions 2 >"$FOLDER/tool-out"
kafka_topics --create --topic counts --partitions 1 >"$FOLDER/tool-out"
cat >"$FOLDER/streams.properties" <<END
application.id=count
bootstrap.servers=$ADDRESS
state.dir=$FOLDER/state
default.key.serde=org.apache.kafka.common.serialization.Serdes\$StringSerde
default.value.serde=org.apache.kafka.common.serialization.Serdes\$StringSerde
auto.offset.reset=earliest
commit.interval.ms=500
session.timeout.ms=6000
heartbeat.interval.ms=2000
processing.guarantee=at_least_once
END
start_count
write_lines
await_counted $LINES
says '^count-words-changelog$' kafka_topics --list
says 'cleanup.policy=compact' kafka_topics --describe --topic count-words-changelog
says '^count-words-repartition$' kafka_topics --list

stop_count # it commits, so that nothing is counted again
kill -KILL "$BROKER_PID"
wait "$BROKER_PID" 2>/dev/null || true
start
rm -rf "$FOLDER/state"
write_lines
start_count
await_counted $((2 * LINES))
stop_count

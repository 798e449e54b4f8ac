#!/bin/bash
# Clients of Kafka of other versions and kinds than the one the tests are built with, against a broker of two cores: kafka-clients from
# 2.0 on, kafkajs.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/kafka.sh
source scripts/lib/kafka.sh
# version, what it may compress with, the protocols of groups that it knows
readonly VERSIONS=("2.0.1 none,gzip,snappy,lz4 classic" "2.8.2 none,gzip,snappy,lz4,zstd classic" "3.9.1 none,gzip,snappy,lz4,zstd classic,consumer"
    "4.1.0 none,gzip,snappy,lz4,zstd classic,consumer")
readonly ROUND_TRIP=engine/conformance/src/test/java/io/robustmq/conformance/kafka/versions/RoundTrip.java

round_trip() { timeout $TOOL_WAIT_S "$JAVA_HOME/bin/java" "${TOOL_JVM[@]}" -cp "$JARS" "$ROUND_TRIP" "$ADDRESS" "$@" 2>"$FOLDER/tool-err"; }

find_jdk
start_broker --set engine.cores=2 --set kafka.group.initial-rebalance-delay=100ms --set kafka.group.consumer-heartbeat-interval=200ms
ADDRESS=$(broker_address kafka.tcp | paste -sd,)
for entry in "${VERSIONS[@]}"; do
    read -r version compressions protocols <<<"$entry"
    resolve_jars "clients-$version" clients.xml "-Dkafka.version=$version"
    says "^kafka-clients $version: [1-9].* records, groups $protocols\$" round_trip "$compressions" "$protocols"
done

resolve_kafkajs
kafkajs() { timeout $TOOL_WAIT_S node "$KAFKA_FILES/kafkajs/round-trip.js" "$ADDRESS" 2>"$FOLDER/tool-err"; }
says '^kafkajs 2\.2\.4: 200 records$' kafkajs

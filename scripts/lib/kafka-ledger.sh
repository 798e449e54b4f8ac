# Sourced by fault scripts, from the project's folder: as lib/ledger.sh, with Kafka's own producers and consumers (kafka-clients,
# of the version that the tests are built with) and the ledger of engine/conformance.
# shellcheck shell=bash

# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh
# shellcheck source=scripts/lib/kafka.sh
source scripts/lib/kafka.sh

find_jdk
version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' pom.xml)
resolve_jars "clients-$version" clients.xml "-Dkafka.version=$version"
BENCH=("$JAVA_HOME/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$JARS"
    engine/conformance/src/test/java/io/robustmq/conformance/kafka/ledger/KafkaLedger.java)
BENCH_OPTIONS=()
# shellcheck disable=SC2034 # lib/ledger.sh reads it
LISTENER=kafka.tcp
# A member that was killed with the broker is out soon.
# shellcheck disable=SC2034 # the scripts read it
KAFKA_SETTINGS=(--set kafka.group.initial-rebalance-delay=100ms --set kafka.group.consumer-heartbeat-interval=500ms)

# The clients are not built before: Java compiles them when they are started.
build_all() { scripts/robust-server --version >/dev/null || wrong "the broker does not build"; }

# plant_loss: what was never sent is acknowledged; a verifier that does not find it is blind.
plant_loss() {
    printf '%s p0 invoke p0/0/999999 -\n%s p0 ok p0/0/999999 999999\n' "$(date +%s%6N)" "$(date +%s%6N)" >>"$LEDGER"
    ! verify_ledger "$@" || wrong "a planted loss was not found"
    grep -q 'lost p0/0/999999' "$FOLDER/found" || wrong "the planted loss was not named"
}

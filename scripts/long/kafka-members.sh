#!/bin/bash
# A group of many real consumers (kafka-clients), of both protocols: all come at once, one goes, one comes. Prints for each the time
# until every partition had one reader again, how often the group was shared anew, and the requests that the broker took
# meanwhile, heartbeats and fetches included; more than so many a member would be a storm. The clients take some 2 MB each.
#   scripts/long/kafka-members.sh [MEMBERS, 500 unless told] [PARTITIONS, as many unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

readonly MEMBERS=${1:-500} PARTITIONS=${2:-${1:-500}} REQUESTS_PER_MEMBER_MAX=60
readonly CLIENTS=engine/conformance/src/test/java/io/robustmq/conformance/kafka/load/ManyMembers.java

find_jdk
for protocol in classic consumer; do
    start_broker --set engine.cores=1
    printf -- '-- %s, %s members, %s partitions\n' "$protocol" "$MEMBERS" "$PARTITIONS"
    timeout 600 "$JAVA_HOME/bin/java" -Xmx1500m -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED -cp "$(class_path engine/server)" $CLIENTS \
        "$(broker_address kafka.tcp)" "http://$(broker_address admin.http)/metrics" $protocol "$MEMBERS" "$PARTITIONS" 2>"$FOLDER/clients-err" |
        tee "$FOLDER/phases" || { tail -20 "$FOLDER/clients-err" >&2; wrong "not shared"; }
    awk -v most=$((REQUESTS_PER_MEMBER_MAX * MEMBERS)) '$(NF - 1) > most { exit 1 }' "$FOLDER/phases" || wrong "a storm of requests"
    printf 'broker: %s KiB resident\n' "$(resident_kib "$BROKER_PID")"
    kill -TERM "$BROKER_PID"
    wait "$BROKER_PID" || wrong "the broker did not end well"
    rm -rf "$FOLDER/data"
done

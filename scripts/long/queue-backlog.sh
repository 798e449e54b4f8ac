#!/bin/bash
# Writes and drains a queue of 10,000,000 small messages on the real files and tables, over a restart, within a heap of 256 MB.
#   scripts/long/queue-backlog.sh [MESSAGES] [BODY_BYTES]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

readonly TARGET=$ROBUSTMQ_HOME/storage/target
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

find_jdk
maven -q -DskipTests -pl storage -am test-compile \
    org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/backlog-jars >&2 </dev/null ||
    fail "the build failed"
"$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -cp "$TARGET/classes:$TARGET/test-classes:$(<"$TARGET/backlog-jars")" \
    io.robustmq.storage.queue.QueueBacklog "$folder" "${1:-10000000}" "${2:-32}" || fail "a message is missing, doubled or out of order"
printf 'PASS: %s\n' "every message once and in order"

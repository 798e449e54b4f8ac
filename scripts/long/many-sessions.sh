#!/bin/bash
# How long one core takes to have durable sessions back from the state tables, five subscriptions each.
#   scripts/long/many-sessions.sh [SESSIONS, 1000000 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

readonly TARGET=$ROBUSTMQ_HOME/engine/mqtt/target
readonly SESSIONS=${1:-1000000}

find_jdk
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# Each module on the way writes its own; the last is this one's.
maven -q -DskipTests -pl engine/mqtt -am test-compile org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
    -Dmdep.outputFile="$folder/jars" >&2 </dev/null || fail "the build failed"
"$JAVA_HOME/bin/java" -Xmx6g -XX:+UseSerialGC --sun-misc-unsafe-memory-access=allow --enable-native-access=ALL-UNNAMED \
    --add-exports java.base/jdk.internal.misc=ALL-UNNAMED -cp "$TARGET/classes:$TARGET/test-classes:$(<"$folder/jars")" \
    io.robustmq.mqtt.session.ManySessions "$folder/state" "$SESSIONS"

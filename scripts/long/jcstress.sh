#!/bin/bash
# Stresses what the journal's threads share (storage/src/jcstress) under the JVM's and the machine's memory model.
#   scripts/long/jcstress.sh [MODE, default unless told: sanity, quick, default, tough]
# The canary, which publishes before it writes, must fail; everything else must not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

mode=${1:-default}
readonly TARGET=$ROBUSTMQ_HOME/storage/target

find_jdk
maven -q -Pjcstress -DskipTests -pl storage -am test-compile >&2 </dev/null || fail "the build failed"
maven -q -Pjcstress -pl storage org.apache.maven.plugins:maven-dependency-plugin:build-classpath \
    -Dmdep.outputFile="$TARGET/stress-jars" >&2 </dev/null || fail "the build failed"

# stress PATTERN: 0 when nothing forbidden was seen.
stress() {
    "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow -cp "$TARGET/classes:$TARGET/test-classes:$(<"$TARGET/stress-jars")" \
        org.openjdk.jcstress.Main -m "$mode" -r "$TARGET/jcstress/" -t "$1" \
        --jvmArgsPrepend "--sun-misc-unsafe-memory-access=allow --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"
}

mkdir -p "$TARGET/jcstress"
if stress 'Canary'; then fail "the canary did not fail: these tests cannot see a race"; fi
stress '^(?!.*Canary).*Stress' || fail "a race; see $TARGET/jcstress"
printf 'PASS: nothing forbidden in what the journal shares between threads; the canary failed, as it must\n'

#!/bin/bash
# Stresses what threads share (src/jcstress of every module) under the JVM's and the machine's memory model.
#   scripts/long/jcstress.sh [quick|long]    quick, unless told: minutes; long: hours
# The canaries, which publish before they write or leave a fence out, must fail; everything else must not.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/launch.sh
source scripts/lib/launch.sh

readonly JVM_OPTIONS="--sun-misc-unsafe-memory-access=allow --add-exports=java.base/jdk.internal.misc=ALL-UNNAMED"

readonly JAVA_SOURCES=src/jcstress/java

case ${1:-quick} in
    quick) mode=(-m quick -sc false -time 50 -iters 2) ;;
    long) mode=(-m default) ;;
    *) fail "unknown mode $1; usage: scripts/long/jcstress.sh [quick|long]" 2 ;;
esac

# stress MODULE PATTERN LOG: 0 when nothing forbidden was seen.
stress() {
    local target=$ROBUSTMQ_HOME/$1/target
    mkdir -p "$target/jcstress"
    (cd "$target/jcstress" && "$JAVA_HOME/bin/java" --sun-misc-unsafe-memory-access=allow \
        -cp "$target/classes:$target/test-classes:$(<"$target/stress-jars")" \
        org.openjdk.jcstress.Main "${mode[@]}" -v -r "$target/jcstress/" -t "$2" --jvmArgsPrepend "$JVM_OPTIONS") \
        >"$target/jcstress/$3" 2>&1 </dev/null
}

# count MODULE PATTERN: lines of its sources with the pattern.
count() {
    { grep -rhE "$2" "$1/$JAVA_SOURCES" || true; } | wc -l
}

# The names of the tests of the log $1 that ended as $2.
ended() {
    sed -n '/^RUN RESULTS/,$p' "$1" | sed -n "s/^\.* \[$2\] //p" | sort -u
}

# Outcomes that were seen at least once in the log $1, and allowed.
outcomes() {
    sed -n '/^RUN RESULTS/,$p' "$1" | grep -E '% +(Acceptable|Interesting)' | grep -cvE ' 0 +0\.00%' || true
}

find_jdk
mapfile -t modules < <(find . -path "*/$JAVA_SOURCES" -not -path '*/target/*' | sed "s|^\./||; s|/$JAVA_SOURCES$||" | sort)
list=$(IFS=,; printf '%s' "${modules[*]}")
maven -q -Pjcstress -DskipTests -pl "$list" -am test-compile \
    org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/stress-jars \
    >&2 </dev/null || fail "the build failed"

tests=0
seen=0
caught=0
for module in "${modules[@]}"; do
    logs=$module/target/jcstress
    canaries=$(count "$module" 'class [A-Za-z]*Canary\b')
    wanted=$(($(count "$module" '^ *@JCStressTest') - canaries))
    stress "$module" '^(?!.*Canary).*Stress' tests.log || fail "$module: a race, or a test that does not run; see $logs/tests.log"
    run=$(ended "$logs/tests.log" OK | wc -l)
    ((run == wanted)) || fail "$module: $run tests ran of $wanted; see $logs/tests.log"
    tests=$((tests + run))
    seen=$((seen + $(outcomes "$logs/tests.log")))
    if ((canaries > 0)); then
        ! stress "$module" Canary canary.log || fail "$module: a canary did not fail: these tests cannot see a race"
        (($(ended "$logs/canary.log" FAILED | wc -l) == canaries)) || fail "$module: a canary did not fail; see $logs/canary.log"
        caught=$((caught + canaries))
    fi
done
((caught > 0)) || fail "no canary: these tests may not see a race"
printf 'PASS: %d tests of what threads share, %d allowed outcomes seen, none forbidden; %d canaries failed, as they must\n' \
    "$tests" "$seen" "$caught"

#!/bin/bash
# Fuzzes each target of engine/fuzz for SECONDS (60 unless told), then stops by itself. Jazzer writes an input that breaks
# something to the target's seeds, src/test/resources/…Inputs, where every later `mvn test` runs it: commit it with the cure.
#   scripts/long/fuzz.sh [SECONDS]
set -euo pipefail
# shellcheck source=scripts/lib/launch.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/launch.sh"

# One JVM each: Jazzer takes one target a run.
readonly TARGETS=(
    KafkaRequestFuzzTest#shouldReadOrRefuse
    MqttPacketFuzzTest#shouldDecodeOrRefuse
    RecordBatchFuzzTest#shouldJudgeWhateverComes
    WebSocketStreamFuzzTest#shouldSurviveAnyFrames
    WebSocketStreamFuzzTest#shouldSurviveAnyHandshake
)

seconds=${1:-60}
[[ $seconds =~ ^[1-9][0-9]*$ ]] || fail "not a number of seconds: $seconds; usage: scripts/long/fuzz.sh [SECONDS]" 2

find_jdk
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for target in "${TARGETS[@]}"; do
    if ! JAZZER_FUZZ=1 JAZZER_MAX_DURATION=${seconds}s maven -q -pl engine/fuzz -am test "-Dtest=$target" \
        -Dsurefire.failIfNoSpecifiedTests=false -Dmaven.test.redirectTestOutputToFile=false >"$log" 2>&1 </dev/null; then
        cat "$log" >&2
        fail "$target failed"
    fi
    # A run that fuzzed nothing would pass too.
    runs=$(sed -n 's/.*Done \([0-9]*\) runs.*/\1/p' "$log")
    [[ -n $runs && $runs -gt 0 ]] || { cat "$log" >&2; fail "$target did not fuzz"; }
    printf '%s: %s inputs in %s s, no fault\n' "$target" "$runs" "$seconds"
done

#!/bin/bash
# A gate that can't turn red is none: plants one allocation per message into a copy of the tree and expects perf-gate to
# refuse it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z | xargs -0 cp --parents -t "$copy"
cd "$copy"
receiver=engine/mqtt/src/main/java/io/robustmq/mqtt/connection/PublishReceiver.java
sed -i 's|^\( *\)counters.received(qos);|&\n\1lastPlanted = new byte[16];|; s|^\( *\)private final MqttCounters counters;|&\n\1byte[] lastPlanted = {};|' "$receiver"
grep -q 'lastPlanted = new byte' "$receiver" || { printf 'FAILED: nothing was planted\n' >&2; exit 1; }
if scripts/perf-gate >"$copy/gate.out" 2>&1; then
    cat "$copy/gate.out" >&2
    printf 'FAILED: perf-gate did not see a planted allocation\n' >&2
    exit 1
fi
grep '^RED .*allocated_bytes_per_message' "$copy/gate.out" || { cat "$copy/gate.out" >&2; exit 1; }

#!/bin/bash
# D17: the broker is killed while messages of many MiB arrive and go out: each is whole or absent, and none that was acknowledged
# is lost.
#   scripts/faults/d17-large-message.sh [--record] [KILLS, 5 unless told] [MIB of a message, 64 unless told]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
kills=${ARGUMENTS[0]:-5}
mib=${ARGUMENTS[1]:-64}
settings=(--set engine.cores=1 --set engine.memory=1GiB --set mqtt.max-packet-size=256MiB)
build_all

# Bytes that clients have sent to the broker so far, by the kernel's count of its open sockets.
start_durable "${settings[@]}"
write_ledger --publishers 1 --kinds q1,q2 --window 1 --rate 0 --away 1 --readers 1 --payload $((mib << 20))
for ((i = 0; i < kills; i++)); do
    await_acked 1 60
    sleep "0.$(printf '%03d' $((RANDOM % 300)))" # somewhere in the middle of the next one
    kill_broker
    start_durable "${settings[@]}"
done
await_acked 1 60
stop_ledger
must_keep_all --quiet 5s
record D17-mqtt random "$kills"
pass "D17: $kills kills while messages of $mib MiB were under way"

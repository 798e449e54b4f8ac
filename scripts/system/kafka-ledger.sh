#!/bin/bash
# D1 and D21 in short: Kafka's idempotent producers write and a group reads, of either protocol, while the broker is killed; a ledger
# outside the broker finds everything acknowledged once and in order, and finds a loss that is planted in it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/kafka-ledger.sh
source scripts/lib/kafka-ledger.sh
readonly KILLS=3
build_all

for protocol in classic consumer; do
    rm -rf "$FOLDER/data" "$LEDGER"
    start_durable "${KAFKA_SETTINGS[@]}" --set engine.cores=1
    write_ledger --protocol "$protocol"
    for ((i = 0; i < KILLS; i++)); do
        await_acked 200
        kill_broker
        start_durable "${KAFKA_SETTINGS[@]}" --set engine.cores=1 --set journal.flush-interval=50ms
    done
    await_acked 200
    stop_ledger
    must_keep_all --readers 2
    [[ $protocol == classic ]] || plant_loss --readers 2
    kill_broker
done

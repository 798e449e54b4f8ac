#!/bin/bash
# kcat (librdkafka) against a broker: metadata, every compression, keys and headers, idempotence, reading from an offset,
# SASL with the right and a wrong password; and records read again after kill -9.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
readonly WAIT=20

printf 'right\n' | scripts/robust-server user add --users "$FOLDER/users" --publish a --subscribe a alice
start_broker --set engine.cores=1
address=$(broker_address kafka.tcp)

produce() { timeout $WAIT kcat -b "$address" -P -t "$1" "${@:2}"; }
consume() { timeout $WAIT kcat -b "$address" -C -t "$1" -e -q "${@:2}" 2>/dev/null; }

for codec in none gzip snappy lz4 zstd; do
    seq 1 1000 | produce "t-$codec" -z "$codec"
    [[ $(consume "t-$codec" | md5sum) == "$(seq 1 1000 | md5sum)" ]] || wrong "$codec: not what was produced"
done
printf 'k1:v1\nk2:v2\n' | produce keyed -K: -H name=value -X enable.idempotence=true
[[ $(consume keyed -f '%k=%s %h %o\n') == $'k1=v1 name=value 0\nk2=v2 name=value 1' ]] || wrong "keys and headers"
[[ $(consume t-none -o 990 | head -1) == 991 ]] || wrong "read from an offset"
[[ $(consume t-none -o -5 | wc -l) == 5 ]] || wrong "the last five"
timeout $WAIT kcat -b "$address" -L | grep -q 'topic "keyed" with 1 partitions' || wrong "metadata"

kill -KILL "$BROKER_PID"
wait "$BROKER_PID" 2>/dev/null || true
start_broker --set engine.cores=1 --set "auth.users=$FOLDER/users" --set auth.anonymous=true
address=$(broker_address kafka.tcp)
login=(-X security.protocol=SASL_PLAINTEXT -X sasl.mechanisms=SCRAM-SHA-256 -X sasl.username=alice)
printf 'x\n' | produce a "${login[@]}" -X sasl.password=right
[[ $(consume a "${login[@]}" -X sasl.password=right) == x ]] || wrong "SCRAM-SHA-256"
login=(-X security.protocol=SASL_PLAINTEXT -X sasl.mechanisms=SCRAM-SHA-512 -X sasl.username=alice)
[[ $(consume a "${login[@]}" -X sasl.password=right) == x ]] || wrong "SCRAM-SHA-512"
login=(-X security.protocol=SASL_PLAINTEXT -X sasl.mechanisms=PLAIN -X sasl.username=alice)
[[ $(consume a "${login[@]}" -X sasl.password=right) == x ]] || wrong "PLAIN"
said=$(consume a "${login[@]}" -X sasl.password=wrong || true)
[[ -z $said ]] || wrong "read with a wrong password: $said"

kill -TERM "$BROKER_PID"
wait "$BROKER_PID" || wrong "the broker did not end well"
start_broker --set engine.cores=1
address=$(broker_address kafka.tcp)
[[ $(consume t-zstd | md5sum) == "$(seq 1 1000 | md5sum)" ]] || wrong "records lost over kill -9"

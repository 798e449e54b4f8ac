#!/bin/bash
# What left the broker's memory comes back byte for byte: kcat (Debian's, on librdkafka) writes more than the broker keeps there, in
# large, middle and small batches, and reads it from the beginning, over TCP and over TLS. What is sent from where it was read, what is
# moved together and what is copied all comes by.
#   scripts/system/kafka-backlog.sh
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh

readonly LINES=60000 # of 900 characters
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$FOLDER/key.pem" -out "$FOLDER/certificate.pem" -days 2 -subj /CN=localhost \
    -addext subjectAltName=IP:127.0.0.1 2>/dev/null
awk -v lines=$LINES 'BEGIN {
    for (i = 0; i < 26; i++) alphabet = alphabet sprintf("%c", 97 + i)
    while (length(text) < 1000) text = text alphabet
    for (i = 0; i < lines; i++) printf "%08d%s\n", i, substr(text, 1 + i * 7 % 26, 892)
}' >"$FOLDER/written"
start_broker --set kafka.tls=127.0.0.1:0 --set "tls.certificate=$FOLDER/certificate.pem" --set "tls.key=$FOLDER/key.pem"
TCP=$(broker_address kafka.tcp)
TLS=$(broker_address kafka.tls)
readonly TCP TLS

# reads_back TOPIC ADDRESS [options of kcat]
reads_back() {
    timeout 60 kcat -C -b "$2" -t "$1" -o beginning -e -q -X check.crcs=true "${@:3}" >"$FOLDER/read" || wrong "$1 cannot be read"
    cmp "$FOLDER/written" "$FOLDER/read" || wrong "$1 has something else than was written"
}

for bytes in 1000000 65536 4096; do
    timeout 60 kcat -P -b "$TCP" -t "batches-$bytes" -X "batch.size=$bytes" -X linger.ms=20 -l "$FOLDER/written" || wrong "not written"
    reads_back "batches-$bytes" "$TCP"
    reads_back "batches-$bytes" "$TLS" -X security.protocol=ssl -X enable.ssl.certificate.verification=false
done
# Each read wakes a read thread once.
reads=$(for task in /proc/"$BROKER_PID"/task/*; do
    [[ $(<"$task/comm") != read-* ]] || awk '$1 == "voluntary_ctxt_switches:" { print $2 }' "$task/status"
done | awk '{ sum += $1 } END { print sum + 0 }')
((reads > 50)) || wrong "only $reads reads of the disk: nothing was proved"
printf 'PASS what left memory came back byte for byte, with %d reads\n' "$reads"

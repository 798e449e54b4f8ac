#!/bin/bash
# O5: a million retained messages, then a subscription to #, by a client that first does not read and then does. The broker sends in
# bounded portions: its memory does not grow by what is to be sent, and others get their answers between the portions.
#   scripts/faults/o05-retained-replay.sh [MESSAGES, 1000000 unless told, 100000 at least]
# Compared: the messages read with the messages retained, each once; resident memory during the replay with that before; the slowest
# PINGRESP of another connection while the subscriber does not read and while it reads with its bound.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

messages=${1:-1000000}
readonly GROWTH_KIB_MAX=$((64 << 10)) # output limits, socket buffers' views, what pings and metrics load
readonly PING_MS_MAX=500 PINGS=20 SECONDS_MAX=180 RECORD_BYTES=50

start_broker --set engine.cores=1 --set mqtt.retained.max-count="$messages"

# PUBLISH, retained, QoS 0: topic r/%07d, 37 bytes of payload; 50 bytes with the header.
writer=''
subscriber=''
other=''
open_socket writer mqtt.tcp
mqtt_connect "$writer" writer || wrong "the writer was not accepted"
perl -e '$p = "x" x 37; for ($i = 0; $i < $ARGV[0]; $i++) { print pack("CCn/a*a*", 0x31, 48, sprintf("r/%07d", $i), $p) }' "$messages" >&"$writer"
all_retained() { (($(metric robustmq_mqtt_retained_messages) == messages)); }
await $SECONDS_MAX "$messages retained messages" all_retained

open_socket other mqtt.tcp
mqtt_connect "$other" other || wrong "the other client was not accepted"
before_ms=$(slowest_ping_ms "$other" $PINGS) || wrong "no PINGRESP before the replay"
before=$(resident_kib "$BROKER_PID")

open_socket subscriber mqtt.tcp
mqtt_connect "$subscriber" subscriber || wrong "the subscriber was not accepted"
printf '\x82\x06\x00\x01\x00\x01#\x00' >&"$subscriber"
stalled_ms=$(slowest_ping_ms "$other" $PINGS) || wrong "no PINGRESP while the subscriber does not read"
sent=$(metric robustmq_mqtt_messages_out_total)
((sent < messages)) || wrong "all was sent before the subscriber read: nothing was shown, take more messages"
stalled=$(resident_kib "$BROKER_PID")

# Reads SUBACK and the replay; prints how many retained messages came and how many different topics they had.
# shellcheck disable=SC2016 # the dollars are Perl's
timeout $SECONDS_MAX perl -e '
    my ($n, $different, $buffer, $seen) = (0, 0, "", "");
    while ($n < $ARGV[0]) {
        sysread(STDIN, $buffer, 1 << 16, length $buffer) or last;
        my $at = 0;
        while (length($buffer) - $at >= 2) {
            my ($type, $length) = unpack("CC", substr($buffer, $at, 2));
            last if length($buffer) - $at < 2 + $length;
            if ($type == 0x31 && substr($buffer, $at + 4, 2) eq "r/") {
                my $i = int substr($buffer, $at + 6, 7);
                $n++;
                $different++ unless vec($seen, $i, 1);
                vec($seen, $i, 1) = 1;
            }
            $at += 2 + $length;
        }
        substr($buffer, 0, $at) = "";
    }
    print "$n $different\n"' "$messages" <&"$subscriber" >"$FOLDER/read" &
reader=$!
reading_ms=0 largest=$stalled
while kill -0 $reader 2>/dev/null; do
    ms=$(slowest_ping_ms "$other" 2) || wrong "no PINGRESP while the subscriber reads"
    reading_ms=$((ms > reading_ms ? ms : reading_ms))
    now=$(resident_kib "$BROKER_PID")
    largest=$((now > largest ? now : largest))
done
wait $reader || wrong "the replay did not end within $SECONDS_MAX s"
[[ $(<"$FOLDER/read") == "$messages $messages" ]] || wrong "messages read and different ones: $(<"$FOLDER/read"), not $messages each"
((largest - before <= GROWTH_KIB_MAX)) || wrong "$((largest - before)) KiB more than before, more than $GROWTH_KIB_MAX"
for ms in "$stalled_ms" "$reading_ms"; do
    ((ms <= PING_MS_MAX)) || wrong "a PINGRESP took $ms ms, more than $PING_MS_MAX"
done
printf 'PASS O5: %s retained messages replayed, %s KiB more memory (of %s to send), slowest PINGRESP %s ms before, %s ms stalled, %s ms reading\n' \
    "$messages" $((largest - before)) $((messages * RECORD_BYTES >> 10)) "$before_ms" "$stalled_ms" "$reading_ms"

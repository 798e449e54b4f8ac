#!/bin/bash
# O6: a hundred thousand filters that all match one topic of 128 levels, through sockets. Every subscriber gets every message once,
# other connections get their answers meanwhile, and a topic of 129 levels is refused.
#   scripts/faults/o06-overlapping-filters.sh [FILTERS, 100000 unless told, 131072 at most]
# Compared: messages received by each subscriber with messages published; the slowest PINGRESP of another connection while filters
# come in and just behind each message with its bound.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh

filters=${1:-100000}
readonly SUBSCRIBERS=10 MESSAGES=20 PER_SUBSCRIBE=100 SECONDS_MAX=120 LEVELS=128
# Each filter has more than a hundred nodes of its own, so the first match has 11 million to visit: half a second of a core, in steps.
readonly PING_MS_MAX=500
# While they come in the tree grows by hundreds of megabytes, and the heap with it: full collections.
readonly COMING_MS_MAX=3000

start_broker --set engine.cores=1 --set mqtt.max-topic-levels=$LEVELS
topic=a$(printf '/a%.0s' $(seq 2 $LEVELS))
other=
open_socket other mqtt.tcp
mqtt_connect "$other" other || wrong "the other client was not accepted"

# Filter n is the topic with + at those of its first 17 levels where n has a bit. Subscriber k has every tenth, from k on.
sockets=()
for ((k = 0; k < SUBSCRIBERS; k++)); do
    socket=
    open_socket socket mqtt.tcp
    mqtt_connect "$socket" "o6-$k" || wrong "subscriber $k was not accepted"
    sockets+=("$socket")
    perl -e '
        my ($from, $to, $step, $each, $levels) = @ARGV;
        my ($id, $count, $entries) = (0, 0, "");
        for (my $n = $from; $n < $to; $n += $step) {
            $entries .= pack("n/a*C", join("/", map { $_ < 17 && $n >> $_ & 1 ? "+" : "a" } 0 .. $levels - 1), 0);
            if (++$count == $each || $n + $step >= $to) {
                my ($length, $varint) = (2 + length $entries, "");
                do { $varint .= chr(($length & 127) | ($length > 127 ? 128 : 0)); $length >>= 7 } while $length;
                print "\x82", $varint, pack("n", ++$id), $entries;
                ($count, $entries) = (0, "");
            }
        }' "$k" "$filters" $SUBSCRIBERS $PER_SUBSCRIBE $LEVELS >&"$socket" &
done
coming_ms=$(slowest_ping_ms "$other" 20) || wrong "no PINGRESP while filters come in"
all_subscribed() { (($(metric robustmq_mqtt_subscriptions) == filters)); }
await $SECONDS_MAX "$filters subscriptions" all_subscribed

# Reads until the last message; prints how many came.
for ((k = 0; k < SUBSCRIBERS; k++)); do
    # shellcheck disable=SC2016 # the dollars are Perl's
    timeout $SECONDS_MAX perl -e '
        my ($n, $buffer) = (0, "");
        while ($n < $ARGV[0]) {
            sysread(STDIN, $buffer, 1 << 16, length $buffer) or last;
            while (length $buffer >= 5) {
                my ($length, $shift, $at) = (0, 0, 1);
                do { $length |= (ord(substr $buffer, $at, 1) & 127) << $shift; $shift += 7 } while ord(substr $buffer, $at++, 1) & 128;
                last if length $buffer < $at + $length;
                $n++ if ord($buffer) >> 4 == 3;
                substr($buffer, 0, $at + $length) = "";
            }
        }
        print "$n\n"' $MESSAGES <&"${sockets[k]}" >"$FOLDER/read.$k" &
done
publisher=
open_socket publisher mqtt.tcp
mqtt_connect "$publisher" publisher || wrong "the publisher was not accepted"
began=${EPOCHREALTIME/./}
going_ms=0 first_ms=0
for ((i = 0; i < MESSAGES; i++)); do
    perl -e 'my $body = pack("n/a*a*", $ARGV[0], "message"); my $n = length $body; print "\x30", pack("CC", $n & 127 | 128, $n >> 7), $body' "$topic" >&"$publisher"
    ms=$(slowest_ping_ms "$other" 1) || wrong "no PINGRESP while a message goes out"
    ((i > 0)) || first_ms=$ms
    going_ms=$((ms > going_ms ? ms : going_ms))
done
all_out() { (($(metric robustmq_mqtt_messages_out_total) >= SUBSCRIBERS * MESSAGES)); }
await $SECONDS_MAX "$MESSAGES messages at $SUBSCRIBERS subscribers" all_out
took_ms=$(((${EPOCHREALTIME/./} - began) / 1000))
sleep 1 # what comes twice comes now
for ((k = 0; k < SUBSCRIBERS; k++)); do
    [[ -s $FOLDER/read.$k && $(<"$FOLDER/read.$k") == "$MESSAGES" ]] || wrong "subscriber $k did not get $MESSAGES messages"
done
out=$(metric robustmq_mqtt_messages_out_total)
((out == SUBSCRIBERS * MESSAGES)) || wrong "$out messages were sent, not $((SUBSCRIBERS * MESSAGES)): overlapping filters gave some twice"
((coming_ms <= COMING_MS_MAX)) || wrong "a PINGRESP took $coming_ms ms while filters came in, more than $COMING_MS_MAX"
((going_ms <= PING_MS_MAX)) || wrong "a PINGRESP took $going_ms ms while messages went out, more than $PING_MS_MAX"

perl -e 'my $body = pack("n/a*", $ARGV[0]); my $n = length $body; print "\x30", pack("CC", $n & 127 | 128, $n >> 7), $body' "$topic/a" >&"$publisher"
timeout 10 cat <&"$publisher" >/dev/null || wrong "a topic of $((LEVELS + 1)) levels did not end its publisher's connection"
mqtt_ping "$other" 10 || wrong "the other client is not served any more"
printf 'PASS O6: %s filters over %s levels; %s messages to %s subscribers once each in %s ms; slowest PINGRESP %s ms while subscribing, %s ms behind the first message, %s ms behind any\n' \
    "$filters" $LEVELS $MESSAGES $SUBSCRIBERS "$took_ms" "$coming_ms" "$first_ms" "$going_ms"

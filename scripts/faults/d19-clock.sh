#!/bin/bash
# D19: the wall clock is turned while the broker is up and while it is down: nothing expires and no will goes out early, and what
# is to expire by the time that really passed does. Over a stop the wall clock is all there is to go by: what it says has passed has.
#   scripts/faults/d19-clock.sh [--record]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/ledger.sh
source scripts/lib/ledger.sh

read_arguments "$@"
readonly DAY_S=86400 LONG_S=600 SHORT_S=2 WAIT_S=15
settings=(--set engine.cores=1)
need mosquitto_sub:mosquitto-clients
build_all
build_shim

client() { timeout $WAIT_S "$1" -h 127.0.0.1 -p "$PORT" -V 5 -q 1 "${@:2}"; }
# leave ID EXPIRY TOPIC: a session that subscribes and leaves.
leave() { client mosquitto_sub -i "$1" -c -x "$2" -t "$3" -E; }
# A message with an expiry, for the session that waits for its topic.
tell() { client mosquitto_pub -t "$1" -m "$2" -D PUBLISH message-expiry-interval $LONG_S; }
# hears ID TOPIC MESSAGE: the session is there and has it.
hears() { [[ $(client mosquitto_sub -i "$1" -c -x $LONG_S -t "$2" -C 1 -W 5 2>/dev/null) == "$3" ]]; }
# A client with a delayed will that goes without a word.
die() {
    mosquitto_sub -h 127.0.0.1 -p "$PORT" -V 5 -i "$1" -c -x $LONG_S -t nothing --will-topic "wills/$1" --will-payload dead \
        --will-qos 1 -D WILL will-delay-interval $LONG_S >"$FOLDER/mortal" 2>&1 &
    local mortal=$!
    connected() { (($(metric robustmq_mqtt_sessions) > $1)) || grep -q . "$FOLDER/mortal"; }
    sleep 1 # until it has connected: it says nothing
    kill -KILL $mortal
    wait $mortal 2>/dev/null || true
}
# Everything that was to stay after the clock was turned to $1.
all_stays() {
    hears "kept-$2" "kept/$2" "message-$2" || wrong "$1: a session or its message of $LONG_S s is gone after seconds"
    [[ -z $(client mosquitto_sub -i "watcher" -c -x $LONG_S -t 'wills/#' -W 1 2>/dev/null) ]] || wrong "$1: a will went out early"
}
prepare() {
    leave "kept-$1" $LONG_S "kept/$1"
    tell "kept/$1" "message-$1"
    die "mortal-$1"
}
is_gone() {
    # a session that is there would have its subscription: what is told now would be heard
    tell "short/$1" late
    ! hears "short-$1" nothing late
}

start_faulty "${settings[@]}"
leave watcher $LONG_S 'wills/#'
for turn in $DAY_S -$DAY_S; do
    prepare "up$turn"
    turn_clock "$turn"
    sleep 1 # a duty cycle and a timer tick that see the new time
    all_stays "turned by $turn s while up" "up$turn"
    leave "short-up$turn" $SHORT_S "short/up$turn"
    sleep $((SHORT_S + 1))
    is_gone "up$turn" || wrong "turned by $turn s while up: a session of $SHORT_S s is still there"
    turn_clock 0
done

prepare down
kill_broker
turn_clock -$DAY_S
start_faulty "${settings[@]}"
all_stays "turned back a day while down" down

prepare forward
kill_broker
turn_clock $DAY_S
start_faulty "${settings[@]}"
! hears kept-forward kept/forward message-forward || wrong "a session of $LONG_S s is there after a day of being down"

ACKED=4 # messages with an expiry, three of which were to be read
record D19-mqtt fixed 4
FOUND_LINE="forward and back a day while up, back and forward a day over a kill"
pass "D19: nothing early, nothing kept for the clock's sake"

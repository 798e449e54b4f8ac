#!/bin/bash
# O8: out of file descriptors while clients connect and while certificates and users are read again. The broker goes on with what
# it has: open connections are served, the files that could not be read stay in force as they were, and at no time is anybody
# let in who has no right to. Once there are descriptors again it takes up what it left.
#   scripts/faults/o08-descriptors.sh
# Compared: the answers to a wrong password, to none, and to a removed user, with "not authorized"; the certificate shown
# with the one before and after; the CPU time of 2 s without descriptors with what a spinning core would take.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=scripts/lib/broker.sh
source scripts/lib/broker.sh
# shellcheck source=scripts/lib/measure.sh
source scripts/lib/measure.sh
# shellcheck source=scripts/lib/raw-mqtt.sh
source scripts/lib/raw-mqtt.sh
readonly WAIT=20 DESCRIPTORS=256 CLIENTS=300 CPU_TICKS_MAX=100 # of 200 in 2 s

new_certificate() {
    openssl req -x509 -newkey rsa:2048 -nodes -keyout "$FOLDER/$1.key" -out "$FOLDER/$1.pem" -days 2 \
        -subj "/CN=$1" -addext subjectAltName=IP:127.0.0.1 2>/dev/null
}
install_files() {
    cp "$FOLDER/$1.pem" "$FOLDER/cert.pem"
    cp "$FOLDER/$1.key" "$FOLDER/key.pem"
}
shows() {
    openssl s_client -connect "$(broker_address mqtt.tls)" </dev/null 2>/dev/null | openssl x509 -noout -subject 2>/dev/null | grep -q "CN *= *$1\$"
}
add_user() { printf '%s\n' "$2" | scripts/robust-server user add --users "$FOLDER/users" --publish '#' --subscribe '#' "$1"; }
# A client of user $1 with password $2, or of none; prints what mosquitto_pub says.
tries() {
    timeout $WAIT mosquitto_pub -h 127.0.0.1 -p "$(broker_address mqtt.tcp | sed 's/.*://')" -V mqttv5 -q 1 -t t -m x \
        ${1:+-u "$1"} ${2:+-P "$2"} 2>&1 || true
}
is_let_in() { [[ -z $(tries "$@") ]]; }
all_strangers_refused() {
    [[ $(tries) == *"ot authorized"* ]] || wrong "$1: an anonymous client was not refused but told: $(tries)"
    [[ $(tries alice wrong) == *"ot authorized"* || $(tries alice wrong) == *"User Name or Password"* ]] ||
        wrong "$1: a wrong password was not refused but told: $(tries alice wrong)"
    [[ -n $(tries mallory any) ]] || wrong "$1: an unknown user was let in"
}
complaints() { grep -c "not reloaded" "$FOLDER/err" || true; }
complained_times() { (($(complaints) >= $1)); }
cpu_ticks() { awk '{ print $14 + $15 }' "/proc/$BROKER_PID/stat"; }

ulimit -n 4096 2>/dev/null || wrong "needs ulimit -n of 4096"
new_certificate first
new_certificate second
install_files first
add_user alice right
add_user bob right
BROKER_DESCRIPTORS=$DESCRIPTORS start_broker --set engine.cores=1 --set "auth.users=$FOLDER/users" --set mqtt.tls=127.0.0.1:0 \
    --set "tls.certificate=$FOLDER/cert.pem" --set "tls.key=$FOLDER/key.pem" --set mqtt.connect-timeout=60s
shows first || wrong "the first certificate is not shown"
is_let_in alice right || wrong "alice is not let in"
all_strangers_refused "before"

# Sockets that take the last descriptors; more clients wait in the kernel's queue.
sockets=()
for ((i = 0; i < CLIENTS; i++)); do
    socket=
    open_socket socket mqtt.tcp
    sockets+=("$socket")
done
is_full() { (($(open_descriptors "$BROKER_PID") == DESCRIPTORS)); }
await $WAIT "the last descriptor taken" is_full
began=$(cpu_ticks)
sleep 2
used=$(($(cpu_ticks) - began))
((used <= CPU_TICKS_MAX)) || wrong "$used ticks of CPU in 2 s without a descriptor: it spins"

# New files, none of which can be opened now.
install_files second
scripts/robust-server user remove --users "$FOLDER/users" bob
add_user carol right
complained=$(complaints)
kill -HUP "$BROKER_PID"
await $WAIT "a line for users and one for certificates that they were not reloaded" complained_times $((complained + 2))

# Room for the next clients, with what was in force: alice and bob, the first certificate, nobody else.
for socket in "${sockets[@]}"; do exec {socket}>&-; done
await $WAIT "alice let in again" is_let_in alice right
is_let_in bob right || wrong "bob, in force when the users could not be read, is not let in"
! is_let_in carol right || wrong "carol is let in before the users could be read"
all_strangers_refused "after a reload without descriptors"
shows first || wrong "the first certificate is not shown any more"

kill -HUP "$BROKER_PID"
await $WAIT "carol let in after a reload" is_let_in carol right
! is_let_in bob right || wrong "bob is let in after the reload that removed him"
await $WAIT "the second certificate" shows second
all_strangers_refused "after a reload with descriptors"
printf 'PASS O8: without descriptors %s ticks of CPU in 2 s; users and certificate stayed in force, no stranger was let in\n' "$used"
